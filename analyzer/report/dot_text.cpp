#include "analyzer/report/dot_text.h"

#include <string>
#include <string_view>

#include "analyzer/report/printable.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

std::string dot_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char byte : valid_utf8(text)) {
    if (byte == '\0') continue;
    if (byte == '\n') {
      quoted += "\\n";
      continue;
    }
    if (byte == '"' || byte == '\\') quoted += '\\';
    quoted += byte;
  }
  return quoted + '"';
}

std::string dot_edge_style(char on_delete) {
  switch (on_delete) {
    case FKCONSTR_ACTION_CASCADE:
      return "color=red, fontcolor=red";
    case FKCONSTR_ACTION_SETNULL:
    case FKCONSTR_ACTION_SETDEFAULT:
      return "style=dashed";
    default:
      return "";
  }
}

}  // namespace floodwall
