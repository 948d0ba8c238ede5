// What a string of Python holds, and which bytes of the file spell it.
#include "frontends/python/literals.h"

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.h"

namespace floodwall::python {
namespace {

/// The value with each byte that the file spells differently in brackets, with its spelling: `a[\n=⏎]b`.
std::string shown(std::string_view text, const DecodedBytes& decoded) {
  std::string shown;
  for (const SourceMap::Piece& piece : decoded.pieces) {
    const std::string bytes(slice(decoded.bytes, piece.sql));
    if (piece.origin == SourceMap::Origin::Verbatim) {
      CHECK(bytes == slice(text, piece.host));
      shown += bytes;
    } else {
      shown += "[" + std::string(slice(text, piece.host)) + "=" + bytes + "]";
    }
  }
  return shown;
}

TEST_CASE("strings of Python") {
  struct Row {
    std::string_view prefix, written, value;
  };
  const Row row = GENERATE(values<Row>({
      {"'", "plain", "plain"},
      {"'", "", ""},
      {"'", R"(a\nb\tc)", "a[\\n=\n]b[\\t=\t]c"},
      {"'", R"(\\ \' \" \a\b\f\r\v)",
       R"([\\=\] [\'='] [\"="] )"
       "[\\a=\a][\\b=\b][\\f=\f][\\r=\r][\\v=\v]"},
      {"'", R"(\d \% \.)", R"(\d \% \.)"},
      {"'", "a\\", "a\\"},
      {"'", "a\\\nb", "ab"},
      {"'", "a\\\r\nb", "ab"},
      {"'''", "a\r\nb\rc\n", "a[\r\n=\n]b[\r=\n]c\n"},
      {"'", R"(\x41\101\7\400)", "[\\x41=A][\\101=A][\\7=\a][\\400=?]"},
      {"'", R"(\xe9\u00e9\U0001F600)", "[\\xe9=é][\\u00e9=é][\\U0001F600=😀]"},
      {"'", R"(\x4 \u12 \U0011)", R"(\x4 \u12 \U0011)"},
      {"'", R"(\ud800\x00)", R"([\ud800=?][\x00=?])"},
      {"'", R"(\N{BULLET}x)", R"([\N{BULLET}=?]x)"},
      {"'", R"(\N{BULLET)", R"(\N{BULLET)"},
      {"r'", R"(\n\\\x41)", R"(\n\\\x41)"},
      {"R'", "a\\\nb", "a\\\nb"},
      {"b'", R"(\xe9\u0041\N{x})", "[\\xe9=\xE9]\\u0041\\N{x}"},
      {"f'", "{{x}} }", "[{{={]x[}}=}] }"},
      {"rf'", R"({{\n)", R"([{{={]\n)"},
      {"t'", "{{", "[{{={]"},
      {"'", "{{}}", "{{}}"},
      {"u'", "é\xFF\xC3", "é\xFF\xC3"},
  }));
  CAPTURE(row.prefix, row.written);
  const std::string text = "x = " + std::string(row.written) + "'";
  const Span at{4, 4 + static_cast<std::uint32_t>(row.written.size())};
  CHECK(shown(text, decode(text, at, prefix_of(row.prefix))) == row.value);
}

TEST_CASE("prefixes of strings") {
  CHECK(prefix_of("Rb'''").is_raw);
  CHECK(prefix_of("Rb'''").is_bytes);
  CHECK(prefix_of("fR\"").is_format);
  CHECK(prefix_of("t'").is_template);
  CHECK_FALSE(prefix_of("u'").is_raw);
  CHECK_FALSE(prefix_of("\"").is_format);
}

}  // namespace
}  // namespace floodwall::python
