#include "integrations/workspace/run.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/engine/link.h"
#include "analyzer/report/report.h"
#include "analyzer/text/source_file.h"
#include "frontends/frontend.h"
#include "frontends/host_values/host_project.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/file_check.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/on_threads.h"
#include "integrations/workspace/path_settings.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/progress.h"
#include "integrations/workspace/project_files.h"
#include "integrations/workspace/said_once.h"

namespace floodwall {
namespace {

/// What the files of each project say together.
struct Linked {
  host::HostProject host;
  std::vector<Project> projects;
  std::vector<std::size_t> project_of;  ///< beside the files of the run

  const Project& of(std::size_t file) const { return projects[project_of[file]]; }
};

bool asks_something(const ProjectFacts& facts) {
  return !facts.host.asks.empty() || !facts.schema.needs.empty() || facts.schema.wants_project;
}

/// Links what has been read of the files with what stands around them, project by project.
Linked link(const RunRequest& request, const std::vector<FileCheck>& checks,
            std::span<const FoundFile> others, const Configuration& configuration, StageTimes& times) {
  Linked linked{.projects = std::vector<Project>(1), .project_of = std::vector<std::size_t>(checks.size())};
  const bool has_asks =
      std::ranges::any_of(checks, [](const FileCheck& check) { return asks_something(check.facts); });
  if (!has_asks) return linked;
  const std::vector<ProjectFacts> around = read_facts(others, configuration, times);
  std::vector<const host::HostFacts*> host_facts;
  std::map<std::string, std::string> roots;  // of folders
  std::map<std::string, std::size_t> places;
  std::vector<std::vector<LinkedFile>> files;
  std::uint32_t next_id = 0;
  const auto add = [&](const FoundFile& file, const ProjectFacts& facts) {
    const std::string folder = folder_of(file.absolute);
    const auto [root, is_new] = roots.try_emplace(folder);
    if (is_new) root->second = project_of(folder);
    const std::size_t place = places.try_emplace(root->second, places.size()).first->second;
    if (files.size() <= place) files.resize(place + 1);
    files[place].push_back({static_cast<FileId>(next_id++), file.path, &facts.schema});
    if (is_host_path(file.path)) host_facts.push_back(&facts.host);
    return place;
  };
  for (std::size_t i = 0; i < checks.size(); ++i)
    linked.project_of[i] = add(request.files[i], checks[i].facts);
  for (std::size_t i = 0; i < others.size(); ++i) add(others[i], around[i]);
  linked.host = host::HostProject(host_facts);
  linked.projects.clear();
  for (const std::vector<LinkedFile>& each : files) linked.projects.emplace_back(each);
  return linked;
}

/// Checks every file; the results stand at the files' positions. Each is looked at alone first; then those
/// that another one has something to say about, and all if they are to be fixed, once more.
std::vector<FileCheck> check_files(const RunRequest& request, const Configuration& configuration,
                                   const SettingsByPath& settings, StageTimes& times, SchemaSummary& schema) {
  std::vector<FileCheck> checks(request.files.size());
  const std::vector<FoundFile> others = files_around(request.files, configuration);
  const FactsWanted facts_wanted =
      may_define_schema(request.files) || may_define_schema(others) ? FactsWanted::Yes : FactsWanted::No;
  Progress progress(request.files.size(), request.show_progress);
  const auto look = [&](std::size_t i, StageTimes& own) {
    checks[i] = check_file(request.files[i], static_cast<FileId>(i), request, configuration, settings.of(i),
                           own, {.facts = facts_wanted});
    progress.advance();
  };
  times.add(on_threads<StageTimes>(checks.size(), configuration.jobs, look, &StageTimes::add));

  const Linked linked = link(request, checks, others, configuration, times);
  for (const Project& project : linked.projects) {
    schema.relations += project.schema().definitions.size();
    std::ranges::move(project.schema().why_open(), std::back_inserter(schema.open));
  }
  const bool fixes = request.fix.use != FixRequest::Use::None;
  std::vector<std::size_t> again;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const bool is_host = is_host_path(request.files[i].path);
    const ProjectFacts& facts = checks[i].facts;
    const bool is_concerned = linked.of(i).concerns(static_cast<FileId>(i), facts.schema) || fixes ||
                              (is_host && linked.host.answers(facts.host));
    if (checks[i].unread.empty() && is_concerned) again.push_back(i);
  }
  const auto look_again = [&](std::size_t n, StageTimes& own) {
    const std::size_t i = again[n];
    const FoundFile& file = request.files[i];
    FileContext context{.host = &linked.host, .project = &linked.of(i)};
    if (file.is_standard_input) context.source = std::move(checks[i].source);
    checks[i] = check_file(file, static_cast<FileId>(i), request, configuration, settings.of(i), own,
                           std::move(context));
  };
  times.add(on_threads<StageTimes>(again.size(), configuration.jobs, look_again, &StageTimes::add));
  const auto context_of = [&](std::size_t i) {
    return FileContext{.host = &linked.host, .project = &linked.of(i)};
  };
  say_once(request, configuration, settings, context_of, checks, times);
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
  std::vector<FileCheck> checks = check_files(request, configuration, settings, result.times, result.schema);
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
