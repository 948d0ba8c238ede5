#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/sql/lexer.h"

namespace floodwall {

// Pieces of a statement's text that the parse tree has no end for. All spans are cut without the white space
// around them; a place that is not in the text yields nothing.

/// From `begin` to the comma, parenthesis or semicolon that ends what stands there.
std::string_view element_at(std::string_view sql, int begin);

/// What stands behind the first `word` (lower case) that is in no parentheses, to the end of `text`.
std::string_view behind_word(std::string_view text, std::string_view word);

/// The parentheses that open first in `text`, with what is in them.
std::string_view first_parentheses(std::string_view text);

/// What stands behind the possibly qualified name that begins at `begin`.
std::string_view behind_name(std::string_view sql, int begin);

/// A statement's parts between commas that are in no parentheses: the actions of ALTER TABLE.
std::vector<std::string_view> comma_parts(std::string_view sql);

/// PARTITION BY, from its location: "RANGE (day)".
std::string_view partition_key_at(std::string_view sql, int location);
/// A partition's bound, from its location, which is behind FOR VALUES: "FOR VALUES IN ('a')", "DEFAULT".
std::string partition_bound_at(std::string_view sql, int location);

/// Whether `text` calls or names `name`: as an identifier, or as one of the names in a string constant such
/// as that of nextval('s').
bool mentions(std::string_view text, std::string_view name);

/// `text` with each identifier `from` spelled as `to`.
std::string with_name_replaced(std::string_view text, std::string_view from, std::string_view to);

}  // namespace floodwall
