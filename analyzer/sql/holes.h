#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/sql/parse.h"
#include "analyzer/text/sql_fragment.h"

namespace floodwall {

/// Parts of a statement that PostgreSQL's grammar has no word for, because a driver, psql or a template
/// engine replaces them first: {{ x }}, {% … %}, ${x}, {x}, :x, :'x', :"x", ?, %s, %(x)s. Only outside of
/// literals, quoted identifiers and comments. Most of these characters are operators, too: ask only for a
/// text that does not parse as it stands. Spans are bytes of `text`.
std::vector<Hole> find_placeholders(std::string_view text);

struct ParsedWithHoles {
  std::expected<const Node*, SyntaxError> tree;
  std::vector<Hole> holes;   ///< what was taken for a hole, the given ones included
  std::string sql;           ///< the text that was parsed: of equal length, words stand in for the holes
  bool is_skeleton = false;  ///< only the verb and the behaviour are certain: nothing to base a fix on
};

/// Parses a statement with holes by putting words of the same length in their place, so that every location
/// still holds: a name first, then nothing, then a value, wherever PostgreSQL stops. If nothing parses, what
/// is certain is kept: a TRUNCATE or DROP and whether it says CASCADE. `known` are the holes that a frontend
/// found.
ParsedWithHoles parse_with_holes(StatementParser& parser, std::string_view text, std::vector<Hole> known,
                                 ParseOptions options);

}  // namespace floodwall
