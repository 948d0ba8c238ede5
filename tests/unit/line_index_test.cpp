#include "analyzer/text/line_index.h"

#include <string>
#include <string_view>

#include "analyzer/text/utf8.h"
#include "tests/support/catch.h"

namespace floodwall {
namespace {

TEST_CASE("offsets become lines and columns") {
  struct Row {
    std::string_view text;
    std::uint32_t offset, line, column;
  };
  const Row row = GENERATE(values<Row>({
      {"", 0, 1, 1},
      {"ab", 1, 1, 2},
      {"ab", 2, 1, 3},
      {"ab", 99, 1, 3},
      {"a\nb", 1, 1, 2},
      {"a\nb", 2, 2, 1},
      {"a\n", 2, 2, 1},
      {"a\r\nb", 3, 2, 1},
      {"a\rb", 2, 2, 1},
      {"\n\n\n", 2, 3, 1},
      {"\xC3\xA9x", 2, 1, 2},          // é
      {"\xE2\x82\xACx", 3, 1, 2},      // €
      {"\xF0\x9F\x98\x80x", 4, 1, 2},  // an emoji
      {"\xE9\xE9x", 2, 1, 3},          // Latin-1: no UTF-8, each byte counts
      {"\x80\xBFx", 2, 1, 3},          // stray continuation bytes
      {"\xC3\xA9\xA9x", 3, 1, 3},      // one more than é has
      {"\xED\xA0\x80x", 3, 1, 4},      // a surrogate
      {"\xE2\x82\xAC", 1, 1, 2},       // inside of €
  }));
  CAPTURE(row.text, row.offset);
  const LineIndex index(row.text);
  CHECK(index.at(row.offset).line == row.line);
  CHECK(index.at(row.offset).column == row.column);
}

TEST_CASE("columns of a long line are those of a count from its start") {
  std::string text = "short\n";
  while (text.size() < 5000) text += "a\xC3\xA9\xE2\x82\xAC\x80";
  text += "\nnext";
  const LineIndex index(text);
  std::uint32_t column = 1;
  for (std::uint32_t at = 6; text[at] != '\n'; at += code_point_at(text, at).size) {
    REQUIRE(index.at(at) == LineColumn{2, column});
    ++column;
  }
  CHECK(index.at(static_cast<std::uint32_t>(text.size()) - 3) == LineColumn{3, 2});
}

TEST_CASE("a line's span is without its ending") {
  const std::string_view text = "one\r\ntwo\nthree\rfour";
  const LineIndex index(text);
  REQUIRE(index.line_count() == 4);
  CHECK(slice(text, index.line(0)) == "one");
  CHECK(slice(text, index.line(1)) == "two");
  CHECK(slice(text, index.line(2)) == "three");
  CHECK(slice(text, index.line(3)) == "four");
  CHECK(index.line(9) == Span{19, 19});
  CHECK(LineIndex("").line(0) == Span{0, 0});
  CHECK(index.line_of(4) == 0);
  CHECK(index.line_of(5) == 1);
}

}  // namespace
}  // namespace floodwall
