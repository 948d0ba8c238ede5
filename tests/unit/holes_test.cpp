#include "analyzer/sql/holes.h"

#include <string>
#include <string_view>

#include "analyzer/sql/parse.h"
#include "tests/support/catch.h"

namespace floodwall {
namespace {

/// The table that a TRUNCATE with holes is taken to empty, and whether only its skeleton is certain.
std::string truncated(std::string_view text) {
  StatementParser parser;
  const ParsedWithHoles parsed = parse_with_holes(parser, text, {}, {});
  const TruncateStmt* truncate = parsed.tree ? node_cast<TruncateStmt>(*parsed.tree) : nullptr;
  if (truncate == nullptr) return "nothing";
  const RangeVar* table = node_cast<RangeVar>(element_of(truncate->relations, 0));
  const std::string behavior = truncate->behavior == DROP_CASCADE ? " and more" : "";
  return std::string(view_of(table->relname)) + behavior + (parsed.is_skeleton ? ", roughly" : "");
}

TEST_CASE("CASCADE is no table, however a statement with holes is read") {
  CHECK(truncated("TRUNCATE {{ t }} CASCADE") == "ht and more");
  CHECK(truncated("TRUNCATE {% t %} CASCADE") == "h and more, roughly");
  CHECK(truncated("TRUNCATE {{ t }} CASCADE CASCADE") == "h and more, roughly");
  CHECK(truncated("TRUNCATE {{ t }}") == "ht");
}

}  // namespace
}  // namespace floodwall
