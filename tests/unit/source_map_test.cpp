#include "analyzer/text/source_map.h"

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

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

/// A host and a text that was made of it: some bytes as they stand, some spelled differently, some in another
/// order. `origin[i]` is the host byte that byte i of `text` stands at, if it is verbatim, and `span[i]` all
/// the bytes that spell it.
struct Made {
  std::string text;
  std::vector<SourceMap::Piece> pieces;
  std::vector<Span> span;
  std::vector<Origin> origin;
};

Made made_of(std::string_view host, std::mt19937& random, bool goes_back) {
  const auto below = [&](std::uint32_t end) {
    return end == 0 ? 0U : static_cast<std::uint32_t>(random() % end);
  };
  Made made;
  const std::uint32_t size = static_cast<std::uint32_t>(host.size());
  std::uint32_t at = 0;
  while (at < size) {
    if (goes_back && below(8) == 0) at = below(size);
    const Span from{at, std::min(size, at + 1 + below(6))};
    at = from.end + (below(3) == 0 ? 1 : 0);
    const Origin origin = static_cast<Origin>(below(3));
    std::string bytes(slice(host, from));
    if (origin != Origin::Verbatim) bytes = std::string(1 + below(4), 'x');
    const std::uint32_t begin = static_cast<std::uint32_t>(made.text.size());
    made.text += bytes;
    made.pieces.push_back({{begin, static_cast<std::uint32_t>(made.text.size())}, from, origin});
    for (std::uint32_t i = 0; i < bytes.size(); ++i) {
      made.origin.push_back(origin);
      made.span.push_back(origin == Origin::Verbatim ? Span{from.begin + i, from.begin + i + 1} : from);
    }
    if (200 < made.text.size()) break;
  }
  return made;
}

TEST_CASE("two maps in a row are one") {
  std::mt19937 random(20261126);
  std::string host(97, ' ');
  for (std::size_t i = 0; i < host.size(); ++i) host[i] = static_cast<char>('!' + i % 90);
  for (int round = 0; round < 300; ++round) {
    const bool goes_back = round % 2 == 0;
    const Made outer = made_of(host, random, goes_back);
    const Made inner = made_of(outer.text, random, goes_back);
    const SourceMap map = composed(SourceMap(inner.pieces), SourceMap(outer.pieces));
    const std::uint32_t size = static_cast<std::uint32_t>(inner.text.size());
    std::uint32_t end = 0;
    for (const SourceMap::Piece& piece : map.pieces()) {
      REQUIRE(piece.sql.begin == end);
      REQUIRE(piece.host.begin <= piece.host.end);
      REQUIRE(piece.host.end <= host.size());
      if (piece.origin == Origin::Verbatim) REQUIRE(slice(inner.text, piece.sql) == slice(host, piece.host));
      end = piece.sql.end;
    }
    REQUIRE(end == size);
    for (std::uint32_t begin = 0; begin < size; ++begin) {
      bool is_verbatim = true;
      Span truth{~0U, 0};
      for (std::uint32_t i = begin; i < std::min(size, begin + 12); ++i) {
        const Span middle = inner.span[i];
        for (std::uint32_t k = middle.begin; k < middle.end; ++k) {
          truth = truth.joined(outer.span[k]);
          is_verbatim = is_verbatim && outer.origin[k] == Origin::Verbatim;
        }
        is_verbatim = is_verbatim && inner.origin[i] == Origin::Verbatim;
        const Span sql{begin, i + 1};
        const Span located = map.locate(sql);
        // Where the host holds the pieces in another order, the first and the last one count.
        const Span first = outer.span[inner.span[begin].begin];
        const Span last = outer.span[middle.end - 1];
        REQUIRE(located.begin <= std::min(first.begin, last.begin));
        REQUIRE(std::max(first.end, last.end) <= located.end);
        if (!goes_back) REQUIRE(located.contains(truth));
        const std::optional<Span> editable = map.editable(sql);
        if (!editable) continue;
        REQUIRE(is_verbatim);
        REQUIRE(*editable == truth);
        REQUIRE(slice(host, *editable) == slice(inner.text, sql));
      }
    }
  }
}

TEST_CASE("what is verbatim in both maps stays editable") {
  const SourceMap inner({{{0, 3}, {4, 7}, Origin::Verbatim}, {{3, 4}, {7, 9}, Origin::Decoded}});
  const SourceMap outer({{{0, 6}, {10, 16}, Origin::Verbatim},
                         {{6, 7}, {16, 18}, Origin::Decoded},
                         {{7, 9}, {18, 20}, Origin::Verbatim}});
  const SourceMap map = composed(inner, outer);
  REQUIRE(map.pieces().size() == 3);
  CHECK(map.editable({0, 2}) == Span{14, 16});
  CHECK_FALSE(map.editable({1, 3}));
  CHECK(map.locate({2, 3}) == Span{16, 18});
  CHECK(map.locate({3, 4}) == Span{18, 20});
}

}  // namespace
}  // namespace floodwall
