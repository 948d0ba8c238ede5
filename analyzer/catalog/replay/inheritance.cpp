// ALTER TABLE, what it does to parents and partitions.
#include <algorithm>

#include "analyzer/catalog/replay/alter_table.h"
#include "analyzer/catalog/replay/family.h"
#include "analyzer/catalog/replay/indexes.h"
#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/catalog/replay/statement_text.h"
#include "analyzer/catalog/replay/type_names.h"

namespace floodwall {
namespace {

/// A new child has what its parent has.
Outcome expect_columns_of(const Relation& child, const Relation& parent) {
  if (!child.open.empty() || !parent.open.empty()) return {};
  for (const Column& column : parent.columns) {
    const Column* own = child.column(column.name);
    if (own == nullptr) return refused("child table is missing column " + column.name);
    if (column.not_null && !own->not_null)
      return refused("column " + column.name + " in child table must be marked NOT NULL");
  }
  return {};
}

bool is_from_parents(const Catalog& catalog, const Relation& child, const TableConstraint& constraint) {
  return std::ranges::any_of(child.parents, [&](const RelationName& name) {
    const Relation* parent = catalog.find(name);
    return parent != nullptr && std::ranges::find(parent->constraints, constraint.name,
                                                  &TableConstraint::name) != parent->constraints.end();
  });
}

/// The child stands alone from now on: what nobody hands down any more is its own.
void remove_parent(Catalog& catalog, const RelationName& child, const RelationName& parent) {
  edit(catalog, child, [&](Relation& relation) {
    std::erase(relation.parents, parent);
    for (Column& column : relation.columns) {
      if (count_parents_with(catalog, relation, column.name) == 0) column.is_inherited = false;
    }
    for (TableConstraint& constraint : relation.constraints) {
      if (!is_from_parents(catalog, relation, constraint)) constraint.is_inherited = false;
    }
  });
}

/// ALTER INDEX … ATTACH PARTITION.
Outcome attach_index(const Replay& replay, const RelationName& parent, const RelationName& part) {
  Catalog& catalog = replay.catalog();
  const Relation* index = find_relation(replay.session, part);
  if (index == nullptr || index->kind != RelationKind::Index)
    return refused(display(part) + " is not an index");
  const bool is_key = key_of_index(catalog, *index) != nullptr;
  const RelationName table = index->table;
  const RelationName name = index->name;
  edit(catalog, name, [&](Relation& relation) { relation.parents = {parent}; });
  if (!is_key) return {};
  edit(catalog, table, [&](Relation& relation) {
    for (TableConstraint& key : relation.constraints) {
      if (key.name == name.name) key.is_inherited = true;
    }
  });
  return {};
}

}  // namespace

Outcome alter_inherit(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command) {
  const RangeVar* written = node_cast<RangeVar>(command.def);
  if (written == nullptr) return {};
  Catalog& catalog = replay.catalog();
  const RelationName name = name_of(*written);
  const Relation* parent = find_relation(replay.session, name);
  if (parent == nullptr) {
    if (!may_exist(replay.session, name)) return refused("relation " + display(name) + " does not exist");
    edit(catalog, target.name, [&](Relation& child) { child.open = "it inherits from " + display(name); });
    return {};
  }
  const Relation& child = *catalog.find(target.name);
  if (std::ranges::find(child.parents, parent->name) != child.parents.end())
    return refused("relation " + display(name) + " would be inherited from more than once");
  const std::vector<RelationName> family = family_of(catalog, target.name);
  if (std::ranges::find(family, parent->name) != family.end())
    return refused("circular inheritance not allowed");
  if (Outcome outcome = expect_columns_of(child, *parent); !outcome) return outcome;
  edit(catalog, target.name, [&](Relation& relation) { relation.parents.push_back(parent->name); });
  return {};
}

Outcome alter_no_inherit(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command) {
  const RangeVar* written = node_cast<RangeVar>(command.def);
  if (written == nullptr) return {};
  const Relation* parent = find_relation(replay.session, name_of(*written));
  if (parent == nullptr) return {};
  const Relation& child = *replay.catalog().find(target.name);
  if (std::ranges::find(child.parents, parent->name) == child.parents.end())
    return refused(display(parent->name) + " is not a parent of " + display(target.name));
  remove_parent(replay.catalog(), target.name, parent->name);
  return {};
}

Outcome alter_of_type(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command) {
  const TypeName* written = node_cast<TypeName>(command.def);
  if (written == nullptr) return {};
  const std::optional<RelationName> type = find_user_type(replay.session, name_of(written->names));
  if (type) edit(replay.catalog(), target.name, [&](Relation& table) { table.of_type = *type; });
  return {};
}

Outcome alter_attach(const Replay& replay, const AlterTarget& target, const PartitionCmd& partition) {
  Catalog& catalog = replay.catalog();
  const RelationName written = name_of(*partition.name);
  if (catalog.find(target.name)->kind == RelationKind::Index)
    return attach_index(replay, target.name, written);
  const Relation* child = find_relation(replay.session, written);
  if (child == nullptr) {
    if (may_exist(replay.session, written)) return {};
    return refused("relation " + display(written) + " does not exist");
  }
  const Relation& parent = *catalog.find(target.name);
  if (parent.kind != RelationKind::PartitionedTable && !parent.is_assumed)
    return refused(display(target.name) + " is not partitioned");
  if (!child->parents.empty()) return refused(display(written) + " is already a partition or inherits");
  if (Outcome outcome = expect_columns_of(*child, parent); !outcome) return outcome;
  const RelationName name = child->name;
  edit(catalog, name, [&](Relation& relation) {
    relation.parents = {target.name};
    relation.is_partition = true;
    if (partition.bound != nullptr)
      relation.bound_sql = partition_bound_at(replay.source.sql, partition.bound->location);
    for (Column& column : relation.columns) {
      if (parent.column(column.name) != nullptr) column.is_inherited = true;
    }
  });
  if (Outcome outcome = inherit_constraints(replay, name, target.name); !outcome) return outcome;
  inherit_indexes(replay, name, target.name);
  return {};
}

Outcome alter_detach(const Replay& replay, const AlterTarget& target, const PartitionCmd& partition) {
  Catalog& catalog = replay.catalog();
  const RelationName written = name_of(*partition.name);
  const Relation* child = find_relation(replay.session, written);
  if (child == nullptr) {
    if (may_exist(replay.session, written)) return {};
    return refused("relation " + display(written) + " does not exist");
  }
  const RelationName name = child->name;
  if (std::ranges::find(child->parents, target.name) == child->parents.end())
    return refused(display(written) + " is not a partition of " + display(target.name));
  const std::vector<RelationName> indexes = child->indexes;
  remove_parent(catalog, name, target.name);
  edit(catalog, name, [](Relation& relation) {
    relation.is_partition = false;
    relation.bound_sql.clear();
    for (TableConstraint& constraint : relation.constraints) constraint.is_inherited = false;
  });
  for (const RelationName& index : indexes)
    edit(catalog, index, [](Relation& relation) { relation.parents.clear(); });
  return {};
}

}  // namespace floodwall
