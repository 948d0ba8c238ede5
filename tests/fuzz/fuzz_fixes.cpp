// Any bytes as a SQL script: its fixes keep their law.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/support/laws.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace floodwall;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  require_none(break_fix_law(text, {.path = "x.sql", .rules = &full_rule_set()}));
  return 0;
}
