#pragma once
#include <optional>
#include <span>

#include "frontends/python/lowering/classes.h"
#include "frontends/python/lowering/lowered_operation.h"

namespace floodwall::python {

/// The SQL of a call of SQLAlchemy that changes the schema or deletes rows without being handed any SQL;
/// nullopt if it is none. metadata.drop_all() is none: which tables it drops shows in no one file.
std::optional<host::Text> lower_sqlalchemy_call(const ClassBook& classes, const host::CallEvent& call);

std::span<const LoweredOperation> sqlalchemy_calls();

}  // namespace floodwall::python
