#include "integrations/workspace/host_files.h"

#include <algorithm>
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

std::vector<FoundFile> host_files_around(std::span<const FoundFile> checked,
                                         const Configuration& configuration) {
  std::set<std::string> folders;
  std::set<std::string_view> known;
  std::set<std::string> roots;
  for (const FoundFile& file : checked) {
    known.insert(file.absolute);
    if (is_host_path(file.path)) folders.insert(folder_of(file.absolute));
  }
  for (const std::string& folder : folders) {
    const bool is_inside = std::ranges::any_of(
        roots, [&](const std::string& root) { return folder == root || folder.starts_with(root + "/"); });
    if (is_inside) continue;
    std::string root = work_tree_of(folder);
    if (root.empty() && !configuration.file.empty() && folder.starts_with(configuration.folder))
      root = configuration.folder;
    if (!root.empty()) roots.insert(std::move(root));
  }
  std::vector<std::string> extensions;
  std::ranges::copy_if(configuration.extensions, std::back_inserter(extensions), is_host_path);
  const std::vector<std::string> paths(roots.begin(), roots.end());
  if (paths.empty() || extensions.empty()) return {};
  FoundFiles found = find_files(paths, {.extensions = std::move(extensions),
                                        .exclude = configuration.exclude,
                                        .include = {},
                                        .base = configuration.folder});
  std::erase_if(found.files, [&](const FoundFile& file) { return known.contains(file.absolute); });
  return std::move(found.files);
}

std::vector<host::HostFacts> read_host_facts(std::span<const FoundFile> files,
                                             const Configuration& configuration, StageTimes& times) {
  const SettingsByPath settings(configuration, files);
  std::vector<host::HostFacts> facts(files.size());
  const auto read = [&](std::size_t i, StageTimes& own) {
    facts[i] = facts_of(files[i], configuration, settings.of(i), own);
  };
  times.add(on_threads<StageTimes>(files.size(), configuration.jobs, read, &StageTimes::add));
  return facts;
}

}  // namespace floodwall
