#include "analyzer/sql/keywords.h"

#include <algorithm>
#include <string>

extern "C" {
#include "postgres.h"

#include "common/keywords.h"
}

namespace floodwall {

bool is_keyword_to_quote(std::string_view lower_case_word) {
  const int keyword = ScanKeywordLookup(std::string(lower_case_word).c_str(), &ScanKeywords);
  return 0 <= keyword && ScanKeywordCategories[keyword] != UNRESERVED_KEYWORD;
}

std::string quoted_identifier(std::string_view name) {
  const auto is_plain = [](char c) { return ('a' <= c && c <= 'z') || c == '_' || ('0' <= c && c <= '9'); };
  const bool plain =
      !name.empty() && std::ranges::all_of(name, is_plain) && !('0' <= name[0] && name[0] <= '9');
  if (plain && !is_keyword_to_quote(name)) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace floodwall
