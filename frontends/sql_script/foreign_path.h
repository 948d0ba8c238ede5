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

}  // namespace floodwall
