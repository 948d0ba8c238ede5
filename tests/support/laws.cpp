#include "tests/support/laws.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "analyzer/engine/apply_fixes.h"
#include "analyzer/sql/lexer.h"
#include "analyzer/sql/literal.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/plpgsql.h"
#include "analyzer/sql/routine_body.h"
#include "analyzer/sql/script.h"
#include "analyzer/text/line_index.h"
#include "frontends/frontend.h"

namespace floodwall {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr int most_passes = 3;

/// Spans to try on a text: every one of a short text, a fixed pattern of those of a long one.
template <class Visit>
void each_span(std::uint32_t size, Visit visit) {
  const std::uint32_t step = std::max(1U, size / 24);
  for (std::uint32_t begin = 0; begin <= size; begin += step) {
    for (std::uint32_t end = begin; end <= size; end += step) visit(Span{begin, end});
  }
}

bool is_boundary(std::string_view text, std::uint32_t offset) {
  return offset == text.size() || (static_cast<unsigned char>(text[offset]) & 0xC0) != 0x80;
}

std::size_t count_of(const std::vector<Diagnostic>& found, std::string_view rule) {
  return static_cast<std::size_t>(std::ranges::count(found, rule, &Diagnostic::rule));
}

std::string fixed(std::string_view text, const Diagnostic& diagnostic) {
  return apply_fixes(text, {&diagnostic, 1}, FixSafety::NeedsReview).text;
}

bool touches(const std::vector<Diagnostic>& found, FixSafety up_to, Span span) {
  return std::ranges::any_of(found, [&](const Diagnostic& diagnostic) {
    if (!diagnostic.fix || up_to < diagnostic.fix->safety()) return false;
    return std::ranges::any_of(diagnostic.fix->edits(), [&](const Edit& edit) {
      return edit.replace.begin <= span.end && span.begin <= edit.replace.end;
    });
  });
}

std::vector<std::string_view> statement_texts(std::string_view text) {
  std::vector<std::string_view> texts;
  for (const StatementText& statement : split_script(text).statements)
    texts.push_back(slice(text, statement.at));
  return texts;
}

void check_map(std::string_view what, std::string_view sql, std::string_view host, const SourceMap& map,
               Violations& violations) {
  std::uint32_t done = 0;
  for (const SourceMap::Piece& piece : map.pieces()) {
    const bool inside = piece.sql.begin <= piece.sql.end && piece.sql.end <= sql.size() &&
                        piece.host.begin <= piece.host.end && piece.host.end <= host.size();
    if (piece.sql.begin != done || !inside) {
      violations.push_back(fmt::format("{}: a piece of the map is out of place at byte {}", what, done));
      return;
    }
    done = piece.sql.end;
    if (piece.origin == SourceMap::Origin::Verbatim && slice(sql, piece.sql) != slice(host, piece.host)) {
      violations.push_back(fmt::format("{}: verbatim bytes differ: \"{}\" in the text, \"{}\" in its host",
                                       what, slice(sql, piece.sql), slice(host, piece.host)));
      return;
    }
  }
  if (done != sql.size()) {
    violations.push_back(fmt::format("{}: the map ends at byte {} of {}", what, done, sql.size()));
    return;
  }
  each_span(static_cast<std::uint32_t>(sql.size()), [&](Span span) {
    const Span located = map.locate(span);
    if (located.end < located.begin || host.size() < located.end) {
      violations.push_back(fmt::format("{}: locate leaves the host", what));
      return;
    }
    const std::optional<Span> editable = map.editable(span);
    if (!editable) return;
    if (host.size() < editable->end || slice(host, *editable) != slice(sql, span)) {
      violations.push_back(fmt::format("{}: editable, but other bytes", what));
    } else if (!span.empty() && *editable != located) {
      violations.push_back(fmt::format("{}: editable and locate disagree", what));
    }
  });
}

void check_literals(std::string_view sql, Violations& violations) {
  Lexer lexer(sql);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    if (token.kind != TokenKind::String && token.kind != TokenKind::DollarString) continue;
    if (const std::optional<DecodedLiteral> literal = decode_literal(sql, token.at)) {
      check_map("literal", literal->text, sql, literal->map, violations);
    }
  }
}

/// A body holds statements, which carry bodies.
void check_bodies(StatementParser& parser, std::string_view sql, int depth, Violations& violations) {
  check_literals(sql, violations);
  for (const StatementText& statement : split_script(sql, {.is_psql_script = depth == 0}).statements) {
    const std::string_view text = slice(sql, statement.at);
    const std::expected<const Node*, SyntaxError> tree = parser.parse(text);
    if (!tree || *tree == nullptr) continue;
    const std::optional<RoutineBody> body = routine_body(**tree, text);
    if (!body) continue;
    check_map("routine body", body->text, text, body->map, violations);
    for (const EmbeddedSql& piece : plpgsql_statements(body->text)) {
      check_map("PL/pgSQL statement", piece.sql, body->text, piece.map, violations);
    }
    if (depth < 4) check_bodies(parser, body->text, depth + 1, violations);
  }
}

std::string with_line_ends(std::string_view text, std::string_view line_end) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && text.substr(i).starts_with("\r\n")) continue;
    if (text[i] == '\n') {
      result += line_end;
    } else {
      result += text[i];
    }
  }
  return result;
}

std::vector<std::pair<std::string, std::uint64_t>> fingerprints(const std::vector<Diagnostic>& found) {
  std::vector<std::pair<std::string, std::uint64_t>> all;
  for (const Diagnostic& diagnostic : found) all.emplace_back(diagnostic.rule, diagnostic.fingerprint);
  return all;
}

void check_fix(std::string_view text, const Diagnostic& diagnostic, Violations& violations) {
  std::uint32_t done = 0;
  bool changes = false;
  for (const Edit& edit : diagnostic.fix->edits()) {
    if (edit.replace.begin < done || edit.replace.end < edit.replace.begin ||
        text.size() < edit.replace.end) {
      violations.push_back("edits out of order or outside the text: " + describe(text, diagnostic));
      return;
    }
    done = edit.replace.end;
    changes = changes || slice(text, edit.replace) != edit.with;
  }
  if (!changes) violations.push_back("a fix that changes nothing: " + describe(text, diagnostic));
  if (diagnostic.fix->title().empty())
    violations.push_back("a fix without a title: " + describe(text, diagnostic));
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char first = static_cast<unsigned char>(text[i]);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
    if (size == 0 || text.size() < i + size) return false;
    for (std::size_t k = 1; k < size; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    i += size;
  }
  return true;
}

std::string lines_and_rules(std::string_view text, const std::vector<Diagnostic>& found) {
  const LineIndex lines(text);
  std::vector<std::pair<std::uint32_t, std::string_view>> entries;
  for (const Diagnostic& diagnostic : found)
    entries.emplace_back(lines.line_of(diagnostic.at.begin) + 1, diagnostic.rule);
  std::ranges::sort(entries);
  std::string result;
  for (const auto& [line, rule] : entries)
    result += fmt::format("{}{}:{}", result.empty() ? "" : " ", line, rule);
  return result;
}

std::string print_all(std::string_view text, const FileAnalysis& analysis) {
  std::string result = fmt::format("{} statements, {} suppressed, skipped: {}\n", analysis.statements,
                                   analysis.suppressed, analysis.skipped);
  for (const Diagnostic& diagnostic : analysis.diagnostics) {
    result += fmt::format("{} {:x}\n", describe(text, diagnostic), diagnostic.fingerprint);
    for (const Note& note : diagnostic.notes) {
      const Span at = note.at.value_or(Span{});
      result += fmt::format("  {}-{} {}\n", at.begin, at.end, note.message);
    }
    if (!diagnostic.fix) continue;
    result += fmt::format("  {}\n", diagnostic.fix->title());
    for (const Edit& edit : diagnostic.fix->edits()) {
      result += fmt::format("    {}-{} {}\n", edit.replace.begin, edit.replace.end, edit.with);
    }
  }
  return result;
}

Violations break_place_law(std::string_view text, const LintOptions& options) {
  Violations violations;
  const bool has_characters = is_valid_utf8(text);
  const auto check_span = [&](Span at, const Diagnostic& diagnostic, std::string_view what) {
    if (at.end < at.begin || text.size() < at.end) {
      violations.push_back(
          fmt::format("{} outside the text: {} says {}", what, diagnostic.rule, diagnostic.message));
    } else if (has_characters && !(is_boundary(text, at.begin) && is_boundary(text, at.end))) {
      violations.push_back(fmt::format("{} cuts a character: {}", what, describe(text, diagnostic)));
    }
  };
  for (const Diagnostic& diagnostic : lint(text, options)) {
    check_span(diagnostic.at, diagnostic, "span");
    if (!violations.empty()) return violations;  // nothing else can be said about it
    if (diagnostic.at.empty() && !text.empty())
      violations.push_back("empty span: " + describe(text, diagnostic));
    for (const Note& note : diagnostic.notes) {
      if (note.at) check_span(*note.at, diagnostic, "note");
      if (note.message.empty()) violations.push_back("an empty note: " + describe(text, diagnostic));
    }
    const std::string& message = diagnostic.message;
    if (message.empty()) violations.push_back("no message: " + describe(text, diagnostic));
    if (message.find_first_of("\r\n") != std::string::npos) {
      violations.push_back("message of several lines: " + describe(text, diagnostic));
    }
    if (diagnostic.fix) check_fix(text, diagnostic, violations);
  }
  return violations;
}

Violations break_fix_law(std::string_view text, const LintOptions& options) {
  Violations violations;
  const std::vector<Diagnostic> found = lint(text, options);
  const std::size_t syntax_errors = count_of(found, "syntax-error");
  for (const Diagnostic& diagnostic : found) {
    if (!diagnostic.fix) continue;
    const std::string after = fixed(text, diagnostic);
    const std::vector<Diagnostic> left = lint(after, options);
    if (count_of(found, diagnostic.rule) <= count_of(left, diagnostic.rule)) {
      violations.push_back("the fix leaves its finding: " + describe(text, diagnostic));
    }
    if (syntax_errors < count_of(left, "syntax-error")) {
      violations.push_back("the fix makes what PostgreSQL cannot parse: " + describe(text, diagnostic) +
                           "\n" + after);
    }
  }
  for (const FixSafety up_to : {FixSafety::Safe, FixSafety::NeedsReview}) {
    std::string now(text);
    int passes = 0;
    while (true) {
      const FixedText next = apply_fixes(now, lint(now, options), up_to);
      if (next.applied == 0) break;
      if (++passes > most_passes) {
        violations.push_back(fmt::format("still fixing after {} passes:\n{}", most_passes, next.text));
        break;
      }
      now = next.text;
    }
    if (syntax_errors < count_of(lint(now, options), "syntax-error")) {
      violations.push_back("the fixes together make what PostgreSQL cannot parse:\n" + now);
    }
  }
  const std::string after = apply_fixes(text, found, FixSafety::Safe).text;
  const std::vector<std::string_view> statements_after = statement_texts(after);
  auto next = statements_after.begin();
  for (const StatementText& statement : split_script(text).statements) {
    if (touches(found, FixSafety::Safe, statement.at)) continue;
    next = std::find(next, statements_after.end(), slice(text, statement.at));
    if (next == statements_after.end()) {
      violations.push_back(
          fmt::format("a safe fix changed another statement: {}", slice(text, statement.at)));
      break;
    }
    ++next;
  }
  return violations;
}

Violations break_map_law(std::string_view text, const LintOptions& options) {
  Violations violations;
  const SourceFile file(FileId{}, options.path, std::string(text));
  const FoundSql found = find_sql(file, {});
  StatementParser parser;
  const auto lies_inside = [](std::string_view whole, Span at) {
    return at.begin <= at.end && at.end <= whole.size();
  };
  std::uint32_t done = 0;
  for (const Span comment : found.comments) {
    if (!lies_inside(text, comment) || comment.begin < done)
      violations.push_back("a comment is out of place");
    done = comment.begin;
  }
  for (const HostRoutine& routine : found.routines) {
    if (!lies_inside(text, routine.at) || !lies_inside(text, routine.name_at))
      violations.push_back("a routine is out of place");
    for (const RoutineStep& step : routine.steps) {
      if (!lies_inside(text, step.at) || (step.fragment && found.fragments.size() <= *step.fragment))
        violations.push_back("a step of a routine is out of place");
    }
  }
  for (const SqlFragment& fragment : found.fragments) {
    check_map("fragment", fragment.sql, text, fragment.map, violations);
    std::uint32_t end = 0;
    for (const Hole& hole : fragment.holes) {
      if (!lies_inside(fragment.sql, hole.sql) || hole.sql.begin < end)
        violations.push_back(fmt::format("a hole is out of place at byte {}", hole.sql.begin));
      end = hole.sql.end;
    }
    check_bodies(parser, fragment.sql, 0, violations);
  }
  return violations;
}

Violations break_layout_law(std::string_view text, const LintOptions& options) {
  Violations violations;
  const auto expect_same = [&](std::string_view what, std::string_view left, std::string_view right) {
    const std::string before = lines_and_rules(left, lint(left, options));
    const std::string after = lines_and_rules(right, lint(right, options));
    if (before != after)
      violations.push_back(fmt::format("{}:\n  before {}\n  after  {}", what, before, after));
  };
  const std::string lf = with_line_ends(text, "\n");
  expect_same("CRLF instead of LF", lf, with_line_ends(text, "\r\n"));
  expect_same("a comment at the end", text, std::string(text) + "\n-- the end");
  return violations;
}

Violations break_suppression_law(std::string_view text, const LintOptions& options) {
  const std::vector<Diagnostic> found = lint(text, options);
  const bool has_comments_of_its_own = text.find("ignore") != std::string_view::npos;
  if (has_comments_of_its_own || count_of(found, "syntax-error") != 0)
    return {};  // what reaches where is unclear

  Violations violations;
  const std::uint32_t mark = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  const ScriptLayout layout = split_script(text.substr(mark));
  for (const StatementText& statement : layout.statements) {
    const Span at{statement.at.begin + mark, statement.at.end + mark};
    // COPY … FROM STDIN; and a statement behind it on the same line: a new line between them would be data.
    const Span line_before = {static_cast<std::uint32_t>(text.substr(0, at.begin).rfind('\n') + 1), at.begin};
    const bool shares_line = std::ranges::any_of(layout.statements, [&](const StatementText& other) {
      return line_before.overlaps({other.at.begin + mark, other.at.end + mark});
    });
    if (shares_line && !layout.copy_data.empty()) continue;
    std::map<std::string_view, std::size_t> inside;
    for (const Diagnostic& diagnostic : found) {
      if (at.begin <= diagnostic.at.begin && diagnostic.at.begin < at.end) ++inside[diagnostic.rule];
    }
    for (const auto& [rule, count] : inside) {
      const std::string comment = fmt::format("\n-- floodwall: ignore {}  a test says so\n", rule);
      std::string silenced(text);
      silenced.insert(at.begin, comment);
      std::vector<std::pair<std::string_view, std::uint32_t>> expected;
      for (const Diagnostic& diagnostic : found) {
        const std::uint32_t begin = diagnostic.at.begin;
        if (diagnostic.rule == rule && at.begin <= begin && begin < at.end) continue;
        expected.emplace_back(diagnostic.rule,
                              begin < at.begin ? begin : begin + static_cast<std::uint32_t>(comment.size()));
      }
      std::vector<std::pair<std::string_view, std::uint32_t>> left;
      for (const Diagnostic& diagnostic : lint(silenced, options))
        left.emplace_back(diagnostic.rule, diagnostic.at.begin);
      std::ranges::sort(expected);
      std::ranges::sort(left);
      if (left == expected) continue;
      violations.push_back(fmt::format("suppressing {} above \"{}\": {} findings expected, left are {}", rule,
                                       slice(text, at).substr(0, 60), expected.size(),
                                       lines_and_rules(silenced, lint(silenced, options))));
    }
  }
  return violations;
}

namespace {

std::vector<std::string> rules_of(const std::vector<Diagnostic>& found) {
  std::vector<std::string> rules;
  for (const Diagnostic& diagnostic : found) rules.emplace_back(diagnostic.rule);
  return rules;
}

}  // namespace

Violations break_fingerprint_law(std::string_view text, const LintOptions& options) {
  Violations violations;
  const std::vector<Diagnostic> found = lint(text, options);
  std::vector<std::pair<std::string, std::uint64_t>> before = fingerprints(found);
  std::string moved(text);
  moved.insert(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0, "\n");
  const FileAnalysis after = analyze_text(moved, options);
  // The first line may say what a file is: a mark of UTF-16, Liquibase's header.
  const bool is_read_alike = rules_of(after.diagnostics) == rules_of(found);
  if (is_read_alike && before != fingerprints(after.diagnostics))
    violations.push_back("a blank line on top changes fingerprints");

  std::ranges::sort(before, {}, [](const auto& entry) { return entry.second; });
  const auto twice = std::ranges::adjacent_find(before, {}, [](const auto& entry) { return entry.second; });
  if (twice != before.end()) violations.push_back("two findings have the same fingerprint: " + twice->first);
  return violations;
}

void require_none(const Violations& violations) {
  if (violations.empty()) return;
  for (const std::string& violation : violations) std::fprintf(stderr, "law broken: %s\n", violation.c_str());
  std::abort();
}

}  // namespace floodwall
