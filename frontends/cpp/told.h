#pragma once
#include <string_view>

namespace floodwall::cpp {

/// Calls that say something to people: what they say is not run. By the dotted path of the callee.
bool is_told_to_people(std::string_view callee);

/// Macros of test frameworks that want what they are given to fail: EXPECT_THROW(…).
bool wants_failure(std::string_view callee);

}  // namespace floodwall::cpp
