#pragma once
#include <cstddef>
#include <string_view>

namespace floodwall {

/// Where the line ends that `from` is in: before its line ending, or with the text. Byte by byte, which
/// std::string_view::find_first_of is many times slower than.
constexpr std::size_t line_end(std::string_view text, std::size_t from) {
  while (from < text.size() && text[from] != '\n' && text[from] != '\r') ++from;
  return from < text.size() ? from : text.size();
}

}  // namespace floodwall
