#pragma once
#include <optional>
#include <span>

#include "frontends/python/lowering/call_book.h"
#include "frontends/python/lowering/lowered_operation.h"

namespace floodwall::python {

/// What pandas' DataFrame.to_sql does to a table that is there.
std::optional<host::Text> lower_to_sql(const CallBook& book, const host::CallEvent& call);

std::span<const LoweredOperation> pandas_operations();

}  // namespace floodwall::python
