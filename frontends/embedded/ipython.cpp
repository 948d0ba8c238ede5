#include "frontends/embedded/ipython.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <optional>
#include <utility>

#include "frontends/host_values/shell_words.h"
#include "frontends/host_values/sql_shape.h"
#include "frontends/host_values/words.h"
#include "frontends/python/commands.h"

namespace floodwall {
namespace {

/// Magics whose line or body is Python that is run here and now.
constexpr std::array running = std::to_array<std::string_view>(
    {"time", "timeit", "capture", "prun", "memit", "mprun", "lprun", "python", "python3", "debug"});
/// What Databricks writes on the first line of a cell in another language. (IPython's own are spelled
/// otherwise.)
constexpr std::array other_languages =
    std::to_array<std::string_view>({"md", "md-sandbox", "scala", "r", "sh", "fs"});

constexpr std::string_view blanks = " \t";

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}
bool is_sql_magic(std::string_view name) { return name == "sql" || name == "read_sql"; }

/// Takes the first word off, and the blanks around it.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n"));
  text.remove_prefix(word.size());
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return word;
}

/// Whether a line asks for help: `frame.head?`, `?print`, `%time??`.
bool is_question(std::string_view line) {
  while (!line.empty() && std::string_view(" \t\r").find(line.back()) != std::string_view::npos)
    line.remove_suffix(1);
  const auto is_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '%' || c == '?' ||
           c == '*' || static_cast<unsigned char>(c) >= 0x80;
  };
  return line.ends_with('?') && std::ranges::all_of(line, is_name);
}

/// In `x = %magic` and `x = !command`: where the value begins.
std::optional<std::size_t> escaped_value(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos || is_blank(line.substr(0, equals))) return std::nullopt;
  const auto is_target = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("_., \t").find(c) != std::string_view::npos;
  };
  if (!std::ranges::all_of(line.substr(0, equals), is_target)) return std::nullopt;
  const std::size_t value = line.find_first_not_of(blanks, equals + 1);
  if (value == std::string_view::npos || (line[value] != '%' && line[value] != '!')) return std::nullopt;
  return value;
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) { code_.programs.emplace_back(); }

  IPythonCode split(std::span<const Span> cells) {
    for (const Span each : cells) cell(each);
    return std::move(code_);
  }

 private:
  void cell(Span at);
  bool cell_magic();
  void logical_line();
  void python_line();
  void pass_string();
  bool pass_running_magic(std::string_view line);
  void magic(std::string_view line);
  void sql_magic(std::string_view magic, Span at, Span body);
  void shell(Span script, host::ShellSyntax syntax);

  /// To the end of the line, without its break, going on behind a backslash at its end.
  Span line_with_continuations() const;
  std::string_view rest() const { return text_.substr(at_, end_ - at_); }
  /// Where `part`, a view of the text, stands.
  Span span(std::string_view part) const {
    const auto begin = static_cast<std::uint32_t>(part.data() - text_.data());
    return {begin, begin + static_cast<std::uint32_t>(part.size())};
  }
  void copy_to(std::uint32_t end) {
    program_.append_verbatim(text_, {at_, end});
    at_ = end;
  }
  void replace_to(std::uint32_t end, std::string_view python) {
    program_.append(python, {at_, end}, SourceMap::Origin::Decoded);
    at_ = end;
  }

  std::string_view text_;
  IPythonCode code_;
  MappedText program_;  ///< of the cell
  std::uint32_t at_ = 0;
  std::uint32_t end_ = 0;  ///< of the cell
  bool breaks_off_ = false;
};

Span Splitter::line_with_continuations() const {
  const std::string_view inside = text_.substr(0, end_);
  std::size_t end = std::min<std::size_t>(inside.find('\n', at_), end_);
  while (at_ < end && end < end_) {
    const std::size_t last = end - (text_[end - 1] == '\r' && at_ + 1 < end ? 2 : 1);
    if (text_[last] != '\\') break;
    end = std::min<std::size_t>(inside.find('\n', end + 1), end_);
  }
  return {at_, static_cast<std::uint32_t>(end)};
}

void Splitter::cell(Span at) {
  at_ = at.begin;
  end_ = at.end;
  breaks_off_ = false;
  program_ = {};
  while (cell_magic()) {
  }
  while (at_ < end_) logical_line();
  if (program_.text().empty()) return;
  const std::uint32_t behind = std::min(end_ + 1, static_cast<std::uint32_t>(text_.size()));
  program_.append("\n", {end_, behind}, SourceMap::Origin::Decoded);
  if (breaks_off_) {
    code_.programs.push_back(std::move(program_));
    return;
  }
  for (const SourceMap::Piece& piece : program_.pieces())
    code_.programs.front().append(slice(program_.text(), piece.sql), piece.host, piece.origin);
}

/// A `%%magic` where the cell begins. True if the cell goes on behind it as if it were not there.
bool Splitter::cell_magic() {
  std::size_t begin = std::min(rest().find_first_not_of(" \t\r\n"), rest().size());
  begin = begin == 0 ? 0 : rest().rfind('\n', begin - 1) + 1;  // blank lines do not count
  const std::string_view lines = rest().substr(begin);
  std::string_view line = lines.substr(0, lines.find('\n'));
  const bool is_cell = line.starts_with("%%");
  if (!is_cell && !line.starts_with('%')) return false;
  std::string_view arguments = line.substr(is_cell ? 2 : 1);
  const std::string_view name = take_word(arguments);
  std::string_view body = lines.substr(line.size());
  if (!is_cell) {  // Databricks: %sql alone heads a cell of Spark SQL
    const bool is_other = host::is_among(name, other_languages) ||
                          (is_sql_magic(name) && is_blank(arguments) && !is_blank(body));
    if (is_other) at_ = end_;
    return false;
  }
  if (host::is_among(name, running)) {
    at_ = span(body).begin;
    return !body.empty();
  }
  if (is_sql_magic(name)) sql_magic("%%sql", span(arguments), span(body));
  if (name == "bash" || name == "sh") shell(span(body), {});
  at_ = end_;
  return false;
}

/// `at`: what follows the magic's name on its line.
void Splitter::sql_magic(std::string_view magic, Span at, Span body) {
  MagicSql sql;
  sql.magic = magic;
  std::string_view words = slice(text_, at);
  while (!words.empty() && (words.starts_with('$') || !host::looks_like_sql(words, host::Evidence::Verb))) {
    const std::string_view word = take_word(words);
    if (word.find("://") != std::string_view::npos) {
      sql.url = word;
    } else if (word == "--alias") {
      sql.alias = take_word(words);
    } else if (word == "--save" || word == "--with" || word == "--persist") {
      take_word(words);
    } else if (!word.starts_with('-') && word != "<<" && !words.starts_with("<<")) {
      sql.connection = word;
    }
  }
  for (const Span part : {span(words), body}) {
    // A backslash at the end of a line joins it to the next one, for IPython.
    const std::string_view bytes = slice(text_, part);
    std::size_t done = 0;
    for (std::size_t i = bytes.find('\\'); i != std::string_view::npos && part != body;
         i = bytes.find('\\', i + 1)) {
      const std::size_t size = bytes.substr(i).starts_with("\\\r\n") ? 3 : 2;
      if (size == 2 && !bytes.substr(i).starts_with("\\\n")) continue;
      sql.text.append_verbatim(text_, span(bytes.substr(done, i - done)));
      sql.text.append("\n", span(bytes.substr(i, size)), SourceMap::Origin::Decoded);
      done = i + size;
    }
    sql.text.append_verbatim(text_, span(bytes.substr(done)));
  }
  if (is_blank(sql.text.text())) sql.text = {};
  code_.sql.push_back(std::move(sql));
}

/// What psql is told by commands for the shell.
void Splitter::shell(Span script, host::ShellSyntax syntax) {
  host::Text commands;
  commands.append(slice(text_, script), script, host::Text::Origin::Verbatim);
  for (const host::ShellCommand& command : host::shell_commands(commands, syntax)) {
    for (const python::PsqlText& psql : python::psql_texts(command)) {
      if (!host::looks_like_sql(psql.sql.bytes(), host::Evidence::Verb)) continue;
      MagicSql sql;
      sql.magic = psql.is_script ? "psql" : "psql -c";
      sql.is_for_psql = true;
      sql.holes = psql.sql.holes();
      for (const SourceMap::Piece& piece : psql.sql.pieces())
        sql.text.append(slice(psql.sql.bytes(), piece.sql), piece.host, piece.origin);
      code_.sql.push_back(std::move(sql));
    }
  }
}

/// A magic or a command for the shell that stands for a statement or a value.
void Splitter::magic(std::string_view line) {
  if (line.starts_with('!')) {
    const std::size_t begin = std::min(line.find_first_not_of('!'), line.size());
    return shell(span(line.substr(begin)), {.has_braces = true});
  }
  if (!line.starts_with('%')) return;
  std::string_view arguments = line.substr(1);
  const std::string_view name = take_word(arguments);
  if (is_sql_magic(name)) sql_magic("%sql", span(arguments), {span(line).end, span(line).end});
}

/// `%time f()` is f(): goes on before the f.
bool Splitter::pass_running_magic(std::string_view line) {
  std::string_view arguments = line.substr(1);
  if (!line.starts_with('%') || !host::is_among(take_word(arguments), running)) return false;
  constexpr std::array with_value =
      std::to_array<std::string_view>({"-n", "-r", "-p", "-s", "-l", "-T", "-D"});
  while (arguments.starts_with('-')) {
    if (host::is_among(take_word(arguments), with_value)) take_word(arguments);
  }
  if (is_blank(arguments)) return false;
  at_ = span(arguments).begin;
  return true;
}

void Splitter::logical_line() {
  const std::size_t indent = std::min(rest().find_first_not_of(" \t\f"), rest().size());
  copy_to(at_ + static_cast<std::uint32_t>(indent));
  const Span whole = line_with_continuations();
  const std::string_view line = slice(text_, whole);
  std::optional<std::size_t> value;
  if (line.starts_with('%') || line.starts_with('!')) {
    value = 0;
  } else if (line.starts_with('?') || is_question(line.substr(0, line.find('\n')))) {
    replace_to(whole.end, "pass");
  } else {
    value = escaped_value(line);
  }
  if (value) {
    copy_to(at_ + static_cast<std::uint32_t>(*value));
    const std::string_view escaped = line.substr(*value);
    if (!pass_running_magic(escaped)) {
      magic(escaped);
      replace_to(whole.end, *value == 0 ? "pass" : "None");
    }
  }
  python_line();
}

/// Copies Python up to the end of a logical line: brackets, strings and backslashes go on over line breaks.
void Splitter::python_line() {
  const std::uint32_t begin = at_;
  std::size_t depth = 0;
  while (at_ < end_) {
    const char c = text_[at_++];
    if (c == '#') {
      at_ = static_cast<std::uint32_t>(std::min<std::size_t>(text_.find('\n', at_), end_));
    } else if (c == '"' || c == '\'') {
      --at_;
      pass_string();
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      depth -= depth == 0 ? 0 : 1;
    } else if (c == '\\') {
      at_ = std::min(end_, at_ + (text_.substr(at_).starts_with("\r\n") ? 2 : 1));
    } else if (c == '\n' && depth == 0) {
      break;
    }
  }
  breaks_off_ = breaks_off_ || depth != 0;
  program_.append_verbatim(text_, {begin, at_});
}

void Splitter::pass_string() {
  const char quote = text_[at_];
  const bool is_triple = rest().starts_with(std::string(3, quote));
  at_ += is_triple ? 3 : 1;
  while (at_ < end_) {
    const char c = text_[at_];
    if (c == '\\') {
      at_ = std::min(end_, at_ + (rest().substr(1).starts_with("\r\n") ? 3 : 2));
    } else if (c == '\n' && !is_triple) {
      return;  // half-typed
    } else if (c == quote && (!is_triple || rest().starts_with(std::string(3, quote)))) {
      at_ += is_triple ? 3 : 1;
      return;
    } else {
      ++at_;
    }
  }
  breaks_off_ = breaks_off_ || is_triple;
}

}  // namespace

IPythonCode split_ipython(std::string_view text, std::span<const Span> cells) {
  return Splitter(text).split(cells);
}

}  // namespace floodwall
