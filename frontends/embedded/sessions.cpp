#include "frontends/embedded/sessions.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>

namespace floodwall {
namespace {

std::string_view without_indent(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return line;
}

/// Bytes of psql's prompt: "mydb=# ", "mydb-> ", "mydb(# ", "postgres=*# ", "=> "; 0 if there is none.
std::size_t psql_prompt(std::string_view line, bool goes_on) {
  const std::size_t indent = line.size() - without_indent(line).size();
  std::size_t at = indent;
  const auto is_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("_-.@:/[]").find(c) != std::string_view::npos;
  };
  // The state stands before the last character: = at the begin of a statement, - ( ' " $ * within.
  while (at < line.size() && is_name(line[at])) ++at;
  const std::string_view states = goes_on ? "-('\"$*" : "=^!";
  if (at < line.size() && states.find(line[at]) != std::string_view::npos) {
    ++at;
  } else if (!goes_on || at == indent || line[at - 1] != '-') {  // the name has taken the dash
    return 0;
  }
  if (at < line.size() && (line[at] == '*' || line[at] == '!' || line[at] == '?'))
    ++at;  // of the transaction
  if (line.size() <= at || (line[at] != '#' && line[at] != '>')) return 0;
  ++at;
  if (at < line.size() && line[at] == ' ') return at + 1;
  return at == line.size() || line[at] == '\n' || line[at] == '\r' ? at : 0;
}

Span without(Span line, std::size_t bytes) {
  return {line.begin + static_cast<std::uint32_t>(bytes), line.end};
}

}  // namespace

MappedText sql_of_session(std::string_view text, std::span<const Span> lines) {
  const bool is_session =
      std::ranges::any_of(lines, [&](Span line) { return psql_prompt(slice(text, line), false) != 0; });
  MappedText sql;
  bool was_typed = false;
  for (const Span line : lines) {
    const std::string_view bytes = slice(text, line);
    std::size_t prompt = 0;
    if (is_session) {
      prompt = psql_prompt(bytes, false);
      if (prompt == 0 && was_typed) prompt = psql_prompt(bytes, true);
      was_typed = prompt != 0;
      if (!was_typed) continue;
    }
    if (without_indent(bytes.substr(prompt)).starts_with('\\')) continue;
    sql.append_verbatim(text, without(line, prompt));
  }
  return sql;
}

MappedText python_of_session(std::string_view text, std::span<const Span> lines) {
  // The prompt's indentation is that of the whole session.
  std::optional<std::size_t> indent;
  for (const Span line : lines) {
    const std::string_view bytes = slice(text, line);
    const std::string_view typed = without_indent(bytes);
    if (!indent && (typed.starts_with(">>> ") || typed.starts_with(">>>\n")))
      indent = bytes.size() - typed.size();
  }
  MappedText python;
  bool was_typed = false;
  for (const Span line : lines) {
    const std::string_view bytes = slice(text, line);
    std::size_t prompt = 0;
    if (indent) {
      const std::string_view typed = bytes.substr(std::min(*indent, bytes.size()));
      was_typed = typed.starts_with(">>>") || (was_typed && typed.starts_with("..."));
      if (!was_typed) continue;
      prompt = *indent + (typed.substr(3).starts_with(' ') ? 4 : 3);
    }
    python.append_verbatim(text, without(line, prompt));
  }
  return python;
}

}  // namespace floodwall
