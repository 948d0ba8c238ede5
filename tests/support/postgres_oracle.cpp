#include "tests/support/postgres_oracle.h"

#include <pg_query.h>

#include <algorithm>

#include "analyzer/sql/lexer.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/routine_body.h"
#include "analyzer/sql/script.h"

namespace floodwall {
namespace {

/// From the first to the last token; nothing if there is none.
std::optional<Span> tokens_of(const std::string& sql, std::uint32_t begin, std::uint32_t end) {
  const std::vector<Token> tokens =
      significant_tokens(std::string_view(sql).substr(begin, end - begin), begin);
  if (tokens.empty()) return std::nullopt;
  return Span{tokens.front().at.begin, tokens.back().at.end};
}

std::optional<std::vector<Span>> spans_of(const std::string& sql, PgQuerySplitResult result) {
  std::optional<std::vector<Span>> spans;
  if (result.error == nullptr) {
    spans.emplace();
    for (int i = 0; i < result.n_stmts; ++i) {
      const PgQuerySplitStmt& statement = *result.stmts[i];
      const std::uint32_t begin = static_cast<std::uint32_t>(statement.stmt_location);
      const std::uint32_t end = statement.stmt_len == 0
                                    ? static_cast<std::uint32_t>(sql.size())
                                    : begin + static_cast<std::uint32_t>(statement.stmt_len);
      if (const std::optional<Span> span = tokens_of(sql, begin, std::min<std::uint32_t>(end, sql.size()))) {
        spans->push_back(*span);
      }
    }
  }
  pg_query_free_split_result(result);
  return spans;
}

}  // namespace

std::optional<std::vector<Span>> scanner_split(const std::string& sql) {
  return spans_of(sql, pg_query_split_with_scanner(sql.c_str()));
}

std::optional<std::vector<Span>> parser_split(const std::string& sql) {
  return spans_of(sql, pg_query_split_with_parser(sql.c_str()));
}

bool postgres_accepts(std::string_view sql) {
  StatementParser parser;
  const std::expected<const Node*, SyntaxError> tree = parser.parse(sql);
  if (!tree) return false;
  if (*tree == nullptr) return true;
  const std::optional<RoutineBody> body = routine_body(**tree, sql);
  if (!body || body->language != "sql") return true;
  const std::vector<StatementText> statements =
      split_script(body->text, {.is_psql_script = false}).statements;
  return std::ranges::all_of(statements, [&](const StatementText& statement) {
    return parser.parse(slice(body->text, statement.at)).has_value();
  });
}

std::string without_psql(std::string_view script) {
  std::string text(script);
  bool in_copy_data = false;
  bool in_dollar_quote = false;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    const std::string lower = lower_case(line);
    bool blank = false;
    if (in_copy_data) {
      blank = true;
      in_copy_data = !line.starts_with("\\.");
    } else if (!in_dollar_quote && line.starts_with('\\')) {
      blank = true;
    } else if (lower.starts_with("copy ") && lower.find("from stdin") != std::string::npos) {
      in_copy_data = line.find(';') != std::string_view::npos;
    }
    for (std::size_t at = line.find("$$"); at != std::string_view::npos; at = line.find("$$", at + 2)) {
      in_dollar_quote = !in_dollar_quote;
    }
    if (blank)
      std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin),
                text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
    begin = end + 1;
  }
  return text;
}

}  // namespace floodwall
