#include "frontends/cpp/marks.h"

#include <string_view>

namespace floodwall::cpp {

std::set<std::size_t> marked_lines(const host::Program& program, const LineIndex& lines) {
  std::set<std::size_t> marked;
  const std::string_view text = program.text;
  for (const Span comment : program.comments) {
    std::string_view words = slice(text, comment);
    while (!words.empty() && std::string_view("/* ").find(words.front()) != std::string_view::npos)
      words.remove_prefix(1);
    while (!words.empty() && std::string_view("/* \r").find(words.back()) != std::string_view::npos)
      words.remove_suffix(1);
    if (words == "sql" || words == "SQL" || words == "language=SQL" || words == "language=sql" ||
        words == "language=PostgreSQL")
      marked.insert(lines.line_of(comment.begin));
  }
  constexpr std::string_view attribute = "annotate(\"sql\")";
  for (std::size_t at = text.find(attribute); at != std::string_view::npos; at = text.find(attribute, at + 1))
    marked.insert(lines.line_of(static_cast<std::uint32_t>(at)));
  return marked;
}

}  // namespace floodwall::cpp
