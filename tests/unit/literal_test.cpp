#include "analyzer/sql/literal.h"

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/sql/lexer.h"
#include "tests/support/catch.h"

namespace floodwall {
namespace {

struct Case {
  std::string_view literal;
  std::string_view value;
};

/// The value of the literals that `sql` consists of, or what went wrong.
std::string value_of(const std::string& sql) {
  const std::vector<Token> tokens = significant_tokens(sql);
  const std::optional<DecodedLiteral> decoded = decode_literals(sql, tokens);
  if (!decoded) return "(none)";
  std::uint32_t at = 0;
  for (const SourceMap::Piece& piece : decoded->map.pieces()) {
    const bool has_gap = piece.sql.begin != at || piece.sql.empty();
    const bool is_verbatim = piece.origin == SourceMap::Origin::Verbatim;
    if (has_gap || sql.size() < piece.host.end) return "(broken map)";
    if (is_verbatim && slice(decoded->text, piece.sql) != slice(sql, piece.host)) return "(wrong bytes)";
    at = piece.sql.end;
  }
  return at == decoded->text.size() ? decoded->text : "(map too short)";
}

}  // namespace

TEST_CASE("every form of string literal has its value") {
  const Case cases[] = {
      {"'abc'", "abc"},
      {"''", ""},
      {"''''", "'"},
      {"'it''s'", "it's"},
      {"'a\\nb'", "a\\nb"},
      {"n'abc'", "abc"},
      {"N'it''s'", "it's"},
      {"E'a\\nb\\tc\\\\d\\'e''f'", "a\nb\tc\\d'e'f"},
      {"e'\\b\\f\\r\\v\\q'", "\b\f\r\vq"},
      {"E'\\x41\\x4\\101\\7'",
       "A\x04"
       "A\x07"},
      {"E'\\xg'", "xg"},
      {"E'\\u00e4\\U0001F418'", "ä🐘"},
      {"E'\\uD83D\\uDC18'", "🐘"},
      {"U&'d\\0061t\\+000061'", "data"},
      {"u&'\\\\x''\\D83D\\DC18'", "\\x'🐘"},
      {"$$it's$$", "it's"},
      {"$$$$", ""},
      {"$f$ a $$ b $f$", " a $$ b "},
  };
  for (const Case& literal : cases) {
    INFO(literal.literal);
    CHECK(value_of(std::string(literal.literal)) == literal.value);
  }
}

TEST_CASE("what PostgreSQL rejects or does not call a string has no value") {
  for (const char* literal : {"'abc", "'abc''", "E'abc\\'", "$$abc", "$a$abc$a", "$a$", "B'01'", "x'FF'",
                              "E'\\u12'", "E'\\0'", "E'\\x00'", "E'\\uD83D'", "E'\\uD83Dx'", "E'\\uDC18'",
                              "E'\\U00110000'", "U&'\\12'", "U&'\\D83D'", "U&'\\+00006'"}) {
    INFO(literal);
    CHECK(value_of(literal) == "(none)");
  }
}

TEST_CASE("a literal goes on behind a line break, in the first one's form") {
  CHECK(value_of("'foo'\n'bar'") == "foobar");
  CHECK(value_of("'foo' -- why\n 'b''r'\r\n''") == "foob'r");
  CHECK(value_of("E'a\\n'\n'b\\n'") == "a\nb\n");
  CHECK(value_of("$$a$$\n$$b$$") == "(none)");

  const auto continues = [](std::string_view sql) {
    const std::vector<Token> tokens = significant_tokens(sql);
    return continues_literal(sql, tokens.at(0), tokens.at(1));
  };
  CHECK(continues("'a'\n'b'"));
  CHECK(continues("E'a' \r 'b'"));
  CHECK_FALSE(continues("'a' 'b'"));
  CHECK_FALSE(continues("'a'\nE'b'"));
  CHECK_FALSE(continues("$$a$$\n'b'"));
}

TEST_CASE("the map points into the text that holds the literal") {
  const std::string sql = "SELECT 'it''s'";
  const std::optional<DecodedLiteral> decoded = decode_literal(sql, {7, 14});
  REQUIRE(decoded);
  REQUIRE(decoded->map.pieces().size() == 3);
  CHECK(decoded->map.locate({0, 2}) == Span{8, 10});
  CHECK(decoded->map.locate({2, 3}) == Span{10, 12});
  CHECK(decoded->map.editable({3, 4}) == Span{12, 13});
  CHECK_FALSE(decoded->map.editable({2, 3}));
}

}  // namespace floodwall
