#include "integrations/guard/core/statement_findings.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/catalog/script_catalog.h"
#include "analyzer/engine/text_analysis.h"
#include "analyzer/rule/analysis_settings.h"
#include "analyzer/sql/lexer.h"

namespace floodwall::guard {
namespace {

constexpr std::string_view backslash_setting = "SET standard_conforming_strings = off;\n";

struct TextVerbs {
  std::string destructive = {};  ///< the first one: "truncate"
  bool makes = false;            ///< CREATE: what comes behind may be of something new
  bool has_backslash = false;    ///< in a plain string: it means one of two things
};

TextVerbs verbs_of(std::string_view sql) {
  static constexpr std::array destructive =
      std::to_array<std::string_view>({"truncate", "drop", "delete", "update", "merge"});
  TextVerbs verbs;
  Lexer lexer(sql);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    const std::string_view text = slice(sql, token.at);
    if (token.kind == TokenKind::String && text.find('\\') != std::string_view::npos)
      verbs.has_backslash = true;
    if (token.kind != TokenKind::Word) continue;
    verbs.makes = verbs.makes || is_word(text, "create") || is_word(text, "into");
    if (!verbs.destructive.empty()) continue;
    const auto verb =
        std::ranges::find_if(destructive, [&](std::string_view word) { return is_word(text, word); });
    if (verb != destructive.end()) verbs.destructive = *verb;
  }
  return verbs;
}

struct Look {
  std::vector<RuleFinding> findings;
  bool is_read = true;
  bool is_single = false;
};

Look look(std::string_view sql, const RuleSet& rules, bool believes_script) {
  const AnalysisSettings settings{.heeds_comments = false, .believes_script = believes_script};
  TextAnalyzer analyzer(rules, settings, nullptr, nullptr, FactsWanted::No);
  ScriptCatalog catalog;
  TextFindings found = analyzer.look_at({.sql = sql, .holes = {}, .sections = {}}, catalog);
  return {std::move(found.findings), !analyzer.has_syntax_error && found.silences.empty(),
          analyzer.statements == 1};
}

bool is_known(const RuleFinding& finding, std::span<const StatementFinding> known) {
  return std::ranges::any_of(known, [&](const StatementFinding& each) {
    return each.rule == finding.rule && each.finding.at == finding.finding.at;
  });
}

void add(std::vector<RuleFinding>&& found, bool is_doubt, std::uint32_t shift, StatementFindings& findings) {
  for (RuleFinding& each : found) {
    const Span at = each.finding.at;
    each.finding.fix.reset();
    each.finding.at = {at.begin < shift ? 0 : at.begin - shift, at.end < shift ? 0 : at.end - shift};
    if (!is_known(each, findings.findings))
      findings.findings.push_back({each.rule, std::move(each.finding), is_doubt});
  }
}

}  // namespace

bool may_lose_data(std::string_view sql) {
  // Verbs of the rules; and what runs a text that may be put together: 'TRUN' || 'CATE'.
  static constexpr std::array words =
      std::to_array<std::string_view>({"truncate", "drop", "delete", "update", "merge", "disable", "unlogged",
                                       "session_replication_role", "execute", "do"});
  const auto continues = [](char c) {
    return c == '_' || ('a' <= (c | 0x20) && (c | 0x20) <= 'z') || ('0' <= c && c <= '9');
  };
  bool is_inside = false;
  for (std::size_t at = 0; at < sql.size(); ++at) {
    const bool was_inside = std::exchange(is_inside, continues(sql[at]));
    if (was_inside || !is_inside) continue;
    for (const std::string_view word : words) {
      if (static_cast<char>(sql[at] | 0x20) != word.front() || sql.size() - at < word.size()) continue;
      const std::string_view here = sql.substr(at, word.size());
      const bool ends = at + word.size() == sql.size() || !continues(sql[at + word.size()]);
      if (ends && is_word(here, word)) return true;
    }
  }
  return false;
}

StatementFindings findings_in(std::string_view sql, const RuleSet& rules) {
  StatementFindings findings;
  Look first = look(sql, rules, true);
  findings.is_single = first.is_single;
  add(std::move(first.findings), false, 0, findings);
  const TextVerbs verbs = verbs_of(sql);
  if (verbs.destructive.empty() && !verbs.has_backslash) return findings;
  if (first.is_single) findings.rows = row_change_of(sql);
  if (!first.is_read) findings.unread = verbs.destructive;
  if (verbs.makes) add(look(sql, rules, false).findings, true, 0, findings);
  if (verbs.has_backslash) {  // where the session takes it for an escape, strings end elsewhere
    const std::string other = std::string(backslash_setting) + std::string(sql);
    add(look(other, rules, true).findings, false, backslash_setting.size(), findings);
  }
  std::ranges::stable_sort(findings.findings, {},
                           [](const StatementFinding& each) { return each.finding.at.begin; });
  return findings;
}

}  // namespace floodwall::guard
