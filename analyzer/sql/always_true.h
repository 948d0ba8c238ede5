#pragma once
#include <optional>
#include <string_view>

#include "analyzer/sql/nodes.h"

namespace floodwall {

/// The truth value of a condition that does not depend on any row: true, 'yes', NOT false, 2 > 1,
/// 'a' = 'a', x OR true, 1 IS NOT NULL, true IS TRUE, 1 IN (1, 2), EXISTS (SELECT 1). Constants are compared
/// with constants of the same type only. Nothing if it depends on something (x = x is NULL for a NULL), or if
/// we cannot tell.
std::optional<bool> constant_truth(const Node* condition);
/// The same with x = x and x LIKE '%' taken for true: they are, but where x is NULL.
std::optional<bool> truth_but_for_nulls(const Node* condition);

/// A WHERE or ON that keeps every row, but for NULLs in what it compares with itself: absent, or always true.
inline bool keeps_every_row(const Node* condition) {
  return condition == nullptr || truth_but_for_nulls(condition) == std::optional(true);
}

/// For behind a message, of a condition that keeps every row: ": its condition is always true".
std::string_view words_for_truth(const Node* condition);

}  // namespace floodwall
