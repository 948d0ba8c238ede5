#pragma once
#include <string_view>

/// Whether a text looks like SQL, told by its words alone: no frontend knows what SQL means.
namespace floodwall::host {

/// Begins with a word that a statement can begin with (behind comments and parentheses), or with nothing that
/// can be told, as a hole. Enough where a text is handed to a database.
bool may_be_sql(std::string_view text);

/// Has what tells a statement from a sentence: the words that belong to its verb ("DELETE FROM", "UPDATE x
/// SET"), in upper case or with signs that prose does not have. For texts that are handed to nobody we know.
bool has_shape_of_sql(std::string_view text);

/// Whether a word that every SQL text has may stand anywhere in a file: a quick look before it is parsed.
bool may_hold_sql(std::string_view file);

}  // namespace floodwall::host
