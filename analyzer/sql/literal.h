#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "analyzer/sql/lexer.h"
#include "analyzer/text/source_map.h"
#include "analyzer/text/span.h"

namespace floodwall {

/// The value of a string literal, with the way back to how it is written.
struct DecodedLiteral {
  std::string text;
  SourceMap map;  ///< text bytes -> bytes of the SQL that holds the literal; no pieces if the text is empty
};

/// The value of the String or DollarString token `token` of `sql`: '…', E'…', U&'…', N'…' and $tag$…$tag$
/// (PostgreSQL documentation, "Lexical Structure"; src/backend/parser/scan.l).
/// nullopt: a bit string, an unterminated literal, or an escape that PostgreSQL rejects.
/// U&'…' is read with its default escape character; a UESCAPE clause behind it is the caller's to look for.
std::optional<DecodedLiteral> decode_literal(std::string_view sql, Span token);

/// Whether `next` continues the literal `token`: SQL joins literals that only white space with a line break
/// parts.
bool continues_literal(std::string_view sql, const Token& token, const Token& next);

/// The joined value of a literal and its continuations. The first one's prefix holds for all of them.
std::optional<DecodedLiteral> decode_literals(std::string_view sql, std::span<const Token> adjacent);

}  // namespace floodwall
