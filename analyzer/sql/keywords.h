#pragma once
#include <string>
#include <string_view>

namespace floodwall {

/// Whether an identifier spelled like this must be quoted although its letters are plain: it is a keyword of
/// a category other than "unreserved" (PostgreSQL documentation, appendix "SQL Key Words"; quote_ident does
/// the same).
bool is_keyword_to_quote(std::string_view lower_case_word);

/// One identifier, quoted where PostgreSQL would need it (quote_identifier in
/// src/backend/utils/adt/ruleutils.c).
std::string quoted_identifier(std::string_view name);

}  // namespace floodwall
