#pragma once
#include <cstddef>
#include <set>

#include "analyzer/text/line_index.h"
#include "frontends/host_values/program.h"

namespace floodwall::cpp {

/// Lines with a comment (// language=SQL) or an attribute ([[clang::annotate("sql")]]) that calls a text SQL.
std::set<std::size_t> marked_lines(const host::Program& program, const LineIndex& lines);

}  // namespace floodwall::cpp
