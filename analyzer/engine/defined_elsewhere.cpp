#include "analyzer/engine/defined_elsewhere.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "analyzer/engine/needs.h"

namespace floodwall {
namespace {

constexpr std::size_t fewest_undefined = 3;

/// Rails writes down in SQL what its migrations have made.
bool has_structure(std::span<const LinkedFile> files, std::string_view folder) {
  if (folder.ends_with("migrate")) folder = folder.substr(0, std::min(folder.rfind('/'), folder.size()));
  const std::string structure = std::string(folder) + "/structure.sql";
  return std::ranges::any_of(files, [&](const LinkedFile& file) { return file.path.ends_with(structure); });
}

}  // namespace

std::string why_unread(std::span<const LinkedFile> files) {
  const bool has_migrations =
      std::ranges::any_of(files, [](const LinkedFile& file) { return !file.facts->migration.tool.empty(); });
  const LinkedFile* first = nullptr;
  for (const LinkedFile& file : files) {
    const MigrationIdentity& identity = file.facts->migration;
    if (identity.language.empty() || file.facts->is_test) continue;
    if (identity.is_model && has_migrations) continue;
    if (first != nullptr && first->path < file.path) continue;
    if (!has_structure(files, identity.chain)) first = &file;
  }
  if (first == nullptr) return "";
  return std::string(first->path) + " defines tables in " + first->facts->migration.language +
         ", which is not read";
}

std::string why_defined_elsewhere(std::span<const LinkedFile> files, const NeedSet& answers,
                                  const ProjectSchema& schema) {
  std::unordered_set<std::uint64_t> known_once;
  const auto remember = [&](const auto& by_name) {
    for (const auto& [name, each] : by_name) {
      known_once.insert(need_of_table(name));
      known_once.insert(need_of_table("*." + name));
    }
  };
  remember(schema.history);
  remember(schema.in_tests);
  std::unordered_map<std::uint64_t, bool> used;  // by the name as written: is it defined?
  for (const LinkedFile& file : files) {
    if (file.facts->is_test) continue;
    for (const Need need : file.facts->needs) {
      if (need.is_column) continue;
      const auto [name, is_new] = used.try_emplace(need.any_of.front());
      if (!is_new) continue;
      name->second = std::ranges::any_of(need.any_of, [&](std::uint64_t each) {
        return answers.contains(each) || known_once.contains(each);
      });
    }
  }
  const auto undefined =
      static_cast<std::size_t>(std::ranges::count_if(used, [](const auto& each) { return !each.second; }));
  if (undefined < fewest_undefined || undefined <= used.size() - undefined) return "";
  return std::to_string(undefined) + " of the " + std::to_string(used.size()) +
         " tables that are used are defined nowhere, so that their definitions seem to be elsewhere";
}

}  // namespace floodwall
