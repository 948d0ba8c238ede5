#pragma once
#include <string>
#include <string_view>

#include "analyzer/base/result.h"

namespace floodwall {

/// Replaces the content of `path` in one step: whoever reads it sees the old text or the new one. Keeps the
/// mode of an existing file and follows symbolic links. What is no regular file (/dev/null, a pipe) is
/// written to directly.
Result<void> write_file(const std::string& path, std::string_view text);

/// Writes all of it to an open descriptor; the errno if that fails, else 0.
int write_all(int descriptor, std::string_view text);

}  // namespace floodwall
