#pragma once
#include "frontends/host_values/definitions.h"
#include "frontends/host_values/program.h"

namespace floodwall::host {

/// The call that connected what an expression works with: `psycopg2.connect(url)` of `cur.connection.info`.
/// nullptr: not known.
const Expression* connected_by(const Definitions& definitions, const Expression& expression);
/// Of whatever a condition looks at; nullptr as well if it looks at several.
const Expression* connection_in(const Definitions& definitions, const Expression& condition);

}  // namespace floodwall::host
