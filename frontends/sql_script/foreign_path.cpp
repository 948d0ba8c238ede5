#include "frontends/sql_script/foreign_path.h"

#include <algorithm>
#include <array>

#include "frontends/sql_script/path_words.h"

namespace floodwall {
namespace {

struct KnownName {
  std::string_view word;
  std::string_view database;
  bool means_more = false;  ///< a price oracle, a second database: as a folder only among folders of SQL
};

constexpr std::array names = std::to_array<KnownName>({
    {"mysql", "MySQL"},           {"mysql5", "MySQL"},         {"mysql8", "MySQL"},
    {"mariadb", "MariaDB"},       {"sqlite", "SQLite"},        {"sqlite3", "SQLite"},
    {"mssql", "SQL Server"},      {"sqlserver", "SQL Server"}, {"sql-server", "SQL Server"},
    {"tsql", "SQL Server"},       {"oracle", "Oracle", true},  {"plsql", "Oracle"},
    {"db2", "Db2", true},         {"h2", "H2", true},          {"hsqldb", "HSQLDB"},
    {"clickhouse", "ClickHouse"}, {"maxdb", "MaxDB"},          {"sybase", "Sybase"},
    {"firebird", "Firebird"},     {"spatialite", "SQLite"},    {"snowflake", "Snowflake"},
    {"bigquery", "BigQuery"},
});

constexpr std::array sql_folders = std::to_array<std::string_view>(
    {"sql",        "db",        "database", "databases", "schema",  "schemas",    "migration",
     "migrations", "ddl",       "dialect",  "dialects",  "backend", "backends",   "script",
     "scripts",    "changelog", "vendor",   "dump",      "dumps",   "sqlscripts", "queries"});

const KnownName* known(std::string_view word) {
  const auto name = std::ranges::find(names, word, &KnownName::word);
  return name == names.end() ? nullptr : &*name;
}

bool is_of_sql(std::string_view folder) {
  return std::ranges::find(sql_folders, folder) != sql_folders.end();
}

bool is_postgres(std::string_view word) {
  return word.starts_with("postgres") || word == "pg" || word == "pgsql" || word == "psql" ||
         word == "plpgsql" || word == "cockroachdb" || word == "timescaledb";
}

/// First words that make a file name one of a script for a database: `schema-h2.sql`.
constexpr std::array script_words = std::to_array<std::string_view>(
    {"schema", "schemas", "data", "import", "init", "ddl", "dml", "tables", "db", "database", "dump"});

/// Whether a file name says a database and nothing else: `mysql.sql`, `x.mysql.sql`, `setup-mysql.sql`; not
/// `V3__mysql.sql`, `import_from_mysql.sql`. Of a name that means more, only what a script word precedes.
bool is_certain(const PathWords& words, const KnownName& name) {
  if (words.stem == name.word) return !name.means_more;
  if (words.before_last_word == '.') return true;
  const std::string_view front = std::string_view(words.stem).substr(0, words.stem.find_first_of("._-"));
  const bool is_one_word = front.size() + 1 + words.last_word.size() == words.stem.size();
  const bool is_version = front.find_first_of("0123456789") != std::string_view::npos;
  if (!is_one_word || is_version) return false;
  return !name.means_more || std::ranges::find(script_words, front) != script_words.end();
}

/// `mysql-migrations`, `sqlite_legacy_changes`; a folder that names PostgreSQL, too, is about both.
const KnownName* known_before_kind(std::string_view folder) {
  const std::size_t mark = folder.find_first_of("-_");
  if (mark == std::string_view::npos) return nullptr;
  const KnownName* first = known(folder.substr(0, mark));
  const std::string_view last = folder.substr(folder.find_last_of("-_") + 1);
  const bool is_kind = last == "changes" || last == "upgrades" || is_of_sql(last);
  const bool is_both =
      folder.find("pg") != std::string_view::npos || folder.find("postgres") != std::string_view::npos;
  return first != nullptr && !first->means_more && is_kind && !is_both ? first : nullptr;
}

bool is_home(std::string_view folder) { return folder == "home" || folder == "users"; }

}  // namespace

std::optional<ForeignPath> foreign_path(std::string_view path) {
  const PathWords words(path);
  const std::string_view file_word = words.last_word.empty() ? std::string_view(words.stem) : words.last_word;
  if (is_postgres(file_word) || is_postgres(words.stem)) return std::nullopt;
  const KnownName* name = known(file_word);
  if (name == nullptr) name = known(words.stem);
  const std::string as_written(path.substr(path.find_last_of("/\\") + 1));
  const KnownName* front = known(std::string_view(words.stem).substr(0, words.stem.find('.')));
  if (name == nullptr && front != nullptr && !front->means_more && front->word.size() < words.stem.size())
    return ForeignPath{front->database, as_written};  // sqlite.initial.sql
  std::optional<ForeignPath> by_file;
  if (name != nullptr) {
    by_file = ForeignPath{name->database, as_written, is_certain(words, *name)};
    if (by_file->is_certain) return by_file;
  }

  for (std::size_t i = words.folders.size(); 0 < i; --i) {
    const std::string& folder = words.folders[i - 1];
    if (const KnownName* first = known_before_kind(folder)) return ForeignPath{first->database, folder + "/"};
    const std::string_view outer = 1 < i ? std::string_view(words.folders[i - 2]) : "";
    if (is_postgres(folder)) return std::nullopt;
    name = known(folder);
    if (name == nullptr || is_home(outer)) continue;
    const std::string_view further = 2 < i ? std::string_view(words.folders[i - 3]) : "";
    if (name->means_more && !is_of_sql(outer) && !is_of_sql(further)) continue;  // sql/accounting/oracle/
    return ForeignPath{name->database, folder + "/"};
  }
  return by_file;
}

std::string why_foreign(std::string_view dialect, std::string_view path) {
  if (dialect == "postgresql") return "";
  if (!dialect.empty()) return "the configuration says that its dialect is " + std::string(dialect);
  const std::optional<ForeignPath> foreign = foreign_path(path);
  return foreign && foreign->is_certain ? hint_of(*foreign) : "";
}

std::string hint_of(const ForeignPath& foreign) {
  return "its path says " + std::string(foreign.database) + " (" + foreign.where + ")";
}

}  // namespace floodwall
