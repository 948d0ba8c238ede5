// Runs every rules/**/*.md: the page is the rule's specification. A case is added there, not here.
#include "tests/support/catch.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "analyzer/engine/apply_fixes.h"
#include "analyzer/report/rule_doc.h"
#include "analyzer/sql/keywords.h"
#include "analyzer/sql/lexer.h"
#include "tests/support/examples.h"
#include "tests/support/expectations.h"
#include "tests/support/laws.h"
#include "tests/support/lint.h"

namespace floodwall {
namespace {

constexpr int most_passes = 3;
constexpr std::array<std::string_view, 5> headings = {"Bad", "Good", "When it is fine", "References",
                                                      "Cases"};

using Problems = std::vector<std::string>;

std::string id_of_file(std::string_view file) {
  std::string id(file.substr(file.rfind('/') + 1));
  std::ranges::replace(id, '_', '-');
  return id;
}

/// The findings of one rule; those in the schema above a case count for nobody.
std::vector<Diagnostic> of_rule(std::vector<Diagnostic> found, std::string_view id) {
  std::erase_if(found, [&](const Diagnostic& diagnostic) { return diagnostic.rule != id; });
  return found;
}
std::vector<Diagnostic> lint_example(const RuleExample& example, const RuleSet& rules) {
  LintOptions options = example.options;
  options.rules = &rules;
  std::vector<Diagnostic> found = lint(example.text(), options);
  std::erase_if(found,
                [&](const Diagnostic& diagnostic) { return diagnostic.at.begin < example.schema.size(); });
  return found;
}

/// A fix may be impossible in a quoted string, however much the rule offers one elsewhere.
bool stands_in_literal(std::string_view text, Span at) {
  Lexer lexer(text);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    const bool is_literal = token.kind == TokenKind::String || token.kind == TokenKind::DollarString;
    if (is_literal && token.at.contains(at)) return true;
  }
  return false;
}

bool continues_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Whether `word` stands in `text` with no letter, digit or underscore beside it.
bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !continues_word(text[at - 1]) || !continues_word(word.front());
    const bool ends = end == text.size() || !continues_word(text[end]) || !continues_word(word.back());
    if (begins && ends) return true;
  }
  return false;
}

/// Syntax errors and comments are named by what is underlined.
bool looks_at_sql(const RegisteredRule& rule) {
  const Subject subject = rule.rule->trigger.front().subject;
  return subject == Subject::Node || subject == Subject::Script;
}

/// Whether a message names anything that the user wrote: a name or a template, not SQL's own words, of which
/// the rule's summary has the likeliest in capitals.
bool names_something(std::string_view message, std::string_view text, std::string_view summary) {
  const std::string lower = lower_case(message);
  Lexer lexer(text);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    const std::string_view word = slice(text, token.at);
    constexpr std::size_t kept = 50;  // PostgreSQL shortens a longer name, and so may the message
    const bool is_literal = token.kind == TokenKind::String || token.kind == TokenKind::DollarString;
    if (kept < word.size() && !is_literal) {
      if (lower.find(lower_case(word.substr(0, kept))) != std::string::npos) return true;
    } else if (token.kind == TokenKind::Word) {
      std::string upper(word);
      std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return std::toupper(c); });
      const bool is_role = upper.starts_with("CURRENT_") || upper.starts_with("SESSION_");
      const bool is_sql = !is_role && (is_keyword_to_quote(lower_case(word)) ||
                                       (1 < upper.size() && has_word(summary, upper)));
      if (!is_sql && has_word(lower, lower_case(word))) return true;
    } else if (token.kind == TokenKind::QuotedIdentifier || token.kind == TokenKind::Template) {
      if (has_word(message, word)) return true;
      const bool is_quoted =
          token.kind == TokenKind::QuotedIdentifier && 2 < word.size();  // in Python: a text
      if (is_quoted && names_something(message, word.substr(1, word.size() - 2), summary)) return true;
    } else if (is_literal) {
      const bool is_empty = word.size() <= 2;
      if (!is_empty && names_something(message, word.substr(1, word.size() - 2), summary)) return true;
    }
  }
  return false;
}

/// What all fixes of one rule make of a text.
struct Fixed {
  std::string text;
  bool settles = false;  ///< a further pass changes nothing
};
Fixed apply_fixes_of(const RegisteredRule& rule, const RuleExample& example, const RuleSet& rules) {
  LintOptions options = example.options;
  options.rules = &rules;
  Fixed fixed{example.text(), false};
  for (int pass = 0; pass <= most_passes && !fixed.settles; ++pass) {
    const std::vector<Diagnostic> found = of_rule(lint(fixed.text, options), rule.rule->meta.id);
    const FixedText next = apply_fixes(fixed.text, found, FixSafety::NeedsReview);
    fixed.settles = next.applied == 0;
    fixed.text = next.text;
  }
  fixed.text.erase(0, example.schema.size());
  return fixed;
}

void check_metadata(const RegisteredRule& rule, Problems& problems) {
  const RuleMeta& meta = rule.rule->meta;
  const RuleDoc doc = rule_doc(rule.doc);
  if (meta.id != id_of_file(rule.file))
    problems.push_back(fmt::format("id {} differs from the file name", meta.id));
  if (doc.title != meta.id) problems.push_back(fmt::format("title \"{}\" differs from the id", doc.title));
  if (meta.summary.empty() || meta.summary.find('\n') != std::string_view::npos ||
      meta.summary.ends_with('.')) {
    problems.push_back("the summary must be one line without a full stop");
  }
  if (meta.since.empty()) problems.push_back("`since` is missing");
  for (const std::string_view alias : meta.aliases) {
    if (!alias.empty() && alias.find(':') == std::string_view::npos) {
      problems.push_back(
          fmt::format("alias {} does not say whose it is, as in squawk:ban-drop-table", alias));
    }
  }
  if (doc.lead.parts.empty()) problems.push_back("no lead: why is this a problem?");
  std::size_t next = 0;
  for (const DocSection& section : doc.sections) {
    const auto known = std::ranges::find(headings, section.heading);
    if (known == headings.end()) {
      problems.push_back(fmt::format("unknown heading \"{}\"", section.heading));
      continue;
    }
    const std::size_t place = static_cast<std::size_t>(known - headings.begin());
    if (place < next) problems.push_back(fmt::format("heading \"{}\" is out of order", section.heading));
    next = place + 1;
  }
}

void check_findings(const RegisteredRule& rule, const RuleExample& example,
                    const std::vector<Diagnostic>& found, Problems& problems) {
  const std::string text = example.text();
  const RuleMeta& meta = rule.rule->meta;
  for (const Diagnostic& diagnostic : of_rule(found, meta.id)) {
    const std::string where = fmt::format("{}: {}", example.name, describe(text, diagnostic));
    if (meta.fix == FixOffer::Never && diagnostic.fix)
      problems.push_back("a fix that nobody announced: " + where);
    if (meta.fix == FixOffer::Always && !diagnostic.fix && !stands_in_literal(text, diagnostic.at)) {
      problems.push_back("a fix is promised, none offered: " + where);
    }
    if (diagnostic.message.ends_with('.')) problems.push_back("the message ends in a full stop: " + where);
    if (looks_at_sql(rule) && !names_something(diagnostic.message, text, meta.summary)) {
      problems.push_back("the message names nothing from the user's text: " + where);
    }
  }
  LintOptions options = example.options;
  const RuleSet alone({&rule});
  options.rules = &alone;
  for (const std::string& violation : break_place_law(text, options)) {
    problems.push_back(fmt::format("{}: {}", example.name, violation));
  }
}

void check_fixed(const RegisteredRule& rule, const RuleExample& before, const RuleExample& after,
                 const RuleSet& rules, Problems& problems) {
  const Fixed fixed = apply_fixes_of(rule, before, rules);
  if (!fixed.settles)
    problems.push_back(fmt::format("{}: still fixing after {} passes", before.name, most_passes));
  const std::string text = without_expectations(fixed.text);
  if (text != without_expectations(after.code)) {
    problems.push_back(fmt::format("{}: the fix yields other text:\n{}", after.name, text));
  }
}

Problems check_rule(const RegisteredRule& rule) {
  Problems problems;
  check_metadata(rule, problems);
  std::vector<const RegisteredRule*> chosen = default_rules();
  if (std::ranges::find(chosen, &rule) == chosen.end()) chosen.push_back(&rule);
  const RuleSet rules(std::move(chosen));

  const RuleExamples page = examples_of(rule);
  problems.insert(problems.end(), page.problems.begin(), page.problems.end());
  std::map<std::string_view, int> blocks;
  std::map<std::string, std::string_view> seen;
  const RuleExample* previous = nullptr;
  for (const RuleExample& example : page.examples) {
    if (example.is_fixed) {
      if (previous == nullptr) {
        problems.push_back(example.name + ": nothing above it was fixed");
      } else {
        check_fixed(rule, *previous, example, rules, problems);
      }
      previous = nullptr;
      continue;
    }
    previous = &example;
    ++blocks[example.heading];
    const auto [same, is_new] = seen.try_emplace(example.options.path + "\n" + example.text(), example.name);
    if (!is_new) problems.push_back(fmt::format("{}: the same as {}", example.name, same->second));

    const std::vector<Diagnostic> found = lint_example(example, rules);
    check_findings(rule, example, found, problems);
    const std::vector<Diagnostic> own = of_rule(found, rule.rule->meta.id);
    if (example.heading == "Bad" && own.size() != 1) {
      problems.push_back(
          fmt::format("{}: must fire exactly once, and fires {} times", example.name, own.size()));
    } else if (example.heading == "Good" && !own.empty()) {
      problems.push_back(
          fmt::format("{}: must be silent: {}", example.name, describe(example.text(), own.front())));
    } else if (example.heading == "Cases") {
      const Difference difference = compare(example.text(), found);
      if (!difference.empty())
        problems.push_back(fmt::format("{}:\n{}{}", example.name, difference.text(), example.code));
    }
    if (!is_sql(example.options)) continue;
    LintOptions alone_options = example.options;
    const RuleSet alone({&rule});
    alone_options.rules = &alone;
    for (const std::string& violation : break_fix_law(example.text(), alone_options)) {
      problems.push_back(fmt::format("{}: {}", example.name, violation));
    }
  }
  if (blocks["Bad"] == 0 || blocks["Good"] == 0) problems.push_back("needs a Bad and a Good example");
  return problems;
}

TEST_CASE("every rule does what its page says") {
  for (const RegisteredRule& rule : all_rules()) {
    DYNAMIC_SECTION(rule.file) {
      for (const std::string& problem : check_rule(rule)) FAIL_CHECK(rule.file << ": " << problem);
      SUCCEED();
    }
  }
}

TEST_CASE("ids, former ids and aliases name one rule each") {
  std::map<std::string_view, std::string_view> ids;
  std::set<std::pair<std::string_view, std::string_view>> aliases;
  REQUIRE_FALSE(all_rules().empty());
  for (const RegisteredRule& rule : all_rules()) {
    const RuleMeta& meta = rule.rule->meta;
    std::vector<std::string_view> names(meta.formerly.begin(), meta.formerly.end());
    names.push_back(meta.id);
    for (const std::string_view name : names) {
      if (name.empty()) continue;
      const auto [known, is_new] = ids.try_emplace(name, meta.id);
      if (!is_new) FAIL_CHECK(name << " is both " << known->second << " and " << meta.id);
    }
    for (const std::string_view alias : meta.aliases) {
      if (alias.empty()) continue;
      if (!aliases.emplace(alias, meta.id).second)
        FAIL_CHECK(meta.id << " has the alias " << alias << " twice");
    }
  }
}

TEST_CASE("rules yield to rules that exist, and never in a circle") {
  const auto yields_to = [](std::string_view id) {
    const RegisteredRule* rule = find_rule(id);
    std::set<std::string_view> others;
    if (rule != nullptr) others.insert(rule->rule->meta.yields_to.begin(), rule->rule->meta.yields_to.end());
    others.erase("");
    return others;
  };
  for (const RegisteredRule& rule : all_rules()) {
    std::set<std::string_view> reached = yields_to(rule.rule->meta.id);
    for (std::size_t before = 0; before != reached.size();) {
      before = reached.size();
      for (const std::string_view id : std::set(reached)) {
        if (find_rule(id) == nullptr)
          FAIL_CHECK(rule.rule->meta.id << " yields to " << id << ": no such rule");
        reached.merge(yields_to(id));
      }
    }
    CHECK_FALSE(reached.contains(rule.rule->meta.id));
  }
}

}  // namespace
}  // namespace floodwall
