#include "analyzer/engine/apply_fixes.h"

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.h"

namespace floodwall {
namespace {

Diagnostic fixed_by(std::vector<Edit> edits, FixSafety safety = FixSafety::Safe) {
  Diagnostic diagnostic;
  diagnostic.fix =
      safety == FixSafety::Safe ? Fix::safe("", std::move(edits)) : Fix::needs_review("", std::move(edits));
  return diagnostic;
}

struct Row {
  std::string_view name;
  std::vector<std::vector<Edit>> fixes;
  std::string_view text;
  std::size_t applied;
};

TEST_CASE("fixes that do not touch each other are applied, whole") {
  const Row row = GENERATE(values<Row>({
      {"none", {}, "0123456789", 0},
      {"two, in any order", {{replace({6, 7}, "b")}, {replace({2, 4}, "a")}}, "01a45b789", 2},
      {"the first of two that overlap", {{replace({3, 6}, "b")}, {replace({2, 4}, "a")}}, "01a456789", 1},
      {"neighbours", {{replace({2, 4}, "a")}, {replace({4, 6}, "b")}}, "01ab6789", 2},
      {"all edits or none",
       {{replace({2, 4}, "a")}, {replace({3, 4}, "b"), replace({8, 9}, "c")}},
       "01a456789",
       1},
      {"none because of its last edit",
       {{replace({0, 1}, "a"), replace({8, 9}, "b")}, {replace({2, 3}, "x"), remove({7, 9})}},
       "a1234567b9",
       1},
      {"the first of two insertions", {{insert_at(5, "a")}, {insert_at(5, "b")}}, "01234a56789", 1},
      {"the same insertion once", {{insert_at(5, "a")}, {insert_at(5, "a")}}, "01234a56789", 2},
      {"a shared edit once",
       {{replace({2, 4}, "a"), insert_at(9, "z")}, {replace({2, 4}, "a")}},
       "01a45678z9",
       2},
      {"no insertion at the edge of a replacement",
       {{remove({2, 5})}, {insert_at(5, "a")}, {insert_at(6, "b")}},
       "015b6789",
       2},
      {"no insertion inside a replacement", {{remove({2, 5})}, {insert_at(3, "a")}}, "0156789", 1},
      {"insertions at both ends", {{insert_at(0, "a")}, {insert_at(10, "b")}}, "a0123456789b", 2},
      {"one fix may insert beside what it removes", {{insert_at(2, "a"), remove({2, 4})}}, "01a456789", 1},
  }));
  CAPTURE(row.name);
  std::vector<Diagnostic> diagnostics = {Diagnostic{}};
  for (const std::vector<Edit>& edits : row.fixes) diagnostics.push_back(fixed_by(edits));
  const FixedText fixed = apply_fixes("0123456789", diagnostics, FixSafety::Safe);
  CHECK(fixed.text == row.text);
  CHECK(fixed.applied == row.applied);
}

TEST_CASE("fixes that need a review wait for it") {
  const std::vector<Diagnostic> diagnostics = {fixed_by({remove({0, 1})}, FixSafety::NeedsReview),
                                               fixed_by({remove({4, 5})})};
  CHECK(apply_fixes("012345", diagnostics, FixSafety::Safe).text == "01235");
  CHECK(apply_fixes("012345", diagnostics, FixSafety::NeedsReview).text == "1235");
}

}  // namespace
}  // namespace floodwall
