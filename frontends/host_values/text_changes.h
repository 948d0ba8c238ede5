#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "frontends/host_values/value.h"

/// What host languages make of a text by itself: without its white space, in upper case, cut to pieces. Every
/// byte that stays keeps its place in the file.
namespace floodwall::host {

/// Longer texts, or those of more pieces, are not put together: a loop over a table of constants could make
/// gigabytes.
constexpr std::size_t longest_text = std::size_t{4} << 20;
constexpr std::size_t most_pieces = 500;

constexpr std::string_view white_space = " \t\n\r\f\v";

/// Without white space (or any of `characters`) at the ends; like Python's strip.
Text stripped(const Text& text, bool begin, bool end, std::string_view characters = white_space);
/// Every `from` outside of holes replaced by `to`.
Text replaced(const Text& text, std::string_view from, const Text& to);
/// Without the white space that all lines begin with (Python's textwrap.dedent).
Text dedented(const Text& text);
/// The same of a docstring, whose first line stands alone, without empty lines at its ends (Python's
/// inspect.cleandoc).
Text cleaned(const Text& text);
/// In upper or lower case (ASCII); holes stay.
Text in_case(const Text& text, bool upper);

/// What stands between the `separator`s, outside of holes; nullopt if that is too much to keep.
std::optional<std::vector<Text>> split(const Text& text, std::string_view separator);
/// Its lines, without what ends them.
std::optional<std::vector<Text>> lines_of(const Text& text);

}  // namespace floodwall::host
