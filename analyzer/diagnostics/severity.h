#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace floodwall {

enum class Severity : std::uint8_t { Info, Warning, Error };

/// "info", "warning" or "error".
std::string_view name_of(Severity severity);
std::optional<Severity> severity_named(std::string_view name);

}  // namespace floodwall
