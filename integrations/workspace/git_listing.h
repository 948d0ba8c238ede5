#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/report/report.h"

namespace floodwall {

/// The files of a folder that git does not ignore.
struct GitListing {
  std::vector<std::string> paths;  ///< seen from the folder; one that ends in `/` is a repository of its own
  std::vector<UnreadPath> unread;  ///< seen from the folder
  bool has_submodules = false;     ///< some of `paths` may be folders
};

/// The top of the work tree that holds `folder` (absolute); empty if there is none.
std::string work_tree_of(std::string folder);

/// Remembers which folders stand in which work tree.
class WorkTrees {
 public:
  /// As `work_tree_of`.
  const std::string& of(const std::string& folder);

 private:
  std::map<std::string, std::string> known_;
};

/// Nothing if git has no say there: no work tree, no git, somebody else's repository, or the folder itself is
/// ignored. `folder` is absolute. Runs git only if there is a `.git` at or above it.
std::optional<GitListing> git_listing(const std::string& folder);

}  // namespace floodwall
