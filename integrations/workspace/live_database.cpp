#include "integrations/workspace/live_database.h"

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "analyzer/base/result.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/sql/lexer.h"
#include "integrations/workspace/live_database_queries.h"
#include "integrations/workspace/postgres_client.h"

namespace floodwall {
namespace {

using Json = nlohmann::json;
using Oid64 = std::int64_t;

constexpr int oldest_version = 130000;

std::string text_of(const Json& row, const char* key) {
  const auto found = row.find(key);
  return found == row.end() || !found->is_string() ? "" : found->get<std::string>();
}

bool flag_of(const Json& row, const char* key) {
  const auto found = row.find(key);
  return found != row.end() && found->is_boolean() && found->get<bool>();
}

std::int64_t number_of(const Json& row, const char* key) {
  const auto found = row.find(key);
  return found == row.end() || !found->is_number_integer() ? 0 : found->get<std::int64_t>();
}

/// Of a "char" column: '\0' for the empty one.
char letter_of(const Json& row, const char* key) {
  const std::string text = text_of(row, key);
  return text.empty() ? '\0' : text.front();
}

std::vector<std::string> texts_of(const Json& row, const char* key) {
  std::vector<std::string> texts;
  for (const Json& each : row[key]) texts.push_back(each.get<std::string>());
  return texts;
}

RelationName name_of_row(const Json& row) { return {text_of(row, "schema"), text_of(row, "name")}; }

/// ["schema", "name"]
RelationName name_of_pair(const Json& pair) {
  return {pair[0].get<std::string>(), pair[1].get<std::string>()};
}

RelationKind relation_kind(char relkind) {
  switch (relkind) {
    case RELKIND_PARTITIONED_TABLE:
      return RelationKind::PartitionedTable;
    case RELKIND_FOREIGN_TABLE:
      return RelationKind::ForeignTable;
    case RELKIND_VIEW:
      return RelationKind::View;
    case RELKIND_MATVIEW:
      return RelationKind::MaterializedView;
    case RELKIND_SEQUENCE:
      return RelationKind::Sequence;
    case RELKIND_INDEX:
    case RELKIND_PARTITIONED_INDEX:
      return RelationKind::Index;
    case RELKIND_COMPOSITE_TYPE:
      return RelationKind::CompositeType;
    default:
      return RelationKind::Table;
  }
}

ConstraintKind constraint_kind(char contype) {
  switch (contype) {
    case 'f':
      return ConstraintKind::ForeignKey;
    case 'p':
      return ConstraintKind::PrimaryKey;
    case 'u':
      return ConstraintKind::Unique;
    case 'x':
      return ConstraintKind::Exclusion;
    default:
      return ConstraintKind::Check;
  }
}

/// A view's query without the semicolon that pg_get_viewdef() ends it with.
std::string query_text(std::string text) {
  const std::size_t first = text.find_first_not_of(" \n");
  if (first != std::string::npos) text.erase(0, first);
  while (text.ends_with(';') || text.ends_with('\n')) text.pop_back();
  return text;
}

/// What pg_get_indexdef() says behind the table's name: from USING on.
std::string index_text(const std::string& definition) {
  for (const Token& token : significant_tokens(definition)) {
    const std::string_view word =
        std::string_view(definition).substr(token.at.begin, token.at.end - token.at.begin);
    if (token.kind == TokenKind::Word && is_word(word, "using")) return definition.substr(token.at.begin);
  }
  return definition;
}

/// The options of a sequence that are not what CREATE SEQUENCE takes by itself.
std::string sequence_text(const Json& row) {
  const std::string type = text_of(row, "type");
  const std::int64_t increment = number_of(row, "increment");
  const bool goes_up = 0 < increment;
  std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
  if (type == "integer") greatest = std::numeric_limits<std::int32_t>::max();
  if (type == "smallint") greatest = std::numeric_limits<std::int16_t>::max();
  const std::int64_t least = goes_up ? 1 : -greatest - 1;
  if (!goes_up) greatest = -1;
  std::string text = type == "bigint" ? "" : " AS " + type;
  if (increment != 1) text += fmt::format(" INCREMENT BY {}", increment);
  if (number_of(row, "min") != least) text += fmt::format(" MINVALUE {}", number_of(row, "min"));
  if (number_of(row, "max") != greatest) text += fmt::format(" MAXVALUE {}", number_of(row, "max"));
  const std::int64_t first = goes_up ? number_of(row, "min") : number_of(row, "max");
  if (number_of(row, "start") != first) text += fmt::format(" START WITH {}", number_of(row, "start"));
  if (number_of(row, "cache") != 1) text += fmt::format(" CACHE {}", number_of(row, "cache"));
  if (flag_of(row, "cycle")) text += " CYCLE";
  return text.empty() ? text : text.substr(1);
}

Column column_of(const Json& row) {
  return {.name = text_of(row, "name"),
          .type = text_of(row, "type"),
          .not_null = flag_of(row, "not_null"),
          .is_inherited = flag_of(row, "is_inherited"),
          .generated = letter_of(row, "generated"),
          .identity = letter_of(row, "identity"),
          .default_sql = text_of(row, "default_sql"),
          .sequence = row["sequence"].is_array() ? name_of_pair(row["sequence"]) : RelationName(),
          .collation = text_of(row, "collation")};
}

TableConstraint constraint_of(const Json& row) {
  TableConstraint constraint = {.kind = constraint_kind(letter_of(row, "kind")),
                                .name = text_of(row, "name"),
                                .columns = texts_of(row, "columns")};
  if (constraint.kind == ConstraintKind::ForeignKey) {
    constraint.parent = {text_of(row, "parent_schema"), text_of(row, "parent_name")};
    constraint.parent_columns = texts_of(row, "parent_columns");
    constraint.on_delete = letter_of(row, "on_delete");
    constraint.on_update = letter_of(row, "on_update");
    constraint.set_columns = texts_of(row, "set_columns");
    constraint.match = letter_of(row, "match");
  }
  constraint.including = texts_of(row, "including");
  constraint.is_deferrable = flag_of(row, "is_deferrable");
  constraint.is_deferred = flag_of(row, "is_deferred");
  constraint.is_valid = flag_of(row, "is_valid");
  constraint.is_enforced = flag_of(row, "is_enforced");
  constraint.is_no_inherit = flag_of(row, "is_no_inherit");
  constraint.is_nulls_not_distinct = flag_of(row, "is_nulls_not_distinct");
  constraint.is_inherited = flag_of(row, "is_inherited");
  constraint.sql = text_of(row, "sql");
  return constraint;
}

Relation relation_of(const Json& row) {
  Relation relation;
  relation.kind = relation_kind(letter_of(row, "kind"));
  relation.name = name_of_row(row);
  relation.persistence = letter_of(row, "persistence");
  for (const Json& parent : row["parents"]) relation.parents.push_back(name_of_pair(parent));
  if (relation.kind != RelationKind::Index) {
    relation.is_partition = flag_of(row, "is_partition");
    relation.partition_sql = text_of(row, "partition_key");
    relation.bound_sql = text_of(row, "partition_bound");
  }
  if (row["of_type"].is_array()) relation.of_type = name_of_pair(row["of_type"]);
  relation.server = text_of(row, "server");
  if (row["options"].is_array()) relation.options = row["options"].get<std::vector<std::string>>();
  relation.sql = query_text(text_of(row, "query")) + text_of(row, "foreign_options");
  return relation;
}

/// Reads one kind of thing after the other; after the first error nothing more.
class Reader {
 public:
  explicit Reader(PostgresConnection& connection) : connection_(connection) {}

  Result<Catalog> read() {
    const int version = connection_.version();
    run("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    run("SET LOCAL search_path = ''");
    run("SET LOCAL lock_timeout = '10s'");
    run("SET LOCAL bytea_output = 'hex'");
    for_each_row(live_schemas_query(),
                 [&](const Json& row) { catalog_.schemas.set(text_of(row, "name"), {}); });
    for_each_row(live_extensions_query(), [&](const Json& row) {
      catalog_.extensions.set(text_of(row, "name"), {.schema = text_of(row, "schema")});
    });
    for_each_row(live_servers_query(), [&](const Json& row) {
      catalog_.servers.set(text_of(row, "name"), text_of(row, "wrapper"));
    });
    for_each_row(live_types_query(version), [&](const Json& row) { add_type(row); });
    for_each_row(live_relations_query(), [&](const Json& row) {
      order_.push_back(number_of(row, "oid"));
      relations_[order_.back()] = relation_of(row);
    });
    for_each_part(live_columns_query(),
                  [](Relation& relation, const Json& row) { relation.columns.push_back(column_of(row)); });
    for_each_part(live_constraints_query(version), [](Relation& relation, const Json& row) {
      relation.constraints.push_back(constraint_of(row));
    });
    for_each_part(live_indexes_query(),
                  [&](Relation& relation, const Json& row) { add_index(relation, row); });
    for_each_part(live_sequences_query(), add_sequence);
    for_each_part(live_view_uses_query(), [](Relation& relation, const Json& row) {
      relation.uses.push_back({name_of_row(row), text_of(row, "column")});
    });
    for_each_row(live_functions_query(), [&](const Json& row) { add_function(row); });
    run("COMMIT");
    if (!error_.empty()) return failure(error_);
    list_indexes();
    for (const Oid64 oid : order_) catalog_.put(std::move(relations_[oid]));
    for (auto& [name, overloads] : functions_) {
      catalog_.functions.set(name, std::make_shared<const std::vector<Function>>(std::move(overloads)));
    }
    return catalog_;
  }

 private:
  std::string run(const std::string& query) {
    if (!error_.empty()) return "";
    Result<std::string> value = connection_.value(query);
    if (value) return std::move(*value);
    error_ = value.error().message;
    return "";
  }

  template <class Visit>
  void for_each_row(const std::string& query, Visit visit) {
    const std::string text = run(query);
    if (!error_.empty()) return;
    const Json rows = Json::parse(text, nullptr, false);
    if (!rows.is_array()) {
      error_ = "the server's answer is not JSON in UTF-8";
      return;
    }
    for (const Json& row : rows) visit(row);
  }

  template <class Visit>
  void for_each_part(const std::string& query, Visit visit) {
    for_each_row(query, [&](const Json& row) {
      const auto found = relations_.find(number_of(row, "oid"));
      if (found != relations_.end()) visit(found->second, row);  // else it belongs to an extension
    });
  }

  void add_type(const Json& row) {
    Type type = {.kind = letter_of(row, "kind"),
                 .labels = texts_of(row, "labels"),
                 .base = text_of(row, "base"),
                 .sql = text_of(row, "sql")};
    catalog_.types.set(name_of_row(row), std::make_shared<const Type>(std::move(type)));
  }

  void add_index(Relation& index, const Json& row) {
    index.table = name_of_row(row);
    index.is_unique = flag_of(row, "is_unique");
    index.is_partial = flag_of(row, "is_partial");
    index.sql = index_text(text_of(row, "sql"));
    index.index_columns = texts_of(row, "columns");
    for (const std::string& column : texts_of(row, "uses")) index.uses.push_back({index.table, column});
  }

  static void add_sequence(Relation& sequence, const Json& row) {
    sequence.sql = sequence_text(row);
    if (!row["table_name"].is_string()) return;
    sequence.table = {text_of(row, "schema"), text_of(row, "table_name")};
    sequence.uses = {{sequence.table, text_of(row, "column_name")}};
  }

  void add_function(const Json& row) {
    Function function = {.kind = letter_of(row, "kind"),
                         .argument_types = texts_of(row, "argument_types"),
                         .returns = text_of(row, "returns"),
                         .sql = text_of(row, "sql")};
    for (const Json& column : row["columns"]) {
      function.columns.push_back(
          {.name = column[0].get<std::string>(), .type = column[1].get<std::string>()});
    }
    functions_[name_of_row(row)].push_back(std::move(function));
  }

  void list_indexes() {
    std::map<RelationName, Relation*> tables;
    for (auto& [oid, relation] : relations_) tables[relation.name] = &relation;
    for (const Oid64 oid : order_) {
      const Relation& index = relations_[oid];
      if (index.kind != RelationKind::Index) continue;
      if (const auto table = tables.find(index.table); table != tables.end()) {
        table->second->indexes.push_back(index.name);
      }
    }
  }

  PostgresConnection& connection_;
  Catalog catalog_;
  std::map<Oid64, Relation> relations_;
  std::vector<Oid64> order_;  ///< as they were made
  std::map<RelationName, std::vector<Function>> functions_;
  std::string error_;
};

}  // namespace

Result<Catalog> read_live_database(const std::string& connection) {
  Result<PostgresConnection> opened = PostgresConnection::open(connection);
  if (!opened) return failure(opened.error().message);
  const int version = opened->version();
  if (version < oldest_version) {
    return failure(fmt::format("{}: PostgreSQL {} is too old: 13 is the oldest that is read",
                               without_password(connection), version / 10000));
  }
  Result<Catalog> catalog = Reader(*opened).read();
  if (!catalog) return failure(fmt::format("{}: {}", without_password(connection), catalog.error().message));
  return catalog;
}

}  // namespace floodwall
