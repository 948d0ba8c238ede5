#include "frontends/python/reader/tokens.h"

#include <algorithm>
#include <array>

namespace floodwall::python {
namespace {

using Kind = Token::Kind;

constexpr std::uint32_t largest_indent = 255;  // tree-sitter's scanner keeps a byte

enum class Class : std::uint8_t { Other, Letter, Digit, Sign, Wide };

constexpr std::array<Class, 256> classes = [] {
  std::array<Class, 256> table{};
  for (int c = 'a'; c <= 'z'; ++c) table[c] = table[c - 0x20] = Class::Letter;
  for (int c = '0'; c <= '9'; ++c) table[c] = Class::Digit;
  table['_'] = Class::Letter;
  for (const char c : std::string_view("()[]{}:,.;=+-*/%@&|^~<>!"))
    table[static_cast<unsigned char>(c)] = Class::Sign;
  for (int c = 0x80; c <= 0xFF; ++c) table[c] = Class::Wide;
  return table;
}();

Class class_of(char c) { return classes[static_cast<unsigned char>(c)]; }
bool is_in_word(char c) { return class_of(c) == Class::Letter || class_of(c) == Class::Digit; }

bool is_keyword(std::uint64_t code) {
  switch (code) {
    case code_of("and"):
    case code_of("as"):
    case code_of("assert"):
    case code_of("async"):
    case code_of("await"):
    case code_of("break"):
    case code_of("class"):
    case code_of("continue"):
    case code_of("def"):
    case code_of("del"):
    case code_of("elif"):
    case code_of("else"):
    case code_of("except"):
    case code_of("finally"):
    case code_of("for"):
    case code_of("from"):
    case code_of("global"):
    case code_of("if"):
    case code_of("import"):
    case code_of("in"):
    case code_of("is"):
    case code_of("lambda"):
    case code_of("nonlocal"):
    case code_of("not"):
    case code_of("or"):
    case code_of("pass"):
    case code_of("raise"):
    case code_of("return"):
    case code_of("try"):
    case code_of("while"):
    case code_of("with"):
    case code_of("yield"):
    case code_of("None"):
    case code_of("True"):
    case code_of("False"):
      return true;
    default:
      return false;
  }
}

bool is_prefix(std::string_view word) {
  return word.size() <= 2 && word.find_first_not_of("rRbBuUfFtT") == std::string_view::npos;
}

}  // namespace

Tokens::Tokens(std::string_view text) : text_(text) {
  if (text.find('\0') != std::string_view::npos || !begin_line()) return;
  now_ = lex();
}

void Tokens::advance() {
  if (is(Kind::Wrong) || is(Kind::End)) return;
  last_end_ = now_.at.end;
  if (is(Kind::LineEnd) && !begin_line()) {
    fail();
    return;
  }
  now_ = lex();
}

/// Goes to the first byte of the next line that is neither empty nor a comment. False: it is no such line.
bool Tokens::begin_line() {
  between_.clear();
  next_between_ = 0;
  std::uint32_t indent = 0;
  for (;; ++position_) {
    switch (byte(position_)) {
      case ' ':
        ++indent;
        break;
      case '\t':
        indent += 8;
        break;
      case '\r':
        if (byte(position_ + 1) != '\n') return false;
        break;
      case '\n':
      case '\f':
        indent = 0;
        break;
      case '#':
        skip_comment();
        between_.push_back({indent, position_});
        indent = 0;
        --position_;
        break;
      case '\\':
        return false;
      case '\0':
        if (position_ < text_.size()) return false;
        line_indent_ = 0;
        return true;
      default:
        line_indent_ = indent;
        return indent <= largest_indent;
    }
  }
}

void Tokens::skip_comment() {
  const std::uint32_t begin = position_;
  position_ = static_cast<std::uint32_t>(std::min(text_.find('\n', position_), text_.size()));
  comments_.push_back({begin, position_});
}

Token Tokens::made(Kind kind, std::uint32_t begin, std::uint32_t end, std::uint64_t code) {
  position_ = end;
  return {kind, {begin, end}, code};
}

Token Tokens::lex() {
  for (;; ++position_) {
    const char c = byte(position_);
    switch (class_of(c)) {
      case Class::Letter:
        return word(position_);
      case Class::Digit:
        return number(position_);
      case Class::Sign:
        return c == '.' && class_of(byte(position_ + 1)) == Class::Digit ? number(position_)
                                                                         : sign(position_);
      case Class::Wide:
        return wrong();
      case Class::Other:
        break;
    }
    switch (c) {
      case ' ':
      case '\t':
      case '\f':
        continue;
      case '\\':
        if (byte(position_ + 1) == '\r') ++position_;
        if (byte(++position_) != '\n') return wrong();
        continue;
      case '\r':
        if (byte(position_ + 1) != '\n') return wrong();
        continue;
      case '#':
        skip_comment();
        if (brackets_ == 0) return {Kind::LineEnd, {position_, position_}, 0};
        --position_;
        continue;
      case '\n':
        if (brackets_ == 0) return {Kind::LineEnd, {last_end_, last_end_}, 0};
        continue;
      case '\'':
      case '"':
        return quote(position_, position_);
      case '\0':
        if (position_ < text_.size() || brackets_ != 0) return wrong();
        if (!is(Kind::LineEnd) && last_end_ != 0) return {Kind::LineEnd, {last_end_, last_end_}, 0};
        return {Kind::End, {position_, position_}, 0};
      default:
        return wrong();
    }
  }
}

Token Tokens::word(std::uint32_t begin) {
  std::uint32_t end = begin + 1;
  while (is_in_word(byte(end))) ++end;
  const char next = byte(end);
  if (class_of(next) == Class::Wide) return wrong();
  const std::string_view word = slice(text_, {begin, end});
  if ((next == '"' || next == '\'')) return is_prefix(word) ? quote(begin, end) : wrong();
  const std::uint64_t code = code_of(word);
  return is_keyword(code) ? made(Kind::Keyword, begin, end, code) : made(Kind::Name, begin, end);
}

Token Tokens::number(std::uint32_t begin) {
  std::uint32_t end = begin;
  const bool is_hexadecimal = byte(begin) == '0' && (byte(begin + 1) | 0x20) == 'x';
  while (is_in_word(byte(end)) || byte(end) == '.') {
    const bool is_exponent = !is_hexadecimal && (byte(end) | 0x20) == 'e';
    ++end;
    if (is_exponent && (byte(end) == '+' || byte(end) == '-')) ++end;
  }
  const std::string_view word = slice(text_, {begin, end});
  // "1if x" and "1.real" are no numbers.
  const std::string_view letters = is_hexadecimal ? "0123456789abcdefABCDEFxX_" : "0123456789_.eEjJ+-oObB";
  if (word.find_first_not_of(letters) != std::string_view::npos || word.find("..") != std::string_view::npos)
    return wrong();
  return made(Kind::Number, begin, end);
}

Token Tokens::quote(std::uint32_t begin, std::uint32_t quotes) {
  const char c = byte(quotes);
  const bool is_tripled = byte(quotes + 1) == c && byte(quotes + 2) == c;
  return made(Kind::Quote, begin, quotes + (is_tripled ? 3 : 1));
}

Token Tokens::sign(std::uint32_t begin) {
  const char c = byte(begin);
  const char second = byte(begin + 1);
  std::uint32_t size = 1;
  switch (c) {
    case '(':
    case '[':
    case '{':
      ++brackets_;
      break;
    case ')':
    case ']':
    case '}':
      if (brackets_ == 0) return wrong();
      --brackets_;
      break;
    case '.':
      if (second == '.' && byte(begin + 2) == '.') size = 3;
      break;
    case '*':
    case '/':
    case '<':
    case '>':
      if (second == c) size = byte(begin + 2) == '=' ? 3 : 2;
      if (size == 1 && (second == '=' || (c == '<' && second == '>'))) size = 2;
      break;
    case '-':
      if (second == '>' || second == '=') size = 2;
      break;
    case ':':
    case '=':
    case '!':
    case '+':
    case '%':
    case '@':
    case '&':
    case '|':
    case '^':
      if (second == '=') size = 2;
      break;
    default:
      break;
  }
  return made(Kind::Operator, begin, begin + size, code_of(slice(text_, {begin, begin + size})));
}

void Tokens::end_block(std::uint32_t indent) {
  for (; next_between_ < between_.size() && indent <= between_[next_between_].indent; ++next_between_)
    last_end_ = between_[next_between_].end;
}

std::optional<std::uint32_t> Tokens::end_of_piece(Quotes quotes, const StringPrefix& prefix) {
  const bool has_braces = prefix.is_format || prefix.is_template;
  for (; position_ < text_.size(); ++position_) {
    const char c = text_[position_];
    if (c == quotes.quote) {
      if (quotes.size == 1) return position_;
      if (byte(position_ + 1) == c && byte(position_ + 2) == c) return position_;
    } else if (c == '\\') {
      const char escaped = byte(position_ + 1);
      if (has_braces && escaped == 'N' && byte(position_ + 2) == '{' && !prefix.is_raw) {
        const std::size_t end = text_.find('}', position_);
        if (end == std::string_view::npos) return std::nullopt;
        position_ = static_cast<std::uint32_t>(end);
      } else if (escaped == '\r' && byte(position_ + 2) == '\n') {
        position_ += 2;
      } else if (escaped != '{' && escaped != '}') {
        ++position_;
      }
    } else if (c == '\n') {
      if (quotes.size == 1) return std::nullopt;
    } else if (has_braces && c == '{') {
      if (byte(position_ + 1) != '{') return position_;
      ++position_;
    } else if (has_braces && c == '}') {
      if (byte(position_ + 1) != '}') return std::nullopt;
      ++position_;
    }
  }
  return std::nullopt;
}

void Tokens::end_literal(std::uint32_t end) {
  position_ = end;
  last_end_ = end;
  now_ = lex();
}

void Tokens::begin_insertion(std::uint32_t brace) {
  ++brackets_;
  position_ = brace + 1;
  now_ = lex();
}

void Tokens::end_insertion(std::uint32_t end) {
  if (!is(code_of("}"))) --brackets_;  // else the brace has been read
  position_ = end;
}

}  // namespace floodwall::python
