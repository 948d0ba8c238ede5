// Any bytes as a script, as the body of a function and as PL/pgSQL: every map leads back to the bytes it came
// from.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/support/laws.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace floodwall;
  const std::string text(reinterpret_cast<const char*>(data), size);
  require_none(break_map_law(text, {.path = "x.sql"}));
  require_none(break_map_law("DO $body$" + text + "$body$;", {.path = "x.sql"}));
  require_none(break_map_law("DO $$BEGIN EXECUTE " + text + "; END$$;", {.path = "x.sql"}));
  require_none(break_map_law("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS E'" + text + "';",
                             {.path = "x.sql"}));
  return 0;
}
