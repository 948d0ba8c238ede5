#include "analyzer/sql/keywords.h"

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

}  // namespace floodwall
