#pragma once
#include <cstdint>
#include <string_view>

/// Whether a text looks like SQL, told by its words alone: no frontend knows what SQL means.
namespace floodwall::host {

/// What a text must show before it is taken for SQL.
enum class Evidence : std::uint8_t {
  /// Begins with a word that a statement can begin with (behind comments and parentheses), or with a hole.
  /// Enough where a text is handed to a database.
  Verb,
  /// That word is in capitals, or the text has the shape. Enough where it is probably a database.
  VerbInCapitals,
  /// Has the words that belong to its verb ("DELETE FROM", "UPDATE x SET"), in capitals or with signs that
  /// prose
  /// does not have. For texts that are handed to nobody we know.
  Shape,
};
bool looks_like_sql(std::string_view text, Evidence wanted);

/// Whether a text begins with a statement's verb, in any case, and white space behind it. Quick.
bool begins_with_verb(std::string_view text);

}  // namespace floodwall::host
