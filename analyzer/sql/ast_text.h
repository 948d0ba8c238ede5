#pragma once
#include <string>
#include <string_view>

#include "analyzer/base/result.h"

namespace floodwall {

/// PostgreSQL's raw parse tree of `sql` as indented JSON, for people who write rules; or one line that says
/// why there is none. Takes texts of up to 64 KB and trees of up to 200 levels: the printer recurses.
Result<std::string> ast_text(std::string_view sql);

}  // namespace floodwall
