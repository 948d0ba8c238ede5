#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

/// What is known of functions by their names: whose result is a text that they are given, whose a number.
namespace floodwall::cpp {

/// Functions that only hand their argument on.
bool hands_on(std::string_view name);
/// Methods of a text that give the same text.
bool is_same_text(std::string_view name);
/// Of these what a parameter may be asked for, too: whoever hands on sql.c_str() hands on `sql`.
bool is_spelling_of_text(std::string_view name);
/// Functions with printf's pattern, and where it is.
std::optional<std::size_t> printf_pattern(std::string_view name);
/// What begins an empty text.
bool makes_empty(std::string_view name);
/// Numbers, digits, and what no stranger has a say in.
bool makes_number(std::string_view name);
/// std::exit and their like; takes the whole path.
bool never_returns(std::string_view path);

}  // namespace floodwall::cpp
