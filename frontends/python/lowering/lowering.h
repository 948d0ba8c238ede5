#pragma once
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/sql_fragment.h"
#include "frontends/host_values/flow.h"

namespace floodwall::python {

/// SQL that a call or a definition amounts to.
struct LoweredSql {
  host::Text sql;
  std::string api;                           ///< "op.drop_table", "models.Model"
  Span at = {};                              ///< the call, the class's name
  const host::CallEvent* call = nullptr;     ///< nullptr: a class, an operation of a Migration
  const host::Function* function = nullptr;  ///< that runs it
  const host::Class* klass = nullptr;        ///< the model; the Migration whose operation it is
  Direction direction = Direction::Up;       ///< of a Migration's operation; of a call, its function tells
  Certainty certainty = Certainty::Postgres;
  bool is_definition = false;  ///< says what is (a model, a Table): no step of any routine
  bool is_written = false;     ///< the user's own SQL (RunSQL's reverse_sql), not made by us
};

/// A file after its abstract run. All of it must outlive the call.
struct RunProgram {
  const host::Program& program;
  host::Flow& flow;
  const host::FlowResult& result;
  const std::deque<host::CallEvent>& calls;  ///< in the order of execution, inner ones first
  std::string_view path;                     ///< of the file, with `/`: Django's names depend on it
};

/// Whether a file has anything for `lower` to do: looks for words, parses nothing.
bool may_be_lowered(std::string_view text);

/// Turns calls and classes of the tools that speak SQL for their users (Alembic, SQLAlchemy, Django, …) into
/// SQL, in the order in which they stand in the file. What only the run knows becomes a hole; what cannot be
/// told truthfully is left out:
///
/// * The reverse that Django makes up for an operation (DROP TABLE … CASCADE for each CreateModel): nobody
/// wrote
///   it, and there is no place where a guard for it could stand.
/// * Django's CASCADE behind DeleteModel and RemoveField: it always says so.
/// * Tables and models in a migration of Alembic: they are what it queries, not what there is.
/// * AlterField: what changes shows in another file.
///
/// The table of a Django model that another file defines is a hole with the model's name: `db_table` may call
/// it anything.
std::vector<LoweredSql> lower(const RunProgram& run);

}  // namespace floodwall::python
