#include "analyzer/engine/included_files.h"

#include <algorithm>
#include <vector>

namespace floodwall {
namespace {

constexpr std::string_view blanks = " \t\r\f\v";

struct Inclusion {
  std::string_view command;  ///< with its backslash
  std::string name = {};
  bool is_computed = false;  ///< only the run knows the name: a variable, the output of a program
};

/// One argument as psql reads it (psqlscanslash.l): '…' quotes, :name and `…` are filled in, a semicolon at
/// the end is dropped.
Inclusion parsed(std::string_view line) {
  const std::size_t end = std::min(line.find_first_of(blanks), line.size());
  Inclusion inclusion{line.substr(0, end)};
  const std::size_t begin = line.find_first_not_of(blanks, end);
  if (begin == std::string_view::npos) return inclusion;
  bool is_quoted = false;
  for (const char sign : line.substr(begin)) {
    if (!is_quoted && (blanks.contains(sign) || sign == '\n')) break;
    if (sign == '\'') {
      is_quoted = !is_quoted;
      continue;
    }
    inclusion.is_computed = inclusion.is_computed || (!is_quoted && (sign == ':' || sign == '`'));
    inclusion.name += sign;
  }
  while (inclusion.name.ends_with(';')) inclusion.name.pop_back();
  return inclusion;
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// `name` seen from `folder`, without `.` and `..`; empty if it leads out of the project.
std::string path_from(std::string_view folder, std::string_view name) {
  std::vector<std::string_view> parts;
  const std::string whole =
      folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
  std::string_view rest = whole;
  while (!rest.empty()) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view part = rest.substr(0, slash);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return {};
    } else {
      parts.pop_back();
    }
  }
  std::string path;
  for (const std::string_view part : parts) path.append(path.empty() ? "" : "/").append(part);
  return path;
}

}  // namespace

bool is_inclusion(const SchemaStatement& fact) { return fact.sql.starts_with('\\'); }

IncludedFiles::IncludedFiles(std::span<const LinkedFile> files) {
  for (const LinkedFile& file : files) by_path_.emplace(file.path, &file);
}

IncludedFiles::Found IncludedFiles::at(const SchemaStatement& inclusion, std::string_view includer) const {
  const Inclusion wanted = parsed(inclusion.sql);
  const std::string said = std::string(wanted.command) + " " + wanted.name;
  if (wanted.is_computed) return {.why_unknown = said + " names a file that only the run knows"};
  if (wanted.name.starts_with('/')) return {.why_unknown = said + " names a file that is not here"};
  const auto find = [&](std::string_view folder) {
    const auto found = by_path_.find(path_from(folder, wanted.name));
    return found == by_path_.end() ? nullptr : found->second;
  };
  const bool is_relative = wanted.command == "\\ir" || wanted.command == "\\include_relative";
  const LinkedFile* beside = find(folder_of(includer));
  const LinkedFile* at_top = is_relative ? nullptr : find({});
  if (beside != nullptr && at_top != nullptr && beside != at_top)
    return {.why_unknown = said + " may name either of two files"};
  if (beside == nullptr && at_top == nullptr) return {.why_unknown = said + " names a file that is not here"};
  return {.file = beside != nullptr ? beside : at_top};
}

}  // namespace floodwall
