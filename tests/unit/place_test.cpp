#include "tests/support/catch.h"

#include "analyzer/engine/place.h"

namespace floodwall {
namespace {

using Origin = SourceMap::Origin;

bool keeps_fix(const Edit& edit, const SourceMap& map, Host host) {
  Finding finding{.at = edit.replace, .message = "m", .fix = Fix::safe("title", {edit})};
  return lift(std::move(finding), map, host).fix.has_value();
}

TEST_CASE("a fix is dropped where its text would have to be escaped") {
  const SourceMap map = SourceMap::verbatim(20, 100);
  for (const char* text : {"a'b", "a\"b", "a\\b"}) {
    CHECK(keeps_fix(replace({2, 4}, text), map, Host::Plain));
    CHECK_FALSE(keeps_fix(replace({2, 4}, text), map, Host::Literal));
    CHECK_FALSE(keeps_fix(replace({2, 4}, text), map, Host::Program));
  }
  for (const char* text : {"{a", "a}", "50%", "a\nb"}) {
    CHECK(keeps_fix(replace({2, 4}, text), map, Host::Literal));
    CHECK_FALSE(keeps_fix(replace({2, 4}, text), map, Host::Program));
  }
  CHECK(keeps_fix(replace({2, 4}, "RESTRICT (a, b)"), map, Host::Program));
}

TEST_CASE("a fix does not become part of an escape before it") {
  const SourceMap map({{{0, 1}, {100, 102}, Origin::Decoded}, {{1, 9}, {102, 110}, Origin::Verbatim}});
  CHECK_FALSE(keeps_fix(replace({1, 3}, "7"), map, Host::Program));
  CHECK(keeps_fix(replace({1, 3}, "x"), map, Host::Program));
  CHECK(keeps_fix(remove({1, 3}), map, Host::Program));
  CHECK(keeps_fix(replace({2, 3}, "7"), map, Host::Program));
}

}  // namespace
}  // namespace floodwall
