#include "tests/support/catch.h"

#include "tests/support/lint.h"

using namespace floodwall;

namespace {

std::uint64_t fingerprint(std::string_view sql) {
  const std::vector<Diagnostic> found = lint(sql);
  REQUIRE(found.size() == 1);
  return found.front().fingerprint;
}

}  // namespace

TEST_CASE("another table has another fingerprint, another layout has not") {
  CHECK(fingerprint("DELETE FROM a;") != fingerprint("DELETE FROM b;"));
  CHECK(fingerprint("TRUNCATE a CASCADE;") != fingerprint("TRUNCATE b CASCADE;"));
  CHECK(fingerprint("DELETE FROM a;") == fingerprint("-- why\nDELETE  FROM\n a ;"));
  CHECK(fingerprint("DELETE FROM a;") != fingerprint("TRUNCATE a;"));
}
