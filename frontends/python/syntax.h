#pragma once
#include <string_view>

#include "frontends/host_values/program.h"

namespace floodwall::python {

/// Parses Python (2 or 3, whole or half-typed). Never fails: what cannot be parsed is left out, what stands
/// before and after it is there; so are the lines that readable_text.h leaves out. The Program points into
/// `text`.
///
/// What is well-formed is read by reader/reader.h, which takes a tenth of the time; the rest by tree-sitter,
/// which gets over errors.
host::Program parse(std::string_view text);

/// The same with tree-sitter alone.
host::Program parse_with_tree_sitter(std::string_view text);

}  // namespace floodwall::python
