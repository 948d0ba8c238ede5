#pragma once
#include <optional>
#include <span>

#include "frontends/python/lowering/classes.h"
#include "frontends/python/lowering/lowered_operation.h"

namespace floodwall::python {

/// The foreign keys of an Odoo model whose `ondelete=` is given; the rest of its table is left open. nullopt
/// if the class is no model, or has none.
std::optional<host::Text> lower_odoo_model(const ClassBook& classes, const host::Class& klass);

std::span<const LoweredOperation> odoo_definitions();

}  // namespace floodwall::python
