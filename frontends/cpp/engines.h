#pragma once
#include <span>
#include <string_view>

#include "frontends/host_values/flow.h"

namespace floodwall::cpp {

/// Which database a program talks to at some point.
enum class Engine : unsigned char {
  Unknown,
  Postgres,
  Other,  ///< SQLite, MySQL, …: none of our business
};

/// What a whole file says: its includes, and the drivers that it names.
struct NamedEngines {
  bool postgres = false;
  bool other = false;

  /// Nothing here is for PostgreSQL.
  bool is_foreign() const { return other && !postgres; }
};

NamedEngines named_engines(std::string_view text, std::string_view path,
                           std::span<const std::string_view> includes);

/// Whether a text has what only other engines understand: `@@version`, AUTOINCREMENT, FROM dual.
bool is_foreign_text(std::string_view sql);

/// A function of another engine that gets the SQL: sqlite3_exec, mysql_query.
bool is_foreign_call(std::string_view callee);

/// Told by the object and its class, and if they say nothing by what the file says.
Engine engine_of(const host::CallEvent& event, std::string_view object_class, const NamedEngines& named);

}  // namespace floodwall::cpp
