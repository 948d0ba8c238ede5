#pragma once
#include "frontends/host_values/program.h"

namespace floodwall::host {

/// Whether a condition that held (or did not) shows, as plainly as it is written, that the database is none
/// for tests: `name.endswith("_test")` failed, `"test" not in name` held. Such a check guards the wrong
/// databases. False wherever it cannot be told.
bool shows_no_test_database(const Expression& condition, bool held);

}  // namespace floodwall::host
