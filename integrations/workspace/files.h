#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/report.h"
#include "integrations/workspace/glob.h"

namespace floodwall {

/// Which files of a folder are ours.
struct FileSelection {
  std::vector<std::string> extensions;  ///< with the dot; ".sql.j2" is one
  GlobList exclude;
  GlobList include;            ///< if there are any, only what they match
  std::string base;            ///< absolute folder that the patterns see paths from
  bool exclude_named = false;  ///< `exclude` also holds for a file that was named itself
};

/// A file to be checked.
struct FoundFile {
  std::string path;      ///< as people see it: as named, or below the folder that was named
  std::string absolute;  ///< without symbolic links in its folders
  bool is_standard_input = false;
  /// The absolute folder whose project it belongs to, if that is not the one that it stands in.
  std::string speaks_of = {};
};

/// What standard input is called where it is given no name.
constexpr std::string_view nameless_input = "<stdin>";

struct FoundFiles {
  std::vector<FoundFile> files;  ///< by path; each file once, whatever names and links lead to it
  std::vector<UnreadPath> unread;
  std::vector<std::string> whole;  ///< absolute folders that were listed: they hold no further file of ours
};

/// The files at `paths`. A named file is taken whatever it is called; reading it says if it is none. A folder
/// is listed by git where git has a say, so that exactly what .gitignore ignores is left out; elsewhere all
/// of it but hidden folders, node_modules and the like. Links to folders are followed only if named.
FoundFiles find_files(std::span<const std::string> paths, const FileSelection& selection);

/// Whether the file that is named `path` is one of them.
bool holds(const FoundFiles& found, const std::string& path);

}  // namespace floodwall
