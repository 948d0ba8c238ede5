#pragma once
#include <string_view>

namespace floodwall::cpp {

/// Whether a parameter may carry SQL: only those are worth remembering when they are handed on to strangers.
bool may_carry_sql(std::string_view parameter, std::string_view function);
/// Whether a name may be that of a text that goes into SQL.
bool may_name_text(std::string_view name);

}  // namespace floodwall::cpp
