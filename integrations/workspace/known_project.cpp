#include "integrations/workspace/known_project.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "integrations/workspace/paths.h"
#include "integrations/workspace/project_files.h"
#include "integrations/workspace/read_file.h"

namespace floodwall {
namespace {

/// The name for shards: what lies outside of the folder begins with "../", so that it is the same wherever
/// the folder stands.
std::string name_of(const FoundFile& file, const Configuration& configuration) {
  return std::filesystem::path(file.absolute).lexically_relative(configuration.folder).string();
}

FoundFile file_of(const std::string& name, const Configuration& configuration) {
  return {name, std::filesystem::path(join_path(configuration.folder, name)).lexically_normal().string()};
}

}  // namespace

std::vector<NamedFacts> facts_of_files(std::span<const FoundFile> files, const Configuration& configuration,
                                       Cache* cache, std::vector<UnreadPath>& unread) {
  StageTimes times;
  std::vector<ProjectFacts> facts = read_facts(files, configuration, cache, times);
  std::vector<std::string> projects = inner_projects_of(files, configuration);
  std::vector<NamedFacts> named;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!facts[i].unread.empty()) {
      unread.push_back({files[i].path, std::move(facts[i].unread)});
    } else {
      named.push_back({name_of(files[i], configuration), std::move(projects[i]), std::move(facts[i])});
    }
  }
  std::ranges::sort(named, {}, &NamedFacts::path);
  return named;
}

Result<std::vector<NamedFacts>> read_facts_files(std::span<const std::string> files) {
  std::vector<std::vector<NamedFacts>> shards;
  for (const std::string& file : files) {
    const Result<std::string> text = read_bytes(file);
    if (!text) return failure(fmt::format("{}: {}", file, text.error().message));
    Result<std::vector<NamedFacts>> facts = parse_facts(file, *text);
    if (!facts) return facts;
    shards.push_back(std::move(*facts));
  }
  return merged(std::move(shards));
}

KnownProject around(std::vector<NamedFacts> facts, std::span<const FoundFile> checked,
                    const Configuration& configuration) {
  std::set<std::string_view> known;
  for (const FoundFile& file : checked) known.insert(file.absolute);
  KnownProject project;
  for (NamedFacts& each : facts) {
    FoundFile file = file_of(each.path, configuration);
    if (known.contains(file.absolute)) continue;
    project.files.push_back(std::move(file));
    project.facts.push_back(std::move(each.facts));
    project.projects.push_back(std::move(each.project));
  }
  mark_snapshot(configuration, project.files);
  return project;
}

}  // namespace floodwall
