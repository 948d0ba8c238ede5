// Literals and what stands beside them.

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "frontends/cpp/literals.h"
#include "frontends/cpp/syntax/converter.h"

namespace floodwall::cpp {

using host::Expression;
using host::TextPart;

namespace {

/// What macros for printf stand for, PRIu64 of the C library and UINT64_FORMAT of others, behind `before`;
/// empty: it is none of them.
std::string_view conversion_of(std::string_view macro, std::string_view before) {
  if (macro.starts_with("PRI") && 4 <= macro.size()) return macro[3] == 'd' || macro[3] == 'i' ? "d" : "u";
  const auto has = [&](std::string_view part) { return macro.find(part) != std::string_view::npos; };
  const bool is_format = has("FORMAT") || has("FMT") || has("_FS_");
  if (!is_format || !(has("INT") || has("64") || has("32") || has("SIZE") || has("OID"))) return "";
  return before.ends_with('%') ? "d" : "%d";  // "%" G_GUINT64_FORMAT
}

bool is_number(std::string_view written) {
  return !written.empty() && '0' <= written[0] && written[0] <= '9';
}

}  // namespace

const Expression* Converter::constant(std::string_view bytes, Span at) {
  Expression& made = add(Expression::Kind::Text, at);
  if (bytes.empty()) return &made;
  const auto size = static_cast<std::uint32_t>(bytes.size());
  made.parts.push_back(
      {.bytes = std::string(bytes), .pieces = {{{0, size}, at, SourceMap::Origin::Decoded}}, .at = at});
  return &made;
}

/// An argument of a macro: a text, a name, or something that we cannot see through.
const Expression* Converter::macro_argument(Span at) {
  while (at.begin < at.end && (text_[at.begin] == ' ' || text_[at.begin] == '\n')) ++at.begin;
  while (at.begin < at.end && (text_[at.end - 1] == ' ' || text_[at.end - 1] == '\n')) --at.end;
  const std::vector<TextToken> tokens = text_tokens(text_, at);
  const bool is_text = !tokens.empty() && std::ranges::all_of(tokens, [](const TextToken& token) {
    return token.kind != TextToken::Kind::Other;
  });
  if (is_text && (1 < tokens.size() || tokens.front().kind == TextToken::Kind::Literal)) return text(at);
  if (is_text && tokens.front().kind == TextToken::Kind::Word) return name(tokens.front().word, at);
  if (!is_number(slice(text_, at))) return &add(Expression::Kind::Opaque, at);
  Expression& number = add(Expression::Kind::Number, at);
  number.word = slice(text_, at);
  return &number;
}

const Expression* Converter::text(Span at) {
  Expression& made = add(Expression::Kind::Text, at);
  std::string_view suffix;
  for (TextToken& token : text_tokens(text_, at)) {
    switch (token.kind) {
      case TextToken::Kind::Literal:
        if (!token.word.empty()) suffix = token.word;
        if (!token.bytes.empty())
          made.parts.push_back(
              {.bytes = std::move(token.bytes), .pieces = std::move(token.pieces), .at = token.at});
        break;
      case TextToken::Kind::Word: {
        const std::string_view before = made.parts.empty() ? "" : std::string_view(made.parts.back().bytes);
        const std::string_view conversion = conversion_of(token.word, before);
        if (conversion.empty()) {
          made.parts.push_back({.inserted = name(token.word, token.at), .at = token.at});
        } else {
          const auto size = static_cast<std::uint32_t>(conversion.size());
          made.parts.push_back({.bytes = std::string(conversion),
                                .pieces = {{{0, size}, token.at, SourceMap::Origin::Decoded}},
                                .at = token.at});
        }
        break;
      }
      case TextToken::Kind::Call: {
        Expression& call = add(Expression::Kind::Call, token.at);
        const auto size = static_cast<std::uint32_t>(token.word.size());
        call.operands.push_back(plain_name(token.word, {token.at.begin, token.at.begin + size}));
        std::uint32_t begin = token.inside.begin;
        for (std::uint32_t i = begin; i < token.inside.end;) {
          const std::uint32_t behind =
              std::max({end_of_literal(text_, i), end_of_comment(text_, i),
                        text_[i] == '(' ? end_of_parentheses(text_, i, token.inside.end) : i});
          if (text_[i] == ',') {
            call.arguments.push_back({.value = macro_argument({begin, i})});
            begin = i + 1;
          }
          i = std::max(i + 1, behind);
        }
        if (begin < token.inside.end)
          call.arguments.push_back({.value = macro_argument({begin, token.inside.end})});
        made.parts.push_back({.inserted = &call, .at = token.at});
        break;
      }
      case TextToken::Kind::Other:
        made.parts.push_back({.inserted = &add(Expression::Kind::Opaque, token.at), .at = token.at});
        break;
    }
  }
  constexpr std::string_view query_suffix = "_SQL";  // ozo's: a query, and nothing else
  if (suffix != query_suffix) return &made;
  Expression& call = add(Expression::Kind::Call, at);
  call.operands.push_back(plain_name(query_suffix, at));
  call.arguments.push_back({.value = &made});
  return &call;
}

}  // namespace floodwall::cpp
