// Any bytes as Python, C++, ECPG, as a notebook, as its cell, and as Markdown: whatever SQL is found, the way
// back is sound.
#include <cstddef>
#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/support/laws.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace floodwall;
  const std::string text(reinterpret_cast<const char*>(data), size);
  require_none(break_map_law(text, {.path = "x.py"}));
  require_none(break_map_law(text, {.path = "x.cpp"}));
  require_none(break_map_law(text, {.path = "x.pgc"}));
  require_none(break_map_law(text, {.path = "x.ipynb"}));
  require_none(break_map_law(text, {.path = "x.md"}));
  // The same where more of it is reached.
  const std::string cell =
      nlohmann::json(text).dump(-1, ' ', size % 2 == 0, nlohmann::json::error_handler_t::replace);
  require_none(
      break_map_law(R"({"cells":[{"cell_type":"code","source":[)" + cell + "]}]}", {.path = "x.ipynb"}));
  require_none(
      break_map_law(R"({"cells":[{"cell_type":"code","source":")" + text + "\"}]}", {.path = "x.ipynb"}));
  require_none(break_map_law("```python\n" + text, {.path = "x.md"}));
  require_none(break_map_law("> - ```psql\n>   " + text, {.path = "x.md"}));
  return 0;
}
