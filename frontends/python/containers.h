#pragma once
#include <optional>

#include "frontends/host_values/flow.h"

namespace floodwall::python {

/// What calls make of lists and maps whose items are known: dict.items(), zip, enumerate, sorted, dict(a=1),
/// … nullopt: another call, or not known.
std::optional<host::Value> fold_container(const host::CallEvent& event);

}  // namespace floodwall::python
