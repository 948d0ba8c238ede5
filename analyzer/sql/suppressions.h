#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/span.h"

namespace floodwall {

/// How far a suppression comment reaches.
enum class SuppressionScope : std::uint8_t {
  Statement,  ///< the statement it stands in, or those on its line, or else the next one
  Region,     ///< from here to the matching end, or to the end of the text
  Text,       ///< the whole text
};

/// A comment that asks for silence, ours or another linter's:
///   -- floodwall: ignore truncate-cascade, drop-column  the table is rebuilt nightly
///   -- floodwall: ignore-file       -- floodwall: ignore-start drop-table … -- floodwall: ignore-end
///   -- squawk-ignore ban-drop-table, prefer-text-field -- why                    -- squawk-ignore-file
///   -- pgls-ignore lint/safety/banDropTable: why    -- pgls-ignore-start … / -end …   -- pgls-ignore-all …
/// It may be a `/* … */` too, it begins a line of its comment or follows a ` -- ` in it.
struct Suppression {
  Span at;     ///< the comment
  Span reach;  ///< findings that begin in here are silenced
  SuppressionScope scope = SuppressionScope::Statement;
  std::string tool;                ///< "floodwall", "squawk" or "pgls"
  std::vector<std::string> names;  ///< rule names as that tool spells them; empty: every rule
  std::vector<Span> name_spans;    ///< where each of `names` stands
  std::string reason;
};

/// `comments` and `statements` as split_script found them, both sorted. The result is in the order of the
/// comments. Names are separated by commas; a colon, ` - `, ` -- `, two blanks or a further word ends them
/// and begins the reason.
std::vector<Suppression> find_suppressions(std::string_view text, std::span<const Span> comments,
                                           std::span<const Span> statements);

}  // namespace floodwall
