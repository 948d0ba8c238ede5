#pragma once
#include <string_view>

#include "frontends/host_values/origin.h"
#include "frontends/host_values/program.h"

namespace floodwall::host {

/// Words of what makes a database that nobody misses.
bool says_throw_away(std::string_view name);
/// Whether a name says that it is for tests.
bool says_test(std::string_view name);
/// What the words of an expression alone say of a database: a setting, an address, a file with settings.
Origin origin_in_words(const Program& program, const Expression& expression);

}  // namespace floodwall::host
