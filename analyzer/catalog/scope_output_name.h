#pragma once
#include <optional>
#include <string_view>

#include "analyzer/sql/nodes.h"

namespace floodwall {

/// The name of an output column that has no AS (FigureColname in parse_target.c); nullopt if the statement
/// does not tell. Follows casts, ELSE and subqueries in a loop.
std::optional<std::string_view> output_name(const Node* value);

}  // namespace floodwall
