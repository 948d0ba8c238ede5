#pragma once
#include <string_view>

#include "analyzer/text/migration_identity.h"
#include "frontends/host_values/flow.h"

namespace floodwall::python {

/// Which migration a module is: of Alembic by its `revision` and `down_revision`, of Django by its class
/// Migration. `path` is the file's, with `/`.
MigrationIdentity identity_of_module(std::string_view path, const host::FlowResult& result);

}  // namespace floodwall::python
