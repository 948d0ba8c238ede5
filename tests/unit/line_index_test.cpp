#include "analyzer/text/line_index.h"

#include <string_view>

#include "tests/support/catch.h"

namespace floodwall {
namespace {

TEST_CASE("offsets become lines and columns") {
  struct Row {
    std::string_view text;
    std::uint32_t offset, line, column, utf16;
  };
  const Row row = GENERATE(values<Row>({
      {"", 0, 1, 1, 0},
      {"ab", 1, 1, 2, 1},
      {"ab", 2, 1, 3, 2},
      {"ab", 99, 1, 3, 2},
      {"a\nb", 1, 1, 2, 1},
      {"a\nb", 2, 2, 1, 0},
      {"a\n", 2, 2, 1, 0},
      {"a\r\nb", 3, 2, 1, 0},
      {"a\rb", 2, 2, 1, 0},
      {"\n\n\n", 2, 3, 1, 0},
      {"\xC3\xA9x", 2, 1, 2, 1},          // é
      {"\xE2\x82\xACx", 3, 1, 2, 1},      // €
      {"\xF0\x9F\x98\x80x", 4, 1, 2, 2},  // an emoji: two UTF-16 units
      {"\xE9\xE9x", 2, 1, 3, 2},          // Latin-1: no UTF-8, each byte counts
  }));
  CAPTURE(row.text, row.offset);
  const LineIndex index(row.text);
  CHECK(index.at(row.offset).line == row.line);
  CHECK(index.at(row.offset).column == row.column);
  CHECK(index.utf16_column(row.offset) == row.utf16);
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
