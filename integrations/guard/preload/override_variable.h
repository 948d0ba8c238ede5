#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace floodwall::preload {

/// What `floodwall guard run --allow` lets pass, as it hands it over to the process that it becomes:
/// "PID RULE REASON", with * for every rule. It holds for the process of that number and for none that it
/// starts.
inline constexpr const char* override_variable = "FLOODWALL_GUARD_OVERRIDE";

/// Set, for the process and those that it starts: `floodwall guard run --dry-run`.
inline constexpr const char* dry_run_variable = "FLOODWALL_GUARD_DRY_RUN";

struct ProcessOverride {
  std::string rule = {};  ///< empty: every rule
  std::string reason = {};
};

std::optional<ProcessOverride> parse_override(std::string_view text, std::string_view process);
/// From the environment, if it is meant for this process.
std::optional<ProcessOverride> own_override();

}  // namespace floodwall::preload
