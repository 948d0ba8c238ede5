#pragma once
#include <optional>
#include <span>
#include <string>

#include "frontends/python/lowering/classes.h"
#include "frontends/python/lowering/lowered_operation.h"

namespace floodwall::python {

/// What pandas' DataFrame.to_sql does to a table that is there.
std::optional<host::Text> lower_to_sql(const CallBook& book, const host::CallEvent& call);

std::span<const LoweredOperation> other_operations();

}  // namespace floodwall::python
