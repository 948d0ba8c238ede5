#include "integrations/workspace/project_link.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "frontends/frontend.h"
#include "integrations/workspace/cache/facts_fields.h"
#include "integrations/workspace/cache/look_keys.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/project_files.h"

namespace floodwall {

void visit_fields(Like<SchemaSummary> auto& schema, auto& fields) {
  auto& [relations, open] = schema;
  fields("relations", relations);
  fields("open", open);
}

void visit_fields(Like<ProjectLink::Outcome> auto& outcome, auto& fields) {
  auto& [concerned, schema] = outcome;
  fields("concerned", concerned);
  fields("schema", schema);
}

namespace {

/// The same whichever of the files are checked and whichever only stand around them.
ContentKey key_of_all(std::span<const ToldFile> files) {
  std::vector<std::pair<std::string_view, ContentKey>> all;
  all.reserve(files.size());
  for (const ToldFile& each : files) all.emplace_back(each.file->path, key_of_answers(*each.facts));
  std::ranges::sort(all);
  ContentKey key;
  for (const auto& [path, answers] : all) key = key + key_of(path) + answers;
  return key;
}

/// To which project each file belongs; they are numbered as they come.
std::vector<std::size_t> projects_of(std::span<const ToldFile> files) {
  std::map<std::string, std::size_t> of_folders;
  std::map<std::string, std::size_t> of_roots;
  std::vector<std::size_t> projects;
  for (const ToldFile& each : files) {
    const FoundFile& file = *each.file;
    const auto [folder, is_new] =
        of_folders.try_emplace(file.speaks_of.empty() ? folder_of(file.absolute) : file.speaks_of);
    if (is_new)
      folder->second = of_roots.try_emplace(project_of(folder->first), of_roots.size()).first->second;
    projects.push_back(folder->second);
  }
  return projects;
}

}  // namespace

ProjectLink::ProjectLink(std::vector<ToldFile> checked, std::vector<ToldFile> others, Projects projects)
    : files_(std::move(checked)), checked_(files_.size()) {
  std::ranges::move(others, std::back_inserter(files_));
  project_of_ = projects == Projects::OnDisk ? projects_of(files_) : std::vector<std::size_t>(files_.size());
  key_ = key_of_all(files_);
}

const ProjectLink::Linked& ProjectLink::linked() const {
  std::call_once(is_linked_, [this] {
    std::vector<const host::HostFacts*> host_facts;
    std::vector<std::vector<LinkedFile>> projects;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      const auto& [file, facts] = files_[i];
      if (is_host_path(file->path)) host_facts.push_back(&facts->host);
      if (projects.size() <= project_of_[i]) projects.resize(project_of_[i] + 1);
      projects[project_of_[i]].push_back({static_cast<FileId>(i), file->path, &facts->schema});
    }
    linked_.host = host::HostProject(host_facts);
    for (const std::vector<LinkedFile>& each : projects) linked_.projects.emplace_back(each);
  });
  return linked_;
}

const Project& ProjectLink::project(std::size_t file) const { return linked().projects[project_of_[file]]; }

ProjectLink::Outcome ProjectLink::outcome() const {
  Outcome outcome;
  for (std::size_t i = 0; i < checked_; ++i) {
    const auto& [file, facts] = files_[i];
    const bool is_answered = is_host_path(file->path) && host().answers(facts->host);
    if (is_answered || project(i).concerns(static_cast<FileId>(i), facts->schema))
      outcome.concerned.push_back(i);
  }
  for (const Project& project : linked().projects) {
    outcome.schema.relations += project.schema().definitions.size();
    std::ranges::move(project.schema().why_open(), std::back_inserter(outcome.schema.open));
  }
  return outcome;
}

ProjectLink::Outcome outcome_of(const ProjectLink& link, const ContentKey& looks, Cache* cache) {
  if (cache == nullptr) return link.outcome();
  const ContentKey key = link.key() + looks;
  std::optional<ProjectLink::Outcome> known = cache->find<ProjectLink::Outcome>(key);
  if (known) return std::move(*known);
  ProjectLink::Outcome outcome = link.outcome();
  cache->keep(key, outcome);
  return outcome;
}

}  // namespace floodwall
