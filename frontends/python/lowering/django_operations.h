#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "frontends/python/lowering/django_names.h"
#include "frontends/python/lowering/lowered_operation.h"

namespace floodwall::python {

/// The SQL of one operation of a migration; nullopt if it has none, or none that can be told from this file.
/// `models` is what the operations before it made known, and learns what this one does.
std::optional<host::Text> lower_django_operation(DjangoModels& models, const host::CallEvent& call);

std::span<const LoweredOperation> django_operations();

}  // namespace floodwall::python
