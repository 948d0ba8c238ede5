#include "analyzer/catalog/replay/tables.h"

#include <algorithm>

#include "analyzer/catalog/replay/constraints.h"
#include "analyzer/catalog/replay/family.h"
#include "analyzer/catalog/replay/indexes.h"
#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/catalog/replay/sequences.h"
#include "analyzer/catalog/replay/statement_text.h"
#include "analyzer/catalog/replay/table_parts.h"
#include "analyzer/catalog/replay/type_names.h"

namespace floodwall {
namespace {

/// A LIKE whose relation is known, for what is copied once the table is there.
struct LikeClause {
  bits32 options;
  Relation source;
};

/// A CREATE TABLE before it is in the catalog.
struct Draft {
  Relation table;
  TableParts parts;
  std::vector<LikeClause> likes;
  /// Options of columns that a type or a parent has: `c WITH OPTIONS …`.
  std::vector<const ColumnDef*> options;
};

Outcome add_like(const Replay& replay, const TableLikeClause& like, Draft& draft) {
  const RelationName name = name_of(*like.relation);
  const Relation* source = find_relation(replay.session, name);
  if (source == nullptr) {
    if (!may_exist(replay.session, name) && name.schema != "pg_catalog" &&
        name.schema != "information_schema" && !name.name.starts_with("pg_"))
      return refused("relation " + display(name) + " does not exist");
    draft.table.open = "LIKE " + display(name);
    return {};
  }
  if (source->kind == RelationKind::Sequence || source->kind == RelationKind::Index)
    return refused("relation " + display(name) + " is invalid in LIKE clause");
  if (!source->open.empty()) draft.table.open = source->open;
  for (const Column& from : source->columns) {
    Column column{.name = from.name, .type = from.type, .not_null = from.not_null, .at = replay.source.at};
    column.collation = from.collation;
    if (from.generated != '\0') {
      if ((like.options & CREATE_TABLE_LIKE_GENERATED) != 0) {
        column.generated = from.generated;
        column.default_sql = from.default_sql;
      }
    } else if ((like.options & CREATE_TABLE_LIKE_DEFAULTS) != 0) {
      column.default_sql = from.default_sql;
      column.sequence = from.sequence;
    }
    if (from.identity != '\0' && (like.options & CREATE_TABLE_LIKE_IDENTITY) != 0) {
      column.identity = from.identity;
      draft.parts.sequences.push_back({.column = column.name, .is_default = false});
    }
    if (std::ranges::find(draft.parts.columns, column.name, &Column::name) != draft.parts.columns.end())
      return refused("column " + column.name + " specified more than once");
    draft.parts.columns.push_back(std::move(column));
  }
  draft.likes.push_back({like.options, *source});
  return {};
}

Outcome add_elements(const Replay& replay, const CreateStmt& statement, Draft& draft) {
  draft.parts.columns.reserve(static_cast<std::size_t>(length_of(statement.tableElts)));
  for (const Node& element : each<Node>(statement.tableElts)) {
    Outcome outcome;
    if (const ColumnDef* column = node_cast<ColumnDef>(&element)) {
      if (column->typeName == nullptr) {
        draft.options.push_back(column);
      } else {
        outcome = add_column_definition(replay, *column, draft.parts);
      }
    } else if (const Constraint* constraint = node_cast<Constraint>(&element)) {
      outcome = add_table_constraint(replay, *constraint, draft.parts);
    } else if (const TableLikeClause* like = node_cast<TableLikeClause>(&element)) {
      outcome = add_like(replay, *like, draft);
    }
    if (!outcome) return outcome;
  }
  return {};
}

/// Columns and openness of the parents, in their order.
Outcome add_parents(const Replay& replay, const CreateStmt& statement, Draft& draft) {
  for (const RangeVar& written : each<RangeVar>(statement.inhRelations)) {
    const RelationName name = name_of(written);
    const Relation* parent = find_relation(replay.session, name);
    if (parent == nullptr) {
      if (!may_exist(replay.session, name)) return refused("relation " + display(name) + " does not exist");
      draft.table.open = "it inherits from " + display(name) + ", which is not known";
      continue;
    }
    if (statement.partbound != nullptr && parent->kind != RelationKind::PartitionedTable &&
        !parent->is_assumed)
      return refused(display(name) + " is not partitioned");
    if (statement.partbound == nullptr && parent->kind != RelationKind::Table &&
        parent->kind != RelationKind::ForeignTable)
      return refused("cannot inherit from " + display(name));
    if (std::ranges::find(draft.table.parents, parent->name) != draft.table.parents.end())
      return refused("relation " + display(name) + " would be inherited from more than once");
    draft.table.parents.push_back(parent->name);
    if (!parent->open.empty()) draft.table.open = parent->open;
    for (const Column& from : parent->columns) {
      Column column = from;
      column.is_inherited = true;
      column.ordinal = 0;
      if (statement.partbound == nullptr) column.identity = '\0';
      if (Outcome outcome = merge_column(draft.table.columns, column); !outcome) return outcome;
    }
  }
  return {};
}

Outcome add_type(const Replay& replay, const TypeName& type, Draft& draft) {
  const RelationName name = name_of(type.names);
  const std::optional<RelationName> known = find_user_type(replay.session, name);
  const Relation* relation = known ? replay.catalog().find(*known) : nullptr;
  if (relation == nullptr) {
    if (!may_exist(replay.session, name)) return refused("type " + display(name) + " does not exist");
    draft.table.open = "OF " + display(name) + ", which is not known";
    return {};
  }
  if (relation->kind != RelationKind::CompositeType && !relation->is_assumed)
    return refused("type " + display(name) + " is not a composite type");
  draft.table.of_type = relation->name;
  draft.table.columns = relation->columns;
  draft.table.open = relation->open;
  return {};
}

Outcome add_options(const Replay& replay, Draft& draft) {
  for (const ColumnDef* definition : draft.options) {
    const auto column = std::ranges::find(draft.table.columns, view_of(definition->colname), &Column::name);
    if (column == draft.table.columns.end()) {
      if (!draft.table.open.empty()) continue;
      return refused("column " + std::string(view_of(definition->colname)) + " does not exist");
    }
    if (Outcome outcome = add_column_options(replay, *definition, *column, draft.parts); !outcome)
      return outcome;
  }
  return {};
}

/// What LIKE … INCLUDING copies of constraints and indexes.
Outcome add_liked(const Replay& replay, const RelationName& table, const LikeClause& like) {
  if ((like.options & CREATE_TABLE_LIKE_CONSTRAINTS) != 0) {
    std::vector<TableConstraint> checks;
    for (const TableConstraint& constraint : like.source.constraints) {
      if (constraint.kind != ConstraintKind::Check) continue;
      checks.push_back(constraint);
      checks.back().is_inherited = false;
    }
    if (Outcome outcome = add_constraints(replay, table, std::move(checks)); !outcome) return outcome;
  }
  if ((like.options & CREATE_TABLE_LIKE_INDEXES) == 0) return {};
  for (const RelationName& name : like.source.indexes) {
    const Relation* index = replay.catalog().find(name);
    if (index != nullptr) clone_index(replay, Relation(*index), table);
  }
  return {};
}

/// Everything that needs the table to be there.
Outcome complete(const Replay& replay, Draft& draft) {
  const RelationName table = draft.table.name;
  find_columns_of_checks(draft.parts, draft.table.columns);
  const std::vector<RelationName> parents = draft.table.parents;
  const bool is_partition = draft.table.is_partition;
  if (replay.is_outline()) {
    draft.table.open = "only its outline is kept";
    replay.catalog().put(std::move(draft.table));
    return add_constraints(replay, table, std::move(draft.parts.constraints));
  }
  replay.catalog().put(std::move(draft.table));
  for (const OwnedSequence& sequence : draft.parts.sequences) {
    if (Outcome outcome = add_owned_sequence(replay, table, sequence); !outcome) return outcome;
  }
  for (const RelationName& parent : parents) {
    if (Outcome outcome = inherit_constraints(replay, table, parent); !outcome) return outcome;
    if (is_partition) inherit_indexes(replay, table, parent);
  }
  std::vector<TableConstraint> foreign_keys;
  std::vector<TableConstraint> others;
  for (TableConstraint& constraint : draft.parts.constraints)
    (constraint.kind == ConstraintKind::ForeignKey ? foreign_keys : others).push_back(std::move(constraint));
  if (Outcome outcome = add_constraints(replay, table, std::move(others)); !outcome) return outcome;
  for (const LikeClause& like : draft.likes) {
    if (Outcome outcome = add_liked(replay, table, like); !outcome) return outcome;
  }
  return add_constraints(replay, table, std::move(foreign_keys));
}

Outcome create(const Replay& replay, const CreateStmt& statement, RelationKind kind) {
  if (statement.relation == nullptr) return {};
  const auto name = creation_name(replay.session, *statement.relation);
  if (!name) return std::unexpected(name.error());
  if (statement.if_not_exists && replay.catalog().find(*name) != nullptr) return {};
  if (Outcome outcome = expect_free(replay, *name); !outcome) return outcome;

  const std::string_view sql = replay.source.sql;
  Draft draft;
  draft.table.kind = statement.partspec != nullptr ? RelationKind::PartitionedTable : kind;
  draft.table.name = *name;
  draft.table.is_schema_assumed = statement.relation->schemaname == nullptr;
  draft.table.persistence =
      name->schema == temporary_schema ? RELPERSISTENCE_TEMP : statement.relation->relpersistence;
  draft.table.is_partition = statement.partbound != nullptr;
  if (statement.partspec != nullptr && !replay.is_outline())
    draft.table.partition_sql = partition_key_at(sql, statement.partspec->location);
  if (statement.partbound != nullptr && !replay.is_outline())
    draft.table.bound_sql = partition_bound_at(sql, statement.partbound->location);
  draft.table.at = replay.source.at;

  Outcome outcome = add_parents(replay, statement, draft);
  if (outcome && statement.ofTypename != nullptr) outcome = add_type(replay, *statement.ofTypename, draft);
  if (outcome) outcome = add_elements(replay, statement, draft);
  if (outcome) outcome = add_options(replay, draft);
  if (!outcome) return outcome;
  if (draft.table.columns.empty()) draft.table.columns = std::move(draft.parts.columns);
  for (const Column& column : draft.parts.columns) {
    if (outcome = merge_column(draft.table.columns, column); !outcome) return outcome;
  }
  if (statement.oncommit == ONCOMMIT_DROP) replay.session.dropped_on_commit.push_back(*name);
  return complete(replay, draft);
}

}  // namespace

Outcome expect_free(const Replay& replay, const RelationName& name) {
  Catalog& catalog = replay.catalog();
  const bool is_relation = catalog.find(name) != nullptr;
  if (!is_relation && catalog.types.find(name) == nullptr) return {};
  const Schema* schema = catalog.schemas.find(name.schema);
  if (!is_relation || (catalog.open.empty() && (schema == nullptr || schema->open.empty())))
    return refused("relation " + name.name + " already exists");
  const Relation before = *catalog.find(name);
  for (const RelationName& index : before.indexes) catalog.remove(index);
  for (const RelationName& sequence : owned_sequences(catalog, name)) catalog.remove(sequence);
  catalog.remove(name);
  return {};
}

Outcome merge_column(std::vector<Column>& columns, const Column& added) {
  const auto known = std::ranges::find(columns, added.name, &Column::name);
  if (known == columns.end()) {
    columns.push_back(added);
    return {};
  }
  if (!known->type.empty() && !added.type.empty() && known->type != added.type)
    return refused("column " + added.name + " has a type conflict");
  known->not_null = known->not_null || added.not_null;
  known->is_inherited = known->is_inherited && added.is_inherited;
  if (!added.default_sql.empty()) {
    known->default_sql = added.default_sql;
    known->sequence = added.sequence;
  }
  if (added.generated != '\0') known->generated = added.generated;
  if (added.identity != '\0') known->identity = added.identity;
  if (!added.collation.empty()) known->collation = added.collation;
  return {};
}

Outcome replay_create_table(const Replay& replay, const CreateStmt& statement) {
  return create(replay, statement, RelationKind::Table);
}

Outcome replay_create_foreign_table(const Replay& replay, const CreateForeignTableStmt& statement) {
  if (Outcome outcome = create(replay, statement.base, RelationKind::ForeignTable); !outcome) return outcome;
  const Relation* made = find_relation(replay.session, name_of(*statement.base.relation));
  if (made == nullptr || made->kind != RelationKind::ForeignTable) return {};
  edit(replay.catalog(), made->name, [&](Relation& table) { table.server = view_of(statement.servername); });
  return {};
}

}  // namespace floodwall
