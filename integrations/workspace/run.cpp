#include "integrations/workspace/run.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "analyzer/report/report.h"
#include "analyzer/text/source_file.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/file_check.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/path_settings.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/progress.h"

namespace floodwall {
namespace {

void add_times(StageTimes& sum, const StageTimes& times) {
  sum.read += times.read;
  sum.find_sql += times.find_sql;
  sum.analyze += times.analyze;
  sum.fix += times.fix;
}

/// Checks every file; the results stand at the files' positions.
std::vector<FileCheck> check_files(const RunRequest& request, const Configuration& configuration,
                                   const SettingsByPath& settings, StageTimes& times) {
  std::vector<FileCheck> checks(request.files.size());
  std::atomic<std::size_t> next = 0;
  std::mutex times_mutex;
  Progress progress(request.files.size(), request.show_progress);
  const auto work = [&] {
    StageTimes own;
    for (std::size_t i = next++; i < checks.size(); i = next++) {
      checks[i] =
          check_file(request.files[i], static_cast<FileId>(i), request, configuration, settings.of(i), own);
      progress.advance();
    }
    const std::lock_guard lock(times_mutex);
    add_times(times, own);
  };

  const std::size_t wanted =
      configuration.jobs != 0 ? configuration.jobs : std::thread::hardware_concurrency();
  const std::size_t jobs = std::min(std::max<std::size_t>(1, wanted), checks.size());
  std::vector<std::jthread> threads;
  try {
    while (threads.size() + 1 < jobs) threads.emplace_back(work);
  } catch (const std::system_error&) {
    // The machine has no thread left for us: those that we have do it all.
  }
  work();
  threads.clear();  // waits
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
    if (check.source == nullptr) continue;
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
