#include "integrations/guard/core/database_name.h"

#include "analyzer/sql/lexer.h"

namespace floodwall::guard {
namespace {

/// Bytes beyond ASCII are letters of some script.
bool is_letter(char c) { return ('a' <= c && c <= 'z') || (static_cast<unsigned char>(c) & 0x80) != 0; }

bool is_segment(std::string_view name, std::size_t at, std::size_t size) {
  return (at == 0 || !is_letter(name[at - 1])) && (at + size == name.size() || !is_letter(name[at + size]));
}

}  // namespace

std::string_view word_in(std::string_view database, std::span<const std::string> words, NameMatch match) {
  const std::string name = lower_case(database);
  for (const std::string& word : words) {
    if (word.empty()) continue;
    for (std::size_t at = name.find(word); at != std::string::npos; at = name.find(word, at + 1)) {
      if (match == NameMatch::Substring || is_segment(name, at, word.size())) return word;
    }
  }
  return {};
}

}  // namespace floodwall::guard
