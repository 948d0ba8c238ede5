#pragma once
#include <string>
#include <string_view>

namespace floodwall {

/// PostgreSQL's raw parse tree of `sql` as indented JSON, for people who write rules; or one line that says
/// why there is none. Takes texts of up to 64 KB: the printer recurses as deep as the tree.
std::string ast_text(std::string_view sql);

}  // namespace floodwall
