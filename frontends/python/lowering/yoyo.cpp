#include "frontends/python/lowering/yoyo.h"

#include <array>

namespace floodwall::python {
namespace {

constexpr auto operations = std::to_array<LoweredOperation>({
    {"yoyo", "step", "its second text is the way back",
     "step('CREATE TABLE prices (id bigint)', 'DROP TABLE prices')", "DROP TABLE prices"},
});

}  // namespace

std::span<const LoweredOperation> yoyo_operations() { return operations; }

std::optional<host::Text> yoyo_rollback(const CallBook& book, const host::CallEvent& call) {
  if (call.path != "yoyo.step") return std::nullopt;
  const Given rollback = book.argument(call, 1, "rollback");
  if (!rollback || !rollback.value->is_text()) return std::nullopt;
  return rollback.value->texts.front();
}

}  // namespace floodwall::python
