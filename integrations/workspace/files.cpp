#include "integrations/workspace/files.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "frontends/frontend.h"
#include "frontends/sql_script/sql_script.h"
#include "integrations/workspace/git_listing.h"
#include "integrations/workspace/paths.h"

namespace floodwall {
namespace {

struct Candidate {
  FoundFile file;
  bool is_link;
  std::tuple<dev_t, ino_t, std::string>
      identity;  ///< the path tells hard links apart: they are files of their own
};

struct Folder {
  std::string path;
  std::string absolute;
};

/// What is known so far of one search.
struct Search {
  const FileSelection& selection;
  std::vector<Candidate> candidates;
  std::vector<UnreadPath> unread;
  std::vector<std::string> whole;
  std::set<std::pair<dev_t, ino_t>> entered;
  std::vector<Folder> to_enter;
};

bool is_always_left_out(std::string_view name) {
  constexpr std::array<std::string_view, 2> names = {"node_modules", "__pycache__"};
  return name.starts_with('.') || std::ranges::find(names, name) != names.end();
}

bool is_wanted(const FileSelection& selection, const std::string& absolute) {
  if (!is_sql_path(absolute, selection.extensions) && !defines_tables_unread(absolute)) return false;
  if (selection.exclude.empty() && selection.include.empty()) return true;
  const std::string seen = relative_to(absolute, selection.base);
  return !selection.exclude.matches(seen) && (selection.include.empty() || selection.include.matches(seen));
}

void add_file(Search& search, FoundFile file) {
  struct stat own = {};
  if (::lstat(file.path.c_str(), &own) != 0 && errno == ENOENT) return;  // git still lists what was deleted
  struct stat target = {};
  const bool readable = ::stat(file.path.c_str(), &target) == 0;
  const bool is_link = S_ISLNK(own.st_mode);
  // A link into a folder that is not there (a submodule, another machine's) is whole for git; add_named has
  // complained about it if it was named.
  if (!readable && is_link && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)) return;
  if (readable && S_ISDIR(target.st_mode)) return;
  const bool by_path = !readable || (1 < target.st_nlink && !is_link);
  std::string path = !by_path ? "" : file.absolute;
  if (readable && is_link && 1 < target.st_nlink) path = real_path(file.path).value_or(file.absolute);
  search.candidates.push_back({std::move(file), is_link, {target.st_dev, target.st_ino, std::move(path)}});
}

bool is_folder(const std::string& path) {
  struct stat status;
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

void take_listing(Search& search, const Folder& folder, const GitListing& listing) {
  for (const UnreadPath& unread : listing.unread) {
    search.unread.push_back({join_path(folder.path, unread.path), unread.reason});
  }
  for (const std::string& name : listing.paths) {
    FoundFile file = {join_path(folder.path, name), join_path(folder.absolute, name), false};
    const bool wanted = is_wanted(search.selection, file.absolute);
    const bool may_be_repository = name.ends_with('/') || listing.has_submodules || wanted;
    if (may_be_repository && is_folder(file.path)) {
      while (file.path.ends_with('/')) file.path.pop_back();
      while (file.absolute.ends_with('/')) file.absolute.pop_back();
      search.to_enter.push_back({std::move(file.path), std::move(file.absolute)});
    } else if (wanted) {
      add_file(search, std::move(file));
    }
  }
}

/// One folder, where git has no say.
void list_plainly(Search& search, const Folder& folder, DIR* stream) {
  while (const dirent* entry = ::readdir(stream)) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    FoundFile file = {join_path(folder.path, name), join_path(folder.absolute, name), false};
    const bool is_directory =
        entry->d_type == DT_DIR || (entry->d_type == DT_UNKNOWN && is_folder(file.path));
    if (!is_directory) {
      if (is_wanted(search.selection, file.absolute)) add_file(search, std::move(file));
      continue;
    }
    if (is_always_left_out(name)) continue;
    const FileSelection& selection = search.selection;
    if (!selection.exclude.has_exceptions() &&
        selection.exclude.matches(relative_to(file.absolute, selection.base) + "/.")) {
      continue;
    }
    search.to_enter.push_back({std::move(file.path), std::move(file.absolute)});
  }
}

/// `ask_git` at the folder that was named and at every repository below it.
void enter(Search& search, const Folder& folder, bool ask_git) {
  struct stat status;
  if (::stat(folder.path.c_str(), &status) == 0 &&
      !search.entered.insert({status.st_dev, status.st_ino}).second) {
    return;
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(folder.path.c_str()), &::closedir);
  if (stream == nullptr) {
    search.unread.push_back({folder.path, fmt::format("cannot be read: {}", std::strerror(errno))});
    return;
  }
  struct stat repository;
  if (search.selection.include.empty()) search.whole.push_back(folder.absolute);
  ask_git = ask_git || ::lstat(join_path(folder.path, ".git").c_str(), &repository) == 0;
  const std::optional<GitListing> listing = ask_git ? git_listing(folder.absolute) : std::nullopt;
  if (listing) {
    take_listing(search, folder, *listing);
  } else {
    list_plainly(search, folder, stream.get());
  }
}

void add_named(Search& search, const std::string& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0) {
    search.unread.push_back({path, fmt::format("cannot be read: {}", std::strerror(errno))});
    return;
  }
  if (!S_ISDIR(status.st_mode)) {
    FoundFile file = {path, absolute_path(path), false};
    const FileSelection& selection = search.selection;
    if (selection.exclude_named && selection.exclude.matches(relative_to(file.absolute, selection.base)))
      return;
    add_file(search, std::move(file));
    return;
  }
  std::string folder = path;
  while (1 < folder.size() && folder.ends_with('/')) folder.pop_back();
  const std::string absolute = real_path(folder).value_or(folder);
  enter(search, {std::move(folder), absolute}, true);
  while (!search.to_enter.empty()) {
    const Folder next = std::move(search.to_enter.back());
    search.to_enter.pop_back();
    enter(search, next, false);
  }
}

}  // namespace

FoundFiles find_files(std::span<const std::string> paths, const FileSelection& selection) {
  Search search = {selection, {}, {}, {}, {}, {}};
  for (const std::string& path : paths) {
    const std::size_t name = path.starts_with("./") ? path.find_first_not_of('/', 2) : std::string::npos;
    add_named(search, name == std::string::npos ? path : path.substr(name));
  }
  // A file is known by its own name rather than by that of a link to it, and by its shortest name.
  std::ranges::sort(search.candidates, {}, [](const Candidate& candidate) {
    return std::tuple(candidate.is_link, candidate.file.path.size(), std::string_view(candidate.file.path));
  });
  FoundFiles found;
  std::set<std::tuple<dev_t, ino_t, std::string>> seen;
  for (Candidate& candidate : search.candidates) {
    if (seen.insert(std::move(candidate.identity)).second) found.files.push_back(std::move(candidate.file));
  }
  std::ranges::sort(found.files, {}, &FoundFile::path);
  found.whole = std::move(search.whole);
  found.unread = std::move(search.unread);
  std::ranges::sort(found.unread, {}, &UnreadPath::path);
  return found;
}

bool holds(const FoundFiles& found, const std::string& path) {
  const std::string absolute = absolute_path(path);
  return std::ranges::any_of(found.files, [&](const FoundFile& file) {
    return !file.is_standard_input && file.absolute == absolute;
  });
}

}  // namespace floodwall
