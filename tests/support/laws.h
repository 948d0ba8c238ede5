#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/lint.h"

namespace floodwall {

// Laws that hold for every text, whoever wrote it (tests/properties_test.cpp, tests/fuzz). Each function says
// in what way the text breaks its law; an empty list is the good answer.

using Violations = std::vector<std::string>;

/// A place lies inside the text and on character boundaries, and is not empty; messages are one line without
/// a full stop; a fix has edits inside the text, sorted, without overlap, that change something.
Violations break_place_law(std::string_view text, const LintOptions& options);

/// A fix removes its finding, or at least makes it another one; all fixes together come to an end within
/// three passes; what PostgreSQL could parse it still can; a safe fix leaves every other statement as it is,
/// byte for byte.
Violations break_fix_law(std::string_view text, const LintOptions& options);

/// The maps of the frontend, of literals, of routine bodies and of dynamic SQL: pieces in order and without
/// gaps, verbatim bytes are equal on both sides, `locate` stays inside the host, `editable` means that the
/// bytes are equal. Holes lie in their text, in order; comments and routines of the host in the file.
Violations break_map_law(std::string_view text, const LintOptions& options);

/// CRLF or LF, and with a comment at the end: the same rules on the same lines.
Violations break_layout_law(std::string_view text, const LintOptions& options);

/// A suppression above a statement takes away the findings of that rule in that statement, nothing else, and
/// is not called unused.
Violations break_suppression_law(std::string_view text, const LintOptions& options);

/// Fingerprints are unique in a file, and a blank line on top does not change them.
Violations break_fingerprint_law(std::string_view text, const LintOptions& options);

/// "12:truncate-cascade 14:drop-table", by line and rule.
std::string lines_and_rules(std::string_view text, const std::vector<Diagnostic>& found);
/// Everything that a report could show of it.
std::string print_all(std::string_view text, const FileAnalysis& analysis);

/// For fuzzing: prints the violations and aborts if there are any.
void require_none(const Violations& violations);

bool is_valid_utf8(std::string_view text);

}  // namespace floodwall
