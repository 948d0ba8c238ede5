#include "frontends/python/engines.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "analyzer/base/ascii.h"

namespace floodwall::python {
namespace {

using host::Dominator;
using host::Expression;

constexpr std::array other_words = std::to_array<std::string_view>({
    "sqlite",    "sqlite3", "aiosqlite",   "apsw",       "pysqlite2", "pysqlcipher3", "mysql",
    "pymysql",   "mysqldb", "aiomysql",    "asyncmy",    "mariadb",   "oracle",       "oracledb",
    "cx_oracle", "pyodbc",  "pymssql",     "mssql",      "sqlserver", "duckdb",       "snowflake",
    "bigquery",  "spark",   "pyspark",     "sparksql",   "trino",     "prestodb",     "pyhive",
    "hive",      "impala",  "cassandra",   "clickhouse", "ibm_db",    "db2",          "fdb",
    "firebird",  "vertica", "teradatasql", "databricks", "athena",    "pyathena",     "ksql",
    "drill",     "druid",   "influxdb",    "surrealdb",  "neo4j",     "redshift",     "maxdb",
    "sapdb",     "sybase",  "spatialite",
});

constexpr std::array postgres_modules = std::to_array<std::string_view>(
    {"psycopg2", "psycopg", "psycopg2cffi", "asyncpg", "aiopg", "pg8000", "pgdb", "postgresql", "postgres",
     "cockroachdb", "psycopg_pool", "momoko", "odoo", "openerp"});

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// Whether one of the words of a path ("self.mysql_conn.execute") is that of another engine.
bool names_other(std::string_view path) {
  const std::string text = ascii_lower(path);
  for (const std::string_view word : other_words) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      const bool begins = at == 0 || !is_word_character(text[at - 1]);
      const bool ends =
          end == text.size() || !is_word_character(text[end]) || text.substr(end).starts_with("_");
      if (begins && ends) return true;
    }
  }
  return false;
}

bool names_postgres(std::string_view path) {
  const std::string_view top = path.substr(0, path.find_first_of(".("));
  return std::ranges::find(postgres_modules, top) != postgres_modules.end();
}

/// upgrade_mysql, MySQLBackend: what belongs to one engine says so in its name.
bool is_named_for_other(std::string_view name) {
  const std::string text = ascii_lower(name);
  if (text.find("postgres") != std::string::npos) return false;
  for (const std::string_view word : {"mysql", "sqlite", "mariadb", "mssql", "oracle"}) {
    if (text.find(word) != std::string::npos) return true;
  }
  return false;
}

/// The text of an operand, if it is a plain literal.
std::string_view literal_of(const Expression& expression) {
  const bool is_literal = expression.kind == Expression::Kind::Text && expression.parts.size() == 1 &&
                          expression.parts.front().inserted == nullptr;
  return is_literal ? std::string_view(expression.parts.front().bytes) : "";
}

/// bind.dialect.name, connection.vendor, engine.name …
bool asks_for_engine(const Expression& expression) {
  for (const Expression* each = &expression;
       each->kind == Expression::Kind::Member || each->kind == Expression::Kind::Call ||
       each->kind == Expression::Kind::Index;
       each = each->operands.front()) {
    const std::string_view word = each->word;
    if (word == "dialect" || word == "vendor" || word == "drivername" || word == "display_name" ||
        word == "get_backend_name" || word == "get_dialect" || word == "engine_name")
      return true;
    const bool is_name = word == "name" && each->kind == Expression::Kind::Member;
    const std::string_view of = is_name ? each->operands.front()->word : std::string_view();
    if (of == "engine" || of == "bind") return true;
  }
  return expression.kind == Expression::Kind::Name &&
         (expression.word == "dialect" || expression.word == "vendor" || expression.word == "db_type" ||
          expression.word == "dialect_name" || expression.word == "engine_name");
}

bool is_postgres_name(std::string_view name) {
  return ascii_lower(name).find("postgres") != std::string::npos;
}

Engine engine_if(const Expression& condition, bool held, int depth = 0) {
  if (condition.kind == Expression::Kind::Not) return engine_if(*condition.operands.front(), !held, depth);
  if (condition.kind != Expression::Kind::Binary || 4 < depth) return Engine::Unknown;
  if ((condition.word == "and" && held) || (condition.word == "or" && !held)) {
    for (const Expression* operand : condition.operands) {
      const Engine engine = engine_if(*operand, held, depth + 1);
      if (engine != Engine::Unknown) return engine;
    }
    return Engine::Unknown;
  }
  const bool is_equality = condition.word == "==" || condition.word == "!=" || condition.word == "in" ||
                           condition.word == "not in";
  if (!is_equality || condition.operands.size() != 2) return Engine::Unknown;
  if (condition.word == "!=" || condition.word == "not in") held = !held;
  const Expression& left = *condition.operands[0];
  const Expression& right = *condition.operands[1];
  std::vector<std::string_view> names;
  if (asks_for_engine(left)) {
    for (const Expression* operand : right.operands) names.push_back(literal_of(*operand));
    names.push_back(literal_of(right));
    const bool is_named = right.kind == Expression::Kind::Name || right.kind == Expression::Kind::Member;
    if (is_named && (names_other(right.word) || is_postgres_name(right.word))) names.push_back(right.word);
  } else if (asks_for_engine(right)) {
    names.push_back(literal_of(left));
  }
  std::erase(names, "");
  if (names.empty()) return Engine::Unknown;
  const bool has_postgres = std::ranges::any_of(names, is_postgres_name);
  if (held) return has_postgres ? (names.size() == 1 ? Engine::Postgres : Engine::Unknown) : Engine::Other;
  return has_postgres ? Engine::Other : Engine::Unknown;
}

}  // namespace

ImportedEngines imported_engines(const host::Program& program) {
  ImportedEngines imported;
  for (const host::Statement& statement : program.statements()) {
    for (const host::Import& import : statement.imports) {
      if (import.module.starts_with('.')) continue;
      imported.postgres = imported.postgres || names_postgres(import.module) ||
                          import.module.find("postgresql") != std::string_view::npos ||
                          import.name == "postgresql";
      imported.other = imported.other || names_other(import.module) || names_other(import.name);
    }
  }
  return imported;
}

Engine engine_of(const host::CallEvent& event, const ImportedEngines& imported) {
  for (const Dominator* each = event.dominators; each != nullptr; each = each->before) {
    if (event.dominators->depth - each->depth == 100) break;
    const bool is_condition = each->kind == Dominator::Kind::Held || each->kind == Dominator::Kind::Failed;
    if (!is_condition || each->expression == nullptr) continue;
    const Engine engine = engine_if(*each->expression, each->kind == Dominator::Kind::Held);
    if (engine != Engine::Unknown) return engine;
  }
  if (names_postgres(event.path)) return Engine::Postgres;
  if (names_other(event.path)) return Engine::Other;
  if (event.function != nullptr && is_named_for_other(event.function->name)) return Engine::Other;
  if (event.klass != nullptr && is_named_for_other(event.klass->name)) return Engine::Other;
  if (imported.postgres != imported.other) return imported.postgres ? Engine::Postgres : Engine::Other;
  return Engine::Unknown;
}

bool runs_other_client(const host::CallEvent& event) {
  static constexpr std::array clients = std::to_array<std::string_view>(
      {"mysql", "mariadb", "sqlite3", "sqlcmd", "isql", "bcp", "sqlplus", "cqlsh", "clickhouse-client",
       "duckdb", "snowsql", "beeline", "hive", "spark-sql", "trino", "presto", "db2", "bq"});
  const host::Value* list = event.argument(0, "args");
  if (list == nullptr || list->kind != host::Value::Kind::List) return false;
  return std::ranges::any_of(list->items, [](const host::Value& item) {
    const host::Text* word = item.constant();
    if (word == nullptr) return false;
    const std::string_view path = word->bytes();
    return std::ranges::find(clients, path.substr(path.rfind('/') + 1)) != clients.end();
  });
}

bool switches_database(const host::Value& text) {
  const host::Text* constant = text.constant();
  if (constant == nullptr) return false;
  const std::string words = ascii_lower(std::string_view(constant->bytes()).substr(0, 64));
  const std::size_t begin = words.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos || !words.substr(begin).starts_with("use ")) return false;
  const std::size_t name = words.find_first_not_of(' ', begin + 4);
  const std::size_t name_end = std::min(words.find_first_of(" ;\r\n", name), words.size());
  const std::size_t rest = words.find_first_not_of(" \t\r\n", name_end);
  return name != std::string::npos && (rest == std::string::npos || words[rest] == ';');
}

Engine engine_of_url(std::string_view url) {
  const std::size_t end = url.find("://");
  if (end == std::string_view::npos) return Engine::Unknown;
  const std::string scheme = ascii_lower(url.substr(0, end));
  if (scheme.starts_with("postgres") || scheme.starts_with("cockroach")) return Engine::Postgres;
  return names_other(scheme) ? Engine::Other : Engine::Unknown;
}

}  // namespace floodwall::python
