#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace floodwall::guard {

/// What is to be done about a statement; the later ones outweigh the earlier ones.
enum class Action : std::uint8_t { Allow, Warn, Ask, Deny };

/// "allow", "warn", "ask", "deny".
std::string_view name_of(Action action);
std::optional<Action> action_named(std::string_view name);

}  // namespace floodwall::guard
