#include "analyzer/catalog/project_schema.h"

#include <algorithm>
#include <array>

#include "analyzer/catalog/builtins.h"

namespace floodwall {
namespace {

/// Every table has them (PostgreSQL documentation, "System Columns").
constexpr std::array system_columns =
    std::to_array<std::string_view>({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"});

/// `*` stands for any letters, also none.
bool matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  const std::size_t last = rest.rfind('*');
  const std::string_view end = last == std::string_view::npos ? rest : rest.substr(last + 1);
  return star + end.size() <= name.size() && name.ends_with(end);
}

void add_named(const std::vector<RelationPtr>& relations, const RelationName& name,
               std::vector<const Relation*>& meant) {
  for (const RelationPtr& relation : relations) {
    const bool may_be =
        name.schema.empty() || relation->is_schema_assumed || relation->name.schema == name.schema;
    if (may_be) meant.push_back(relation.get());
  }
}

}  // namespace

std::vector<const Relation*> ProjectSchema::relations_of(const RelationName& name, bool in_tests_too) const {
  std::vector<const Relation*> meant;
  if (const auto found = definitions.find(name.name); found != definitions.end())
    add_named(found->second, name, meant);
  if (!in_tests_too) return meant;
  if (const auto found = in_tests.find(name.name); found != in_tests.end())
    add_named(found->second, name, meant);
  return meant;
}

Presence ProjectSchema::presence_of(const RelationName& name, bool in_tests_too) const {
  if (!relations_of(name, in_tests_too).empty()) return Presence::Defined;
  if (builtin_relation(name) || is_tool_table(name.name)) return Presence::Defined;
  if (!open.empty()) return Presence::Unknown;
  if (std::ranges::any_of(patterns, [&](const std::string& each) { return matches(each, name.name); }))
    return Presence::Unknown;
  if (name.schema.empty()) {
    const Schema* schema = catalog.schemas.find(std::string("public"));
    return schema != nullptr && !schema->open.empty() ? Presence::Unknown : Presence::Undefined;
  }
  const Schema* schema = catalog.schemas.find(name.schema);
  return schema == nullptr || !schema->open.empty() ? Presence::Unknown : Presence::Undefined;
}

Presence ProjectSchema::presence_of_column(const std::vector<const Relation*>& relations,
                                           std::string_view column) const {
  const auto has = [&](const Relation* each) { return each->column(column) != nullptr; };
  if (std::ranges::any_of(relations, has)) return Presence::Defined;
  if (std::ranges::find(system_columns, column) != system_columns.end()) return Presence::Defined;
  const auto is_open = [](const Relation* each) { return !each->open.empty(); };
  if (relations.empty() || std::ranges::any_of(relations, is_open)) return Presence::Unknown;
  const bool may_be_added =
      std::ranges::any_of(columns_anywhere, [&](const std::string& each) { return matches(each, column); });
  return may_be_added ? Presence::Unknown : Presence::Undefined;
}

const Catalog& ProjectSchema::catalog_at(FileId file) const {
  const auto found = before.find(file);
  return found == before.end() ? catalog : found->second;
}

std::string_view ProjectSchema::path_of(FileId file) const {
  const auto found = paths.find(file);
  return found == paths.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace floodwall
