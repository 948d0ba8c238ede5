#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/base/result.h"

namespace floodwall {

constexpr std::uint64_t default_max_file_size = 64 << 20;
constexpr std::uint64_t greatest_max_file_size = 1 << 30;  // offsets have 32 bits

/// The text of a regular file, or why it is none, as "cannot be read: …" or "is …": a sentence for after the
/// path. Never waits: a FIFO or a device is refused. Text need not be valid UTF-8, but UTF-16 and NUL bytes
/// are refused.
Result<std::string> read_file(const std::string& path, std::uint64_t max_size = default_max_file_size);

/// The bytes of a regular file, whatever they are.
Result<std::string> read_bytes(const std::string& path, std::uint64_t max_size = greatest_max_file_size);

/// As `read_file` for standard input, whatever that is connected to.
Result<std::string> read_standard_input(std::uint64_t max_size = default_max_file_size);

/// "64 MB", "1.5 KB", "12 bytes".
std::string size_text(std::uint64_t bytes);

}  // namespace floodwall
