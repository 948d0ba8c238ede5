#include "analyzer/catalog/replay/statement_text.h"

#include "analyzer/sql/keywords.h"

namespace floodwall {
namespace {

bool is_at(std::string_view sql, int begin) {
  return 0 <= begin && static_cast<std::size_t>(begin) < sql.size();
}

/// +1 for an opening, -1 for a closing parenthesis or bracket.
int depth_step(std::string_view sql, const Token& token) {
  if (token.kind != TokenKind::Punctuation) return 0;
  const char sign = sql[token.at.begin];
  if (sign == '(' || sign == '[') return 1;
  return sign == ')' || sign == ']' ? -1 : 0;
}

bool is_sign(std::string_view sql, const Token& token, char sign) {
  return token.kind == TokenKind::Punctuation && sql[token.at.begin] == sign;
}

bool is_name(const Token& token) {
  return token.kind == TokenKind::Word || token.kind == TokenKind::QuotedIdentifier;
}

std::string_view cut(std::string_view sql, std::uint32_t begin, std::uint32_t end) {
  return begin < end ? sql.substr(begin, end - begin) : std::string_view();
}

Token next_significant(Lexer& lexer) {
  Token token = lexer.next();
  while (token.kind == TokenKind::Comment) token = lexer.next();
  return token;
}

/// The end of the parentheses that the lexer is about to open.
std::uint32_t end_of_group(std::string_view sql, Lexer& lexer) {
  int depth = 0;
  for (Token token = next_significant(lexer); token.kind != TokenKind::End; token = next_significant(lexer)) {
    depth += depth_step(sql, token);
    if (depth <= 0) return token.at.end;
  }
  return static_cast<std::uint32_t>(sql.size());
}

}  // namespace

std::string_view element_at(std::string_view sql, int begin) {
  if (!is_at(sql, begin)) return {};
  Lexer lexer(sql, static_cast<std::uint32_t>(begin));
  int depth = 0;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  for (Token token = next_significant(lexer); token.kind != TokenKind::End; token = next_significant(lexer)) {
    depth += depth_step(sql, token);
    if (depth < 0 || (depth == 0 && (is_sign(sql, token, ',') || is_sign(sql, token, ';')))) break;
    if (last == 0) first = token.at.begin;
    last = token.at.end;
  }
  return cut(sql, first, last);
}

std::string_view behind_word(std::string_view text, std::string_view word) {
  Lexer lexer(text);
  int depth = 0;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  bool is_found = false;
  for (Token token = next_significant(lexer); token.kind != TokenKind::End; token = next_significant(lexer)) {
    depth += depth_step(text, token);
    if (is_found) {
      if (depth == 0 && is_sign(text, token, ';')) break;
      if (last == 0) first = token.at.begin;
      last = token.at.end;
    } else if (depth == 0 && token.kind == TokenKind::Word && is_word(slice(text, token.at), word)) {
      is_found = true;
    }
  }
  return cut(text, first, last);
}

std::string_view first_parentheses(std::string_view text) {
  Lexer lexer(text);
  for (Token token = next_significant(lexer); token.kind != TokenKind::End; token = next_significant(lexer)) {
    if (!is_sign(text, token, '(')) continue;
    Lexer again(text, token.at.begin);
    return cut(text, token.at.begin, end_of_group(text, again));
  }
  return {};
}

std::string_view behind_name(std::string_view sql, int begin) {
  if (!is_at(sql, begin)) return {};
  Lexer lexer(sql, static_cast<std::uint32_t>(begin));
  std::uint32_t end = next_significant(lexer).at.end;
  for (;;) {
    if (!is_sign(sql, next_significant(lexer), '.')) break;
    end = next_significant(lexer).at.end;
  }
  const std::vector<Token> rest = significant_tokens(sql.substr(end), end);
  std::size_t count = rest.size();
  if (0 < count && is_sign(sql, rest.back(), ';')) --count;
  return count == 0 ? std::string_view() : cut(sql, rest.front().at.begin, rest[count - 1].at.end);
}

std::vector<std::string_view> comma_parts(std::string_view sql) {
  std::vector<std::string_view> parts;
  Lexer lexer(sql);
  int depth = 0;
  std::uint32_t begin = 0;
  for (Token token = next_significant(lexer); token.kind != TokenKind::End; token = next_significant(lexer)) {
    depth += depth_step(sql, token);
    if (depth != 0 || !is_sign(sql, token, ',')) continue;
    parts.push_back(cut(sql, begin, token.at.begin));
    begin = token.at.end;
  }
  parts.push_back(sql.substr(begin));
  return parts;
}

std::string_view partition_key_at(std::string_view sql, int location) {
  if (!is_at(sql, location)) return {};
  const std::string_view key = behind_word(sql.substr(static_cast<std::size_t>(location)), "by");
  Lexer lexer(key);
  next_significant(lexer);  // RANGE, LIST or HASH
  return key.substr(0, end_of_group(key, lexer));
}

std::string partition_bound_at(std::string_view sql, int location) {
  if (!is_at(sql, location)) return {};
  const std::string_view bound = sql.substr(static_cast<std::size_t>(location));
  Lexer lexer(bound);
  const std::string_view first = slice(bound, next_significant(lexer).at);
  if (is_word(first, "default")) return std::string(first);
  std::uint32_t end = end_of_group(bound, lexer);
  if (is_word(slice(bound, next_significant(lexer).at), "to")) end = end_of_group(bound, lexer);
  return "FOR VALUES " + std::string(bound.substr(0, end));
}

bool mentions(std::string_view text, std::string_view name) {
  for (const Token& token : significant_tokens(text)) {
    const std::string_view word = slice(text, token.at);
    if (is_name(token) && identifier_of(word) == name) return true;
    if (token.kind == TokenKind::String && 2 < word.size() && word != text &&
        mentions(word.substr(1, word.size() - 2), name))
      return true;
  }
  return false;
}

std::string with_name_replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string replaced;
  std::uint32_t done = 0;
  for (const Token& token : significant_tokens(text)) {
    if (!is_name(token) || identifier_of(slice(text, token.at)) != from) continue;
    replaced += text.substr(done, token.at.begin - done);
    replaced += quoted_identifier(to);
    done = token.at.end;
  }
  return replaced += text.substr(done);
}

}  // namespace floodwall
