// ALTER TABLE, what it does to columns and constraints.
#include <algorithm>

#include "analyzer/catalog/replay/alter_table.h"
#include "analyzer/catalog/replay/family.h"
#include "analyzer/catalog/replay/indexes.h"
#include "analyzer/catalog/replay/relation_names.h"
#include "analyzer/catalog/replay/removal.h"
#include "analyzer/catalog/replay/sequences.h"
#include "analyzer/catalog/replay/statement_text.h"
#include "analyzer/catalog/replay/type_names.h"

namespace floodwall {
namespace {

/// The tables of a composite type (CREATE TABLE … OF).
std::vector<RelationName> tables_of_type(const Catalog& catalog, const RelationName& type) {
  std::vector<RelationName> tables;
  for (const RelationName& name : catalog.dependents_of(type)) {
    const Relation* relation = catalog.find(name);
    if (relation != nullptr && relation->of_type == type) tables.push_back(name);
  }
  return tables;
}

/// The relations that a change of a column reaches: the one named first. For a composite type, CASCADE takes
/// its tables along.
std::expected<std::vector<RelationName>, std::string> reached(const Replay& replay, const AlterTarget& target,
                                                              DropBehavior behavior) {
  const Catalog& catalog = replay.catalog();
  if (catalog.find(target.name)->kind != RelationKind::CompositeType)
    return target.reach == Reach::Family ? family_of(catalog, target.name) : std::vector{target.name};
  std::vector<RelationName> members = {target.name};
  for (const RelationName& table : tables_of_type(catalog, target.name)) {
    if (behavior == DROP_RESTRICT) return refused("cannot alter type: " + display(table) + " is of it");
    for (RelationName& member : family_of(catalog, table)) members.push_back(std::move(member));
  }
  return members;
}

Column* find_column(Relation& relation, std::string_view name) {
  const auto found = std::ranges::find(relation.columns, name, &Column::name);
  return found == relation.columns.end() ? nullptr : &*found;
}

/// Refused if the column is not there although all are known. True: it is there.
std::expected<bool, std::string> has_column(const Relation& relation, std::string_view name) {
  if (relation.column(name) != nullptr) return true;
  if (!relation.open.empty()) return false;
  return refused("column " + std::string(name) + " of relation " + relation.name.name + " does not exist");
}

bool is_used_by_view(const Catalog& catalog, const RelationName& table, const std::string& column) {
  return std::ranges::any_of(catalog.dependents_of(table), [&](const RelationName& name) {
    const Relation* view = catalog.find(name);
    return view != nullptr &&
           (view->kind == RelationKind::View || view->kind == RelationKind::MaterializedView) &&
           std::ranges::find(view->uses, ColumnUse{table, column}) != view->uses.end();
  });
}

/// DROP COLUMN goes on to the children whose column is there for the parent's sake alone.
void add_columns_to_drop(const Catalog& catalog, const RelationName& table, const std::string& column,
                         std::vector<Object>& objects) {
  std::vector<RelationName> work = {table};
  while (!work.empty()) {
    const RelationName name = std::move(work.back());
    work.pop_back();
    objects.push_back({.kind = ObjectKind::Column, .name = name, .part = column});
    for (RelationName& child_name : children_of(catalog, name)) {
      const Relation* child = catalog.find(child_name);
      const Column* inherited = child->column(column);
      if (inherited != nullptr && inherited->is_inherited && count_parents_with(catalog, *child, column) == 1)
        work.push_back(std::move(child_name));
    }
  }
}

/// Sets or takes away, wherever the column is.
Outcome set_property(const Replay& replay, const Relation& table, const AlterTableCmd& command,
                     std::string_view text, Column& column) {
  switch (static_cast<int>(command.subtype)) {
    case AT_ColumnDefault:
      column.default_sql = command.def == nullptr ? std::string() : default_text(text, "default");
      column.sequence = command.def == nullptr ? RelationName() : sequence_read(replay.session, command.def);
      return {};
    case AT_SetNotNull:
      column.not_null = true;
      return {};
    case AT_DropNotNull: {
      const TableConstraint* key = table.primary_key();
      if (column.identity != '\0' ||
          (key != nullptr && std::ranges::find(key->columns, column.name) != key->columns.end()))
        return refused("column " + column.name + " is in a primary key or an identity column");
      column.not_null = false;
      return {};
    }
    case AT_SetExpression:
      column.default_sql = first_parentheses(behind_word(text, "as"));
      return {};
    case AT_DropExpression:
      if (column.generated == '\0') {
        if (command.missing_ok) return {};
        return refused("column " + column.name + " is not a generated column");
      }
      column.generated = '\0';
      column.default_sql.clear();
      return {};
    default:
      return {};
  }
}

Outcome set_identity(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command) {
  Catalog& catalog = replay.catalog();
  const std::string name(view_of(command.name));
  const Column* column = catalog.find(target.name)->column(name);
  if (command.subtype == AT_AddIdentity) {
    const ColumnDef* wrapped = node_cast<ColumnDef>(command.def);
    const Constraint* constraint = node_cast<Constraint>(command.def);
    if (column->identity != '\0') return refused("column " + name + " is already an identity column");
    if (!column->not_null) return refused("column " + name + " must be declared NOT NULL");
    if (!column->default_sql.empty()) return refused("column " + name + " already has a default value");
    const char when = constraint != nullptr ? constraint->generated_when
                      : wrapped != nullptr  ? wrapped->identity
                                            : 'd';
    edit(catalog, target.name, [&](Relation& table) { find_column(table, name)->identity = when; });
    return add_owned_sequence(replay, target.name, {.column = name, .is_default = false});
  }
  if (column->identity == '\0') {
    if (command.missing_ok) return {};
    return refused("column " + name + " is not an identity column");
  }
  char identity = command.subtype == AT_DropIdentity ? '\0' : column->identity;
  if (command.subtype == AT_SetIdentity) {
    for (const DefElem& option : each<DefElem>(node_cast<List>(command.def))) {
      const Integer* when = node_cast<Integer>(option.arg);
      if (view_of(option.defname) == "generated" && when != nullptr) identity = static_cast<char>(when->ival);
    }
  }
  edit(catalog, target.name, [&](Relation& table) { find_column(table, name)->identity = identity; });
  if (command.subtype != AT_DropIdentity) return {};
  std::vector<Object> sequences;
  for (RelationName& sequence : owned_sequences(catalog, target.name, name))
    sequences.push_back({.name = std::move(sequence)});
  return remove_objects(catalog, sequences, DROP_RESTRICT);
}

/// PostgreSQL 18 names NOT NULL constraints, others do not.
bool drop_not_null_named(const Replay& replay, const AlterTarget& target, std::string_view constraint) {
  bool is_found = false;
  edit(replay.catalog(), target.name, [&](Relation& table) {
    for (Column& column : table.columns) {
      if (!column.not_null || constraint != table.name.name + "_" + column.name + "_not_null") continue;
      column.not_null = false;
      is_found = true;
    }
  });
  return is_found;
}

}  // namespace

Outcome alter_add_column(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command,
                         TableParts& late) {
  const ColumnDef* definition = node_cast<ColumnDef>(command.def);
  if (definition == nullptr) return {};
  Catalog& catalog = replay.catalog();
  const std::string name(view_of(definition->colname));
  if (catalog.find(target.name)->column(name) != nullptr) {
    if (command.missing_ok) return {};
    return refused("column " + name + " of relation " + target.name.name + " already exists");
  }
  const auto members = reached(replay, target, command.behavior);
  if (!members) return std::unexpected(members.error());
  if (target.reach == Reach::Only && !children_of(catalog, target.name).empty())
    return refused("column must be added to child tables too");

  // The columns of `late` are none of its own: they are in the table by the time its constraints are added.
  TableParts parts;
  if (Outcome outcome = add_column_definition(replay, *definition, parts); !outcome) return outcome;
  for (const auto& [index, expression] : parts.checks)
    late.checks.emplace_back(late.constraints.size() + index, expression);
  std::ranges::move(parts.constraints, std::back_inserter(late.constraints));
  std::ranges::move(parts.sequences, std::back_inserter(late.sequences));
  Column& column = parts.columns.front();
  column.ordinal = ++catalog.last_ordinal;
  bool has_conflict = false;
  for (const RelationName& member : *members) {
    edit(catalog, member, [&](Relation& relation) {
      if (Column* known = find_column(relation, name)) {
        has_conflict = has_conflict || (!known->type.empty() && known->type != column.type);
        return;
      }
      relation.columns.push_back(column);
      relation.columns.back().is_inherited = member != target.name && relation.of_type.name.empty();
    });
  }
  if (has_conflict) return refused("child table has different type for column " + name);
  return {};
}

Outcome alter_drop_column(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command) {
  Catalog& catalog = replay.catalog();
  const Relation& table = *catalog.find(target.name);
  const std::string name(view_of(command.name));
  const auto is_there = has_column(table, name);
  if (!is_there) return command.missing_ok ? Outcome() : std::unexpected(is_there.error());
  if (!*is_there) return {};
  if (table.column(name)->is_inherited && !table.parents.empty())
    return refused("cannot drop inherited column " + name);
  const auto members = reached(replay, target, command.behavior);
  if (!members) return std::unexpected(members.error());
  std::vector<Object> objects;
  if (table.kind == RelationKind::CompositeType) {
    for (const RelationName& member : *members)
      objects.push_back({.kind = ObjectKind::Column, .name = member, .part = name});
  } else if (target.reach == Reach::Family) {
    add_columns_to_drop(catalog, target.name, name, objects);
  } else {
    objects.push_back({.kind = ObjectKind::Column, .name = target.name, .part = name});
    for (const RelationName& child : children_of(catalog, target.name)) {
      edit(catalog, child, [&](Relation& relation) {
        if (Column* column = find_column(relation, name)) column->is_inherited = false;
      });
    }
  }
  return remove_objects(catalog, objects, command.behavior);
}

Outcome alter_column_type(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command) {
  const ColumnDef* definition = node_cast<ColumnDef>(command.def);
  if (definition == nullptr || definition->typeName == nullptr) return {};
  Catalog& catalog = replay.catalog();
  const std::string name(view_of(command.name));
  const auto is_there = has_column(*catalog.find(target.name), name);
  if (!is_there) return std::unexpected(is_there.error());
  const auto members = reached(replay, target, command.behavior);
  if (!members) return std::unexpected(members.error());
  const std::string type = type_text(replay, *definition->typeName);
  for (const RelationName& member : *members) {
    if (is_used_by_view(catalog, member, name))
      return refused("cannot alter type of a column used by a view");
    edit(catalog, member, [&](Relation& relation) {
      Column* column = find_column(relation, name);
      if (column == nullptr) return;
      column->type = type;
      if (definition->collClause != nullptr)
        column->collation = display(name_of(definition->collClause->collname));
    });
  }
  return {};
}

Outcome alter_column_property(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command,
                              std::string_view text) {
  Catalog& catalog = replay.catalog();
  const std::string_view name = view_of(command.name);
  const auto is_there = has_column(*catalog.find(target.name), name);
  if (!is_there) return std::unexpected(is_there.error());
  if (!*is_there) return {};
  if (command.subtype == AT_AddIdentity || command.subtype == AT_SetIdentity ||
      command.subtype == AT_DropIdentity)
    return set_identity(replay, target, command);
  const auto members = reached(replay, target, command.behavior);
  if (!members) return std::unexpected(members.error());
  Outcome outcome;
  for (const RelationName& member : *members) {
    edit(catalog, member, [&](Relation& relation) {
      Column* column = find_column(relation, name);
      if (column == nullptr || !outcome) return;
      outcome = set_property(replay, relation, command, text, *column);
    });
  }
  return outcome;
}

Outcome alter_drop_constraint(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command) {
  Catalog& catalog = replay.catalog();
  const Relation& table = *catalog.find(target.name);
  const std::string name(view_of(command.name));
  const auto constraint = std::ranges::find(table.constraints, name, &TableConstraint::name);
  if (constraint == table.constraints.end()) {
    if (drop_not_null_named(replay, target, name) || command.missing_ok || !table.open.empty()) return {};
    return refused("constraint " + name + " of relation " + table.name.name + " does not exist");
  }
  if (constraint->is_inherited) return refused("cannot drop inherited constraint " + name);
  if (constraint->kind == ConstraintKind::NotNull) {
    const std::vector<std::string> columns = constraint->columns;
    edit(catalog, target.name, [&](Relation& relation) {
      for (const std::string& column : columns) {
        if (Column* known = find_column(relation, column)) known->not_null = false;
      }
    });
  }
  if (target.reach == Reach::Only) {
    for (const RelationName& child : children_of(catalog, target.name)) {
      edit(catalog, child, [&](Relation& relation) {
        for (TableConstraint& known : relation.constraints) {
          if (known.name == name) known.is_inherited = false;
        }
      });
    }
  }
  return remove_objects(catalog, {{.kind = ObjectKind::Constraint, .name = target.name, .part = name}},
                        command.behavior);
}

Outcome alter_add_key_of_index(const Replay& replay, const AlterTarget& target,
                               const Constraint& constraint) {
  Catalog& catalog = replay.catalog();
  const RelationName index_name = {target.name.schema, std::string(view_of(constraint.indexname))};
  const Relation* index = catalog.find(index_name);
  if (index == nullptr || index->kind != RelationKind::Index || index->table != target.name)
    return refused("index " + display(index_name) + " does not exist");
  if (!index->is_unique || index->is_partial) return refused(display(index_name) + " is not a unique index");
  TableConstraint key{
      .kind = constraint.contype == CONSTR_PRIMARY ? ConstraintKind::PrimaryKey : ConstraintKind::Unique,
      .name = constraint.conname == nullptr ? index_name.name : std::string(constraint.conname),
      .columns = index->index_columns,
      .is_deferrable = constraint.deferrable,
      .is_deferred = constraint.initdeferred,
      .at = replay.source.at};
  if (key.kind == ConstraintKind::PrimaryKey && catalog.find(target.name)->primary_key() != nullptr)
    return refused("multiple primary keys for table " + target.name.name + " are not allowed");
  if (key.name != index_name.name) rename_relation(catalog, index_name, {index_name.schema, key.name});
  edit(catalog, target.name, [&](Relation& table) {
    if (key.kind == ConstraintKind::PrimaryKey) {
      for (const std::string& name : key.columns) {
        if (Column* column = find_column(table, name)) column->not_null = true;
      }
    }
    table.constraints.push_back(std::move(key));
  });
  return {};
}

}  // namespace floodwall
