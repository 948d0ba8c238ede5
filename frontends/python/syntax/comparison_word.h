#pragma once
#include <string_view>

#include "analyzer/text/span.h"

namespace floodwall::python {

/// The operator of a comparison, which stands between its operands; so may blanks and parentheses.
inline std::string_view comparison_word(std::string_view text, Span between) {
  constexpr std::string_view blank = " \t\r\n\\()";
  std::string_view word = slice(text, between);
  while (!word.empty() && blank.contains(word.front())) word.remove_prefix(1);
  while (!word.empty() && blank.contains(word.back())) word.remove_suffix(1);
  return word;
}

}  // namespace floodwall::python
