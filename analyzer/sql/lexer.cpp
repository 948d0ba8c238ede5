#include "analyzer/sql/lexer.h"

#include <array>
#include <cstring>

#include "analyzer/base/ascii.h"
#include "analyzer/base/line_end.h"

namespace floodwall {
namespace {

enum CharClass : std::uint8_t {
  char_other,
  char_space,
  char_identifier,
  char_digit,
  char_operator,
  char_self
};

constexpr auto char_classes = [] {
  std::array<std::uint8_t, 256> classes{};
  for (const char c : {' ', '\t', '\n', '\r', '\f', '\v'})
    classes[static_cast<unsigned char>(c)] = char_space;
  for (int c = 'a'; c <= 'z'; ++c) classes[c] = char_identifier;
  for (int c = 'A'; c <= 'Z'; ++c) classes[c] = char_identifier;
  for (int c = 0x80; c <= 0xFF; ++c) classes[c] = char_identifier;
  classes['_'] = char_identifier;
  for (int c = '0'; c <= '9'; ++c) classes[c] = char_digit;
  for (const char c : std::string_view("~!@#^&|`?+-*/%<>="))
    classes[static_cast<unsigned char>(c)] = char_operator;
  for (const char c : std::string_view(",()[].;:")) classes[static_cast<unsigned char>(c)] = char_self;
  return classes;
}();

CharClass class_of(char c) { return static_cast<CharClass>(char_classes[static_cast<unsigned char>(c)]); }
bool starts_identifier(char c) { return class_of(c) == char_identifier; }

constexpr auto identifier_parts = [] {
  std::array<bool, 256> parts{};
  for (std::size_t c = 0; c < parts.size(); ++c)
    parts[c] = char_classes[c] == char_identifier || char_classes[c] == char_digit;
  parts['$'] = true;
  return parts;
}();
bool continues_identifier(char c) { return identifier_parts[static_cast<unsigned char>(c)]; }

}  // namespace

Token Lexer::finish(TokenKind kind, std::uint32_t begin, std::uint32_t end, bool terminated) {
  at_ = end;
  return {kind, terminated, {begin, end}};
}

/// From the quote character at `quote` to its end; the quote doubled stands for itself.
Token Lexer::quoted(std::uint32_t begin, std::uint32_t quote, TokenKind kind, bool backslash_escapes) {
  const char mark = text_[quote];
  const char stops[] = {mark, '\\', '\0'};
  const std::string_view stop(stops, backslash_escapes ? 2 : 1);
  std::size_t at = quote + 1;
  while (true) {
    at = backslash_escapes ? text_.find_first_of(stop, at) : text_.find(mark, at);
    if (at == std::string_view::npos) break;
    if (text_[at] == mark) {
      if (at + 1 < text_.size() && text_[at + 1] == mark) {
        at += 2;
        continue;
      }
      return finish(kind, begin, static_cast<std::uint32_t>(at + 1));
    }
    at += 2;  // a backslash and what it escapes
  }
  return finish(kind, begin, static_cast<std::uint32_t>(text_.size()), false);
}

/// `$` starts $1, $tag$ … $tag$, ${ … } or nothing.
Token Lexer::dollar(std::uint32_t begin) {
  std::uint32_t at = begin + 1;
  const std::uint32_t size = static_cast<std::uint32_t>(text_.size());
  if (at < size && text_[at] == '{') return braces(begin, at);
  if (at < size && class_of(text_[at]) == char_digit) {
    while (at < size && class_of(text_[at]) == char_digit) ++at;
    return finish(TokenKind::Param, begin, at);
  }
  if (at < size && starts_identifier(text_[at])) {
    while (at < size && (starts_identifier(text_[at]) || class_of(text_[at]) == char_digit)) ++at;
  }
  if (size <= at || text_[at] != '$') return finish(TokenKind::Other, begin, begin + 1);
  const std::string_view tag = text_.substr(begin, at + 1 - begin);
  const std::size_t close = text_.find(tag, at + 1);
  if (close == std::string_view::npos) return finish(TokenKind::DollarString, begin, size, false);
  return finish(TokenKind::DollarString, begin, static_cast<std::uint32_t>(close + tag.size()));
}

/// A template from `begin` whose first brace stands at `open`.
Token Lexer::braces(std::uint32_t begin, std::uint32_t open) {
  const char second = open + 1 < text_.size() ? text_[open + 1] : '\0';
  std::string_view close = "}";
  if (begin == open && second == '{') close = "}}";
  if (begin == open && second == '%') close = "%}";
  if (begin == open && second == '#') close = "#}";
  if (close.size() == 1) {  // {name} and ${name} are short and stay on their line
    constexpr std::size_t longest_name = 256;
    const std::string_view near = text_.substr(open, longest_name);
    const std::size_t end = near.find_first_of("}\r\n");
    if (end == std::string_view::npos || near[end] != '}') return finish(TokenKind::Other, begin, begin + 1);
    return finish(TokenKind::Template, begin, open + static_cast<std::uint32_t>(end) + 1);
  }
  const std::size_t end = text_.find(close, open + 2);
  if (end == std::string_view::npos) {
    return finish(TokenKind::Template, begin, static_cast<std::uint32_t>(text_.size()), false);
  }
  return finish(TokenKind::Template, begin, static_cast<std::uint32_t>(end + close.size()));
}

Token Lexer::block_comment(std::uint32_t begin) {
  std::size_t at = begin + 2;
  for (int depth = 1; depth != 0;) {
    at = text_.find_first_of("*/", at);
    if (at == std::string_view::npos || at + 1 == text_.size()) {
      return finish(TokenKind::Comment, begin, static_cast<std::uint32_t>(text_.size()), false);
    }
    const bool closes = text_[at] == '*' && text_[at + 1] == '/';
    const bool opens = text_[at] == '/' && text_[at + 1] == '*';
    depth += opens ? 1 : closes ? -1 : 0;
    at += opens || closes ? 2 : 1;
  }
  return finish(TokenKind::Comment, begin, static_cast<std::uint32_t>(at));
}

Token Lexer::number(std::uint32_t begin) {
  const std::uint32_t size = static_cast<std::uint32_t>(text_.size());
  std::uint32_t at = begin;
  const auto digits = [&] {
    while (at < size && (class_of(text_[at]) == char_digit || text_[at] == '_')) ++at;
  };
  if (text_[at] == '0' && at + 1 < size && std::strchr("xXoObB", text_[at + 1]) != nullptr) {
    at += 2;
    while (at < size && (class_of(text_[at]) == char_digit || class_of(text_[at]) == char_identifier)) ++at;
    return finish(TokenKind::Number, begin, at);
  }
  digits();
  if (at < size && text_[at] == '.' && !(at + 1 < size && text_[at + 1] == '.')) {
    ++at;
    digits();
  }
  if (at < size && (text_[at] == 'e' || text_[at] == 'E')) {
    std::uint32_t exponent = at + 1;
    if (exponent < size && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
    if (exponent < size && class_of(text_[exponent]) == char_digit) {
      at = exponent;
      digits();
    }
  }
  return finish(TokenKind::Number, begin, at);
}

Token Lexer::next() {
  const std::uint32_t size = static_cast<std::uint32_t>(text_.size());
  while (at_ < size && class_of(text_[at_]) == char_space) ++at_;
  if (size <= at_) return {TokenKind::End, true, {size, size}};

  const std::uint32_t begin = at_;
  const char c = text_[begin];
  switch (class_of(c)) {
    case char_identifier: {
      if (peek(1) == '\'' && std::strchr("eEbBxXnN", c) != nullptr) {
        return quoted(begin, begin + 1, TokenKind::String, c == 'e' || c == 'E');
      }
      if ((c == 'u' || c == 'U') && peek(1) == '&' && (peek(2) == '\'' || peek(2) == '"')) {
        return quoted(begin, begin + 2, peek(2) == '"' ? TokenKind::QuotedIdentifier : TokenKind::String,
                      false);
      }
      const char* const text = text_.data();
      std::uint32_t at = begin + 1;
      while (at < size && continues_identifier(text[at]) &&
             (text[at] != '$' || size <= at + 1 || text[at + 1] != '{'))
        ++at;
      return finish(TokenKind::Word, begin, at);
    }
    case char_digit:
      return number(begin);
    case char_operator: {
      if (c == '-' && peek(1) == '-')
        return finish(TokenKind::Comment, begin, static_cast<std::uint32_t>(line_end(text_, begin)));
      if (c == '/' && peek(1) == '*') return block_comment(begin);
      std::uint32_t at = begin + 1;
      while (at < size && class_of(text_[at]) == char_operator) {
        const std::string_view pair = text_.substr(at, 2);
        if (pair == "--" || pair == "/*") break;
        ++at;
      }
      return finish(TokenKind::Operator, begin, at);
    }
    case char_self:
      if (c == ':' && (peek(1) == ':' || peek(1) == '='))
        return finish(TokenKind::Operator, begin, begin + 2);
      if (c == '.' && class_of(peek(1)) == char_digit) return number(begin);
      return finish(TokenKind::Punctuation, begin, begin + 1);
    case char_space:
    case char_other:
      break;
  }
  if (c == '\'') return quoted(begin, begin, TokenKind::String, !standard_conforming_strings_);
  if (c == '"') return quoted(begin, begin, TokenKind::QuotedIdentifier, false);
  if (c == '$') return dollar(begin);
  if (c == '{') return braces(begin, begin);
  if (c == '\\') return finish(TokenKind::Backslash, begin, begin + 1);
  return finish(TokenKind::Other, begin, begin + 1);
}

std::vector<Token> significant_tokens(std::string_view text, std::uint32_t offset) {
  std::vector<Token> tokens;
  Lexer lexer(text);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    if (token.kind == TokenKind::Comment) continue;
    token.at = {token.at.begin + offset, token.at.end + offset};
    tokens.push_back(token);
  }
  return tokens;
}

bool is_word(std::string_view text, std::string_view lower_case_word) {
  if (text.size() != lower_case_word.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (ascii_lower(text[i]) != lower_case_word[i]) return false;
  }
  return true;
}

std::string identifier_of(std::string_view token) {
  if (token.size() < 2 || token.front() != '"' || token.back() != '"') return lower_case(token);
  std::string name;
  for (std::size_t i = 1; i + 1 < token.size(); ++i) {
    name += token[i];
    if (token[i] == '"') ++i;
  }
  return name;
}

std::string lower_case(std::string_view text) { return ascii_lower(text); }

}  // namespace floodwall
