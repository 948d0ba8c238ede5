#include "integrations/workspace/git_listing.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/result.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/process.h"

namespace floodwall {
namespace {

bool exists(const std::string& path) {
  struct stat status;
  return ::lstat(path.c_str(), &status) == 0;
}

/// git's `warning: could not open directory 'a/b/': Permission denied`, with a path from the top of the work
/// tree.
std::vector<UnreadPath> unread_folders(std::string_view messages, std::string_view prefix) {
  constexpr std::string_view begin = "warning: could not open directory '";
  std::vector<UnreadPath> unread;
  while (!messages.empty()) {
    const std::size_t end = std::min(messages.find('\n'), messages.size());
    std::string_view line = messages.substr(0, end);
    messages.remove_prefix(std::min(end + 1, messages.size()));
    const std::size_t close = line.rfind("': ");
    if (!line.starts_with(begin) || close == std::string_view::npos) continue;
    std::string_view path = line.substr(begin.size(), close - begin.size());
    if (path.starts_with(prefix)) path.remove_prefix(prefix.size());
    if (path.ends_with('/')) path.remove_suffix(1);
    const auto same = [path](const UnreadPath& known) { return known.path == path; };
    if (std::ranges::any_of(unread, same)) continue;
    unread.push_back({std::string(path), "cannot be read: " + std::string(line.substr(close + 3))});
  }
  return unread;
}

}  // namespace

std::string work_tree_of(std::string folder) {
  while (true) {
    if (exists(join_path(folder, ".git"))) return folder;
    if (folder == "/" || folder == ".") return "";
    folder = folder_of(folder);
  }
}

const std::string& WorkTrees::of(const std::string& folder) {
  const auto [known, is_new] = known_.try_emplace(folder);
  if (is_new) known->second = work_tree_of(folder);
  return known->second;
}

std::optional<GitListing> git_listing(const std::string& folder) {
  const std::string top = work_tree_of(folder);
  if (top.empty()) return std::nullopt;
  if (top != folder) {
    const Result<ProcessOutput> ignored = run_process(git_words(folder, {"check-ignore", "-q", "--", "."}));
    if (!ignored || ignored->status == 0) return std::nullopt;
  }
  const Result<ProcessOutput> listed =
      run_process(git_words(folder, {"ls-files", "-z", "--cached", "--others", "--exclude-standard"}));
  if (!listed || listed->status != 0) return std::nullopt;

  GitListing listing;
  listing.has_submodules = exists(join_path(top, ".gitmodules"));
  const std::string prefix = top == folder ? "" : relative_to(folder, top) + "/";
  listing.unread = unread_folders(listed->err, prefix);
  std::string_view rest = listed->out;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    listing.paths.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return listing;
}

}  // namespace floodwall
