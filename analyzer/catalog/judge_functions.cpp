// What functions in FROM have for columns.
#include <algorithm>
#include <array>

#include "analyzer/catalog/builtins.h"
#include "analyzer/catalog/judge_columns.h"

namespace floodwall {
namespace {

/// Functions of PostgreSQL that yield one scalar in FROM, so that the alias is the column's name.
constexpr auto scalar_functions = std::to_array<std::string_view>({"abs",
                                                                   "array_to_string",
                                                                   "coalesce",
                                                                   "concat",
                                                                   "current_date",
                                                                   "current_schemas",
                                                                   "date_trunc",
                                                                   "format",
                                                                   "generate_series",
                                                                   "generate_subscripts",
                                                                   "json_array_length",
                                                                   "json_object_keys",
                                                                   "jsonb_array_length",
                                                                   "jsonb_object_keys",
                                                                   "length",
                                                                   "lower",
                                                                   "now",
                                                                   "random",
                                                                   "regexp_matches",
                                                                   "regexp_split_to_array",
                                                                   "regexp_split_to_table",
                                                                   "string_to_array",
                                                                   "string_to_table",
                                                                   "upper"});

/// Functions whose first argument says of what row type they return rows.
constexpr auto row_filling_functions = std::to_array<std::string_view>(
    {"json_populate_record", "json_populate_recordset", "jsonb_populate_record", "jsonb_populate_recordset"});

bool is_scalar_name(std::string_view type) {
  constexpr auto spelled =
      std::to_array<std::string_view>({"bigint", "boolean", "integer", "numeric", "real", "smallint"});
  return std::ranges::binary_search(spelled, type) || is_builtin_type(type);
}

/// The relation whose rows a function's result or an array's elements are; Undefined: it is a scalar. A name
/// that is none of both may be a domain over a row.
FoundRelation row_type(std::string_view type, const CatalogLookup& lookup) {
  constexpr std::string_view set_of = "SETOF ";
  if (type.starts_with(set_of)) type.remove_prefix(set_of.size());
  const bool is_plain = !type.empty() && !type.contains('"') && !type.starts_with("any");
  if (!is_plain || type == "record") return {};
  if (type.ends_with("[]") || type.contains(' ') || type.contains('(')) return {Existence::Undefined};
  const std::size_t dot = type.find('.');
  const RelationName name = dot == std::string_view::npos ? RelationName{{}, std::string(type)}
                                                          : RelationName{std::string(type.substr(0, dot)),
                                                                         std::string(type.substr(dot + 1))};
  FoundRelation found = lookup.relation(name);
  if (found.existence == Existence::Undefined && !is_scalar_name(name.name)) return {};
  return found;
}

}  // namespace

/// OUT parameters, the columns of a row type, or one scalar under the name given.
void SourceColumns::expand_call(const OutputPiece& piece, ColumnList& into) {
  const FuncCall* call = node_cast<FuncCall>(piece.value);
  const RelationName name = name_of(call->funcname);
  const FunctionsPtr found = lookup_.functions ? lookup_.functions(name) : nullptr;
  if (found == nullptr) return expand_builtin_call(piece, *call, into);
  if (found->size() != 1) {
    into.is_open = true;
    return;
  }
  const Function& function = found->front();
  for (const Column& column : function.columns) {
    into.columns.push_back({.name = column.name, .column = &column});
    into.is_open |= column.name.empty();
  }
  if (function.columns.empty()) expand_row(row_type(function.returns, lookup_), piece, into);
}

/// The columns of a row, or a scalar.
void SourceColumns::expand_row(const FoundRelation& row, const OutputPiece& piece, ColumnList& into) {
  if (row.existence == Existence::Undefined) {
    into.columns.push_back({.name = piece.name, .piece = &piece});
  } else if (row.relation != nullptr && row.relation->open.empty()) {
    for (const Column& column : row.relation->columns) {
      into.columns.push_back({.name = column.name, .column = &column});
    }
  } else {
    into.is_open = true;
  }
}

/// Those functions of PostgreSQL that are much used in FROM.
void SourceColumns::expand_builtin_call(const OutputPiece& piece, const FuncCall& call, ColumnList& into) {
  const std::string_view name = string_of(element_of(call.funcname, length_of(call.funcname) - 1));
  if (name == "unnest") {
    const bool is_single = length_of(call.args) == 1;
    for (const Node& array : each<Node>(call.args)) {
      if (!holds_scalars(array)) {
        into.is_open = true;
        return;
      }
      into.columns.push_back({.name = is_single ? piece.name : name, .piece = &piece});
    }
  } else if (std::ranges::binary_search(row_filling_functions, name)) {
    const TypeCast* row = node_cast<TypeCast>(element_of(call.args, 0));
    const bool is_named = row != nullptr && row->typeName != nullptr && row->typeName->arrayBounds == nullptr;
    const FoundRelation found = is_named ? lookup_.relation(name_of(row->typeName->names)) : FoundRelation{};
    if (found.existence == Existence::Undefined) {
      into.is_open = true;
    } else {
      expand_row(found, piece, into);
    }
  } else if (std::ranges::binary_search(scalar_functions, name)) {
    into.columns.push_back({.name = piece.name, .piece = &piece});
  } else {
    into.is_open = true;
  }
}

/// Whether an array is of something that is no row, as far as it tells.
bool SourceColumns::holds_scalars(const Node& array_node) {
  const Node* array = &array_node;
  if (const A_ArrayExpr* listed = node_cast<A_ArrayExpr>(array)) {
    const Node* first = element_of(listed->elements, 0);
    return node_cast<A_Const>(first) != nullptr || node_cast<A_ArrayExpr>(first) != nullptr;
  }
  if (const TypeCast* cast = node_cast<TypeCast>(array)) {
    if (cast->typeName == nullptr || cast->typeName->arrayBounds == nullptr) return false;
    const RelationName element = name_of(cast->typeName->names);
    return element.schema == "pg_catalog" || is_scalar_name(element.name);
  }
  const ColumnRef* column = node_cast<ColumnRef>(array);
  if (column == nullptr) return false;
  const auto reference = std::ranges::find(resolution_.columns, column->location, &ColumnReference::location);
  if (reference == resolution_.columns.end()) return false;
  const Found found = find(*reference);
  if (found.column == nullptr || found.column->column == nullptr) return false;
  std::string_view type = found.column->column->type;
  if (!type.ends_with("[]")) return false;
  while (type.ends_with("[]")) type.remove_suffix(2);
  return row_type(type, lookup_).existence == Existence::Undefined;
}

}  // namespace floodwall
