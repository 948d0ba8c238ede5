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
  /// Where it also speaks for a finding of another rule that is more severe: that rule's id, whose severity
  /// this then is.
  std::string_view raised_by = {};
  Severity own_severity = Severity::Warning;  ///< without that
  FileId file{};
  Span at;  ///< file bytes, not SQL bytes
  std::string message;
  std::vector<Note> notes;   ///< file bytes
  std::optional<Fix> fix;    ///< file bytes; dropped if any edit touches text we cannot rewrite
  std::string said_in = {};  ///< path of the file where it is said once, together with its like; may be empty
  std::uint64_t fingerprint = 0;  ///< survives edits elsewhere in the file; unique within the file
};

}  // namespace floodwall
