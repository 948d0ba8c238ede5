#pragma once
#include "frontends/host_values/definitions.h"
#include "frontends/host_values/program.h"

namespace floodwall::host {

/// Whether a call, or a decorator, makes floodwall's own package check the database, or guard the connection
/// that is used behind it: `protect(context)` where that is floodwall.alembic's.
bool is_companion_call(const Program& program, const Definitions& definitions, const Expression& call);
/// pytest_plugins = ["floodwall.pytest_plugin"]: no session on a database that is not one for tests.
bool loads_companion(const Program& program);

}  // namespace floodwall::host
