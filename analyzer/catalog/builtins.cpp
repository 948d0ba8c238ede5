#include "analyzer/catalog/builtins.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

namespace floodwall {
namespace {

using NameId = BuiltinNames::Id;

/// A part of list_elements, or of relation_rows.
struct ListRow {
  std::uint32_t first;
  std::uint32_t count;
};
struct RelationRow {
  NameId schema;
  NameId name;
  ListRow columns;
  bool is_open;
};
struct ExtensionRow {
  NameId name;
  NameId schema;
  ListRow schemas;
  ListRow growing;
  ListRow required;
  ListRow relations;
  ListRow functions;
  ListRow types;
  bool has_unknown_relations;
  bool has_unknown_functions;
};

// Offsets and numbers instead of views: nothing to relocate when the program starts. A name's number is its
// place among all names in the order of their bytes, so that what is sorted by number is sorted by name.
#include "builtin_tables.inc"

/// transformColumnDefinition in parse_utilcmd.c.
constexpr auto serials =
    std::to_array<std::string_view>({"bigserial", "serial", "serial2", "serial4", "serial8", "smallserial"});

constexpr bool knows_nothing = major_count == 0;

std::string_view name_at(std::size_t id) {
  return {name_bytes + name_starts[id], name_starts[id + 1] - name_starts[id]};
}

std::optional<NameId> id_of(std::string_view name) {
  const auto ids = std::views::iota(std::size_t{0}, name_count);
  const auto found = std::ranges::lower_bound(ids, name, {}, name_at);
  if (found == ids.end() || name_at(*found) != name) return std::nullopt;
  return static_cast<NameId>(*found);
}

std::span<const NameId> list(const ListRow& row) { return {list_elements + row.first, row.count}; }

bool is_among(std::string_view name, const ListRow& row) {
  const std::optional<NameId> id = id_of(name);
  return id && std::ranges::binary_search(list(row), *id);
}

BuiltinRelation relation_of(const RelationRow& row) {
  return {name_at(row.schema), name_at(row.name), BuiltinNames(list(row.columns)), row.is_open};
}

const RelationRow* find_row(const ListRow& among, std::string_view schema, std::string_view name) {
  const std::optional<NameId> schema_id = id_of(schema);
  const std::optional<NameId> name_id = id_of(name);
  if (!schema_id || !name_id) return nullptr;
  const std::span rows(relation_rows + among.first, among.count);
  const auto key = [](const RelationRow& row) { return std::pair(row.schema, row.name); };
  const auto found = std::ranges::lower_bound(rows, std::pair(*schema_id, *name_id), {}, key);
  if (found == rows.end() || key(*found) != std::pair(*schema_id, *name_id)) return nullptr;
  return &*found;
}

}  // namespace

std::string_view BuiltinNames::name(Id id) { return name_at(id); }

bool BuiltinNames::contains(std::string_view wanted) const {
  const std::optional<NameId> id = id_of(wanted);
  return id && std::ranges::find(ids_, *id) != ids_.end();
}

std::span<const int> builtin_majors() { return {major_numbers, major_count}; }

std::optional<BuiltinRelation> builtin_relation(const RelationName& name) {
  const std::string_view schema = name.schema.empty() ? std::string_view("pg_catalog") : name.schema;
  if (schema == "pg_toast") return BuiltinRelation{.schema = "pg_toast", .is_open = true};
  if (knows_nothing) {
    const bool may_exist = name.schema.empty() ? name.name.starts_with("pg_")
                                               : schema == "pg_catalog" || schema == "information_schema";
    if (!may_exist) return std::nullopt;
    return BuiltinRelation{.schema = schema == "pg_catalog" ? "pg_catalog" : "information_schema",
                           .is_open = true};
  }
  if (schema == "pg_catalog" && !name.name.starts_with("pg_"))
    return std::nullopt;  // as all there are called
  const RelationRow* row = find_row(system_relations, schema, name.name);
  if (row == nullptr) return std::nullopt;
  return relation_of(*row);
}

bool is_builtin_function(std::string_view name) {
  return knows_nothing || is_among(name, system_functions) || is_among(name, system_types);
}

bool is_builtin_type(std::string_view name) {
  return knows_nothing || is_among(name, system_types) || std::ranges::find(serials, name) != serials.end();
}

BuiltinRelation BuiltinRelations::operator[](std::size_t index) const {
  return relation_of(relation_rows[first_ + index]);
}

std::optional<BuiltinRelation> BuiltinRelations::find(const RelationName& name) const {
  const ListRow among{static_cast<std::uint32_t>(first_), static_cast<std::uint32_t>(count_)};
  const RelationRow* row = find_row(among, name.schema, name.name);
  if (row == nullptr) return std::nullopt;
  return relation_of(*row);
}

std::optional<BuiltinExtension> builtin_extension(std::string_view name) {
  const std::span rows(extension_rows, extension_count);
  const auto row =
      std::ranges::lower_bound(rows, name, {}, [](const ExtensionRow& each) { return name_at(each.name); });
  if (row == rows.end() || name_at(row->name) != name) return std::nullopt;
  return BuiltinExtension{
      .name = name_at(row->name),
      .schema = name_at(row->schema),
      .schemas = BuiltinNames(list(row->schemas)),
      .growing = BuiltinNames(list(row->growing)),
      .required = BuiltinNames(list(row->required)),
      .relations = BuiltinRelations(row->relations.first, row->relations.count),
      .functions = BuiltinNames(list(row->functions)),
      .types = BuiltinNames(list(row->types)),
      .has_unknown_relations = row->has_unknown_relations,
      .has_unknown_functions = row->has_unknown_functions,
  };
}

}  // namespace floodwall
