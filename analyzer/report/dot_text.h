#pragma once
#include <string>
#include <string_view>

namespace floodwall {

/// As a quoted ID of Graphviz. `\n` in `text` becomes its escape for the start of a new, centred line; a NUL
/// byte, which Graphviz cannot read, is left out; what is no UTF-8 is U+FFFD.
std::string dot_quoted(std::string_view text);

/// The attributes of an edge for a foreign key, by FKCONSTR_ACTION_*: `color=red` …, or nothing.
std::string dot_edge_style(char on_delete);

}  // namespace floodwall
