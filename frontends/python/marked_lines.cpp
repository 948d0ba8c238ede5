#include "frontends/python/marked_lines.h"

#include "frontends/host_values/signs.h"

namespace floodwall::python {
namespace {

/// A quick look: most files have no such comment, and then nobody asks for lines.
bool may_be_marked(std::string_view text) {
  return host::holds(text, "# sql") || host::holds(text, "# SQL") || host::holds(text, "#sql") ||
         host::holds(text, "language=");
}

bool is_mark(std::string_view comment) {
  while (!comment.empty() && (comment.front() == '#' || comment.front() == ' ')) comment.remove_prefix(1);
  while (!comment.empty() && (comment.back() == ' ' || comment.back() == '\r')) comment.remove_suffix(1);
  return comment == "sql" || comment == "SQL" || comment == "language=SQL" || comment == "language=sql" ||
         comment == "language=PostgreSQL";
}

}  // namespace

MarkedLines::MarkedLines(std::string_view text, std::span<const Span> comments)
    : lines_(may_be_marked(text) ? text : std::string_view()) {
  if (!may_be_marked(text)) return;
  for (const Span comment : comments) {
    if (is_mark(slice(text, comment))) lines_of_marks_.insert(lines_.line_of(comment.begin));
  }
}

}  // namespace floodwall::python
