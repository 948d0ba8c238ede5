#include "frontends/cpp/syntax/landmarks.h"

#include <array>
#include <cstddef>

#include "frontends/cpp/literals.h"

namespace floodwall::cpp {
namespace {

constexpr std::array<bool, 256> landmarks = [] {
  std::array<bool, 256> made = {};
  for (const char c : {'/', '"', '\'', '{', '}'}) made[static_cast<std::size_t>(c)] = true;
  return made;
}();

bool is_digit(char c) { return '0' <= c && c <= '9'; }

}  // namespace

std::uint32_t next_landmark(std::string_view text, std::uint32_t i) {
  while (i < text.size() && !landmarks[static_cast<unsigned char>(text[i])]) ++i;
  return i;
}

std::uint32_t end_at_landmark(std::string_view text, std::uint32_t i) {
  constexpr std::uint32_t longest = 64;  // of a number with quotes in it
  const char c = text[i];
  if (c == '/') return end_of_comment(text, i);
  if (c != '"' && c != '\'') return i;
  std::uint32_t word = i;  // in front of it: 1'000, R"(…)"
  while (word != 0 && i - word < longest &&
         (begins_word(text[word - 1]) || is_digit(text[word - 1]) || (c == '\'' && text[word - 1] == '\'')))
    --word;
  if (c == '\'') return word != i && is_digit(text[word]) ? i : end_of_literal(text, i);
  const std::uint32_t behind = word == i ? i : end_of_literal(text, word);
  return behind <= i ? end_of_literal(text, i) : behind;
}

}  // namespace floodwall::cpp
