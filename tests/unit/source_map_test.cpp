#include "analyzer/text/source_map.h"

#include <optional>

#include "tests/support/catch.h"

namespace floodwall {
namespace {

using Origin = SourceMap::Origin;

TEST_CASE("a verbatim map shifts and lets edit") {
  const SourceMap map = SourceMap::verbatim(10, 3);
  CHECK(map.locate({0, 10}) == Span{3, 13});
  CHECK(map.locate({2, 5}) == Span{5, 8});
  CHECK(map.locate({10, 10}) == Span{13, 13});
  CHECK(map.editable({2, 5}) == Span{5, 8});
  CHECK(map.editable({0, 0}) == Span{3, 3});
  CHECK(map.editable({10, 10}) == Span{13, 13});
  CHECK_FALSE(map.editable({9, 11}));
}

TEST_CASE("a map in pieces") {
  // host: 'ab\nc{x}d' in quotes at 100; sql: "ab", a line break, "c", a hole of 3 bytes, "d"
  const SourceMap map({{{0, 2}, {101, 103}, Origin::Verbatim},
                       {{2, 3}, {103, 105}, Origin::Decoded},
                       {{3, 4}, {105, 106}, Origin::Verbatim},
                       {{4, 7}, {106, 109}, Origin::Hole},
                       {{7, 8}, {109, 110}, Origin::Verbatim}});
  struct Row {
    Span sql, host;
    std::optional<Span> editable;
  };
  const Row row = GENERATE(values<Row>({
      {{0, 2}, {101, 103}, Span{101, 103}},
      {{1, 2}, {102, 103}, Span{102, 103}},
      {{2, 3}, {103, 105}, std::nullopt},
      {{1, 4}, {102, 106}, std::nullopt},
      {{5, 6}, {106, 109}, std::nullopt},
      {{3, 8}, {105, 110}, std::nullopt},
      {{7, 8}, {109, 110}, Span{109, 110}},
      {{2, 2}, {103, 103}, Span{103, 103}},
      {{3, 3}, {105, 105}, Span{105, 105}},
      {{4, 4}, {106, 106}, Span{106, 106}},
      {{8, 8}, {110, 110}, Span{110, 110}},
  }));
  CAPTURE(row.sql.begin, row.sql.end);
  CHECK(map.locate(row.sql).contains(row.host));
  if (!row.sql.empty()) CHECK(map.locate(row.sql) == row.host);
  CHECK(map.editable(row.sql) == row.editable);
}

TEST_CASE("an empty map has an answer") {
  CHECK(SourceMap().locate({3, 4}) == Span{0, 0});
  CHECK_FALSE(SourceMap().editable({3, 4}));
}

}  // namespace
}  // namespace floodwall
