#pragma once
#include <string_view>

#include "frontends/host_values/program.h"

namespace floodwall::host {

/// Whether an annotation says that a parameter is no text that somebody could have chosen: a number, a date,
/// an identifier, one of an enumeration of the program. `int | None` and `Optional[UUID]` do.
bool holds_no_text(std::string_view annotation, const Program& program);

}  // namespace floodwall::host
