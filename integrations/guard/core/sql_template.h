#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace floodwall::guard {

/// `sql` with values where `@name@` stands, in one pass: a value that looks like a place is left alone. Where
/// a value holds $floodwall$, which quotes bodies in `sql`, these get another tag.
std::string filled(std::string_view sql,
                   std::initializer_list<std::pair<std::string_view, std::string>> fillings);

}  // namespace floodwall::guard
