#pragma once
#include <string>
#include <string_view>

namespace floodwall::guard {

/// `text` as a string literal, whatever standard_conforming_strings says. Invalid where it holds a NUL.
std::string literal(std::string_view text);

}  // namespace floodwall::guard
