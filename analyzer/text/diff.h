#pragma once
#include <string>
#include <string_view>

namespace floodwall {

/// How to get from `before` to `after`, as `diff -u` says it and `patch -p0` takes it: three lines of
/// context, line endings kept as they are. Empty if the texts are equal. Not always the shortest diff, but
/// always a correct one, and its time grows with the texts and with the size of each single change, not with
/// the number of changes.
std::string unified_diff(std::string_view path, std::string_view before, std::string_view after);

}  // namespace floodwall
