#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analyzer/engine/text_analysis.h"

namespace floodwall {

/// For each finding the one that says more about the same place (RuleMeta::yields_to) and yields to no
/// further one; none if there is none. All in the coordinates of one text.
std::vector<std::optional<std::size_t>> speakers_for(std::span<const RuleFinding> findings);

/// Lets `speaker` be as severe as `other`, for which it speaks.
void speak_for(RuleFinding& speaker, const RuleFinding& other);

}  // namespace floodwall
