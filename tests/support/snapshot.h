#pragma once
#include <string>
#include <string_view>

namespace floodwall {

/// Fails the running test unless `text` is, byte for byte, what tests/snapshots/<name> holds.
/// With UPDATE=1 in the environment the file is written instead. Names the first line that differs.
void expect_snapshot(const std::string& name, std::string_view text);

}  // namespace floodwall
