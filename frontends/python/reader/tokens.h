#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/text/span.h"
#include "frontends/python/literals.h"

namespace floodwall::python {

/// A short word as a number, to compare and to switch over; 0: it is too long.
constexpr std::uint64_t code_of(std::string_view word) {
  std::uint64_t code = 0;
  if (sizeof code < word.size()) return 0;
  for (const char c : word) code = code << 8 | static_cast<unsigned char>(c);
  return code;
}

struct Token {
  enum class Kind : std::uint8_t {
    Name,
    Keyword,
    Number,
    Quote,  ///< begins a literal: its prefix and its quotes
    Operator,
    LineEnd,
    End,    ///< of the file
    Wrong,  ///< the end, too: nothing is read behind it
  };
  Kind kind = Kind::Wrong;
  Span at = {};
  std::uint64_t code = 0;  ///< of a keyword or an operator
};

/// The quotes of a literal.
struct Quotes {
  char quote = '"';
  std::uint32_t size = 1;  ///< 1 or 3
};

/// The tokens of a Python file, one at a time, with the lines and indentations that tree-sitter's grammar
/// sees. What Python does not allow, and what is too rare to be worth it, is `Wrong`.
class Tokens {
 public:
  explicit Tokens(std::string_view text);

  const Token& now() const { return now_; }
  bool is(std::uint64_t code) const { return now_.code == code; }
  bool is(Token::Kind kind) const { return now_.kind == kind; }
  void advance();
  void fail() { now_ = {.kind = Token::Kind::Wrong, .at = {now_.at.begin, now_.at.begin}}; }

  /// A place to go back to.
  struct Mark {
    Token now;
    std::uint32_t position;
    std::uint32_t last_end;
    std::uint32_t brackets;
    std::size_t comments;
  };
  Mark mark() const { return {now_, position_, last_end_, brackets_, comments_.size()}; }
  void go_back(const Mark& mark) {
    now_ = mark.now;
    position_ = mark.position;
    last_end_ = mark.last_end;
    brackets_ = mark.brackets;
    comments_.resize(mark.comments);
  }

  /// The end of what was read last: a token, or a comment that stands in the same line or block.
  std::uint32_t last_end() const { return last_end_; }
  /// Whether `=` (but not `==`) or `:=` follows the token at hand.
  bool is_before_equals() const { return follows('=') && text_[next_of_now() + 1] != '='; }
  bool is_before_bracket() const { return follows('['); }
  bool is_before_comma() const { return follows(','); }
  bool is_before_walrus() const { return follows(':') && text_[next_of_now() + 1] == '='; }

  /// Of the line that follows the LineEnd before the token at hand.
  std::uint32_t line_indent() const { return line_indent_; }
  /// The block of this indentation ends: comments behind it that are indented like it belong to it.
  void end_block(std::uint32_t indent);

  /// Goes on from the position at hand, which is behind a Quote's quotes or another piece: to the closing
  /// quotes or, if `has_braces`, to a brace that inserts something. nullopt: the literal does not end.
  std::optional<std::uint32_t> end_of_piece(Quotes quotes, const StringPrefix& prefix);
  /// The closing quotes end at `end`; the token behind them is at hand.
  void end_literal(std::uint32_t end);
  /// A brace inserts something; the token behind it is at hand.
  void begin_insertion(std::uint32_t brace);
  /// It ends in front of `end`.
  void end_insertion(std::uint32_t end);

  const std::vector<Span>& comments() const { return comments_; }

 private:
  struct LineComment {
    std::uint32_t indent;
    std::uint32_t end;
  };

  char byte(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  std::size_t next_of_now() const { return text_.find_first_not_of(" \t", position_); }
  bool follows(char c) const {
    const std::size_t next = next_of_now();
    return next != std::string_view::npos && next + 1 < text_.size() && text_[next] == c;
  }
  bool begin_line();
  void skip_comment();
  Token lex();
  Token made(Token::Kind kind, std::uint32_t begin, std::uint32_t end, std::uint64_t code = 0);
  Token word(std::uint32_t begin);
  Token number(std::uint32_t begin);
  Token quote(std::uint32_t begin, std::uint32_t quotes);
  Token sign(std::uint32_t begin);
  Token wrong() const { return {.kind = Token::Kind::Wrong, .at = {position_, position_}}; }

  std::string_view text_;
  std::uint32_t position_ = 0;
  std::uint32_t last_end_ = 0;
  std::uint32_t line_indent_ = 0;
  std::uint32_t brackets_ = 0;        ///< that are open
  std::vector<LineComment> between_;  ///< comments between the lines
  std::size_t next_between_ = 0;
  std::vector<Span> comments_;
  Token now_;
};

}  // namespace floodwall::python
