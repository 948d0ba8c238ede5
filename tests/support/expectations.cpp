#include "tests/support/expectations.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "analyzer/text/line_index.h"

namespace floodwall {
namespace {

constexpr std::string_view ellipsis = "…";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Takes `word` and the blanks around it off the front of `text`.
bool take(std::string_view& text, std::string_view word) {
  const std::string_view rest = trimmed(text);
  if (!rest.starts_with(word)) return false;
  text = trimmed(rest.substr(word.size()));
  return true;
}

/// Takes a quoted text off the front.
std::optional<std::string> take_quoted(std::string_view& text) {
  if (!text.starts_with('"')) return std::nullopt;
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text = trimmed(text.substr(i + 1));
      return value;
    }
    const bool is_escape =
        text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\');
    if (is_escape) ++i;
    value += text[i];
  }
  return std::nullopt;
}

std::string quoted(std::string_view text) {
  std::string value = "\"";
  for (const char byte : text) {
    if (byte == '"' || byte == '\\') value += '\\';
    value += byte;
  }
  return value + '"';
}

/// What follows `-- expect:` or `-- todo-expect:`; nothing if the line is no such comment.
struct Directive {
  bool is_todo = false;
  std::string_view rest;
};
std::optional<Directive> directive_in(std::string_view line) {
  std::string_view rest = trimmed(line);
  if (!take(rest, "--") && !take(rest, "//") && !take(rest, "#")) return std::nullopt;
  if (take(rest, "expect:")) return Directive{false, rest};
  if (take(rest, "todo-expect:")) return Directive{true, rest};
  return std::nullopt;
}

std::optional<Expectation> parse(const Directive& directive) {
  Expectation expectation;
  expectation.is_todo = directive.is_todo;
  std::string_view rest = directive.rest;
  const std::size_t end =
      std::min(rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), rest.size());
  if (end == 0) return std::nullopt;
  expectation.rule = rest.substr(0, end);
  rest = trimmed(rest.substr(end));
  if (take(rest, "on ")) {
    std::optional<std::string> on = take_quoted(rest);
    if (!on || on->empty()) return std::nullopt;
    if (const std::size_t dots = on->find(ellipsis); dots != std::string::npos) {
      expectation.ends = trimmed(std::string_view(*on).substr(dots + ellipsis.size()));
      on->resize(dots);
    }
    expectation.begins = trimmed(*on);
  }
  if (take(rest, "says ")) {
    std::optional<std::string> says = take_quoted(rest);
    if (!says || says->empty()) return std::nullopt;
    expectation.says = *says;
  }
  if (!rest.empty()) return std::nullopt;
  return expectation;
}

/// What an expectation asks for, and where.
class Matcher {
 public:
  explicit Matcher(std::string_view text) : text_(text), lines_(text) {}

  bool matches(const Expectation& expected, const Diagnostic& found) const {
    if (found.rule != expected.rule || found.message.find(expected.says) == std::string::npos) return false;
    const std::uint32_t first = lines_.line_of(found.at.begin);
    const std::uint32_t last = lines_.line_of(found.at.empty() ? found.at.begin : found.at.end - 1);
    if (expected.begins.empty() && expected.ends.empty())
      return first <= expected.line && expected.line <= last;
    if (expected.line < first || last < expected.first_line) return false;
    return has_text(expected, slice(text_, found.at));
  }

 private:
  static bool has_text(const Expectation& expected, std::string_view text) {
    if (expected.ends.empty()) return text == expected.begins;
    return expected.begins.size() + expected.ends.size() <= text.size() &&
           text.starts_with(expected.begins) && text.ends_with(expected.ends);
  }

  std::string_view text_;
  LineIndex lines_;
};

/// Gives each expectation a finding of its own, as many as possible: the augmenting paths of bipartite
/// matching.
class Pairing {
 public:
  Pairing(std::string_view text, std::span<const Expectation> expected, std::span<const Diagnostic> found)
      : expected_(expected), found_(found), matcher_(text), owner_(found.size()) {}

  bool give(std::size_t expectation) {
    std::vector<bool> tried(found_.size(), false);
    return give(expectation, tried);
  }
  bool is_taken(std::size_t found) const { return owner_[found].has_value(); }

 private:
  bool give(std::size_t expectation, std::vector<bool>& tried) {
    for (std::size_t i = 0; i < found_.size(); ++i) {
      if (tried[i] || !matcher_.matches(expected_[expectation], found_[i])) continue;
      tried[i] = true;
      if (!owner_[i] || (!expected_[*owner_[i]].is_todo && give(*owner_[i], tried))) {
        owner_[i] = expectation;
        return true;
      }
    }
    return false;
  }

  std::span<const Expectation> expected_;
  std::span<const Diagnostic> found_;
  Matcher matcher_;
  std::vector<std::optional<std::size_t>> owner_;
};

std::string_view line_text(std::string_view text, const LineIndex& lines, std::uint32_t line) {
  return slice(text, lines.line(line));
}

void append(std::string& out, std::string_view heading, const std::vector<std::string>& entries) {
  if (entries.empty()) return;
  out.append(heading).append(":\n");
  for (const std::string& entry : entries) out.append("  ").append(entry).append("\n");
}

}  // namespace

Expectations find_expectations(std::string_view text) {
  Expectations result;
  const LineIndex lines(text);
  std::optional<std::uint32_t> described;  // the last line that is no expectation
  std::uint32_t first_line = 0;            // behind the last line above `described` that ends a statement
  bool ends_statement = false;
  for (std::uint32_t line = 0; line < lines.line_count(); ++line) {
    const std::string_view written = line_text(text, lines, line);
    const std::optional<Directive> directive = directive_in(written);
    if (!directive) {
      if (ends_statement) first_line = line;
      ends_statement = trimmed(written).ends_with(';');
      described = line;
      continue;
    }
    std::optional<Expectation> expectation = parse(*directive);
    if (!expectation || !described) {
      result.malformed.push_back(fmt::format("line {}: {}", line + 1, trimmed(written)));
      continue;
    }
    expectation->line = *described;
    expectation->first_line = std::min(first_line, *described);
    expectation->written_on = line;
    expectation->written = trimmed(written);
    result.announced.push_back(std::move(*expectation));
  }
  return result;
}

std::string without_expectations(std::string_view text) {
  std::string kept;
  const LineIndex lines(text);
  for (std::uint32_t line = 0; line < lines.line_count(); ++line) {
    if (directive_in(line_text(text, lines, line))) continue;
    const std::uint32_t begin = lines.line(line).begin;
    const std::uint32_t end =
        line + 1 < lines.line_count() ? lines.line(line + 1).begin : static_cast<std::uint32_t>(text.size());
    kept += slice(text, {begin, end});
  }
  return kept;
}

Difference compare(std::string_view text, std::span<const Diagnostic> found) {
  const Expectations expectations = find_expectations(text);
  Difference difference;
  difference.malformed = expectations.malformed;
  Pairing pairing(text, expectations.announced, found);
  for (const bool is_todo : {false, true}) {  // what must be found goes first
    for (std::size_t i = 0; i < expectations.announced.size(); ++i) {
      const Expectation& expectation = expectations.announced[i];
      if (expectation.is_todo != is_todo) continue;
      const bool is_found = pairing.give(i);
      if (is_found == is_todo) {
        std::vector<std::string>& list = is_todo ? difference.holds_now : difference.missing;
        list.push_back(fmt::format("line {}: {}", expectation.written_on + 1, expectation.written));
      }
    }
  }
  const LineIndex lines(text);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (pairing.is_taken(i)) continue;
    const std::uint32_t last = found[i].at.empty() ? found[i].at.begin : found[i].at.end - 1;
    difference.unexpected.push_back(fmt::format("below line {}:\n{}\n    ({})", lines.line_of(last) + 1,
                                                announcement(text, found[i]), found[i].message));
  }
  return difference;
}

std::string announcement(std::string_view text, const Diagnostic& diagnostic) {
  const LineIndex lines(text);
  const std::uint32_t last = diagnostic.at.empty() ? diagnostic.at.begin : diagnostic.at.end - 1;
  const std::string_view line = line_text(text, lines, lines.line_of(last));
  const std::string_view indent = line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));

  std::string on(slice(text, diagnostic.at));
  if (on.find_first_of("\r\n") != std::string::npos || 60 < on.size()) {
    const std::string begins = on.substr(0, on.find_first_of(" \t\r\n"));
    const std::string ends = on.substr(on.find_last_of(" \t\r\n") + 1);
    on = begins == ends ? "" : fmt::format("{} {} {}", begins, ellipsis, ends);
  }
  std::string comment = fmt::format("{}-- expect: {}", indent, diagnostic.rule);
  if (!on.empty()) comment += " on " + quoted(on);
  return comment;
}

std::string Difference::text() const {
  std::string out;
  append(out, "malformed", malformed);
  append(out, "missing", missing);
  append(out, "unexpected (paste what was meant to be found)", unexpected);
  append(out, "holds now, so write expect instead of todo-expect", holds_now);
  return out;
}

}  // namespace floodwall
