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
#include "integrations/workspace/timer.h"

namespace floodwall {

void visit_fields(Like<SchemaSummary> auto& schema, auto& fields) {
  auto& [relations, open] = schema;
  fields("relations", relations);
  fields("open", open);
}

void visit_fields(Like<ProjectLink::Outcome> auto& outcome, auto& fields) {
  auto& [concerned, schema, by_needs] = outcome;
  fields("concerned", concerned);
  fields("schema", schema);
  fields("high", by_needs.high);
  fields("low", by_needs.low);
}

namespace {

/// To which project each file belongs; they are numbered as they come.
std::vector<std::size_t> numbered_projects(std::span<const ToldFile> files) {
  std::map<std::string_view, std::size_t> numbers;
  std::vector<std::size_t> projects;
  for (const ToldFile& file : files)
    projects.push_back(numbers.try_emplace(file.project, numbers.size()).first->second);
  return projects;
}

/// Of what `key_of_one` takes of each; the same whichever of the files are checked and whichever only stand
/// around them.
ContentKey key_of_all(std::span<const ToldFile> files, ContentKey (*key_of_one)(const ProjectFacts& facts)) {
  std::vector<std::tuple<std::string_view, std::string_view, ContentKey>> all;
  all.reserve(files.size());
  for (const ToldFile& each : files) all.emplace_back(each.file->path, each.project, key_of_one(*each.facts));
  std::ranges::sort(all);
  ContentKey key;
  for (const auto& [path, project, one] : all) key = key + key_of(path) + key_of(project) + one;
  return key;
}

ContentKey key_of_uses(const ProjectSchema& schema) {
  std::string bytes;
  Encoder encoder(bytes);
  encoder.put(schema.is_mostly_elsewhere);
  for (const auto& [dropped, places] : schema.uses) {
    encoder.put(schema.path_of(dropped.file));
    encoder.put(dropped.table);
    encoder.put(dropped.column);
    for (const Place& place : places) {
      encoder.put(schema.path_of(place.file));
      encoder.put(place.line);
    }
  }
  return key_of(bytes);
}

}  // namespace

ProjectLink::ProjectLink(std::vector<ToldFile> checked, std::vector<ToldFile> others)
    : files_(std::move(checked)), checked_(files_.size()) {
  std::ranges::move(others, std::back_inserter(files_));
  project_of_ = numbered_projects(files_);
}

const ProjectLink::Keys& ProjectLink::keys() const {
  std::call_once(has_keys_, [this] {
    keys_.answers = key_of_all(files_, key_of_answers);
    keys_.all = keys_.answers + key_of_all(files_, key_of_needs);
  });
  return keys_;
}

ContentKey ProjectLink::told_to(std::size_t file, const Outcome& outcome) const {
  return keys().answers + outcome.by_needs + key_of(files_[file].file->path);
}

const ProjectLink::Linked& ProjectLink::linked() const {
  std::call_once(is_linked_, [this] {
    const Timer timer(linked_.seconds);
    std::vector<const host::HostFacts*> host_facts;
    std::vector<std::vector<LinkedFile>> projects;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      const ToldFile& told = files_[i];
      if (is_host_path(told.file->path)) host_facts.push_back(&told.facts->host);
      if (projects.size() <= project_of_[i]) projects.resize(project_of_[i] + 1);
      projects[project_of_[i]].push_back({static_cast<FileId>(i), told.file->path, &told.facts->schema});
    }
    linked_.host = host::HostProjects(host_facts);
    for (const std::vector<LinkedFile>& each : projects) linked_.projects.emplace_back(each);
  });
  return linked_;
}

const Project& ProjectLink::project(std::size_t file) const { return linked().projects[project_of_[file]]; }

ProjectLink::Outcome ProjectLink::outcome() const {
  Outcome outcome;
  for (std::size_t i = 0; i < checked_; ++i) {
    const ToldFile& told = files_[i];
    const bool is_answered = is_host_path(told.file->path) && host().answers(told.facts->host);
    if (is_answered || project(i).concerns(static_cast<FileId>(i), told.facts->schema))
      outcome.concerned.push_back(i);
  }
  for (const Project& project : linked().projects) {
    outcome.schema.relations += project.schema().definitions.size();
    std::ranges::move(project.schema().why_open(), std::back_inserter(outcome.schema.open));
    outcome.by_needs = outcome.by_needs + key_of_uses(project.schema());
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
