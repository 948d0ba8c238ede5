#pragma once
#include <compare>
#include <string>
#include <string_view>

#include "analyzer/sql/keywords.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// A relation's name as PostgreSQL stores it: folded, unquoted. An empty schema means "found by search_path".
struct RelationName {
  std::string schema;
  std::string name;
  friend auto operator<=>(const RelationName&, const RelationName&) = default;
};

/// A name to look up, without copying it.
struct NameView {
  std::string_view schema;
  std::string_view name;
  NameView(std::string_view schema_name, std::string_view own_name) : schema(schema_name), name(own_name) {}
  NameView(const RelationName& whole) : schema(whole.schema), name(whole.name) {}  // NOLINT: the same name
  friend std::strong_ordering operator<=>(const NameView& view, const RelationName& name) {
    const std::strong_ordering order = view.schema <=> std::string_view(name.schema);
    return order != 0 ? order : view.name <=> std::string_view(name.name);
  }
};

RelationName name_of(const RangeVar& relation);
/// A name given as a List of String (DROP TABLE, COMMENT ON …), e.g. (schema, table).
RelationName name_of(const List* parts);
/// As it is written in SQL, quoted where it must be: `public.users`, `"Users"`.
std::string display(const RelationName& name);

/// Whether every table has a column of this name (PostgreSQL documentation, "System Columns").
bool is_system_column(std::string_view column);

}  // namespace floodwall
