#pragma once
#include <optional>
#include <span>

#include "frontends/python/lowering/call_book.h"
#include "frontends/python/lowering/lowered_operation.h"

namespace floodwall::python {

/// The SQL of a call of Alembic's `op` (or of a batch); nullopt if it is none, or one that we do not lower.
std::optional<host::Text> lower_alembic(const CallBook& book, const host::CallEvent& call);

std::span<const LoweredOperation> alembic_operations();

}  // namespace floodwall::python
