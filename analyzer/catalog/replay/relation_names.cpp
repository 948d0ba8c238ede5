#include "analyzer/catalog/replay/relation_names.h"

#include <algorithm>

#include "analyzer/catalog/replay/family.h"
#include "analyzer/catalog/replay/indexes.h"
#include "analyzer/catalog/replay/statement_text.h"

namespace floodwall {
namespace {

void replace(RelationName& name, const RelationName& from, const RelationName& to) {
  if (name == from) name = to;
}

void replace(std::string& name, const std::string& from, const std::string& to) {
  if (name == from) name = to;
}

/// In "SETOF public.t[]" and the like.
void replace_type(std::string& type, const RelationName& from, const RelationName& to) {
  const std::size_t begin = type.starts_with("SETOF ") ? 6 : 0;
  if (user_type_of(std::string_view(type).substr(begin)) != from) return;
  type.replace(begin, display(from).size(), display(to));
}

void replace_in(Relation& relation, const RelationName& from, const RelationName& to) {
  for (RelationName& parent : relation.parents) replace(parent, from, to);
  for (TableConstraint& constraint : relation.constraints) replace(constraint.parent, from, to);
  for (ColumnUse& use : relation.uses) replace(use.relation, from, to);
  replace(relation.table, from, to);
  replace(relation.of_type, from, to);
  for (Column& column : relation.columns) {
    replace_type(column.type, from, to);
    if (column.sequence != from) continue;
    column.sequence = to;
    if (column.default_sql == "nextval('" + display(from) + "'::regclass)")
      column.default_sql = "nextval('" + display(to) + "'::regclass)";
  }
}

/// In the signatures of functions and in what domains and ranges are made of.
void replace_in_signatures(Catalog& catalog, const RelationName& from, const RelationName& to) {
  std::vector<std::pair<RelationName, std::vector<Function>>> functions;
  catalog.functions.for_each([&](const RelationName& name, const FunctionsPtr& known) {
    std::vector<Function> changed = *known;
    for (Function& function : changed) {
      replace_type(function.returns, from, to);
      for (std::string& argument : function.argument_types) replace_type(argument, from, to);
      for (Column& column : function.columns) replace_type(column.type, from, to);
    }
    if (!std::ranges::equal(changed, *known, [](const Function& one, const Function& other) {
          return one.argument_types == other.argument_types && one.returns == other.returns &&
                 std::ranges::equal(one.columns, other.columns, {}, &Column::type, &Column::type);
        }))
      functions.emplace_back(name, std::move(changed));
  });
  for (auto& [name, changed] : functions)
    catalog.functions.set(name, std::make_shared<const std::vector<Function>>(std::move(changed)));

  std::vector<std::pair<RelationName, Type>> types;
  catalog.types.for_each([&](const RelationName& name, const TypePtr& type) {
    if (user_type_of(type->base) != from) return;
    types.emplace_back(name, *type);
    replace_type(types.back().second.base, from, to);
  });
  for (auto& [name, type] : types) catalog.types.set(name, std::make_shared<const Type>(std::move(type)));
}

void rename_in_dependents(Catalog& catalog, const RelationName& from, const RelationName& to) {
  for (const RelationName& dependent : catalog.dependents_of(from))
    edit(catalog, dependent, [&](Relation& relation) { replace_in(relation, from, to); });
}

void rename_type_entry(Catalog& catalog, const RelationName& from, const RelationName& to) {
  const TypePtr* found = catalog.types.find(from);
  if (found == nullptr) return;
  const TypePtr type = *found;
  catalog.types.erase(from);
  catalog.types.set(to, type);
}

}  // namespace

void rename_relation(Catalog& catalog, const RelationName& from_name, const RelationName& to) {
  const RelationName from = from_name;  // may be a part of what is removed
  const Relation* found = catalog.find(from);
  if (found == nullptr || from == to) return;
  Relation relation = *found;
  const bool is_key = relation.kind == RelationKind::Index && key_of_index(catalog, relation) != nullptr;
  catalog.remove(from);
  relation.name = to;
  replace_in(relation, from, to);  // a key to itself
  catalog.put(relation);
  rename_in_dependents(catalog, from, to);
  if (relation.kind == RelationKind::Index) {
    edit(catalog, relation.table, [&](Relation& table) {
      for (RelationName& index : table.indexes) replace(index, from, to);
      for (TableConstraint& constraint : table.constraints) {
        if (is_key) replace(constraint.name, from.name, to.name);
      }
    });
  } else if (relation.kind != RelationKind::Sequence) {
    replace_in_signatures(catalog, from, to);
    rename_type_entry(catalog, from, to);
  }
}

void rename_type(Catalog& catalog, const RelationName& from, const RelationName& to) {
  rename_type_entry(catalog, from, to);
  rename_in_dependents(catalog, from, to);
  replace_in_signatures(catalog, from, to);
}

void rename_column(Catalog& catalog, const RelationName& table, const std::string& from,
                   const std::string& to) {
  const ColumnUse before = {table, from};
  const auto replace_all = [&](std::vector<std::string>& names) {
    for (std::string& name : names) replace(name, from, to);
  };
  edit(catalog, table, [&](Relation& relation) {
    for (Column& column : relation.columns) {
      replace(column.name, from, to);
      if (column.generated != '\0' && mentions(column.default_sql, from))
        column.default_sql = with_name_replaced(column.default_sql, from, to);
    }
    for (TableConstraint& constraint : relation.constraints) {
      if (!constraint.sql.empty() && std::ranges::find(constraint.columns, from) != constraint.columns.end())
        constraint.sql = with_name_replaced(constraint.sql, from, to);
      replace_all(constraint.columns);
      replace_all(constraint.including);
      replace_all(constraint.set_columns);
    }
  });
  for (const RelationName& name : catalog.dependents_of(table)) {
    edit(catalog, name, [&](Relation& relation) {
      for (TableConstraint& constraint : relation.constraints) {
        if (constraint.kind == ConstraintKind::ForeignKey && constraint.parent == table)
          replace_all(constraint.parent_columns);
      }
      for (ColumnUse& use : relation.uses) {
        if (use == before) use.column = to;
      }
      if (relation.kind != RelationKind::Index || relation.table != table) return;
      if (!relation.sql.empty()) relation.sql = with_name_replaced(relation.sql, from, to);
      replace_all(relation.index_columns);
    });
  }
}

}  // namespace floodwall
