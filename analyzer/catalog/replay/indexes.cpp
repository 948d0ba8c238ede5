#include "analyzer/catalog/replay/indexes.h"

#include <algorithm>

#include "analyzer/catalog/replay/family.h"
#include "analyzer/catalog/replay/implicit_names.h"
#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/catalog/replay/statement_text.h"
#include "analyzer/catalog/replay/table_parts.h"
#include "analyzer/catalog/scope_output_name.h"

namespace floodwall {
namespace {

std::vector<std::string> column_names(const Relation& index) {
  std::vector<std::string> names;
  for (const Column& column : index.columns) names.push_back(column.name);
  return names;
}

void set_column_names(Relation& index, std::vector<std::string> names) {
  for (std::string& name : distinct_names(std::move(names)))
    index.columns.push_back({.name = std::move(name)});
}

std::string name_of_expression(const Node* expression) {
  const std::optional<std::string_view> name = output_name(expression);
  return !name || *name == "?column?" ? "expr" : std::string(*name);
}

bool has_text_of_its_own(const Relation& index) {
  return index.is_partial || std::ranges::find(index.index_columns, "") != index.index_columns.end();
}

/// Whether ATTACH PARTITION takes `known` for the partition's part of `index`.
bool is_alike(const Catalog& catalog, const Relation& known, const Relation& index) {
  if (known.kind != RelationKind::Index || !known.parents.empty() ||
      known.index_columns != index.index_columns || known.is_unique != index.is_unique ||
      known.is_partial != index.is_partial || (has_text_of_its_own(index) && known.sql != index.sql))
    return false;
  const TableConstraint* key = key_of_index(catalog, index);
  const TableConstraint* known_key = key_of_index(catalog, known);
  return key == nullptr || (known_key != nullptr && known_key->kind == key->kind);
}

std::string_view label_of(const TableConstraint* key) {
  if (key == nullptr) return "idx";
  return key->kind == ConstraintKind::PrimaryKey ? "pkey"
         : key->kind == ConstraintKind::Unique   ? "key"
                                                 : "excl";
}

void attach_or_clone(const Replay& replay, const Relation& index, const RelationName& partition) {
  Catalog& catalog = replay.catalog();
  const Relation* table = catalog.find(partition);
  if (table == nullptr || table->kind == RelationKind::ForeignTable) return;
  const std::vector<RelationName> there = table->indexes;
  for (const RelationName& name : there) {
    const Relation* known = catalog.find(name);
    if (known == nullptr || !is_alike(catalog, *known, index)) continue;
    edit(catalog, name, [&](Relation& relation) { relation.parents = {index.name}; });
    if (key_of_index(catalog, index) != nullptr) {
      edit(catalog, partition, [&](Relation& relation) {
        for (TableConstraint& key : relation.constraints) {
          if (key.name == name.name) key.is_inherited = true;
        }
      });
    }
    return;
  }
  clone_index(replay, index, partition);
}

}  // namespace

const TableConstraint* key_of_index(const Catalog& catalog, const Relation& index) {
  const Relation* table = catalog.find(index.table);
  if (table == nullptr) return nullptr;
  const auto key = std::ranges::find_if(table->constraints, [&](const TableConstraint& constraint) {
    return constraint.name == index.name.name &&
           (constraint.kind == ConstraintKind::PrimaryKey || constraint.kind == ConstraintKind::Unique ||
            constraint.kind == ConstraintKind::Exclusion);
  });
  return key == table->constraints.end() ? nullptr : &*key;
}

Relation index_of_key(const Relation& table, const TableConstraint& constraint) {
  Relation index{.kind = RelationKind::Index,
                 .name = {table.name.schema, constraint.name},
                 .is_schema_assumed = table.is_schema_assumed,
                 .persistence = table.persistence,
                 .table = table.name,
                 .index_columns = constraint.columns,
                 .is_unique = constraint.kind != ConstraintKind::Exclusion,
                 .at = constraint.at};
  std::vector<std::string> names = constraint.columns;
  names.insert(names.end(), constraint.including.begin(), constraint.including.end());
  for (std::string& name : names) {
    if (name.empty()) name = "expr";
  }
  set_column_names(index, std::move(names));
  return index;
}

void put_index(const Replay& replay, Relation index, Reach reach) {
  Catalog& catalog = replay.catalog();
  const Relation* table = catalog.find(index.table);
  const bool is_handed_down =
      table != nullptr && table->kind == RelationKind::PartitionedTable && reach == Reach::Family;
  edit(catalog, index.table, [&](Relation& relation) { relation.indexes.push_back(index.name); });
  catalog.put(index);
  if (!is_handed_down) return;
  for (const RelationName& partition : children_of(catalog, index.table))
    attach_or_clone(replay, index, partition);
}

void inherit_indexes(const Replay& replay, const RelationName& partition, const RelationName& parent) {
  const Relation* found = replay.catalog().find(parent);
  if (found == nullptr) return;
  const std::vector<RelationName> indexes = found->indexes;
  for (const RelationName& name : indexes) {
    const Relation* index = replay.catalog().find(name);
    if (index != nullptr) attach_or_clone(replay, Relation(*index), partition);
  }
}

void clone_index(const Replay& replay, const Relation& index, const RelationName& table_name) {
  Catalog& catalog = replay.catalog();
  const Relation* table = catalog.find(table_name);
  if (table == nullptr) return;
  const TableConstraint* key = key_of_index(catalog, index);
  Relation clone = index;
  const std::string columns =
      key != nullptr && key->kind == ConstraintKind::PrimaryKey ? "" : joined_columns(column_names(index));
  const auto choose = key == nullptr ? choose_relation_name
                                     : [](const Catalog& in, std::string_view schema, std::string_view name1,
                                          std::string_view name2, std::string_view label) {
                                         return choose_key_name(in, schema, name1, name2, label);
                                       };
  clone.name = {table_name.schema,
                choose(catalog, table_name.schema, table_name.name, columns, label_of(key))};
  clone.table = table_name;
  clone.persistence = table->persistence;
  clone.parents.clear();
  for (ColumnUse& use : clone.uses) use.relation = table_name;
  const bool is_part =
      std::ranges::find(table->parents, index.table) != table->parents.end() && table->is_partition;
  if (is_part) clone.parents = {index.name};
  if (key != nullptr) {
    TableConstraint copy = *key;
    copy.name = clone.name.name;
    copy.is_inherited = is_part;
    edit(catalog, table_name, [&](Relation& relation) {
      for (Column& column : relation.columns) {
        if (copy.kind == ConstraintKind::PrimaryKey &&
            std::ranges::find(copy.columns, column.name) != copy.columns.end())
          column.not_null = true;
      }
      relation.constraints.push_back(copy);
    });
  }
  put_index(replay, std::move(clone), Reach::Family);
}

Outcome replay_create_index(const Replay& replay, const IndexStmt& statement) {
  if (statement.relation == nullptr) return {};
  Catalog& catalog = replay.catalog();
  const RelationName written = name_of(*statement.relation);
  const Relation* table = find_relation(replay.session, written);
  if (table == nullptr) {
    if (may_exist(replay.session, written)) return {};
    return refused("relation " + display(written) + " does not exist");
  }
  if (table->kind != RelationKind::Table && table->kind != RelationKind::PartitionedTable &&
      table->kind != RelationKind::MaterializedView)
    return refused("cannot create index on relation " + table->name.name);
  Relation index{.kind = RelationKind::Index,
                 .name = {table->name.schema, std::string(view_of(statement.idxname))},
                 .is_schema_assumed = table->is_schema_assumed,
                 .persistence = table->persistence,
                 .table = table->name,
                 .is_unique = statement.unique,
                 .is_partial = statement.whereClause != nullptr,
                 .sql = std::string(behind_name(replay.source.sql, statement.relation->location)),
                 .at = replay.source.at};
  std::vector<std::string> names;
  std::vector<std::string> read = columns_read(statement.whereClause, table->columns);
  for (const List* parameters : {statement.indexParams, statement.indexIncludingParams}) {
    for (const IndexElem& element : each<IndexElem>(parameters)) {
      const std::string column(view_of(element.name));
      if (!column.empty() && table->column(column) == nullptr && table->open.empty())
        return refused("column " + column + " does not exist");
      if (parameters == statement.indexParams) index.index_columns.push_back(column);
      names.push_back(column.empty() ? name_of_expression(element.expr) : column);
      for (std::string& each_read : columns_read(element.expr, table->columns))
        read.push_back(std::move(each_read));
    }
  }
  for (std::string& column : read) index.uses.push_back({table->name, std::move(column)});
  set_column_names(index, std::move(names));
  if (index.name.name.empty()) {
    index.name.name = choose_relation_name(catalog, table->name.schema, table->name.name,
                                           joined_columns(column_names(index)), "idx");
  } else if (catalog.find(index.name) != nullptr) {
    if (statement.if_not_exists) return {};
    return refused("relation " + index.name.name + " already exists");
  }
  put_index(replay, std::move(index), statement.relation->inh ? Reach::Family : Reach::Only);
  return {};
}

}  // namespace floodwall
