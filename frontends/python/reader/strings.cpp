#include <cstdint>
#include <string_view>
#include <utility>

#include "frontends/python/literals.h"
#include "frontends/python/reader/reader.h"

namespace floodwall::python {

using host::Expression;
using host::TextPart;

/// Adjacent ones are one.
Reader::Node Reader::literals() {
  Node made = open(Expression::Kind::Text, begin());
  add_literal(made);
  made.form = is(Token::Kind::Quote) ? Form::Plain : Form::Literal;
  while (is(Token::Kind::Quote)) add_literal(made);
  return closed(made);
}

void Reader::add_literal(Node& into) {
  const Span start = tokens_.now().at;
  const StringPrefix prefix = prefix_of(slice(text_, start));
  const char quote = text_[start.end - 1];
  const bool is_tripled = start.begin + 3 <= start.end && text_[start.end - 2] == quote;
  const Quotes quotes = {quote, is_tripled ? 3U : 1U};
  into.value->is_raw_template = into.value->is_raw_template || prefix.is_template;
  std::uint32_t done = start.end;
  const auto bytes_until = [&](std::uint32_t piece_end) {
    if (piece_end <= done || is_aside()) return;
    DecodedBytes decoded = decode(text_, {done, piece_end}, prefix);
    into.value->parts.push_back(
        {.bytes = std::move(decoded.bytes), .pieces = std::move(decoded.pieces), .at = {done, piece_end}});
  };
  for (;;) {
    const std::optional<std::uint32_t> piece_end = tokens_.end_of_piece(quotes, prefix);
    if (!piece_end) return tokens_.fail();
    bytes_until(*piece_end);
    if (text_[*piece_end] == quote) return tokens_.end_literal(*piece_end + quotes.size);
    done = add_insertion(into, *piece_end, quotes);
    if (is(Token::Kind::Wrong)) return;
  }
}

/// From its brace to behind the other one, where the tokens then stand.
std::uint32_t Reader::add_insertion(Node& into, std::uint32_t brace, Quotes quotes) {
  tokens_.begin_insertion(brace);
  const Node value = values();
  if (is(Token::Kind::Wrong)) return brace;
  const bool is_at_end =
      is(code_of("}")) || is(code_of(":")) || is(code_of(":=")) || is(code_of("!")) || is(code_of("="));
  // What follows the value: `=`, `!r`, `:>10{width}`. Quotes and line breaks are not worth it.
  std::uint32_t nested = 0;
  std::uint32_t last = begin();
  for (; last < text_.size() && (text_[last] != '}' || nested != 0); ++last) {
    const char c = text_[last];
    if (c == '{') ++nested;
    if (c == '}') --nested;
    if (c == '\'' || c == '"' || c == '\n' || c == '\\') break;
  }
  const bool has_break = slice(text_, {brace, last}).find('\n') != std::string_view::npos;
  if (!is_at_end || last == text_.size() || text_[last] != '}' || (has_break && quotes.size == 1)) {
    tokens_.fail();
    return brace;
  }
  TextPart part{.inserted = value.value, .at = {brace, last + 1}};
  part.format = slice(text_, {value.at.end, last});
  while (part.format.starts_with(' ')) part.format.remove_prefix(1);
  into.value->parts.push_back(std::move(part));
  into.height = std::max(into.height, value.height + 1);
  tokens_.end_insertion(last + 1);
  return last + 1;
}

}  // namespace floodwall::python
