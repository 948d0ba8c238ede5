#pragma once
#include <optional>
#include <span>

#include "frontends/python/lowering/call_book.h"
#include "frontends/python/lowering/lowered_operation.h"

namespace floodwall::python {

/// COPY by methods of psycopg2 and asyncpg that take a table's name; nullopt if the call is none of them.
std::optional<host::Text> lower_copy(const CallBook& book, const host::CallEvent& call);

std::span<const LoweredOperation> copy_operations();

}  // namespace floodwall::python
