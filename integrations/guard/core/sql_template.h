#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace floodwall::guard {

/// `sql` with values where `@name@` stands, in one pass: a value that looks like a place is left alone.
std::string filled(std::string_view sql,
                   std::initializer_list<std::pair<std::string_view, std::string>> fillings);

}  // namespace floodwall::guard
