// Any bytes between comments that ask for silence: no crash, and a suppression takes away its own findings
// only.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/support/laws.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace floodwall;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const LintOptions options{.path = "x.sql", .rules = &full_rule_set()};
  require_none(break_suppression_law(text, options));
  require_none(break_place_law(
      "-- floodwall: ignore " + text + "\nTRUNCATE a CASCADE; -- squawk-ignore " + text, options));
  require_none(break_place_law(
      "/* pgls-ignore-start " + text + " */ DELETE FROM a; -- pgls-ignore-end " + text, options));
  return 0;
}
