#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/core.h>

#include "analyzer/base/result.h"
#include "analyzer/report/report.h"
#include "analyzer/report/tally.h"
#include "integrations/cli/baseline_file.h"
#include "integrations/cli/check_options.h"
#include "integrations/cli/check_report.h"
#include "integrations/cli/commands.h"
#include "integrations/cli/compiler_choice.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/cli/statistics.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/git_changes.h"
#include "integrations/workspace/known_project.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/project_files.h"
#include "integrations/workspace/run.h"

namespace floodwall {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// The files to check, standard input among them.
Result<FoundFiles> find_input(const CheckOptions& options, const Configuration& configuration) {
  std::vector<std::string> paths = options.paths;
  std::erase(paths, "-");
  FoundFiles found = find_files(paths, {.extensions = configuration.extensions,
                                        .exclude = configuration.exclude,
                                        .include = configuration.include,
                                        .base = configuration.folder,
                                        .exclude_named = options.force_exclude});
  mark_snapshot(configuration, found.files);
  if (!options.changed_since.empty()) {
    const std::string& path = paths.empty() ? options.paths.front() : paths.front();
    const std::string absolute = absolute_path(path == "-" ? "." : path);
    struct stat status;
    const bool is_folder = ::stat(absolute.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    const Result<std::set<std::string>> changed =
        changed_files(is_folder ? absolute : folder_of(absolute), options.changed_since);
    if (!changed) return std::unexpected(changed.error());
    std::erase_if(found.files, [&](const FoundFile& file) { return !changed->contains(file.absolute); });
    found.whole.clear();
  }
  if (options.reads_standard_input()) {
    const std::string name =
        options.stdin_filename.empty() ? std::string(nameless_input) : options.stdin_filename;
    FoundFile input = {name, absolute_path(name), true};
    const auto place = std::ranges::lower_bound(found.files, name, {}, &FoundFile::path);
    found.files.insert(place, std::move(input));
  }
  return found;
}

/// The option by which the user would write over a file that is to be checked; empty if there is none.
std::string_view option_over_input(const CheckOptions& options, const FoundFiles& found) {
  const auto is_input = [&](const std::string& written) { return !written.empty() && holds(found, written); };
  if (is_input(options.output)) return "--output";
  return is_input(options.write_baseline) ? "--write-baseline" : "";
}

/// Whether the findings make the run fail.
bool fails(const RunResult& result, FailOn fail_on) {
  if (!fail_on.severity) return false;
  return std::ranges::any_of(result.files, [&](const ReportedFile& file) {
    return std::ranges::any_of(file.diagnostics, [&](const Diagnostic& diagnostic) {
      return *fail_on.severity <= diagnostic.severity;
    });
  });
}

/// What --diff does not show by itself.
std::string diff_summary(const RunResult& result) {
  std::string text;
  if (0 < result.fixes) {
    text = fmt::format("{} in {} would be fixed\n", counted(result.fixes, "finding"),
                       counted(result.fixed_files, "file"));
  }
  std::size_t left = 0;
  for (const ReportedFile& file : result.files) left += file.diagnostics.size();
  if (0 < left) text += fmt::format("{} would be left\n", counted(left, "finding"));
  return text;
}

constexpr std::size_t most_noted = 5;  // a line each tells enough

void note_each(const std::vector<UnreadPath>& files, std::string_view what, const CheckOptions& options) {
  const std::size_t shown = options.explain_silence ? files.size() : std::min(files.size(), most_noted);
  for (const UnreadPath& each : std::span(files).first(shown))
    complain(fmt::format("note: {}: {}: {}", each.path, what, each.reason));
  if (shown < files.size()) {
    complain(fmt::format("note: {} more are {} for such reasons; --explain-silence lists them",
                         files.size() - shown, what));
  }
}

/// What does not belong to any report: what could not be read, what was left out.
void remark_on(const RunResult& result, const CheckOptions& options) {
  for (const UnreadPath& unread : result.unread) complain(fmt::format("{}: {}", unread.path, unread.reason));
  if (options.quiet) return;
  note_each(result.skipped, "not checked", options);
  note_each(result.read_in_part, "read in part", options);
  note_each(result.uncompiled, "read by its syntax alone", options);
  for (const std::string& database : result.broken_databases)
    complain(fmt::format("note: {}; C++ is read by its syntax alone", database));
  if (0 < result.missing_headers) {
    complain(
        fmt::format("note: C++ was read without {} that could not be found: what they define is not known",
                    counted(result.missing_headers, "header")));
  }
}

int check(const CheckOptions& options, const Configuration& configuration) {
  const Clock::time_point begin = Clock::now();
  PhaseTimes phases;
  const Result<FoundFiles> found = find_input(options, configuration);
  if (!found) {
    complain(found.error().message);
    return exit_trouble;
  }
  phases.find_files = seconds_since(begin);
  if (const std::string_view option = option_over_input(options, *found); !option.empty()) {
    complain(fmt::format("check: {} would write over a file that is to be checked", option));
    return exit_trouble;
  }

  std::optional<KnownFindings> known;
  if (!configuration.baseline.empty() && options.write_baseline.empty()) {
    Result<KnownFindings> read = read_baseline(configuration.baseline);
    if (!read) {
      complain(read.error().message);
      return exit_trouble;
    }
    known = std::move(*read);
  }

  std::optional<KnownProject> project;
  if (!options.project.empty()) {
    Result<std::vector<NamedFacts>> facts = read_facts_files(options.project);
    if (!facts) {
      complain(facts.error().message);
      return exit_trouble;
    }
    project = around(std::move(*facts), found->files, configuration);
  }

  const Clock::time_point before_run = Clock::now();
  Result<std::unique_ptr<Compiler>> compiler = compiler_for(options, configuration);
  if (!compiler) {
    complain(compiler.error().message);
    return exit_trouble;
  }
  const std::unique_ptr<Cache> cache = options.no_cache ? nullptr : cache_of(configuration);
  RunResult result = run({.files = found->files,
                          .whole = found->whole,
                          .known = known ? &*known : nullptr,
                          .project = project ? &*project : nullptr,
                          .fix = options.fixes(),
                          .compiler = compiler->get(),
                          .cache = cache.get(),
                          .keep_silences = options.explain_silence,
                          .show_progress = !options.quiet},
                         configuration);
  result.unread.insert(result.unread.begin(), found->unread.begin(), found->unread.end());
  phases.check = seconds_since(before_run);

  const Clock::time_point before_report = Clock::now();
  int status = fails(result, configuration.fail_on) ? exit_findings : exit_clean;
  int written = exit_clean;
  if (!options.write_baseline.empty()) {
    written = write_baseline(result, options, configuration);
    status = exit_clean;
  } else if (options.diff) {
    written = deliver(result.diff, options);
    if (!options.quiet) remark(diff_summary(result));
    if (!result.diff.empty()) status = exit_findings;
  } else {
    written = report(result, options, seconds_since(begin));
  }
  phases.report = seconds_since(before_report);
  remark_on(result, options);
  if (options.statistics) remark(statistics(result, phases));
  compiler->reset();
  leave(result.unread.empty() && written == exit_clean ? status : exit_trouble);
}

}  // namespace

int check_command(int argc, char** argv) {
  const std::variant<CheckOptions, int> parsed = parse_check_options(argc, argv);
  if (const int* status = std::get_if<int>(&parsed)) return *status;
  const CheckOptions& options = std::get<CheckOptions>(parsed);
  const Result<Configuration> configuration = configure(options);
  if (!configuration) {
    complain(configuration.error().message);
    return exit_trouble;
  }
  return check(options, *configuration);
}

}  // namespace floodwall
