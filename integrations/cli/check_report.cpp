#include "integrations/cli/check_report.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "analyzer/base/check.h"
#include "analyzer/base/result.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/report.h"
#include "analyzer/report/tally.h"
#include "analyzer/sql/parse.h"
#include "integrations/cli/check_options.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/run.h"
#include "integrations/workspace/write_file.h"

namespace floodwall {
namespace {

/// The current folder as a URI that ends in a slash.
std::string current_folder_uri() {
  const std::string uri = "file://" + uri_encoded(real_path(".").value_or("/"));
  return uri.ends_with('/') ? uri : uri + "/";
}

struct ReportFormat {
  std::string_view name;
  std::string (*write)(const RunReport& run, const TerminalStyle& style);
};

template <std::string (*write)(const RunReport&)>
std::string without_style(const RunReport& run, const TerminalStyle&) {
  return write(run);
}

constexpr auto formats = std::to_array<ReportFormat>({
    {"terminal", terminal_report},
    {"json", without_style<json_report>},
    {"sarif", without_style<sarif_report>},
    {"github", without_style<github_report>},
    {"gitlab", without_style<gitlab_report>},
    {"junit", without_style<junit_report>},
    {"gcc", without_style<gcc_report>},
    {"html", without_style<html_report>},
});

std::string formatted(const RunReport& run, std::string_view name, const TerminalStyle& style) {
  const auto* format = std::ranges::find(formats, name, &ReportFormat::name);
  if (never(format == formats.end())) return "";
  return format->write(run, style);
}

}  // namespace

std::vector<std::string> report_formats() {
  std::vector<std::string> names;
  for (const ReportFormat& format : formats) names.emplace_back(format.name);
  return names;
}

int deliver(std::string_view text, const CheckOptions& options) {
  if (options.output.empty() || options.output == "-") return print(text);
  const Result<void> written = write_file(options.output, text);
  if (written) return exit_clean;
  complain(fmt::format("{}: {}", options.output, written.error().message));
  return exit_trouble;
}

int report(const RunResult& result, const CheckOptions& options, double seconds) {
  const std::string base_uri = current_folder_uri();
  const RunReport run = {.files = result.files,
                         .rules = result.rules,
                         .unread = result.unread,
                         .skipped = result.skipped,
                         .read_in_part = result.read_in_part,
                         .uncompiled = result.uncompiled,
                         .files_checked = result.files_checked,
                         .statements = result.statements,
                         .suppressed = result.suppressed,
                         .in_baseline = result.in_baseline,
                         .seconds = seconds,
                         .version = FLOODWALL_VERSION,
                         .grammar = libpg_query_version(),
                         .base_uri = base_uri};
  const bool to_file = !options.output.empty() && options.output != "-";
  const bool input_was_fixed = result.fixed_input.has_value();  // then standard output belongs to its text
  const int stream = input_was_fixed ? STDERR_FILENO : STDOUT_FILENO;
  const TerminalStyle style = to_file ? file_style(options.color) : terminal_style(stream, options.color);

  std::string summary;
  if (0 < result.fixes) {
    summary = fmt::format("fixed {} in {}\n", counted(result.fixes, "finding"),
                          counted(result.fixed_files, "file"));
  }
  const bool is_for_people = options.format == "terminal";
  const bool summary_with_report = is_for_people && !to_file;
  const TerminalStyle summary_style =
      summary_with_report ? style : terminal_style(STDERR_FILENO, options.color);
  if (is_for_people || to_file) summary += terminal_summary(run, summary_style);
  if (options.quiet) summary.clear();

  std::string text = formatted(run, options.format, style);
  if (summary_with_report) text += summary;
  int status = exit_clean;
  if (input_was_fixed) {
    status = print(*result.fixed_input);
    if (to_file) {
      status = std::max(status, deliver(text, options));
    } else {
      remark(text);
    }
  } else {
    status = deliver(text, options);
  }
  if (!summary_with_report) remark(summary);
  return status;
}

}  // namespace floodwall
