#pragma once
#include <optional>
#include <string_view>

#include "frontends/host_values/flow.h"
#include "frontends/host_values/format.h"
#include "frontends/host_values/program.h"

namespace floodwall::python {

/// The argument at this place of the call's list, seen where it is written.
host::Inserted inserted_argument(const host::Program& program, const host::CallEvent& event,
                                 std::size_t place);
/// The call as a whole.
host::Inserted inserted_call(const host::Program& program, const host::CallEvent& event);

/// What str's method `name` makes of the text that it is called on; nullopt: not known. `flow` knows the
/// members that a replacement field asks for; nullptr: nobody does.
std::optional<host::Value> fold_text_method(const host::Program& program, const host::CallEvent& event,
                                            std::string_view name, host::Flow* flow);

}  // namespace floodwall::python
