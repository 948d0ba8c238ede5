#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/engine/rule_set.h"
#include "analyzer/sql/suppressions.h"

namespace floodwall {

/// As much of a finding as a suppression looks at.
struct SuppressibleFinding {
  std::string_view rule;                     ///< id
  std::uint32_t begin = 0;                   ///< in the same text as the suppressions
  std::optional<std::uint32_t> run_at = {};  ///< a second place where a comment may speak of it
};

struct SuppressionResult {
  std::vector<bool> silenced;  ///< for each finding
  /// Our own comments that silence nothing, each with only those of its names that do not; in the given
  /// order.
  std::vector<Suppression> unused;
};

/// Which findings the comments silence, and which comments silence nothing. Ours name rules by id or former
/// id, the others by RuleMeta::aliases. A rule that is not in `rules` did not run, so its name is not called
/// unused; a name that no rule has ever had is. Other linters' comments never are unused: they may well be
/// needed there.
SuppressionResult match_suppressions(std::span<const Suppression> suppressions,
                                     std::span<const SuppressibleFinding> findings, const RuleSet& rules);

}  // namespace floodwall
