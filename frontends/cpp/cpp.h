#pragma once
#include <string_view>

#include "frontends/cpp/syntax.h"
#include "frontends/frontend.h"

namespace floodwall::cpp {

using Parse = Syntax(std::string_view text);

/// The SQL in a file of C or C++, told by its syntax alone: no compilation database, no headers of the
/// system. Never fails. `project` is what the other files say; with an empty one only the file itself is
/// known.
FoundSql find_sql(const SourceFile& file, const FrontendSettings& settings, const host::HostProject& project);

/// The same with another way to read the file, for a test that compares the two readers.
FoundSql find_sql(const SourceFile& file, const FrontendSettings& settings, const host::HostProject& project,
                  Parse* parse);

}  // namespace floodwall::cpp
