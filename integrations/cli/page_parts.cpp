#include "integrations/cli/page_parts.h"

#include <fmt/format.h>

namespace floodwall {

std::string code(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  if (text.empty()) return "";
  const bool is_one_line = text.find('\n') == std::string_view::npos;
  std::string cell;
  bool begins_line = true;
  for (const char c : text) {
    if (is_one_line) {
      cell += c == '|' ? "\\|" : std::string(1, c);
    } else if (c == '\n') {
      cell += "<br>";
    } else if (c == ' ' && begins_line) {
      cell += "&nbsp;";
    } else if (std::string_view("|*_`[]<>&\\").find(c) != std::string_view::npos) {
      cell += fmt::format("&#{};", static_cast<int>(c));
    } else {
      cell += c;
    }
    begins_line = c == '\n' || (begins_line && c == ' ');
  }
  if (!is_one_line) return "<code>" + cell + "</code>";
  const std::string_view fence = cell.find('`') == std::string::npos ? "`" : "``";
  return fmt::format("{}{}{}", fence, cell, fence);
}

std::string_view shown(Certainty certainty) {
  switch (certainty) {
    case Certainty::Postgres:
      return "PostgreSQL";
    case Certainty::Database:
      return "some database";
    case Certainty::Shape:
      return "perhaps none";
  }
  return "";
}

}  // namespace floodwall
