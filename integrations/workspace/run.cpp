#include "integrations/workspace/run.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/report/report.h"
#include "analyzer/text/source_file.h"
#include "frontends/frontend.h"
#include "frontends/host_values/host_project.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/file_check.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/host_files.h"
#include "integrations/workspace/on_threads.h"
#include "integrations/workspace/path_settings.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/progress.h"
#include "integrations/workspace/said_once.h"

namespace floodwall {
namespace {

/// Checks every file; the results stand at the files' positions. Host files are looked at alone first; then
/// those that another one has something to say about, or that are to be fixed, once more.
std::vector<FileCheck> check_files(const RunRequest& request, const Configuration& configuration,
                                   const SettingsByPath& settings, StageTimes& times) {
  std::vector<FileCheck> checks(request.files.size());
  Progress progress(request.files.size(), request.show_progress);
  const auto look = [&](std::size_t i, StageTimes& own) {
    checks[i] =
        check_file(request.files[i], static_cast<FileId>(i), request, configuration, settings.of(i), own);
    progress.advance();
  };
  times.add(on_threads<StageTimes>(checks.size(), configuration.jobs, look, &StageTimes::add));

  std::vector<std::size_t> host_files;
  std::vector<const host::HostFacts*> facts;
  bool has_asks = false;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (!is_host_path(request.files[i].path)) continue;
    host_files.push_back(i);
    facts.push_back(&checks[i].facts);
    has_asks = has_asks || !checks[i].facts.asks.empty();
  }
  if (host_files.empty()) return checks;
  const std::vector<host::HostFacts> around =
      has_asks ? read_host_facts(host_files_around(request.files, configuration), configuration, times)
               : std::vector<host::HostFacts>();
  for (const host::HostFacts& each : around) facts.push_back(&each);
  const host::HostProject project(facts);
  const bool fixes = request.fix.use != FixRequest::Use::None;
  std::erase_if(host_files, [&](std::size_t i) {
    return !checks[i].unread.empty() || (!fixes && !project.answers(checks[i].facts));
  });
  const auto look_again = [&](std::size_t n, StageTimes& own) {
    const std::size_t i = host_files[n];
    const FoundFile& file = request.files[i];
    FileContext context{.project = &project};
    if (file.is_standard_input) context.source = std::move(checks[i].source);
    checks[i] = check_file(file, static_cast<FileId>(i), request, configuration, settings.of(i), own,
                           std::move(context));
  };
  times.add(on_threads<StageTimes>(host_files.size(), configuration.jobs, look_again, &StageTimes::add));
  say_once(request, configuration, settings, project, checks, times);
  return checks;
}

std::string type_of(std::string_view path) {
  const std::string_view name = name_in_folder(path);
  const std::size_t dot = name.rfind('.');
  return std::string(dot == std::string_view::npos || dot == 0 ? "(no extension)" : name.substr(dot));
}

}  // namespace

RunResult run(const RunRequest& request, const Configuration& configuration) {
  const SettingsByPath settings(configuration, request.files);
  RunResult result;
  result.rules = settings.rules();
  std::vector<FileCheck> checks = check_files(request, configuration, settings, result.times);
  for (std::size_t i = 0; i < checks.size(); ++i) {
    FileCheck& check = checks[i];
    const FoundFile& file = request.files[i];
    const bool was_read =
        check.unread.empty() || 0 < check.bytes;  // what cannot be written can have been read
    if (!check.unread.empty()) result.unread.push_back({file.path, std::move(check.unread)});
    if (!was_read) continue;
    if (!check.skipped.empty()) result.skipped.push_back({file.path, check.skipped});
    FileTypeCount& type = result.types[type_of(file.path)];
    ++type.files;
    type.bytes += check.bytes;
    type.statements += check.statements;
    if (check.skipped.empty()) ++result.files_checked;
    result.statements += check.statements;
    result.suppressed += check.suppressed;
    result.in_baseline += check.in_baseline;
    result.fixes += check.fixes;
    if (0 < check.fixes) ++result.fixed_files;
    result.diff += check.diff;
    if (check.fixed_input) result.fixed_input = std::move(check.fixed_input);
    if (check.source == nullptr || (check.diagnostics.empty() && check.silences.empty())) continue;
    result.files.push_back({check.source.get(), std::move(check.diagnostics), std::move(check.silences)});
    result.sources.push_back(std::move(check.source));
    result.found.push_back(&file);
  }
  return result;
}

std::string baseline_path(const FoundFile& file, const std::string& folder) {
  return relative_to(file.absolute, folder);
}

}  // namespace floodwall
