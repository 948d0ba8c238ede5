#pragma once
#include <optional>

#include "analyzer/sql/nodes.h"

namespace floodwall {

/// The truth value of a condition that does not depend on any row: true, NOT false, 1 = 1, 'a' = 'a',
/// x OR true, true::boolean. Nothing if it depends on something, or if we cannot tell.
std::optional<bool> constant_truth(const Node* condition);

/// A WHERE or ON that keeps every row: absent, or always true.
inline bool keeps_every_row(const Node* condition) {
  return condition == nullptr || constant_truth(condition) == std::optional(true);
}

}  // namespace floodwall
