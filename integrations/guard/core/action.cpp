#include "integrations/guard/core/action.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace floodwall::guard {
namespace {

constexpr std::array<std::string_view, 4> names = {"allow", "warn", "ask", "deny"};

}  // namespace

std::string_view name_of(Action action) { return names.at(static_cast<std::size_t>(action)); }

std::optional<Action> action_named(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Action>(found - names.begin());
}

}  // namespace floodwall::guard
