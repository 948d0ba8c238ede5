#pragma once
#include <expected>
#include <string>
#include <string_view>

#include "analyzer/sql/nodes.h"
#include "analyzer/text/span.h"

namespace floodwall {

/// PostgreSQL's own words about a text it cannot parse.
struct SyntaxError {
  Span at;  ///< the token it stopped at, in the parsed text
  std::string message;
};

struct ParseOptions {
  bool backslash_quotes = false;  ///< as with standard_conforming_strings = off
};

/// Parses one statement after the other with PostgreSQL's grammar and owns the latest tree.
///
/// The tree of a statement lives until the next `parse` or the end of the parser; node locations are byte
/// offsets into the text given to `parse`. Belongs to the thread that made it: PostgreSQL's memory contexts
/// are thread-local.
class StatementParser {
 public:
  StatementParser();
  ~StatementParser();
  StatementParser(const StatementParser&) = delete;
  StatementParser& operator=(const StatementParser&) = delete;

  /// The statement's node; nullptr for a text without a statement (white space, comments).
  std::expected<const Node*, SyntaxError> parse(std::string_view text, ParseOptions options = {});

 private:
  MemoryContext arena_;
  std::string buffer_;  ///< `text` with the final NUL that the scanner wants
};

/// The grammar this program was built with, e.g. "18.0.0" and 18.
std::string_view libpg_query_version();
int grammar_major();

}  // namespace floodwall
