#pragma once
#include <string_view>

#include "frontends/host_values/routines.h"

namespace floodwall::python {

/// Of Django's own commands: the database is the one of the settings, unless a test has one of its own.
constexpr std::string_view django_settings = "settings.DATABASES";

/// What a call does to a database beside the SQL that it is given: alembic.command.downgrade,
/// metadata.drop_all, call_command("flush"), the command line of a tool, os.putenv.
host::Effect effect_of(const host::CallEvent& event);

}  // namespace floodwall::python
