#pragma once
#include <string_view>

#include "analyzer/text/migration_identity.h"

namespace floodwall {

/// Where a script stands among the migrations of `tool` (as recognize_migration names it), told by its path
/// and by the comments in which sqitch and yoyo name what must have run before. No tool: no identity.
MigrationIdentity identity_of_script(std::string_view path, std::string_view tool, std::string_view text);

}  // namespace floodwall
