#include "integrations/cli/check_report.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "analyzer/base/result.h"
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
  const std::string folder = real_path(".").value_or("/");
  std::string uri = "file://";
  for (const char c : folder) {
    const bool plain =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("/-._~").contains(c);
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri.ends_with('/') ? uri : uri + "/";
}

std::string formatted(const RunReport& run, std::string_view format, const TerminalStyle& style) {
  if (format == "json") return json_report(run);
  if (format == "sarif") return sarif_report(run);
  if (format == "github") return github_report(run);
  if (format == "gitlab") return gitlab_report(run);
  if (format == "junit") return junit_report(run);
  if (format == "gcc") return gcc_report(run);
  if (format == "html") return html_report(run);
  return terminal_report(run, style);
}

}  // namespace

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
