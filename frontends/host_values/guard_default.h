#pragma once
#include <optional>

#include "frontends/host_values/definitions.h"
#include "frontends/host_values/program.h"

namespace floodwall::host {

/// What a condition is where nobody has set any variable of the environment: `os.environ.get("FORCE", "1")`
/// is true. nullopt: that depends on more than the environment. A check that is passed in this way is none.
std::optional<bool> value_by_default(const Definitions& definitions, const Expression& condition,
                                     const Function* scope);

}  // namespace floodwall::host
