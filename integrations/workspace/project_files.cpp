#include "integrations/workspace/project_files.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "frontends/frontend.h"
#include "integrations/workspace/file_check.h"
#include "integrations/workspace/git_listing.h"
#include "integrations/workspace/on_threads.h"
#include "integrations/workspace/path_settings.h"
#include "integrations/workspace/paths.h"

namespace floodwall {
namespace {

bool says_schema(std::string_view word) {
  static constexpr std::array words =
      std::to_array<std::string_view>({"schema", "schemas", "structure", "ddl", "tables", "models", "init"});
  if (word.find("migrat") != std::string_view::npos) return true;
  if (word.starts_with("create_") || word.starts_with("drop_") || word.starts_with("alter_")) return false;
  const std::string_view last = word.substr(word.find_last_of("_-") + 1);
  return std::ranges::find(words, last) != words.end();
}

/// V1__x, 0001_x, 20240101_x.
bool is_versioned(std::string_view name) {
  if (name.starts_with('V') || name.starts_with('v')) name.remove_prefix(1);
  return !name.empty() && '0' <= name.front() && name.front() <= '9';
}

bool may_define_schema(const FoundFile& file) {
  if (is_host_path(file.path) || !file.speaks_of.empty()) return true;
  const std::string_view path = file.path;
  std::string_view name = path.substr(path.rfind('/') + 1);
  if (is_versioned(name)) return true;
  if (says_schema(name.substr(0, name.find('.')))) return true;
  const std::string_view folder = path.substr(0, path.size() - name.size());
  const std::size_t end = folder.find_last_not_of('/');
  return end != std::string_view::npos &&
         says_schema(folder.substr(0, end + 1).substr(folder.substr(0, end).rfind('/') + 1));
}

/// Whether a folder is one of `folders`, or below one.
bool is_inside(const std::string& folder, const auto& folders) {
  return std::ranges::any_of(
      folders, [&](const std::string& root) { return folder == root || folder.starts_with(root + "/"); });
}

}  // namespace

bool may_define_schema(std::span<const FoundFile> files) {
  return std::ranges::any_of(files, [](const FoundFile& file) { return may_define_schema(file); });
}

std::string project_of(const std::string& folder) {
  const std::string work_tree = work_tree_of(folder);
  const std::string configured = find_configuration(folder);
  if (configured.empty()) return work_tree;
  std::string root = folder_of(configured);
  return root.starts_with(work_tree) ? root : work_tree;
}

std::vector<std::string> projects_of(std::span<const FoundFile> files) {
  std::map<std::string, std::string> of_folders;
  std::vector<std::string> projects;
  for (const FoundFile& file : files) {
    const auto [folder, is_new] =
        of_folders.try_emplace(file.speaks_of.empty() ? folder_of(file.absolute) : file.speaks_of);
    if (is_new) folder->second = project_of(folder->first);
    projects.push_back(folder->second);
  }
  return projects;
}

std::vector<std::string> inner_projects_of(std::span<const FoundFile> files,
                                           const Configuration& configuration) {
  std::vector<std::string> projects = projects_of(files);
  for (std::string& project : projects) {
    const bool is_inner =
        project != configuration.folder && is_inside(project, std::span(&configuration.folder, 1));
    project = is_inner ? relative_to(project, configuration.folder) : "";
  }
  return projects;
}

std::unique_ptr<Cache> cache_of(const Configuration& configuration) {
  const std::string root = project_of(configuration.folder);
  return root.empty() ? nullptr : Cache::of_project(root);
}

std::vector<FoundFile> files_around(std::span<const FoundFile> checked, std::span<const std::string> whole,
                                    const Configuration& configuration) {
  std::set<std::string> folders;
  std::set<std::string_view> known;
  std::set<std::string> roots;
  for (const FoundFile& file : checked) {
    known.insert(file.absolute);
    folders.insert(folder_of(file.absolute));
  }
  for (const std::string& folder : folders) {
    if (is_inside(folder, roots)) continue;
    std::string root = project_of(folder);
    if (!root.empty()) roots.insert(std::move(root));
  }
  // A folder that was listed may leave a repository below it out.
  std::erase_if(roots, [&](const std::string& root) {
    return std::ranges::any_of(whole, [&](const std::string& folder) {
      return root == folder ||
             (is_inside(root, std::span(&folder, 1)) && work_tree_of(root) == work_tree_of(folder));
    });
  });
  const std::vector<std::string> paths(roots.begin(), roots.end());
  FoundFiles found;
  if (!paths.empty()) {
    found = find_files(paths, {.extensions = configuration.extensions,
                               .exclude = configuration.exclude,
                               .include = {},
                               .base = configuration.folder});
  }
  add_snapshot(configuration, found.files);
  std::erase_if(found.files, [&](const FoundFile& file) { return known.contains(file.absolute); });
  // As people see them who name files from here.
  const std::string here = real_path(".").value_or("/");
  for (FoundFile& file : found.files) {
    if (is_inside(file.absolute, std::span(&here, 1))) file.path = relative_to(file.absolute, here);
  }
  std::ranges::sort(found.files, {}, &FoundFile::path);
  return std::move(found.files);
}

bool mark_snapshot(const Configuration& configuration, std::vector<FoundFile>& files) {
  if (configuration.snapshot.empty()) return false;
  const std::string absolute = real_path(configuration.snapshot).value_or(configuration.snapshot);
  const auto place = std::ranges::find(files, absolute, &FoundFile::absolute);
  if (place != files.end()) place->speaks_of = configuration.folder;
  return place != files.end();
}

void add_snapshot(const Configuration& configuration, std::vector<FoundFile>& files) {
  if (configuration.snapshot.empty() || mark_snapshot(configuration, files)) return;
  files.push_back({configuration.snapshot, real_path(configuration.snapshot).value_or(configuration.snapshot),
                   false, configuration.folder});
}

void set_apart(const FoundFile& file, ProjectFacts& facts) {
  if (file.speaks_of.empty()) return;
  facts.schema.is_test = false;
  facts.schema.migration = {};
}

std::vector<ProjectFacts> read_facts(std::span<const FoundFile> files, const Configuration& configuration,
                                     Cache* cache, StageTimes& times) {
  const SettingsByPath settings(configuration, files);
  std::vector<ProjectFacts> facts(files.size());
  const auto read = [&](std::size_t i, StageTimes& own) {
    facts[i] = facts_of(files[i], configuration, settings.of(i), cache, own);
    set_apart(files[i], facts[i]);
  };
  times.add(on_threads<StageTimes>(files.size(), configuration.jobs, read, &StageTimes::add));
  return facts;
}

}  // namespace floodwall
