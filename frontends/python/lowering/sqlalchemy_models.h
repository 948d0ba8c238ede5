#pragma once
#include <optional>
#include <span>

#include "frontends/python/lowering/classes.h"
#include "frontends/python/lowering/lowered_operation.h"

namespace floodwall::python {

/// CREATE TABLE for what Table(…) defines; nullopt if it only refers to a table (autoload, no columns).
std::optional<host::Text> lower_table(const ClassBook& classes, const host::CallEvent& call);

/// CREATE TABLE for a declarative class (SQLAlchemy, Flask-SQLAlchemy, SQLModel); nullopt if it is none.
std::optional<host::Text> lower_declarative(const ClassBook& classes, const host::Class& klass);
/// The name of a declarative class's table.
std::optional<host::SqlTableName> declarative_name(const ClassBook& classes, const host::Class& klass);

std::span<const LoweredOperation> sqlalchemy_definitions();

}  // namespace floodwall::python
