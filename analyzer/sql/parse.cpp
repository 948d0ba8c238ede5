#include "analyzer/sql/parse.h"

#include <algorithm>
#include <cstring>

#include "analyzer/sql/lexer.h"
#include "analyzer/text/utf8.h"

extern "C" {
#include "pg_query.h"
#if __has_include("pg_query/pg_query_internal.h")
#include "pg_query/pg_query_internal.h"
#else
#include "pg_query_internal.h"
#endif
#undef foreach
}

namespace floodwall {
namespace {

/// Bytes of the first `count` characters as PostgreSQL counts them: by lead byte alone (pg_utf_mblen), so
/// that invalid UTF-8 still yields a place.
std::uint32_t bytes_of_characters(std::string_view text, int count) {
  std::uint32_t at = 0;
  for (int i = 0; i < count && at < text.size(); ++i) {
    at += length_by_lead_byte(text[at]);
  }
  return std::min(at, static_cast<std::uint32_t>(text.size()));
}

/// PostgreSQL quotes the token it stopped at, and an open literal reaches to the end of the text.
std::string one_line(std::string_view message) {
  const std::size_t line_end = message.find_first_of("\r\n");
  if (line_end == std::string_view::npos) return std::string(message);
  return std::string(message.substr(0, line_end)) + "…\"";
}

SyntaxError syntax_error(const PgQueryError& error, std::string_view text) {
  const std::uint32_t at = bytes_of_characters(text, std::max(error.cursorpos - 1, 0));
  Lexer lexer(text, at);
  const Token token = lexer.next();
  Span span = token.at;
  if (token.kind == TokenKind::End) {  // "at end of input": point at the last token there is
    const std::vector<Token> tokens = significant_tokens(text);
    span = tokens.empty() ? Span{at, at} : tokens.back().at;
  } else if (!token.terminated) {  // an open quote: its first line, not the rest of the file
    const std::size_t line_end = text.find_first_of("\r\n", span.begin);
    if (line_end != std::string_view::npos) span.end = static_cast<std::uint32_t>(line_end);
  }
  return {span, one_line(error.message == nullptr ? "syntax error" : error.message)};
}

}  // namespace

StatementParser::StatementParser() : arena_(pg_query_enter_memory_context()) {}

StatementParser::~StatementParser() { pg_query_exit_memory_context(arena_); }

std::expected<const Node*, SyntaxError> StatementParser::parse(std::string_view text, ParseOptions options) {
  if (const std::size_t nul = text.find('\0');
      nul != std::string_view::npos) {  // the C string would end there
    const auto at = static_cast<std::uint32_t>(nul);
    return std::unexpected(SyntaxError{{at, at + 1}, "a NUL byte is no part of SQL"});
  }
  MemoryContextReset(arena_);
  MemoryContextSwitchTo(arena_);
  buffer_.assign(text);
  const int mode =
      options.backslash_quotes ? PG_QUERY_DISABLE_STANDARD_CONFORMING_STRINGS : PG_QUERY_PARSE_DEFAULT;
  const PgQueryInternalParsetreeAndError result = pg_query_raw_parse(buffer_.c_str(), mode);
  std::free(result.stderr_buffer);
  if (result.error != nullptr) {
    SyntaxError error = syntax_error(*result.error, text);
    pg_query_free_error(result.error);
    return std::unexpected(std::move(error));
  }
  const RawStmt* raw = node_cast<RawStmt>(element_of(result.tree, 0));
  return raw == nullptr ? nullptr : raw->stmt;
}

std::string_view libpg_query_version() { return FLOODWALL_LIBPG_QUERY_VERSION; }
int grammar_major() { return FLOODWALL_PG_MAJOR; }

}  // namespace floodwall
