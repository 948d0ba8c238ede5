#include "analyzer/sql/format_spec.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>

namespace floodwall {

FormatSpec read_spec(std::string_view text) {
  FormatSpec spec;
  std::size_t at = 1;
  const auto number = [&] {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    at = static_cast<std::size_t>(end - text.data());
    return error == std::errc() ? value : 0;
  };
  const auto peek = [&] { return at < text.size() ? text[at] : '\0'; };
  const auto is_digit = [&] { return '0' <= peek() && peek() <= '9'; };
  if (is_digit()) {
    const std::uint32_t value = number();
    const bool is_position = peek() == '$';
    (is_position ? spec.position : spec.width_position) = value;
    if (is_position) ++at;
    spec.has_width = !is_position;
  }
  if (!spec.has_width) {
    while (peek() == '-') ++at;
    if (peek() == '*') {
      spec.has_width = spec.width_is_argument = true;
      ++at;
      if (is_digit()) {
        spec.width_position = number();
        if (peek() == '$') ++at;
      }
    } else if (is_digit()) {
      spec.has_width = true;
      number();
    }
  }
  const char type = peek();
  spec.size = static_cast<std::uint32_t>(std::min(at + 1, text.size()));
  if (type == 's' || type == 'I' || type == 'L' || type == '%') spec.type = type;
  return spec;
}

}  // namespace floodwall
