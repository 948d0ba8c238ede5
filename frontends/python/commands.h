#pragma once
#include <string>
#include <vector>

#include "frontends/host_values/flow.h"
#include "frontends/host_values/origin.h"
#include "frontends/host_values/shell_words.h"

namespace floodwall::python {

/// The commands that a call has the system run: subprocess.run([…]), os.system("…"), a list that begins with
/// psql wherever it is handed. What only the run knows is a hole.
std::vector<host::ShellCommand> commands_of(const host::CallEvent& event);

/// SQL that psql gets by the command: of each -c, or of its input.
struct PsqlText {
  host::Text sql;
  bool is_script = false;  ///< psql's own commands may stand in it
};
std::vector<PsqlText> psql_texts(const host::ShellCommand& command);

/// What a command does to a whole database: alembic downgrade, manage.py flush, pg_dump.
struct CommandEffect {
  CallEffect kind = CallEffect::None;
  std::string call = {};  ///< for messages
  bool is_django = false;
};
CommandEffect effect_of(const host::ShellCommand& command);

/// The database that a command works on, as far as its own words tell.
host::Origin origin_of(const host::ShellCommand& command);

}  // namespace floodwall::python
