#pragma once
#include <string_view>

#include "frontends/host_values/flow.h"

namespace floodwall::python {

/// Which database a program talks to at some point.
enum class Engine : unsigned char {
  Unknown,
  Postgres,
  Other,  ///< SQLite, MySQL, Spark …: none of our business
};

/// What the imports of a whole program say.
struct ImportedEngines {
  bool postgres = false;
  bool other = false;
};

ImportedEngines imported_engines(const host::Program& program);

/// Told by where the connection comes from ("sqlite3.connect().execute"), by what its name says
/// ("self.mysql_conn.execute"), by the checks around the call (`if dialect.name == "sqlite":`), and if all
/// that says nothing by what the program imports.
Engine engine_of(const host::CallEvent& event, const ImportedEngines& imported);

/// mysql -e TEXT and the like in an argument list: the text is for another engine.
bool runs_other_client(const host::CallEvent& event);

/// `USE master`: no statement of PostgreSQL, so whoever understands it is another engine.
bool switches_database(const host::Value& text);

/// The engine that a database URL names: "sqlite:///x", "postgresql+psycopg://…".
Engine engine_of_url(std::string_view url);

}  // namespace floodwall::python
