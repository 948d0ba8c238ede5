#include "frontends/cpp/engines.h"

#include <algorithm>
#include <array>
#include <string>

#include "frontends/host_values/signs.h"
#include "frontends/host_values/words.h"

namespace floodwall::cpp {
namespace {

constexpr std::array others = std::to_array<std::string_view>(
    {"sqlite", "mysql", "mariadb", "oracle", "occi", "firebird", "ibase", "sybase", "freetds", "mssql",
     "duckdb", "mongo", "rocksdb", "cassandra", "clickhouse", "spatialite", "db2", "redis", "sqlcipher"});
constexpr std::array ours = std::to_array<std::string_view>(
    {"libpq", "pqxx", "postgres", "pgsql", "psql", "executor/spi.h", "tao/pq", "ozo/", "pgtypes", "pgfe"});

bool has_any(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// What a name says; `pg` only as a word of its own.
Engine engine_in(std::string_view name) {
  const std::string lower = host::lower_words(name);
  const host::Words words(name);
  if (words.has_any({"oci", "hana", "gpkg", "geopackage", "tds", "mssqlspatial"})) return Engine::Other;
  if (has_any(lower, ours) || words.has_any({"pg"})) return Engine::Postgres;
  return has_any(lower, others) ? Engine::Other : Engine::Unknown;
}

}  // namespace

NamedEngines named_engines(std::string_view text, std::string_view path,
                           std::span<const std::string_view> includes) {
  NamedEngines named;
  const Engine by_name = engine_in(path.substr(path.rfind('/') + 1));
  const std::size_t folder = path.rfind('/');
  const std::string_view folders = folder == std::string_view::npos ? "" : path.substr(0, folder);
  const Engine by_folder = engine_in(folders.substr(folders.rfind('/') + 1));
  named.postgres =
      by_name == Engine::Postgres || (by_name == Engine::Unknown && by_folder == Engine::Postgres);
  named.other = by_name == Engine::Other || (by_name == Engine::Unknown && by_folder == Engine::Other);
  for (const std::string_view include : includes) {
    const Engine engine = engine_in(include);
    named.postgres = named.postgres || engine == Engine::Postgres || include == "postgres.h";
    named.other = named.other || engine == Engine::Other;
  }
  static const host::Signs our_drivers(
      std::to_array<host::Sign>({{"QPSQL"}, {"PGconn"}, {"PQexec"}, {"SPI_"}, {"pqxx::"}, {"userver"}}));
  static const host::Signs other_drivers(std::to_array<host::Sign>({{"QSQLITE"},
                                                                    {"QMYSQL"},
                                                                    {"sqlite3_"},
                                                                    {"mysql_query"},
                                                                    {"mysql_real_query"},
                                                                    {"QODBC"},
                                                                    {"QOCI"},
                                                                    {"sqlite3 *"}}));
  named.postgres = named.postgres || our_drivers.any_in(text);
  named.other = named.other || other_drivers.any_in(text);
  return named;
}

bool is_foreign_text(std::string_view sql) {
  static constexpr std::array signs = std::to_array<std::string_view>(
      {"@@", "autoincrement", "auto_increment", "sqlite_master", "sqlite_sequence", "last_insert_rowid",
       "last_insert_id", "insert or replace", "insert or ignore", "on duplicate key", " from dual", "rdb$",
       "engine=", "[dbo]", "sysibm", "replace into", "insert ignore", "sys.identity_columns",
       "next value for"});
  const std::string lower = host::lower_words(sql);
  return has_any(lower, signs) || sql.find('`') != std::string_view::npos;
}

bool is_foreign_call(std::string_view callee) {
  const std::string_view name = host::last_name(callee);
  return name.starts_with("sqlite3_") || name.starts_with("mysql_") || name.starts_with("OCI") ||
         name.starts_with("duckdb_") || name.starts_with("isc_dsql") || name.starts_with("sqlite_") ||
         name.starts_with("db2_") || name == "dbcmd" || name.starts_with("spatialite_");
}

Engine engine_of(const host::CallEvent& event, std::string_view object_class, const NamedEngines& named) {
  const Engine by_class = engine_in(object_class);
  if (by_class != Engine::Unknown) return by_class;
  const Engine by_path = engine_in(event.path);
  if (by_path != Engine::Unknown) return by_path;
  const bool is_in_theirs = event.function != nullptr && engine_in(event.function->name) == Engine::Other;
  if (is_in_theirs) return Engine::Other;
  if (named.postgres == named.other) return Engine::Unknown;
  return named.postgres ? Engine::Postgres : Engine::Other;
}

}  // namespace floodwall::cpp
