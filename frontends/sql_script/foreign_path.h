#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace floodwall {

/// Another database that a path names.
struct ForeignPath {
  std::string_view database;  ///< "MySQL"; lives as long as the program
  std::string where;          ///< "mysql/" or "schema.mysql.sql"
  /// False if the name may as well say what the script is about: `V3__oracle.sql`, `import_from_mysql.sql`.
  bool is_certain = true;
};

/// Folders and file names count if they say nothing else than the name: `mysql/`, `mysql.sql`,
/// `schema.mysql.sql`, `schema-mysql.sql`, not `mysql_import.sql`. PostgreSQL named further on wins:
/// `mysql/postgres/a.sql`.
std::optional<ForeignPath> foreign_path(std::string_view path);

/// Why a file is not PostgreSQL's, told by the dialect that the configuration names or else by its path;
/// empty if it may be.
std::string why_foreign(std::string_view dialect, std::string_view path);

/// For people: "its path says MySQL (mysql/)".
std::string hint_of(const ForeignPath& foreign);

}  // namespace floodwall
