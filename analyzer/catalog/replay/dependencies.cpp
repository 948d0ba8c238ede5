#include "analyzer/catalog/replay/dependencies.h"

#include <algorithm>

#include "analyzer/catalog/replay/constraints.h"
#include "analyzer/catalog/replay/family.h"
#include "analyzer/catalog/replay/indexes.h"
#include "analyzer/catalog/replay/sequences.h"
#include "analyzer/catalog/replay/statement_text.h"

namespace floodwall {
namespace {

using Dependencies = std::vector<Dependency>;

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_view(const Relation& relation) {
  return relation.kind == RelationKind::View || relation.kind == RelationKind::MaterializedView;
}

void add_relation(Dependencies& found, const RelationName& name, bool is_part) {
  found.push_back({{.name = name}, is_part});
}

void add_column(Dependencies& found, const Relation& relation, std::string_view column) {
  if (is_view(relation)) return add_relation(found, relation.name, false);
  found.push_back({{.kind = ObjectKind::Column, .name = relation.name, .part = std::string(column)}});
}

/// Columns, functions and types that are made of a type, or of a table's row type.
void add_users_of_type(const Catalog& catalog, const RelationName& type, Dependencies& found) {
  const auto is_made_of = [&](std::string_view text) {
    return text.contains('.') && user_type_of(text) == type;
  };
  for (const RelationName& name : catalog.dependents_of(type)) {
    const Relation* relation = catalog.find(name);
    if (relation == nullptr) continue;
    for (const Column& column : relation->columns) {
      if (is_made_of(column.type)) add_column(found, *relation, column.name);
    }
    if (relation->of_type == type) add_relation(found, name, false);
  }
  catalog.types.for_each([&](const RelationName& name, const TypePtr& other) {
    if (is_made_of(other->base))
      found.push_back({{.kind = ObjectKind::Type, .name = name}, other->kind == 'm'});
  });
  const auto is_type = [&](std::string_view text) {
    return is_made_of(text.starts_with("SETOF ") ? text.substr(6) : text);
  };
  catalog.functions.for_each([&](const RelationName& name, const FunctionsPtr& functions) {
    for (const Function& function : *functions) {
      if (is_type(function.returns) || std::ranges::any_of(function.argument_types, is_type) ||
          std::ranges::any_of(function.columns, is_type, &Column::type))
        found.push_back({{.kind = ObjectKind::Function, .name = name, .arguments = function.argument_types}});
    }
  });
}

/// Foreign keys of other tables, and of the table itself, that refer to it by a key of these columns; by any
/// if there are none.
void add_referring_keys(const Catalog& catalog, const RelationName& table,
                        const std::vector<std::string>& columns, Dependencies& found) {
  std::vector<std::string> wanted = columns;
  std::ranges::sort(wanted);
  for (const RelationName& name : catalog.dependents_of(table)) {
    const Relation* child = catalog.find(name);
    if (child == nullptr) continue;
    for (const TableConstraint& key : child->constraints) {
      if (key.kind != ConstraintKind::ForeignKey || key.parent != table) continue;
      std::vector<std::string> keyed = key.parent_columns;
      std::ranges::sort(keyed);
      if (!wanted.empty() && keyed != wanted) continue;
      found.push_back({{.kind = ObjectKind::Constraint, .name = name, .part = key.name}});
    }
  }
}

/// Whether foreign keys stand on this index: the first of the unique ones over its columns.
bool is_first_unique(const Catalog& catalog, const Relation& index) {
  if (!index.is_unique || index.is_partial) return false;
  const Relation* table = catalog.find(index.table);
  if (table == nullptr) return false;
  for (const RelationName& name : table->indexes) {
    const Relation* other = catalog.find(name);
    if (other != nullptr && other->is_unique && !other->is_partial &&
        std::ranges::is_permutation(other->index_columns, index.index_columns))
      return name == index.name;
  }
  return false;
}

void add_of_relation(const Catalog& catalog, const Relation& relation, Dependencies& found) {
  for (const RelationName& index : relation.indexes) add_relation(found, index, true);
  if (relation.kind == RelationKind::Index && is_first_unique(catalog, relation))
    add_referring_keys(catalog, relation.table, relation.index_columns, found);
  for (const RelationName& name : catalog.dependents_of(relation.name)) {
    const Relation* other = catalog.find(name);
    if (other == nullptr) continue;
    if (other->kind == RelationKind::Sequence && other->table == relation.name)
      add_relation(found, name, true);
    if (std::ranges::find(other->parents, relation.name) != other->parents.end())
      add_relation(found, name, other->is_partition || other->kind == RelationKind::Index);
    if (is_view(*other) &&
        std::ranges::find(other->uses, relation.name, &ColumnUse::relation) != other->uses.end())
      add_relation(found, name, false);
    for (const Column& column : other->columns) {
      if (relation.kind == RelationKind::Sequence && column.sequence == relation.name)
        found.push_back({{.kind = ObjectKind::Default, .name = name, .part = column.name}});
    }
  }
  if (relation.kind == RelationKind::Sequence || relation.kind == RelationKind::Index) return;
  add_referring_keys(catalog, relation.name, {}, found);
  add_users_of_type(catalog, relation.name, found);
  if (relation.kind == RelationKind::CompositeType)
    found.push_back({{.kind = ObjectKind::Type, .name = relation.name}, true});
}

void add_of_column(const Catalog& catalog, const Relation& table, const std::string& column,
                   Dependencies& found) {
  for (const TableConstraint& constraint : table.constraints) {
    if (has(constraint.columns, column) || has(constraint.including, column))
      found.push_back({{.kind = ObjectKind::Constraint, .name = table.name, .part = constraint.name}, true});
  }
  for (const RelationName& name : table.indexes) {
    const Relation* index = catalog.find(name);
    if (index == nullptr) continue;
    if (index->column(column) != nullptr || has(index->index_columns, column) ||
        std::ranges::find(index->uses, column, &ColumnUse::column) != index->uses.end())
      add_relation(found, name, true);
  }
  if (table.kind == RelationKind::PartitionedTable && mentions(table.partition_sql, column))
    add_relation(found, table.name, false);
  for (const RelationName& sequence : owned_sequences(catalog, table.name, column))
    add_relation(found, sequence, true);
  for (const Column& other : table.columns) {
    if (other.generated != '\0' && other.name != column && mentions(other.default_sql, column))
      add_column(found, table, other.name);
  }
  for (const RelationName& name : catalog.dependents_of(table.name)) {
    const Relation* other = catalog.find(name);
    if (other == nullptr) continue;
    if (is_view(*other) && std::ranges::find(other->uses, ColumnUse{table.name, column}) != other->uses.end())
      add_relation(found, name, false);
    for (const TableConstraint& key : other->constraints) {
      if (key.kind == ConstraintKind::ForeignKey && key.parent == table.name &&
          has(key.parent_columns, column))
        found.push_back({{.kind = ObjectKind::Constraint, .name = name, .part = key.name}});
    }
  }
}

void add_of_constraint(const Catalog& catalog, const Relation& table, std::string_view name,
                       Dependencies& found) {
  const auto constraint = std::ranges::find(table.constraints, name, &TableConstraint::name);
  if (constraint == table.constraints.end()) return;
  const RelationName index_name = {table.name.schema, std::string(name)};
  const Relation* index = catalog.find(index_name);
  if (constraint->kind != ConstraintKind::ForeignKey && constraint->kind != ConstraintKind::Check &&
      index != nullptr && index->table == table.name) {
    add_relation(found, index_name, true);
    for (const RelationName& part : children_of(catalog, index_name)) {
      const Relation* part_index = catalog.find(part);
      if (part_index != nullptr)
        found.push_back(
            {{.kind = ObjectKind::Constraint, .name = part_index->table, .part = part.name}, true});
    }
  }
  for (const RelationName& child_name : children_of(catalog, table.name)) {
    const Relation* child = catalog.find(child_name);
    for (const TableConstraint& inherited : child->constraints) {
      if (!inherited.is_inherited) continue;
      if (is_same_foreign_key(inherited, *constraint) ||
          (constraint->kind == ConstraintKind::Check && inherited.kind == ConstraintKind::Check &&
           inherited.name == name && child->parents.size() == 1))
        found.push_back({{.kind = ObjectKind::Constraint, .name = child_name, .part = inherited.name}, true});
    }
  }
}

/// A function has no entry for who calls it: what is written tells. Not while another of its name is there.
void add_callers(const Catalog& catalog, const RelationName& function, Dependencies& found) {
  const FunctionsPtr* overloads = catalog.functions.find(function);
  if (overloads != nullptr && 1 < (*overloads)->size()) return;
  catalog.relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
    if ((is_view(*relation) || relation->kind == RelationKind::Index) &&
        mentions(relation->sql, function.name))
      add_relation(found, name, false);
    for (const Column& column : relation->columns) {
      if (!column.default_sql.empty() && mentions(column.default_sql, function.name)) {
        if (column.generated != '\0') {
          add_column(found, *relation, column.name);
        } else {
          found.push_back({{.kind = ObjectKind::Default, .name = name, .part = column.name}});
        }
      }
    }
    for (const TableConstraint& constraint : relation->constraints) {
      if (!constraint.sql.empty() && mentions(constraint.sql, function.name))
        found.push_back({{.kind = ObjectKind::Constraint, .name = name, .part = constraint.name}});
    }
  });
  catalog.types.for_each([&](const RelationName& name, const TypePtr& type) {
    if (type->kind == 'b' && mentions(type->sql, function.name))
      found.push_back({{.kind = ObjectKind::Type, .name = name}});
  });
  catalog.functions.for_each([&](const RelationName& name, const FunctionsPtr& others) {
    for (const Function& other : *others) {
      if (other.kind == 'a' && name != function && mentions(other.sql, function.name))
        found.push_back({{.kind = ObjectKind::Function, .name = name, .arguments = other.argument_types}});
    }
  });
}

void add_of_schema(const Catalog& catalog, const std::string& schema, Dependencies& found) {
  catalog.relations.for_each([&](const RelationName& name, const RelationPtr&) {
    if (name.schema == schema) add_relation(found, name, false);
  });
  catalog.types.for_each([&](const RelationName& name, const TypePtr&) {
    if (name.schema == schema) found.push_back({{.kind = ObjectKind::Type, .name = name}});
  });
  catalog.functions.for_each([&](const RelationName& name, const FunctionsPtr& functions) {
    if (name.schema != schema) return;
    for (const Function& function : *functions)
      found.push_back({{.kind = ObjectKind::Function, .name = name, .arguments = function.argument_types}});
  });
}

}  // namespace

std::vector<Dependency> dependencies_of(const Catalog& catalog, const Object& object) {
  Dependencies found;
  const Relation* relation = catalog.find(object.name);
  switch (object.kind) {
    case ObjectKind::Relation:
      if (relation != nullptr) add_of_relation(catalog, *relation, found);
      break;
    case ObjectKind::Column:
      if (relation != nullptr) add_of_column(catalog, *relation, object.part, found);
      break;
    case ObjectKind::Constraint:
      if (relation != nullptr) add_of_constraint(catalog, *relation, object.part, found);
      break;
    case ObjectKind::Type:
      add_users_of_type(catalog, object.name, found);
      if (relation != nullptr && relation->kind == RelationKind::CompositeType)
        add_relation(found, object.name, true);
      break;
    case ObjectKind::Function:
      add_callers(catalog, object.name, found);
      break;
    case ObjectKind::Schema:
      add_of_schema(catalog, object.name.name, found);
      break;
    case ObjectKind::Default:
      break;
  }
  return found;
}

}  // namespace floodwall
