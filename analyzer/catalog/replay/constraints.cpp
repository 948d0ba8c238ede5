#include "analyzer/catalog/replay/constraints.h"

#include <algorithm>
#include <iterator>

#include "analyzer/catalog/replay/family.h"
#include "analyzer/catalog/replay/implicit_names.h"
#include "analyzer/catalog/replay/indexes.h"
#include "analyzer/catalog/replay/search_path.h"

namespace floodwall {
namespace {

std::vector<std::string> names_in(const Relation& table) {
  std::vector<std::string> names;
  for (const TableConstraint& constraint : table.constraints) names.push_back(constraint.name);
  return names;
}

TableConstraint* find_constraint(Relation& table, std::string_view name) {
  const auto found = std::ranges::find(table.constraints, name, &TableConstraint::name);
  return found == table.constraints.end() ? nullptr : &*found;
}

Outcome expect_columns(const Relation& table, const std::vector<std::string>& columns) {
  if (!table.open.empty()) return {};
  for (const std::string& column : columns) {
    if (!column.empty() && table.column(column) == nullptr)
      return refused("column " + column + " of relation " + table.name.name + " does not exist");
  }
  return {};
}

void set_not_null(const Replay& replay, const RelationName& table, const std::vector<std::string>& columns) {
  edit(replay.catalog(), table, [&](Relation& relation) {
    for (Column& column : relation.columns) {
      if (std::ranges::find(columns, column.name) != columns.end()) column.not_null = true;
    }
  });
}

Outcome add_check(const Replay& replay, const RelationName& name, TableConstraint check, Reach reach) {
  Catalog& catalog = replay.catalog();
  const Relation& table = *catalog.find(name);
  if (check.name.empty()) {
    check.name = choose_constraint_name(catalog, name.schema, name.name,
                                        check.columns.size() == 1 ? check.columns.front() : "", "check");
  }
  bool is_refused = false;
  const std::vector<RelationName> family =
      reach == Reach::Family && !check.is_no_inherit ? family_of(catalog, name) : std::vector{table.name};
  for (const RelationName& member : family) {
    const bool is_first = member == name;
    edit(catalog, member, [&](Relation& relation) {
      if (TableConstraint* known = find_constraint(relation, check.name)) {
        if (is_first) {
          is_refused = is_refused || known->kind != check.kind || !known->is_inherited;
          known->is_inherited = false;
        }
        return;
      }
      relation.constraints.push_back(check);
      relation.constraints.back().is_inherited = !is_first;
    });
  }
  if (is_refused) return refused("constraint " + check.name + " already exists");
  return {};
}

Outcome add_key(const Replay& replay, const RelationName& name, TableConstraint key, Reach reach) {
  Catalog& catalog = replay.catalog();
  const Relation& table = *catalog.find(name);
  if (Outcome outcome = expect_columns(table, key.columns); !outcome) return outcome;
  if (Outcome outcome = expect_columns(table, key.including); !outcome) return outcome;
  if (key.kind == ConstraintKind::PrimaryKey && table.primary_key() != nullptr)
    return refused("multiple primary keys for table " + name.name + " are not allowed");
  if (key.name.empty()) {
    if (key.kind == ConstraintKind::PrimaryKey) {
      key.name = choose_key_name(catalog, name.schema, name.name, "", "pkey");
    } else {
      std::vector<std::string> columns = key.columns;
      columns.insert(columns.end(), key.including.begin(), key.including.end());
      for (std::string& column : columns) {
        if (column.empty()) column = "expr";
      }
      key.name =
          choose_key_name(catalog, name.schema, name.name, joined_columns(distinct_names(std::move(columns))),
                          key.kind == ConstraintKind::Exclusion ? "excl" : "key");
    }
  } else if (catalog.find({name.schema, key.name}) != nullptr) {
    return refused("relation " + key.name + " already exists");
  }
  if (key.kind == ConstraintKind::PrimaryKey) {
    for (const RelationName& member :
         reach == Reach::Family ? family_of(catalog, name) : std::vector{table.name})
      set_not_null(replay, member, key.columns);
  }
  edit(catalog, name, [&](Relation& relation) { relation.constraints.push_back(key); });
  put_index(replay, index_of_key(*catalog.find(name), key), reach);
  return {};
}

/// The clone of a partitioned table's key for a partition, or the like of it that is there. It goes on to the
/// partition's own partitions only where it is new: theirs stand on the one that was there.
// NOLINTNEXTLINE(misc-no-recursion): as deep as partitions are nested
void add_inherited_foreign_key(const Replay& replay, const RelationName& partition, TableConstraint key) {
  Catalog& catalog = replay.catalog();
  bool is_new = false;
  edit(catalog, partition, [&](Relation& relation) {
    for (TableConstraint& known : relation.constraints) {
      if (known.is_inherited || !is_same_foreign_key(known, key)) continue;
      known.is_inherited = true;
      return;
    }
    if (find_constraint(relation, key.name) != nullptr) {
      key.name = choose_constraint_name(catalog, partition.schema, partition.name,
                                        joined_columns(key.columns), "fkey", names_in(relation));
    }
    key.is_inherited = true;
    relation.constraints.push_back(key);
    is_new = true;
  });
  if (!is_new) return;
  for (const RelationName& part : children_of(catalog, partition))
    add_inherited_foreign_key(replay, part, key);
}

Outcome add_foreign_key(const Replay& replay, const RelationName& name, TableConstraint key, Reach reach) {
  Catalog& catalog = replay.catalog();
  const Relation& table = *catalog.find(name);
  if (Outcome outcome = expect_columns(table, key.columns); !outcome) return outcome;
  const Relation* parent = find_relation(replay.session, key.parent);
  if (parent == nullptr) {
    if (!may_exist(replay.session, key.parent))
      return refused("relation " + display(key.parent) + " does not exist");
    if (key.parent.schema.empty()) key.parent.schema = creation_schema(replay.session);
  } else {
    if (parent->kind != RelationKind::Table && parent->kind != RelationKind::PartitionedTable)
      return refused("referenced relation " + display(key.parent) + " is not a table");
    key.parent = parent->name;
    if (key.parent_columns.empty()) {
      const TableConstraint* primary = parent->primary_key();
      if (primary != nullptr) {
        key.parent_columns = primary->columns;
      } else if (parent->open.empty()) {
        return refused("there is no primary key for referenced table " + parent->name.name);
      }
    } else if (parent->open.empty()) {
      if (Outcome outcome = expect_columns(*parent, key.parent_columns); !outcome) return outcome;
      if (!is_unique_in(catalog, *parent, key.parent_columns))
        return refused("there is no unique constraint matching given keys for referenced table " +
                       parent->name.name);
    }
    if (!key.parent_columns.empty() && key.parent_columns.size() != key.columns.size())
      return refused("number of referencing and referenced columns for foreign key disagree");
  }
  if (key.name.empty()) {
    key.name = choose_constraint_name(catalog, name.schema, name.name, joined_columns(key.columns), "fkey");
  } else if (std::ranges::find(table.constraints, key.name, &TableConstraint::name) !=
             table.constraints.end()) {
    return refused("constraint " + key.name + " already exists");
  }
  const bool is_partitioned = table.kind == RelationKind::PartitionedTable;
  edit(catalog, name, [&](Relation& relation) { relation.constraints.push_back(key); });
  if (!is_partitioned || reach == Reach::Only) return {};
  for (const RelationName& part : children_of(catalog, name)) add_inherited_foreign_key(replay, part, key);
  return {};
}

Outcome add_not_null(const Replay& replay, const RelationName& name, const TableConstraint& constraint,
                     Reach reach) {
  if (Outcome outcome = expect_columns(*replay.catalog().find(name), constraint.columns); !outcome)
    return outcome;
  for (const RelationName& member :
       reach == Reach::Family ? family_of(replay.catalog(), name) : std::vector{name})
    set_not_null(replay, member, constraint.columns);
  if (!constraint.name.empty())
    edit(replay.catalog(), name, [&](Relation& table) { table.constraints.push_back(constraint); });
  return {};
}

/// In which order PostgreSQL makes the constraints of one statement.
int rank_of(ConstraintKind kind) {
  switch (kind) {
    case ConstraintKind::NotNull:
    case ConstraintKind::Check:
      return 0;
    case ConstraintKind::PrimaryKey:
      return 1;
    case ConstraintKind::Unique:
    case ConstraintKind::Exclusion:
      return 2;
    case ConstraintKind::ForeignKey:
      return 3;
  }
  return 3;
}

/// Without names and indexes: NOT NULL and foreign keys alone.
Outcome add_outline(const Replay& replay, const RelationName& table, std::vector<TableConstraint> constraints,
                    Reach reach) {
  std::vector<std::string> not_null;
  for (TableConstraint& constraint : constraints) {
    if (constraint.kind == ConstraintKind::NotNull || constraint.kind == ConstraintKind::PrimaryKey)
      std::ranges::move(constraint.columns, std::back_inserter(not_null));
  }
  if (!not_null.empty()) set_not_null(replay, table, not_null);
  for (TableConstraint& constraint : constraints) {
    if (constraint.kind != ConstraintKind::ForeignKey) continue;
    if (Outcome outcome = add_foreign_key(replay, table, std::move(constraint), reach); !outcome)
      return outcome;
  }
  return {};
}

/// Two keys over the same columns are one, with the first one's name (transformIndexConstraints).
void drop_doubled_keys(std::vector<TableConstraint>& constraints) {
  for (std::size_t i = 0; i < constraints.size(); ++i) {
    TableConstraint& key = constraints[i];
    if (key.kind != ConstraintKind::PrimaryKey && key.kind != ConstraintKind::Unique) continue;
    for (std::size_t j = constraints.size() - 1; i < j; --j) {
      const TableConstraint& other = constraints[j];
      if (other.kind != ConstraintKind::Unique || other.columns != key.columns ||
          other.including != key.including || other.is_deferrable != key.is_deferrable ||
          other.is_deferred != key.is_deferred || other.is_nulls_not_distinct != key.is_nulls_not_distinct)
        continue;
      if (key.name.empty()) key.name = other.name;
      constraints.erase(constraints.begin() + static_cast<std::ptrdiff_t>(j));
    }
  }
}

}  // namespace

bool is_same_foreign_key(const TableConstraint& one, const TableConstraint& other) {
  return one.kind == ConstraintKind::ForeignKey && other.kind == ConstraintKind::ForeignKey &&
         one.columns == other.columns && one.parent == other.parent &&
         one.parent_columns == other.parent_columns && one.on_delete == other.on_delete &&
         one.on_update == other.on_update && one.match == other.match &&
         one.is_deferrable == other.is_deferrable && one.is_deferred == other.is_deferred;
}

bool is_unique_in(const Catalog& catalog, const Relation& table, std::vector<std::string> columns) {
  std::ranges::sort(columns);
  return std::ranges::any_of(table.indexes, [&](const RelationName& name) {
    const Relation* index = catalog.find(name);
    if (index == nullptr || !index->is_unique || index->is_partial) return false;
    std::vector<std::string> indexed = index->index_columns;
    std::ranges::sort(indexed);
    return indexed == columns;
  });
}

Outcome add_constraints(const Replay& replay, const RelationName& table,
                        std::vector<TableConstraint> constraints, Reach reach) {
  if (replay.is_outline()) return add_outline(replay, table, std::move(constraints), reach);
  std::ranges::stable_sort(constraints, {},
                           [](const TableConstraint& constraint) { return rank_of(constraint.kind); });
  drop_doubled_keys(constraints);
  for (TableConstraint& constraint : constraints) {
    Outcome outcome;
    switch (constraint.kind) {
      case ConstraintKind::Check:
        outcome = add_check(replay, table, std::move(constraint), reach);
        break;
      case ConstraintKind::NotNull:
        outcome = add_not_null(replay, table, constraint, reach);
        break;
      case ConstraintKind::PrimaryKey:
      case ConstraintKind::Unique:
      case ConstraintKind::Exclusion:
        outcome = add_key(replay, table, std::move(constraint), reach);
        break;
      case ConstraintKind::ForeignKey:
        outcome = add_foreign_key(replay, table, std::move(constraint), reach);
        break;
    }
    if (!outcome && !replay.session.is_lenient) return outcome;
  }
  return {};
}

Outcome inherit_constraints(const Replay& replay, const RelationName& child,
                            const RelationName& parent_name) {
  Catalog& catalog = replay.catalog();
  const Relation* found = catalog.find(parent_name);
  if (found == nullptr) return {};
  const Relation parent = *found;
  edit(catalog, child, [&](Relation& relation) {
    for (const TableConstraint& check : parent.constraints) {
      if (check.kind != ConstraintKind::Check || check.is_no_inherit) continue;
      if (TableConstraint* known = find_constraint(relation, check.name)) {
        if (relation.is_partition) known->is_inherited = true;
        continue;
      }
      relation.constraints.push_back(check);
      relation.constraints.back().is_inherited = true;
    }
  });
  if (!catalog.find(child)->is_partition) return {};
  for (const TableConstraint& key : parent.constraints) {
    if (key.kind != ConstraintKind::ForeignKey) continue;
    add_inherited_foreign_key(replay, child, key);
  }
  return {};
}

}  // namespace floodwall
