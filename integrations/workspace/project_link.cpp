#include "integrations/workspace/project_link.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
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

/// The top folder of the project that each file belongs to.
std::vector<std::string> roots_of(std::span<const ToldFile> files) {
  std::map<std::string, std::string> of_folders;
  std::vector<std::string> roots;
  for (const ToldFile& each : files) {
    const FoundFile& file = *each.file;
    const auto [folder, is_new] =
        of_folders.try_emplace(file.speaks_of.empty() ? folder_of(file.absolute) : file.speaks_of);
    if (is_new) folder->second = project_of(folder->first);
    roots.push_back(folder->second);
  }
  return roots;
}

/// Equal texts get the same number; they are numbered as they come.
std::vector<std::size_t> numbered(std::span<const std::string> texts) {
  std::map<std::string_view, std::size_t> numbers;
  std::vector<std::size_t> result;
  for (const std::string& text : texts)
    result.push_back(numbers.try_emplace(text, numbers.size()).first->second);
  return result;
}

/// The same whichever of the files are checked and whichever only stand around them. `roots` says which of
/// them are one project.
ContentKey key_of_all(std::span<const ToldFile> files, std::span<const std::string> roots) {
  std::vector<std::tuple<std::string_view, std::string_view, ContentKey>> all;
  all.reserve(files.size());
  for (std::size_t i = 0; i < files.size(); ++i)
    all.emplace_back(files[i].file->path, roots[i], key_of_answers(*files[i].facts));
  std::ranges::sort(all);
  ContentKey key;
  for (const auto& [path, root, answers] : all) key = key + key_of(path) + key_of(root) + answers;
  return key;
}

}  // namespace

ProjectLink::ProjectLink(std::vector<ToldFile> checked, std::vector<ToldFile> others, Projects projects)
    : files_(std::move(checked)), checked_(files_.size()) {
  std::ranges::move(others, std::back_inserter(files_));
  const std::vector<std::string> roots =
      projects == Projects::OnDisk ? roots_of(files_) : std::vector<std::string>(files_.size());
  project_of_ = numbered(roots);
  key_ = key_of_all(files_, roots);
}

ContentKey ProjectLink::key(std::size_t file) const { return key_ + key_of(files_[file].file->path); }

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
