#include "analyzer/text/edit.h"

#include <string_view>
#include <vector>

#include "analyzer/text/span.h"
#include "tests/support/catch.h"

namespace floodwall {
namespace {

TEST_CASE("edits are applied from left to right") {
  struct Row {
    std::vector<Edit> edits;
    std::string_view text;
  };
  const Row row = GENERATE(values<Row>({
      {{}, "0123456789"},
      {{insert_at(0, "a"), insert_at(10, "b")}, "a0123456789b"},
      {{remove({0, 10})}, ""},
      {{replace({2, 4}, "abc"), remove({4, 5}), insert_at(5, "x")}, "01abcx56789"},
  }));
  CHECK(floodwall::apply("0123456789", row.edits) == row.text);
}

TEST_CASE("spans") {
  static_assert(Span{2, 5}.size() == 3);
  static_assert(Span{2, 2}.empty());
  static_assert(Span{2, 5}.contains({2, 5}) && Span{2, 5}.contains({5, 5}) && !Span{2, 5}.contains({4, 6}));
  static_assert(Span{2, 5}.overlaps({4, 6}) && !Span{2, 5}.overlaps({5, 6}));
  static_assert(Span{2, 5}.joined({7, 8}) == Span{2, 8});
  CHECK(slice("0123", {1, 3}) == "12");
}

}  // namespace
}  // namespace floodwall
