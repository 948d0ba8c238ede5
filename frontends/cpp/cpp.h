#pragma once
#include <string_view>

#include "frontends/frontend.h"

namespace floodwall::cpp {

/// The SQL in a file of C or C++, told by its syntax alone: no compilation database, no headers of the
/// system. Never fails. `project` is what the other files say; with an empty one only the file itself is
/// known.
FoundSql find_sql(const SourceFile& file, const FrontendSettings& settings, const host::HostProject& project);

}  // namespace floodwall::cpp
