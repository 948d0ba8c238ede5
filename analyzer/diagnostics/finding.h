#pragma once
#include <optional>
#include <string>
#include <vector>

#include "analyzer/diagnostics/fix.h"
#include "analyzer/diagnostics/severity.h"
#include "analyzer/text/span.h"

namespace floodwall {

/// A second place or a further sentence about a finding, in the finding's coordinates.
struct Note {
  std::optional<Span> at;  ///< none: the sentence belongs to the whole finding
  std::string message;
};

/// What a rule found, in SQL coordinates. The engine maps it to the host file once.
struct Finding {
  Span at;
  std::string message;  ///< what happens, with the names from the user's code; no full stop
  std::vector<Note> notes = {};
  std::optional<Fix> fix = {};
  std::optional<Severity> severity = {};  ///< where this one differs from the rule's own
  /// Of a loss of rows: the tables that the statement names, as SQL writes them (`orders`, `app."Order"`).
  std::vector<std::string> tables = {};
  bool takes_columns = false;  ///< it is columns of those that go: the rows stay
  std::string database = {};   ///< of the loss of a whole database: its name as PostgreSQL stores it
};

}  // namespace floodwall
