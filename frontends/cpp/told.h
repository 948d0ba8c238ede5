#pragma once
#include <string_view>

namespace floodwall::cpp {

/// Calls that say something to people: what they say is not run. By the dotted path of the callee.
bool is_told_to_people(std::string_view callee);

}  // namespace floodwall::cpp
