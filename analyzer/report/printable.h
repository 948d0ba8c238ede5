#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace floodwall {

/// One character of a text that may hold anything.
struct CodePoint {
  char32_t value = 0;      ///< U+FFFD if the byte is no valid UTF-8
  std::uint32_t size = 1;  ///< bytes it takes; 1 for an invalid one
};

/// The character at `offset`, which must lie inside `text`.
CodePoint code_point_at(std::string_view text, std::size_t offset);

/// `text` with U+FFFD for every byte that is no valid UTF-8.
std::string valid_utf8(std::string_view text);

/// `text` as one line that does nothing but show: control characters, escape sequences, line ends and
/// characters that reorder text are spelled out (`\x1b`, `\n`, `\u{202e}`); always valid UTF-8, and valid in
/// XML once escaped.
std::string printable(std::string_view text);
std::string printable(CodePoint character);

/// Columns a terminal needs for a printable text: 2 for wide characters, 0 for combining ones.
std::size_t display_width(std::string_view text);

/// `&`, `<`, `>`, `"` and `'` as references, for HTML and XML, inside and outside of attributes.
std::string markup_escaped(std::string_view text);

}  // namespace floodwall
