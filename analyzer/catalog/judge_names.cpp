// Which column a name means (parse_relation.c, transformColumnRef in parse_expr.c).
#include <algorithm>
#include <array>

#include "analyzer/catalog/judge_columns.h"

namespace floodwall {
namespace {

/// Functions of PostgreSQL 15 to 18 that take one value of any type, a row too: t.count is count(t).
constexpr auto row_functions = std::to_array<std::string_view>({"any_value",
                                                                "array_agg",
                                                                "concat",
                                                                "count",
                                                                "first_value",
                                                                "format",
                                                                "hash_record",
                                                                "json_agg",
                                                                "json_agg_strict",
                                                                "json_build_array",
                                                                "jsonb_agg",
                                                                "jsonb_agg_strict",
                                                                "jsonb_build_array",
                                                                "lag",
                                                                "last_value",
                                                                "lead",
                                                                "max",
                                                                "min",
                                                                "mode",
                                                                "num_nonnulls",
                                                                "num_nulls",
                                                                "pg_collation_for",
                                                                "pg_column_compression",
                                                                "pg_column_size",
                                                                "pg_column_toast_chunk_id",
                                                                "pg_typeof",
                                                                "quote_literal",
                                                                "quote_nullable",
                                                                "record_out",
                                                                "record_send",
                                                                "row_to_json",
                                                                "to_json",
                                                                "to_jsonb"});

}  // namespace

/// Whether it is PostgreSQL's own: not every version has all that we know of.
bool SourceColumns::depends_on_version(const KnownColumn& column) const {
  return column.table != no_index && tables_[column.table].builtin.has_value();
}

SourceColumns::Found SourceColumns::find_in(Index source, std::string_view name, bool with_system) {
  const ColumnList& list = of_source(source);
  Found found;
  for (const KnownColumn& column : list.columns) {
    if (column.name != name) continue;
    if (found.column != nullptr) {
      const bool may_be_one = depends_on_version(*found.column) || depends_on_version(column);
      return {may_be_one ? ColumnFate::NotKnown : ColumnFate::Ambiguous, nullptr, source};
    }
    found = {ColumnFate::Resolved, &column, source};
  }
  if (found.column != nullptr) return found;
  if (is_system_column(name)) {
    if (!with_system)
      return {ColumnFate::NotKnown, nullptr, source};  // it is there, but it cannot be written
    if (resolution_.sources[source].has_system_columns) return {ColumnFate::Resolved, nullptr, source};
  }
  return {list.is_open ? ColumnFate::NotKnown : ColumnFate::Undefined, nullptr, source};
}

/// Among the items that unqualified names see.
SourceColumns::Found SourceColumns::find_in_scope(const Scope& scope, std::string_view name) {
  Found found;
  bool is_open = scope.is_open;
  for (Index i = scope.end; scope.begin < i;) {
    const ScopeItem& item = resolution_.items[--i];
    if (!item.is_for_qualified) {
      const Found here = find_in(item.source, name, true);
      if (here.fate == ColumnFate::Ambiguous) return here;
      if (here.fate == ColumnFate::Resolved) {
        if (found.fate == ColumnFate::Resolved) {
          const bool may_be_one = (found.column != nullptr && depends_on_version(*found.column)) ||
                                  (here.column != nullptr && depends_on_version(*here.column));
          return {may_be_one ? ColumnFate::NotKnown : ColumnFate::Ambiguous};
        }
        found = here;
      }
      is_open |= here.fate == ColumnFate::NotKnown;
    }
    if (item.begin != no_index) i = std::max(item.begin, scope.begin);
  }
  if (found.fate == ColumnFate::Undefined && is_open) found.fate = ColumnFate::NotKnown;
  return found;
}

bool SourceColumns::is_meant(const ColumnSource& source, const ColumnReference& reference) const {
  if (source.alias != reference.qualifier) return false;
  if (reference.schema.empty()) return true;
  if (source.is_alias_written) return false;
  if (source.schema == reference.schema) return true;
  if (!source.schema.empty()) return false;
  if (source.kind != SourceKind::Relation) return source.has_system_columns;
  const FoundRelation& found = tables_[source.of];
  if (found.relation != nullptr) {
    return found.relation->name.schema == reference.schema || found.relation->is_schema_assumed ||
           (found.relation->name.schema.starts_with("pg_temp") && reference.schema.starts_with("pg_temp"));
  }
  if (found.builtin) return found.builtin->schema == reference.schema;
  return true;  // nobody knows where it is
}

/// A table that is not there: whoever asks for its right name is not to be told that it is not in the query.
bool SourceColumns::is_misnamed(const ColumnSource& source) const {
  return source.kind == SourceKind::Relation && !source.is_alias_written &&
         tables_[source.of].existence == Existence::Undefined;
}

/// The source that a qualifier means, or a name that is no column: Resolved, NotKnown, or Undefined.
SourceColumns::Found SourceColumns::find_source(const ColumnReference& reference) {
  for (Index level = reference.scope; level != no_index; level = resolution_.scopes[level].outer) {
    const Scope& at = resolution_.scopes[level];
    Found found;
    bool is_open = at.is_open;
    for (Index i = at.end; at.begin < i;) {
      const ScopeItem& item = resolution_.items[--i];
      const ColumnSource& source = resolution_.sources[item.source];
      if (is_meant(source, reference)) {
        if (found.source != no_index)
          return {ColumnFate::NotKnown};  // another error: the name is there twice
        found = {ColumnFate::Resolved, nullptr, item.source, true};
      }
      is_open |= is_misnamed(source);
      if (item.begin != no_index && !source.alias.empty()) i = std::max(item.begin, at.begin);
    }
    if (found.source != no_index) return found;
    if (is_open) return {ColumnFate::NotKnown};
  }
  return {};
}

/// An output column; two of one name are no error if they are the same expression, so neither is one here.
SourceColumns::Found SourceColumns::find_in_output(const ColumnReference& reference) {
  const ColumnList& list = of_output(reference.output);
  const auto column = std::ranges::find(list.columns, reference.column, &KnownColumn::name);
  if (column != list.columns.end()) return {ColumnFate::Resolved, &*column};
  // What a misspelt column should have been called is no name of the output.
  const QueryOutput& output = resolution_.outputs[reference.output];
  for (Index i = output.begin; list.is_open && i < output.end; ++i) {
    if (resolution_.pieces[i].kind != PieceKind::Column) return {ColumnFate::NotKnown};
  }
  return {ColumnFate::Undefined};
}

/// The relation that a source is, if it is one.
Index SourceColumns::table_of(Index source) const {
  constexpr int most_steps = 100;
  for (int steps = 0; source != no_index && steps < most_steps; ++steps) {
    const ColumnSource& at = resolution_.sources[source];
    if (at.kind == SourceKind::Relation) return at.of;
    if (at.kind == SourceKind::Source) {
      source = at.of;
    } else if (at.kind == SourceKind::Query && at.merges_names) {  // a table with what ALTER TABLE adds
      const QueryOutput& output = resolution_.outputs[at.of];
      if (output.begin == output.end) return no_index;
      source = resolution_.pieces[output.begin].source;
    } else {
      return no_index;
    }
  }
  return no_index;
}

bool SourceColumns::may_be_function_of_row(std::string_view name) const {
  if (std::ranges::binary_search(row_functions, name)) return true;
  return lookup_.functions && lookup_.functions({{}, std::string(name)}) != nullptr;
}

SourceColumns::Found SourceColumns::find_unqualified(const ColumnReference& reference) {
  bool may_be_output = false;
  if (reference.output_lookup == OutputLookup::First) {
    const Found found = find_in_output(reference);
    if (found.fate == ColumnFate::Resolved) return found;
    may_be_output = found.fate == ColumnFate::NotKnown;
  }
  for (Index level = reference.scope; level != no_index; level = resolution_.scopes[level].outer) {
    Found found = find_in_scope(resolution_.scopes[level], reference.column);
    if (may_be_output && found.fate == ColumnFate::Ambiguous) return {ColumnFate::NotKnown};
    if (found.fate != ColumnFate::Undefined) return found;
    if (level != reference.scope || reference.output_lookup != OutputLookup::AfterLocal) continue;
    found = find_in_output(reference);
    if (found.fate != ColumnFate::Undefined) return found;
  }
  const Found row = find_source({.qualifier = reference.column, .scope = reference.scope});
  if (row.fate != ColumnFate::Undefined) return row;
  if (may_be_output) return {ColumnFate::NotKnown};
  // Where only one table is in the query, that is where the column should have been.
  const Scope& scope = resolution_.scopes[reference.scope];
  const bool is_single = scope.end == scope.begin + 1;
  return {ColumnFate::Undefined, nullptr, is_single ? resolution_.items[scope.begin].source : no_index};
}

SourceColumns::Found SourceColumns::find_qualified(const ColumnReference& reference) {
  const Found row = find_source(reference);
  if (row.fate == ColumnFate::Undefined) return {ColumnFate::UndefinedQualifier};
  if (row.fate == ColumnFate::NotKnown || reference.column.empty()) return row;
  const Found found = find_in(row.source, reference.column, true);
  if (found.fate != ColumnFate::Undefined) return found;
  return may_be_function_of_row(reference.column) ? Found{ColumnFate::NotKnown} : found;
}

SourceColumns::Found SourceColumns::find(const ColumnReference& reference) {
  if (reference.only_source != no_index) return find_in(reference.only_source, reference.column, false);
  return reference.qualifier.empty() ? find_unqualified(reference) : find_qualified(reference);
}

ColumnVerdict SourceColumns::verdict(const ColumnReference& reference) {
  const Found found = find(reference);
  if (found.fate == ColumnFate::Resolved) {
    if (found.is_row) return {ColumnFate::Resolved, table_of(found.source), {}};
    if (found.column == nullptr) return {ColumnFate::Resolved, table_of(found.source), reference.column};
    const KnownColumn& column = *found.column;
    const std::string_view name = column.origin.empty() ? reference.column : column.origin;
    return {ColumnFate::Resolved, column.table, name, column.column};
  }
  if (reference.may_be_other) return {};
  if (reference.may_be_missing && found.fate == ColumnFate::Undefined) return {};
  return {found.fate, table_of(found.source), reference.column};
}

}  // namespace floodwall
