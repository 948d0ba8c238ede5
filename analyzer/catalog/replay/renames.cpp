#include "analyzer/catalog/replay/renames.h"

#include <algorithm>

#include "analyzer/catalog/replay/alter_table.h"
#include "analyzer/catalog/replay/family.h"
#include "analyzer/catalog/replay/relation_names.h"
#include "analyzer/catalog/replay/routines.h"
#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/catalog/replay/sequences.h"
#include "analyzer/catalog/replay/type_names.h"

namespace floodwall {
namespace {

Outcome missing(const Replay& replay, const RelationName& name, bool missing_ok) {
  if (missing_ok || may_exist(replay.session, name)) return {};
  return refused(display(name) + " does not exist");
}

/// ALTER TABLE, and ALTER INDEX before PostgreSQL looks, may rename what is none.
bool may_rename(ObjectType type, RelationKind kind) {
  return is_of_type(type == OBJECT_INDEX || type == OBJECT_TYPE ? OBJECT_TABLE : type, kind);
}

/// Whoever writes a schema has it: it may be made by hand, or by another tool.
void expect_schema(Catalog& catalog, const std::string& schema) {
  if (is_system_schema(schema) || catalog.schemas.find(schema) != nullptr) return;
  catalog.schemas.set(schema, {"nothing here creates it"});
}

bool is_taken(const Catalog& catalog, const RelationName& name) {
  return catalog.find(name) != nullptr || catalog.types.find(name) != nullptr;
}

Outcome rename_one_relation(const Replay& replay, const RenameStmt& statement) {
  const RelationName written = name_of(*statement.relation);
  const Relation* relation = find_relation(replay.session, written);
  if (relation == nullptr) return missing(replay, written, statement.missing_ok);
  if (!may_rename(statement.renameType, relation->kind) && !relation->is_assumed)
    return refused(display(written) + " is of another kind");
  const RelationName to = {relation->name.schema, std::string(view_of(statement.newname))};
  if (is_taken(replay.catalog(), to)) return refused("relation " + to.name + " already exists");
  rename_relation(replay.catalog(), relation->name, to);
  return {};
}

/// A column keeps one name in the whole family; in a composite type's tables, too, with CASCADE.
Outcome rename_one_column(const Replay& replay, const RenameStmt& statement) {
  Catalog& catalog = replay.catalog();
  const RelationName written = name_of(*statement.relation);
  const Relation* relation = find_relation(replay.session, written);
  if (relation == nullptr) return missing(replay, written, statement.missing_ok);
  const std::string from(view_of(statement.subname));
  const std::string to(view_of(statement.newname));
  if (relation->column(from) == nullptr) {
    if (!relation->open.empty()) return {};
    return refused("column " + from + " does not exist");
  }
  if (relation->kind == RelationKind::Sequence || relation->kind == RelationKind::Index)
    return refused(display(written) + " has no columns to rename");
  const RelationName name = relation->name;
  std::vector<RelationName> members = family_of(catalog, name);
  if (relation->kind == RelationKind::CompositeType) {
    for (const RelationName& table : catalog.dependents_of(name)) {
      if (catalog.find(table)->of_type != name) continue;
      if (statement.behavior == DROP_RESTRICT)
        return refused("cannot alter type: " + display(table) + " is of it");
      for (RelationName& member : family_of(catalog, table)) members.push_back(std::move(member));
    }
  } else if (!statement.relation->inh && 1 < members.size()) {
    return refused("inherited column must be renamed in child tables too");
  }
  if (relation->column(from)->is_inherited && 0 < count_parents_with(catalog, *relation, from))
    return refused("cannot rename inherited column " + from);
  for (const RelationName& member : members) {
    if (catalog.find(member)->column(to) != nullptr) return refused("column " + to + " already exists");
  }
  for (const RelationName& member : members) rename_column(catalog, member, from, to);
  return {};
}

Outcome rename_constraint(const Replay& replay, const RenameStmt& statement) {
  Catalog& catalog = replay.catalog();
  const RelationName written = name_of(*statement.relation);
  const Relation* table = find_relation(replay.session, written);
  if (table == nullptr) return missing(replay, written, statement.missing_ok);
  const std::string from(view_of(statement.subname));
  const std::string to(view_of(statement.newname));
  const auto constraint = std::ranges::find(table->constraints, from, &TableConstraint::name);
  if (constraint == table->constraints.end()) {
    if (!table->open.empty()) return {};
    return refused("constraint " + from + " does not exist");
  }
  if (std::ranges::find(table->constraints, to, &TableConstraint::name) != table->constraints.end())
    return refused("constraint " + to + " already exists");
  const RelationName index = {table->name.schema, from};
  const Relation* its_index = catalog.find(index);
  if (its_index != nullptr && its_index->kind == RelationKind::Index && its_index->table == table->name &&
      constraint->kind != ConstraintKind::Check && constraint->kind != ConstraintKind::ForeignKey) {
    if (catalog.find({index.schema, to}) != nullptr) return refused("relation " + to + " already exists");
    rename_relation(catalog, index, {index.schema, to});
    return {};
  }
  const bool is_handed_down = constraint->kind == ConstraintKind::Check && !constraint->is_no_inherit;
  const std::vector<RelationName> members =
      is_handed_down ? family_of(catalog, table->name) : std::vector{table->name};
  for (const RelationName& member : members) {
    edit(catalog, member, [&](Relation& relation) {
      for (TableConstraint& known : relation.constraints) {
        if (known.name == from) known.name = to;
      }
    });
  }
  return {};
}

Outcome move_type(const Replay& replay, const RelationName& written, std::string_view new_schema,
                  std::string_view new_name) {
  Catalog& catalog = replay.catalog();
  const std::optional<RelationName> name = find_user_type(replay.session, written);
  if (!name) return missing(replay, written, false);
  const RelationName to = {new_schema.empty() ? name->schema : std::string(new_schema),
                           new_name.empty() ? name->name : std::string(new_name)};
  if (*name == to) return {};
  if (is_taken(catalog, to)) return refused("type " + to.name + " already exists");
  expect_schema(catalog, to.schema);
  const Relation* relation = catalog.find(*name);
  if (relation == nullptr) {
    rename_type(catalog, *name, to);
  } else if (relation->kind == RelationKind::CompositeType) {
    rename_relation(catalog, *name, to);
  } else {
    return refused(display(written) + " is a table's row type");
  }
  return {};
}

Outcome move_function(const Replay& replay, const ObjectWithArgs& written, ObjectType type,
                      std::string_view new_schema, std::string_view new_name) {
  const auto found = find_routine(replay, written, type);
  if (!found) return std::unexpected(found.error());
  if (!*found) return missing(replay, name_of(written.objname), false);
  const Object& object = **found;
  const RelationName to = {new_schema.empty() ? object.name.schema : std::string(new_schema),
                           new_name.empty() ? object.name.name : std::string(new_name)};
  if (object.name == to) return {};
  Catalog& catalog = replay.catalog();
  expect_schema(catalog, to.schema);
  std::vector<Function> from = **catalog.functions.find(object.name);
  const auto moved = std::ranges::find(from, object.arguments, &Function::argument_types);
  const FunctionsPtr* there = catalog.functions.find(to);
  std::vector<Function> others = there == nullptr ? std::vector<Function>() : **there;
  if (std::ranges::find(others, object.arguments, &Function::argument_types) != others.end())
    return refused("function " + display(to) + " already exists");
  others.push_back(*moved);
  from.erase(moved);
  if (from.empty()) {
    catalog.functions.erase(object.name);
  } else {
    catalog.functions.set(object.name, std::make_shared<const std::vector<Function>>(std::move(from)));
  }
  catalog.functions.set(to, std::make_shared<const std::vector<Function>>(std::move(others)));
  return {};
}

Outcome rename_schema(const Replay& replay, const std::string& from, const std::string& to) {
  Catalog& catalog = replay.catalog();
  const Schema* found = catalog.schemas.find(from);
  if (found == nullptr) {
    if (!catalog.open.empty()) return {};
    return refused("schema " + from + " does not exist");
  }
  if (catalog.schemas.find(to) != nullptr) return refused("schema " + to + " already exists");
  const Schema schema = *found;
  std::vector<RelationName> relations;
  std::vector<RelationName> types;
  std::vector<RelationName> functions;
  const auto collect = [&](std::vector<RelationName>& names) {
    return [&](const RelationName& name, const auto&) {
      if (name.schema == from) names.push_back(name);
    };
  };
  catalog.relations.for_each(collect(relations));
  catalog.types.for_each(collect(types));
  catalog.functions.for_each(collect(functions));
  for (const RelationName& name : relations) rename_relation(catalog, name, {to, name.name});
  for (const RelationName& name : types) {
    if (catalog.types.find(name) != nullptr) rename_type(catalog, name, {to, name.name});
  }
  for (const RelationName& name : functions) {
    const FunctionsPtr known = *catalog.functions.find(name);
    catalog.functions.erase(name);
    catalog.functions.set({to, name.name}, known);
  }
  catalog.schemas.erase(from);
  catalog.schemas.set(to, schema);
  return {};
}

Outcome rename_server(const Replay& replay, const std::string& from, const std::string& to) {
  Catalog& catalog = replay.catalog();
  const std::string* wrapper = catalog.servers.find(from);
  if (wrapper == nullptr) return {};
  const std::string kept = *wrapper;
  catalog.servers.erase(from);
  catalog.servers.set(to, kept);
  std::vector<RelationName> tables;
  catalog.relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
    if (relation->server == from) tables.push_back(name);
  });
  for (const RelationName& table : tables)
    edit(catalog, table, [&](Relation& relation) { relation.server = to; });
  return {};
}

Outcome move_relation(const Replay& replay, const AlterObjectSchemaStmt& statement,
                      const std::string& schema) {
  Catalog& catalog = replay.catalog();
  const RelationName written = name_of(*statement.relation);
  const Relation* relation = find_relation(replay.session, written);
  if (relation == nullptr) return missing(replay, written, statement.missing_ok);
  if ((!may_rename(statement.objectType, relation->kind) && !relation->is_assumed) ||
      relation->kind == RelationKind::Index)
    return refused(display(written) + " is of another kind");
  if (relation->kind == RelationKind::Sequence && !relation->table.name.empty())
    return refused("cannot move an owned sequence into another schema");
  const RelationName name = relation->name;
  std::vector<RelationName> moved = relation->indexes;
  for (RelationName& sequence : owned_sequences(catalog, name)) moved.push_back(std::move(sequence));
  moved.push_back(name);
  if (name.schema == schema) return {};
  for (const RelationName& each_name : moved) {
    if (is_taken(catalog, {schema, each_name.name}))
      return refused("relation " + each_name.name + " already exists");
  }
  expect_schema(catalog, schema);
  for (const RelationName& each_name : moved) rename_relation(catalog, each_name, {schema, each_name.name});
  edit(catalog, {schema, name.name}, [](Relation& table) { table.is_schema_assumed = false; });
  return {};
}

}  // namespace

Outcome replay_rename(const Replay& replay, const RenameStmt& statement) {
  const std::string_view to = view_of(statement.newname);
  switch (static_cast<int>(statement.renameType)) {
    case OBJECT_TABLE:
    case OBJECT_VIEW:
    case OBJECT_MATVIEW:
    case OBJECT_SEQUENCE:
    case OBJECT_INDEX:
    case OBJECT_FOREIGN_TABLE:
      return statement.relation == nullptr ? Outcome() : rename_one_relation(replay, statement);
    case OBJECT_COLUMN:
    case OBJECT_ATTRIBUTE:
      return statement.relation == nullptr ? Outcome() : rename_one_column(replay, statement);
    case OBJECT_TABCONSTRAINT:
      return statement.relation == nullptr ? Outcome() : rename_constraint(replay, statement);
    case OBJECT_TYPE:
    case OBJECT_DOMAIN:
      return move_type(replay, name_of(node_cast<List>(statement.object)), {}, to);
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
    case OBJECT_AGGREGATE:
      if (const ObjectWithArgs* routine = node_cast<ObjectWithArgs>(statement.object))
        return move_function(replay, *routine, statement.renameType, {}, to);
      return {};
    case OBJECT_SCHEMA:
      return rename_schema(replay, std::string(view_of(statement.subname)), std::string(to));
    case OBJECT_FOREIGN_SERVER:
      return rename_server(replay, std::string(string_of(statement.object)), std::string(to));
    default:
      return {};
  }
}

Outcome replay_set_schema(const Replay& replay, const AlterObjectSchemaStmt& statement) {
  const std::string schema(view_of(statement.newschema));
  switch (static_cast<int>(statement.objectType)) {
    case OBJECT_TABLE:
    case OBJECT_VIEW:
    case OBJECT_MATVIEW:
    case OBJECT_SEQUENCE:
    case OBJECT_FOREIGN_TABLE:
      return statement.relation == nullptr ? Outcome() : move_relation(replay, statement, schema);
    case OBJECT_TYPE:
    case OBJECT_DOMAIN:
      return move_type(replay, name_of(node_cast<List>(statement.object)), schema, {});
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
    case OBJECT_AGGREGATE:
      if (const ObjectWithArgs* routine = node_cast<ObjectWithArgs>(statement.object))
        return move_function(replay, *routine, statement.objectType, schema, {});
      return {};
    case OBJECT_EXTENSION: {
      const std::string name(string_of(statement.object));
      const Extension* known = replay.catalog().extensions.find(name);
      if (known == nullptr) return {};
      Extension extension = *known;
      extension.schema = schema;
      replay.catalog().extensions.set(name, std::move(extension));
      return {};
    }
    default:
      return {};
  }
}

}  // namespace floodwall
