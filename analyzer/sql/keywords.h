#pragma once
#include <string_view>

namespace floodwall {

/// Whether an identifier spelled like this must be quoted although its letters are plain: it is a keyword of
/// a category other than "unreserved" (PostgreSQL documentation, appendix "SQL Key Words"; quote_ident does
/// the same).
bool is_keyword_to_quote(std::string_view lower_case_word);

}  // namespace floodwall
