#pragma once
#include <optional>
#include <span>

#include "frontends/python/lowering/call_book.h"
#include "frontends/python/lowering/lowered_operation.h"

namespace floodwall::python {

/// The way back of step("CREATE TABLE …", "DROP TABLE …"); the way up is a sink's. nullopt: it has none, or
/// it is a function.
std::optional<host::Text> yoyo_rollback(const CallBook& book, const host::CallEvent& call);

std::span<const LoweredOperation> yoyo_operations();

}  // namespace floodwall::python
