#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/span.h"

namespace floodwall {

enum class TokenKind : std::uint8_t {
  End,
  Word,              ///< keyword or unquoted identifier
  QuotedIdentifier,  ///< "…" and U&"…"
  String,        ///< '…', E'…', B'…', X'…', N'…', U&'…'; one literal, continuations are tokens of their own
  DollarString,  ///< $tag$ … $tag$
  Number,
  Param,        ///< $1
  Operator,     ///< a run of operator characters, also :: and :=
  Punctuation,  ///< one of ( ) [ ] , ; . :
  Comment,      ///< -- … and /* … */, nested
  Template,     ///< {{ … }}, {% … %}, {# … #}, ${ … }, {name}: never SQL outside quotes
  Backslash,    ///< starts a psql meta-command; the token is this one byte
  Other,        ///< a byte that PostgreSQL's scanner does not know
};

struct Token {
  TokenKind kind = TokenKind::End;
  bool terminated = true;  ///< false: the text ended inside this literal, comment or template
  Span at;
};

/// Cuts a SQL text into tokens as PostgreSQL's scanner does (src/backend/parser/scan.l), but never fails: it
/// must get through half-typed text, templates and psql's own syntax. PostgreSQL's scanner cannot, hence this
/// one.
class Lexer {
 public:
  /// `text` must outlive the lexer.
  explicit Lexer(std::string_view text, std::uint32_t begin = 0) : text_(text), at_(begin) {}

  /// The next token, white space skipped; End at the end, again and again.
  Token next();

  std::uint32_t position() const { return at_; }
  void move_to(std::uint32_t position) { at_ = position; }
  /// Off: a backslash in a plain '…' escapes, as with `SET standard_conforming_strings = off`.
  void set_standard_conforming_strings(bool on) { standard_conforming_strings_ = on; }

 private:
  Token quoted(std::uint32_t begin, std::uint32_t quote, TokenKind kind, bool backslash_escapes);
  Token dollar(std::uint32_t begin);
  Token braces(std::uint32_t begin, std::uint32_t open);
  Token block_comment(std::uint32_t begin);
  Token number(std::uint32_t begin);
  Token finish(TokenKind kind, std::uint32_t begin, std::uint32_t end, bool terminated = true);
  char peek(std::uint32_t offset) const { return at_ + offset < text_.size() ? text_[at_ + offset] : '\0'; }

  std::string_view text_;
  std::uint32_t at_;
  bool standard_conforming_strings_ = true;
};

/// All tokens of `text` but comments and the End; spans are shifted by `offset`.
std::vector<Token> significant_tokens(std::string_view text, std::uint32_t offset = 0);

/// Whether `text` is `word` in any case. `word` must be lower case ASCII.
bool is_word(std::string_view text, std::string_view lower_case_word);
/// The name that an identifier token stands for: folded, or unquoted.
std::string identifier_of(std::string_view token);
/// ASCII lower case, as PostgreSQL folds identifiers (downcase_identifier) in a UTF-8 database.
std::string lower_case(std::string_view text);

}  // namespace floodwall
