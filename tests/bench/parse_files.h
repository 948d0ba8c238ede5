#pragma once
#include <tree_sitter/api.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

/// What tree-sitter alone makes of many files: the limit that the frontends are measured against.
struct ParsedFiles {
  std::size_t files = 0;
  std::size_t bytes = 0;
};

/// Reads each file below a folder whose path is wanted, parses those whose text is wanted, too, on so many
/// threads, and looks at nothing. Both questions are asked from all threads.
ParsedFiles parse_files(
    const std::filesystem::path& folder, int threads, const TSLanguage* language,
    const std::function<bool(const std::string& path)>& wants_path,
    const std::function<bool(const std::string& path, std::string_view text)>& wants_text);
