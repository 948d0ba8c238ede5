#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/reach_words.h"
#include "analyzer/report/schema_report.h"
#include "analyzer/report/schema_words.h"

namespace floodwall {
namespace {

using Json = nlohmann::ordered_json;

// What is empty or false is left out, except for names.

void put(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

void put(Json& object, const char* key, bool flag) {
  if (flag) object[key] = true;
}

void put(Json& object, const char* key, const std::vector<std::string>& texts) {
  if (!texts.empty()) object[key] = texts;
}

Json name_json(const RelationName& name) { return {{"schema", name.schema}, {"name", name.name}}; }

void put(Json& object, const char* key, const RelationName& name) {
  if (!name.name.empty()) object[key] = name_json(name);
}

void put(Json& object, const char* key, const std::vector<RelationName>& names) {
  if (names.empty()) return;
  Json list = Json::array();
  for (const RelationName& name : names) list.push_back(name_json(name));
  object[key] = std::move(list);
}

Json column_json(const Column& column) {
  Json object = {{"name", column.name}, {"type", column.type}};
  put(object, "not_null", column.not_null);
  put(object, "default", column.generated == '\0' ? column.default_sql : "");
  if (column.generated != '\0') {
    object["generated"] = {{"kind", column.generated == 'v' ? "virtual" : "stored"},
                           {"sql", column.default_sql}};
  }
  if (column.identity != '\0') object["identity"] = column.identity == 'a' ? "always" : "by default";
  put(object, "collation", column.collation);
  put(object, "inherited", column.is_inherited);
  return object;
}

void put_foreign_key(Json& object, const TableConstraint& key) {
  Json parent = name_json(key.parent);
  put(parent, "columns", key.parent_columns);
  object["references"] = std::move(parent);
  object["on_delete"] = words_for_action(key.on_delete);
  object["on_update"] = words_for_action(key.on_update);
  put(object, "set_columns", key.set_columns);
  put(object, "match_full", key.match == FKCONSTR_MATCH_FULL);
}

Json constraint_json(const TableConstraint& constraint) {
  Json object = {{"kind", word_for(constraint.kind)}, {"name", constraint.name}};
  put(object, "columns", constraint.columns);
  if (constraint.kind == ConstraintKind::ForeignKey) put_foreign_key(object, constraint);
  put(object, "include", constraint.including);
  put(object, "nulls_not_distinct", constraint.is_nulls_not_distinct);
  put(object, "deferrable", constraint.is_deferrable);
  put(object, "initially_deferred", constraint.is_deferred);
  put(object, "no_inherit", constraint.is_no_inherit);
  put(object, "not_valid", !constraint.is_valid);
  put(object, "not_enforced", !constraint.is_enforced);
  put(object, "inherited", constraint.is_inherited);
  put(object, "sql", constraint.sql);
  return object;
}

/// By kind, then by name: the order in which they were added says nothing.
Json constraints_json(std::vector<TableConstraint> constraints) {
  std::ranges::sort(constraints, {},
                    [](const TableConstraint& each) { return std::tie(each.kind, each.name); });
  Json list = Json::array();
  for (const TableConstraint& each : constraints) list.push_back(constraint_json(each));
  return list;
}

/// [{"schema", "name", "columns"}], one for each relation.
Json uses_json(const std::vector<ColumnUse>& uses) {
  std::map<RelationName, std::vector<std::string>> columns;
  for (const ColumnUse& use : uses) {
    std::vector<std::string>& names = columns[use.relation];
    if (!use.column.empty()) names.push_back(use.column);
  }
  Json list = Json::array();
  for (auto& [name, names] : columns) {
    std::ranges::sort(names);
    Json object = name_json(name);
    put(object, "columns", names);
    list.push_back(std::move(object));
  }
  return list;
}

void put_index(Json& object, const Relation& index) {
  put(object, "table", index.table);
  Json columns = Json::array();
  for (const std::string& column : index.index_columns) {
    columns.push_back(column.empty() ? Json() : Json(column));
  }
  object["columns"] = std::move(columns);
  put(object, "unique", index.is_unique);
  put(object, "partial", index.is_partial);
}

void put_sequence(Json& object, const Relation& sequence) {
  if (sequence.table.name.empty()) return;
  Json owner = name_json(sequence.table);
  if (!sequence.uses.empty()) put(owner, "column", sequence.uses.front().column);
  object["owned_by"] = std::move(owner);
}

Json relation_json(const Relation& relation) {
  Json object = {{"kind", word_for(relation.kind)}};
  object.update(name_json(relation.name));
  put(object, "unlogged", relation.persistence == 'u');
  if (relation.kind == RelationKind::Index) {
    put_index(object, relation);
  } else if (relation.kind == RelationKind::Sequence) {
    put_sequence(object, relation);
  } else {
    object["columns"] = Json::array();
    for (const Column& column : relation.columns) object["columns"].push_back(column_json(column));
  }
  if (is_table(relation.kind)) object["constraints"] = constraints_json(relation.constraints);
  put(object, "of_type", relation.of_type);
  const bool is_part = relation.is_partition || relation.kind == RelationKind::Index;
  put(object, is_part ? "partition_of" : "inherits", relation.parents);
  put(object, "partition_by", relation.partition_sql);
  put(object, "bounds", relation.bound_sql);
  put(object, "server", relation.server);
  if (is_view(relation.kind)) object["uses"] = uses_json(relation.uses);
  put(object, "options", relation.options);
  put(object, "sql", relation.sql);
  put(object, "open", relation.open);
  put(object, "not_defined", relation.is_assumed);
  return object;
}

std::string_view word_for_type(char kind) {
  switch (kind) {
    case 'c':
      return "composite";
    case 'd':
      return "domain";
    case 'e':
      return "enum";
    case 'r':
      return "range";
    case 'm':
      return "multirange";
    default:
      return "base";
  }
}

Json type_json(const RelationName& name, const Type& type) {
  Json object = {{"kind", word_for_type(type.kind)}};
  object.update(name_json(name));
  put(object, "labels", type.labels);
  put(object, "base", type.base);
  put(object, "sql", type.sql);
  return object;
}

std::string_view word_for_function(char kind) {
  switch (kind) {
    case 'p':
      return "procedure";
    case 'a':
      return "aggregate";
    case 'w':
      return "window function";
    default:
      return "function";
  }
}

Json function_json(const RelationName& name, const Function& function) {
  Json object = {{"kind", word_for_function(function.kind)}};
  object.update(name_json(name));
  object["arguments"] = function.argument_types;
  put(object, "returns", function.returns);
  if (!function.columns.empty()) {
    object["columns"] = Json::array();
    for (const Column& column : function.columns) {
      object["columns"].push_back({{"name", column.name}, {"type", column.type}});
    }
  }
  put(object, "sql", function.sql);
  return object;
}

bool is_temporary(const RelationName& name) { return name.schema == "pg_temp"; }

}  // namespace

std::string schema_json(const Catalog& catalog) {
  Json schemas = Json::array();
  catalog.schemas.for_each([&](const std::string& name, const Schema& schema) {
    if (name == "pg_temp") return;
    Json object = {{"name", name}};
    put(object, "open", schema.open);
    schemas.push_back(std::move(object));
  });
  Json extensions = Json::array();
  catalog.extensions.for_each([&](const std::string& name, const Extension& extension) {
    Json object = {{"name", name}};
    put(object, "schema", extension.schema);
    extensions.push_back(std::move(object));
  });
  Json servers = Json::array();
  catalog.servers.for_each([&](const std::string& name, const std::string& wrapper) {
    Json object = {{"name", name}};
    put(object, "wrapper", wrapper);
    servers.push_back(std::move(object));
  });
  Json types = Json::array();
  catalog.types.for_each([&](const RelationName& name, const TypePtr& type) {
    if (!is_temporary(name)) types.push_back(type_json(name, *type));
  });
  Json relations = Json::array();
  catalog.relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
    if (!is_temporary(name)) relations.push_back(relation_json(*relation));
  });
  Json functions = Json::array();
  catalog.functions.for_each([&](const RelationName& name, const FunctionsPtr& overloads) {
    if (is_temporary(name)) return;
    std::vector<Function> sorted = *overloads;
    std::ranges::sort(sorted, {}, &Function::argument_types);
    for (const Function& each : sorted) functions.push_back(function_json(name, each));
  });
  Json report = {{"format", 1}};
  put(report, "open", catalog.open);
  report["schemas"] = std::move(schemas);
  report["extensions"] = std::move(extensions);
  report["servers"] = std::move(servers);
  report["types"] = std::move(types);
  report["relations"] = std::move(relations);
  report["functions"] = std::move(functions);
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace floodwall
