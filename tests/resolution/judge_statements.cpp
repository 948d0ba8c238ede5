// judge_statements: requests and answers are one line of JSON each.
//   {"script": TEXT}     -> the statements in it: [{"sql", "parses", "kind"}]
//   {"catalog": {…}}     -> sets what is defined, "path" and "relations" and "functions"; answers {}
//   {"sql": TEXT}        -> the verdicts about one statement
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "analyzer/catalog/judge.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/script.h"

namespace floodwall {
namespace {

using Json = nlohmann::json;

/// What a server has told of its catalog.
struct ServerCatalog {
  std::vector<std::string> path;
  std::map<RelationName, Relation> builtin;
  std::map<RelationName, Relation> relations;
  std::map<std::string, FunctionsPtr, std::less<>> functions;  ///< by name alone

  FoundRelation find(const RelationName& name) const {
    const auto at = [&](const std::string& schema) -> const Relation* {
      for (const auto* all : {&relations, &builtin}) {
        const auto found = all->find({schema, name.name});
        if (found != all->end()) return &found->second;
      }
      return nullptr;
    };
    if (!name.schema.empty() && name.schema != "pg_temp") {
      const Relation* found = at(name.schema);
      return {found == nullptr ? Existence::Undefined : Existence::Defined, found};
    }
    for (const std::string& schema : path) {
      if (name.schema == "pg_temp" && !schema.starts_with("pg_temp_")) continue;
      if (const Relation* found = at(schema)) return {Existence::Defined, found};
    }
    return {Existence::Undefined};
  }

  FunctionsPtr find_functions(const RelationName& name) const {
    const auto found = functions.find(name.name);
    return found == functions.end() ? nullptr : found->second;
  }
};

std::string text_or_empty(const Json& value) { return value.is_string() ? value.get<std::string>() : ""; }

std::vector<Column> columns_of(const Json& names) {
  std::vector<Column> columns;
  for (const Json& column : names) {
    columns.push_back({.name = text_or_empty(column[0]), .type = text_or_empty(column[1])});
  }
  return columns;
}

RelationKind kind_of(const std::string& relkind) {
  switch (relkind[0]) {
    case 'v':
      return RelationKind::View;
    case 'm':
      return RelationKind::MaterializedView;
    case 'S':
      return RelationKind::Sequence;
    case 'i':
    case 'I':
      return RelationKind::Index;
    case 'c':
      return RelationKind::CompositeType;
    default:
      return RelationKind::Table;
  }
}

void set_catalog(const Json& from, ServerCatalog& catalog) {
  const bool is_builtin = from.contains("builtin");
  if (from.contains("path")) catalog.path = from["path"].get<std::vector<std::string>>();
  auto& relations = is_builtin ? catalog.builtin : catalog.relations;
  relations.clear();
  for (const Json& each_relation : from["relations"]) {
    Relation relation;
    relation.name = {each_relation[0].get<std::string>(), each_relation[1].get<std::string>()};
    relation.kind = kind_of(each_relation[2].get<std::string>());
    relation.columns = columns_of(each_relation[3]);
    relations[relation.name] = std::move(relation);
  }
  catalog.functions.clear();
  for (const Json& function : from["functions"]) {
    auto& entry = catalog.functions[function[0].get<std::string>()];
    std::vector<Function> all = entry == nullptr ? std::vector<Function>() : *entry;
    all.push_back({.returns = text_or_empty(function[1]), .columns = columns_of(function[2])});
    entry = std::make_shared<const std::vector<Function>>(std::move(all));
  }
}

const char* text_of(Existence existence) {
  switch (existence) {
    case Existence::Defined:
      return "defined";
    case Existence::NotKnown:
      return "not known";
    case Existence::Undefined:
      return "undefined";
  }
  return "";
}

const char* text_of(ColumnFate fate) {
  switch (fate) {
    case ColumnFate::Resolved:
      return "resolved";
    case ColumnFate::NotKnown:
      return "not known";
    case ColumnFate::Undefined:
      return "undefined";
    case ColumnFate::UndefinedQualifier:
      return "undefined qualifier";
    case ColumnFate::Ambiguous:
      return "ambiguous";
  }
  return "";
}

const char* text_of(InsertFit fit) {
  switch (fit) {
    case InsertFit::Fits:
      return "fits";
    case InsertFit::NotKnown:
      return "not known";
    case InsertFit::MoreValues:
      return "more values";
    case InsertFit::MoreColumns:
      return "more columns";
  }
  return "";
}

Json answer(const Resolution& resolution, const CatalogLookup& lookup) {
  const Judgement judgement = judge(resolution, lookup);
  Json answer = {{"tables", Json::array()}, {"columns", Json::array()}, {"inserts", Json::array()}};
  for (std::size_t i = 0; i < resolution.tables.size(); ++i) {
    const TableReference& table = resolution.tables[i];
    answer["tables"].push_back({{"name", display(table.name)},
                                {"at", table.location},
                                {"may_be_missing", table.may_be_missing},
                                {"verdict", text_of(judgement.tables[i].existence)}});
  }
  for (std::size_t i = 0; i < resolution.columns.size(); ++i) {
    const ColumnReference& column = resolution.columns[i];
    const ColumnVerdict& verdict = judgement.columns[i];
    Json entry = {{"name", std::string(column.column)},
                  {"qualifier", std::string(column.qualifier)},
                  {"parts", 1 + !column.qualifier.empty() + !column.schema.empty()},
                  {"at", column.location},
                  {"verdict", text_of(verdict.fate)}};
    if (verdict.table != no_index) entry["table"] = display(resolution.tables[verdict.table].name);
    answer["columns"].push_back(std::move(entry));
  }
  for (const InsertVerdict& verdict : judgement.inserts) answer["inserts"].push_back(text_of(verdict.fit));
  if (resolution.output != no_index) {
    const OutputColumns output = output_columns(resolution, lookup);
    answer["open"] = output.is_open;
    answer["output"] = Json::array();
    for (const Column& column : output.columns) answer["output"].push_back({column.name, column.type});
  }
  return answer;
}

Json statements(const std::string& script, StatementParser& parser) {
  Json found = Json::array();
  for (const StatementText& statement : split_script(script).statements) {
    const std::string sql(slice(script, statement.at));
    const auto tree = parser.parse(sql, {.backslash_quotes = statement.backslash_quotes});
    const bool parses = tree && *tree != nullptr;
    found.push_back({{"sql", sql}, {"parses", parses}, {"kind", parses ? (*tree)->type : 0}});
  }
  return found;
}

}  // namespace
}  // namespace floodwall

int main() {
  using namespace floodwall;
  StatementParser parser;
  ServerCatalog catalog;
  const CatalogLookup lookup = {
      .relation = [&](const RelationName& name) { return catalog.find(name); },
      .functions = [&](const RelationName& name) { return catalog.find_functions(name); }};
  for (std::string line; std::getline(std::cin, line);) {
    const Json request = Json::parse(line);
    Json reply = Json::object();
    if (request.contains("script")) {
      reply = statements(request["script"].get<std::string>(), parser);
    } else if (request.contains("catalog")) {
      set_catalog(request["catalog"], catalog);
    } else {
      const auto tree = parser.parse(request["sql"].get<std::string>());
      if (tree && *tree != nullptr) reply = answer(resolve(**tree), lookup);
    }
    std::cout << reply.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n' << std::flush;
  }
}
