// The laws (tests/support/laws.h) over every example and fixture we own, and PostgreSQL's own regression SQL
// against PostgreSQL's own parser.
#include "tests/support/catch.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "analyzer/sql/lexer.h"
#include "analyzer/sql/script.h"
#include "analyzer/text/line_index.h"
#include "tests/support/examples.h"
#include "tests/support/laws.h"
#include "tests/support/lint.h"
#include "tests/support/postgres_oracle.h"

namespace floodwall {
namespace {

using Law = Violations (*)(std::string_view text, const LintOptions& options);

const std::vector<Sample>& all_samples() {
  static const std::vector<Sample> all = samples();
  return all;
}

/// The regression SQL; says loudly that there is none. `./dev test` fetches it, so CI has it.
const std::vector<Sample>& regression() {
  static const std::vector<Sample> all = [] {
    std::vector<Sample> files = regression_samples();
    if (files.empty()) {
      std::printf("\n*** NOT TESTED: PostgreSQL's regression SQL is not in %s (./dev test fetches it)\n\n",
                  FLOODWALL_REGRESSION_SQL);
    }
    return files;
  }();
  return all;
}

void expect_law(Law law) {
  REQUIRE_FALSE(all_samples().empty());
  for (const Sample& sample : all_samples()) {
    for (const std::string& violation : law(sample.text, sample.options))
      FAIL_CHECK(sample.name << ": " << violation);
  }
  SUCCEED();
}

/// Tests many files on a few threads; Catch's own macros are for one thread only.
template <class Check>
void for_each_on_threads(const std::vector<Sample>& files, Check check) {
  constexpr std::size_t threads = 4;
  std::vector<Violations> violations(files.size());
  std::vector<std::jthread> pool;
  for (std::size_t first = 0; first < threads; ++first) {
    pool.emplace_back([&, first] {
      for (std::size_t i = first; i < files.size(); i += threads) violations[i] = check(files[i]);
    });
  }
  pool.clear();
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (const std::string& violation : violations[i]) FAIL_CHECK(files[i].name << ": " << violation);
  }
  SUCCEED();
}

TEST_CASE("places lie in the text, messages are one line") { expect_law(break_place_law); }
TEST_CASE("a fix removes its finding, and fixing comes to an end") { expect_law(break_fix_law); }
TEST_CASE("maps lead from SQL to the host and back") { expect_law(break_map_law); }
TEST_CASE("line endings and a comment at the end change nothing") { expect_law(break_layout_law); }
TEST_CASE("a suppression takes away its findings and no others") { expect_law(break_suppression_law); }
TEST_CASE("a fingerprint survives edits elsewhere and is unique in its file") {
  expect_law(break_fingerprint_law);
}

TEST_CASE("one thread or four find the same") {
  std::vector<std::string> alone;
  for (const Sample& sample : all_samples()) {
    alone.push_back(print_all(sample.text, analyze_text(sample.text, sample.options)));
  }
  std::vector<Sample> backwards(all_samples().rbegin(), all_samples().rend());
  std::ranges::reverse(alone);
  for_each_on_threads(backwards, [&](const Sample& sample) -> Violations {
    const std::size_t index = static_cast<std::size_t>(&sample - backwards.data());
    const std::string together = print_all(sample.text, analyze_text(sample.text, sample.options));
    if (together == alone[index]) return {};
    return {"alone:\n" + alone[index] + "on four threads:\n" + together};
  });
}

TEST_CASE("PostgreSQL's regression SQL obeys the laws") {
  for_each_on_threads(regression(), [](const Sample& sample) {
    Violations violations = break_place_law(sample.text, sample.options);
    for (Law law : {break_map_law, break_layout_law, break_fingerprint_law}) {
      const Violations more = law(sample.text, sample.options);
      violations.insert(violations.end(), more.begin(), more.end());
    }
    return violations;
  });
}

/// Where a syntax-error lies in `script`, and where PostgreSQL says that there is none.
Violations wrong_syntax_errors(const Sample& sample) {
  std::vector<Diagnostic> errors = lint(sample.text, sample.options);
  std::erase_if(errors, [](const Diagnostic& diagnostic) { return diagnostic.rule != "syntax-error"; });
  Violations violations;
  if (errors.empty()) return violations;

  // Our own pieces: one that PostgreSQL parses as it stands has no error.
  for (const StatementText& statement : split_script(sample.text).statements) {
    for (const Diagnostic& error : errors) {
      if (!statement.at.contains(error.at) || statement.backslash_quotes) continue;
      if (postgres_accepts(slice(sample.text, statement.at))) {
        violations.push_back("PostgreSQL accepts it: " + describe(sample.text, error));
      }
    }
  }
  // PostgreSQL's own pieces, of what is left when psql's lines are taken out.
  const std::string plain = without_psql(sample.text);
  const std::vector<Span> pieces = scanner_split(plain).value_or(std::vector<Span>());
  for (const Span piece : pieces) {
    for (const Diagnostic& error : errors) {
      if (piece.contains(error.at) && postgres_accepts(slice(plain, piece))) {
        violations.push_back("PostgreSQL's scanner and parser accept it: " + describe(sample.text, error));
      }
    }
  }
  return violations;
}

TEST_CASE("a syntax-error is on what PostgreSQL rejects itself") {
  for_each_on_threads(regression(), wrong_syntax_errors);
  for_each_on_threads(all_samples(), wrong_syntax_errors);
}

/// psql's words that change where a statement ends, and what its variables stand for.
bool has_psql_syntax(std::string_view text) { return text.find('\\') != std::string_view::npos; }

bool has_word(std::string_view text, std::string_view word) {
  return std::ranges::any_of(significant_tokens(text), [&](const Token& token) {
    return token.kind == TokenKind::Word && is_word(slice(text, token.at), word);
  });
}

Violations other_statements(const Sample& sample) {
  const std::string text = without_psql(sample.text);
  std::optional<std::vector<Span>> theirs = parser_split(text);
  if (!theirs) {
    // The scanner needs no valid SQL, but it takes the semicolons of BEGIN ATOMIC for ends.
    if (has_psql_syntax(text) || has_word(text, "atomic")) return {};
    theirs = scanner_split(text);
    if (!theirs) return {};
  }
  // The scanner leaves out what holds no keyword, such as `xxx;` and psql's `:variable;`.
  const auto is_doubtful = [&](Span at) {
    const std::string_view words = slice(text, at);
    return significant_tokens(words).size() <= 2 && !postgres_accepts(words);
  };
  std::vector<Span> ours;
  for (const StatementText& statement : split_script(text).statements) ours.push_back(statement.at);
  std::erase_if(ours, is_doubtful);
  std::erase_if(*theirs, is_doubtful);
  const LineIndex lines(text);
  for (std::size_t i = 0; i < std::max(ours.size(), theirs->size()); ++i) {
    if (i < ours.size() && i < theirs->size() && ours[i] == (*theirs)[i]) continue;
    const auto show = [&](const std::vector<Span>& statements) {
      if (statements.size() <= i) return std::string("nothing");
      const Span at = statements[i];
      return "line " + std::to_string(lines.line_of(at.begin) + 1) + " to " +
             std::to_string(lines.line_of(at.end) + 1) + ": " + std::string(slice(text, at).substr(0, 200));
    };
    return {"statement " + std::to_string(i) + " is\n  ours:   " + show(ours) +
            "\n  theirs: " + show(*theirs)};
  }
  return {};
}

TEST_CASE("statements end where PostgreSQL ends them") {
  for_each_on_threads(regression(), other_statements);
  std::size_t compared = 0;
  for (const Sample& sample : regression()) {
    const std::string text = without_psql(sample.text);
    compared +=
        parser_split(text) || (!has_psql_syntax(text) && !has_word(text, "atomic") && scanner_split(text))
            ? 1
            : 0;
  }
  if (!regression().empty()) CHECK(100 < compared);
}

TEST_CASE("a script that PostgreSQL parses has no syntax-error") {
  const auto check = [](const Sample& sample) -> Violations {
    const std::optional<std::vector<Span>> statements = parser_split(sample.text);
    const auto is_accepted = [&](Span at) {
      return postgres_accepts(slice(sample.text, at));
    };  // bodies, too
    if (!statements || !std::ranges::all_of(*statements, is_accepted)) return {};
    for (const Diagnostic& diagnostic : lint(sample.text, sample.options)) {
      if (diagnostic.rule == "syntax-error") return {describe(sample.text, diagnostic)};
    }
    return {};
  };
  for_each_on_threads(regression(), check);
  for_each_on_threads(all_samples(), check);
}

}  // namespace
}  // namespace floodwall
