#pragma once
#include <optional>

#include "analyzer/sql/nodes.h"

namespace floodwall {

/// The truth value of a condition that does not depend on any row: true, 'yes', NOT false, 2 > 1,
/// 'a' = 'a', x OR true, 1 IS NOT NULL, true IS TRUE. Constants are compared with constants of the same type
/// only. Nothing if it depends on something (x = x is NULL for a NULL), or if we cannot tell.
std::optional<bool> constant_truth(const Node* condition);

/// A WHERE or ON that keeps every row: absent, or always true.
inline bool keeps_every_row(const Node* condition) {
  return condition == nullptr || constant_truth(condition) == std::optional(true);
}

}  // namespace floodwall
