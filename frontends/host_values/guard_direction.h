#pragma once
#include <functional>

#include "frontends/host_values/program.h"

namespace floodwall::host {

/// Whether a condition that held (or did not) shows, as plainly as it is written, that the database is none
/// for tests: `name.endswith("_test")` failed, `"test" not in name` held. Such a check guards the wrong
/// databases. False wherever it cannot be told.
bool shows_no_test_database(const Expression& condition, bool held);

/// Whether an expression, a name's definition looked up, is about the name of a database.
struct NameReader {
  std::function<bool(const Expression&)> names_database;
  std::function<const Expression*(const Expression& name)> definition;
};
/// Whether a condition that held (or did not) shows no more than that the database is none of some that are
/// named: "prod" is not in its name, it is not in a list of forbidden ones.
bool only_denies(const Expression& condition, bool held, const NameReader& reader);

}  // namespace floodwall::host
