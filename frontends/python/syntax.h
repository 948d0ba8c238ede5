#pragma once
#include <string_view>

#include "frontends/host_values/program.h"

namespace floodwall::python {

/// Parses Python (2 or 3, whole or half-typed) with tree-sitter. Never fails: what cannot be parsed is left
/// out, what stands before and after it is there; so are the lines that readable_text.h leaves out. The
/// Program points into `text`.
host::Program parse(std::string_view text);

}  // namespace floodwall::python
