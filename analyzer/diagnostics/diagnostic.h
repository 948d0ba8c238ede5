#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/diagnostics/finding.h"
#include "analyzer/text/source_file.h"

namespace floodwall {

/// A finding placed in the user's file: what reporters, editors and the guard see.
struct Diagnostic {
  std::string_view rule;  ///< id; lives as long as the program
  Severity severity = Severity::Warning;
  FileId file{};
  Span at;  ///< file bytes, not SQL bytes
  std::string message;
  std::vector<Note> notes;        ///< file bytes
  std::optional<Fix> fix;         ///< file bytes; dropped if any edit touches text we cannot rewrite
  std::uint64_t fingerprint = 0;  ///< survives edits elsewhere in the file; unique within the file
};

}  // namespace floodwall
