#pragma once
#include <optional>
#include <span>

#include "frontends/python/lowering/classes.h"
#include "frontends/python/lowering/lowered_operation.h"

namespace floodwall::python {

/// The SQL of a call of peewee, or of its playhouse.migrate, that drops or empties something; nullopt if it
/// is none.
std::optional<host::Text> lower_peewee(const ClassBook& classes, const host::CallEvent& call);

std::span<const LoweredOperation> peewee_operations();

}  // namespace floodwall::python
