#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace floodwall {

/// Bytes of a character as PostgreSQL counts them: told by its first byte alone (pg_utf_mblen), so that
/// invalid UTF-8 has characters, too.
constexpr std::uint32_t length_by_lead_byte(char first) {
  const auto lead = static_cast<unsigned char>(first);
  if ((lead & 0xE0) == 0xC0) return 2;
  if ((lead & 0xF0) == 0xE0) return 3;
  if ((lead & 0xF8) == 0xF0) return 4;
  return 1;
}

/// One character of a text that may hold anything.
struct CodePoint {
  char32_t value = 0;      ///< U+FFFD if the byte is no valid UTF-8
  std::uint32_t size = 1;  ///< bytes it takes; 1 for an invalid one
};

/// The character at `offset`, which must lie inside `text`.
constexpr CodePoint code_point_at(std::string_view text, std::size_t offset) {
  constexpr CodePoint invalid = {0xFFFD, 1};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::uint32_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || 0xF4 < lead || text.size() - offset < size) return invalid;
  char32_t value = lead & (0x7F >> size);
  for (std::uint32_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return invalid;
    value = value << 6 | (byte(i) & 0x3F);
  }
  const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  const bool surrogate = 0xD800 <= value && value <= 0xDFFF;
  if (overlong || surrogate || 0x10FFFF < value) return invalid;
  return {value, size};
}

/// What of `text` fits into `size` bytes without the half of a character at its end.
constexpr std::string_view clipped(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (0 < size && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return text.substr(0, size);
}

/// The bytes of a Unicode scalar value; empty for what PostgreSQL has not in a text: zero, surrogates, beyond
/// U+10FFFF.
inline std::string utf8(char32_t code_point) {
  const auto tail = [code_point](int shift) {
    return static_cast<char>(0x80 | (code_point >> shift & 0x3F));
  };
  if (code_point == 0 || 0x10FFFF < code_point || (0xD800 <= code_point && code_point <= 0xDFFF)) return {};
  if (code_point < 0x80) return {static_cast<char>(code_point)};
  if (code_point < 0x800) return {static_cast<char>(0xC0 | code_point >> 6), tail(0)};
  if (code_point < 0x10000) return {static_cast<char>(0xE0 | code_point >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | code_point >> 18), tail(12), tail(6), tail(0)};
}

}  // namespace floodwall
