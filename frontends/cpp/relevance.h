#pragma once
#include <string_view>

namespace floodwall::cpp {

/// Whether a file may hold SQL, a call that runs some, or a constant that becomes a part of some. Quick: most
/// files do not, and are not parsed.
bool may_concern_sql(std::string_view text, bool is_header);

}  // namespace floodwall::cpp
