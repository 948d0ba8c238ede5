#include "analyzer/engine/older_tables.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace floodwall {
namespace {

bool is_once(const AlterTableCmd& command) {
  const bool is_about_columns = command.subtype == AT_AddColumn || command.subtype == AT_DropColumn;
  return is_about_columns && !command.missing_ok;
}

/// `foo--1.0--1.1.sql` brings an extension from one version to the next.
bool updates_extension(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t versions = name.find("--");
  return versions != std::string_view::npos && name.find("--", versions + 2) != std::string_view::npos &&
         name.ends_with(".sql");
}

/// The path with one sign for each version in the file's name; empty if there is none.
std::string series_of(std::string_view path) {
  const std::size_t name = path.rfind('/') + 1;  // 0 without a folder
  std::string series(path.substr(0, name));
  bool has_digits = false;
  for (const char sign : path.substr(name)) {
    const bool is_digit = '0' <= sign && sign <= '9';
    if (!is_digit || !series.ends_with('#')) series += is_digit ? '#' : sign;
    has_digits = has_digits || is_digit;
  }
  return has_digits ? series : std::string();
}

}  // namespace

bool changes_once(const Node& statement) {
  if (node_cast<RenameStmt>(&statement) != nullptr) return true;
  const AlterTableStmt* alter = node_cast<AlterTableStmt>(&statement);
  if (alter == nullptr) return false;
  for (const AlterTableCmd& command : each<AlterTableCmd>(alter->cmds)) {
    if (is_once(command)) return true;
  }
  return false;
}

std::vector<std::string_view> columns_dropped_by(const Node& statement) {
  if (const auto* rename = node_cast<RenameStmt>(&statement)) {
    if (rename->renameType != OBJECT_COLUMN || rename->missing_ok) return {};
    return {view_of(rename->subname)};
  }
  std::vector<std::string_view> columns;
  const AlterTableStmt* alter = node_cast<AlterTableStmt>(&statement);
  if (alter == nullptr) return columns;
  for (const AlterTableCmd& command : each<AlterTableCmd>(alter->cmds)) {
    if (command.subtype == AT_DropColumn && !command.missing_ok) columns.push_back(view_of(command.name));
  }
  return columns;
}

void add_series(std::span<const LinkedFile* const> scripts, ProjectSchema& schema) {
  for (const LinkedFile* script : scripts) {
    if (updates_extension(script->path)) schema.meet_older_tables.insert(script->file);
  }
  if (schema.meet_older_tables.empty()) return;
  std::map<std::string, std::vector<FileId>> all;
  for (const LinkedFile* script : scripts) {
    std::string series = series_of(script->path);
    if (!series.empty()) all[std::move(series)].push_back(script->file);
  }
  const auto is_in = [&](FileId file) { return schema.meet_older_tables.contains(file); };
  for (const auto& [series, files] : all) {
    if (std::ranges::any_of(files, is_in)) schema.meet_older_tables.insert(files.begin(), files.end());
  }
}

}  // namespace floodwall
