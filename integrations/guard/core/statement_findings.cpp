#include "integrations/guard/core/statement_findings.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "analyzer/catalog/script_catalog.h"
#include "analyzer/engine/text_analysis.h"
#include "analyzer/rule/analysis_settings.h"
#include "analyzer/sql/lexer.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/script.h"
#include "analyzer/sql/walk.h"
#include "integrations/guard/core/literal_shape.h"

namespace floodwall::guard {
namespace {

constexpr std::string_view backslash_setting = "SET standard_conforming_strings = off;\n";

struct TextVerbs {
  std::string destructive = {};  ///< the first one: "truncate"
  bool makes = false;            ///< CREATE: what comes behind may be of something new
  bool executes = false;         ///< EXECUTE: perhaps a prepared statement
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
    verbs.executes = verbs.executes || is_word(text, "execute");
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

bool may_delete(const MergeStmt& merge) {
  for (const MergeWhenClause& clause : each<MergeWhenClause>(merge.mergeWhenClauses)) {
    if (clause.commandType == CMD_DELETE) return true;
  }
  return false;
}

int deletes_in(const Node* tree) {
  int found = 0;
  std::vector<const Node*> stack;
  walk(tree, stack, [&](const Node& node) {
    const MergeStmt* merge = node_cast<MergeStmt>(&node);
    if (node.type == T_DeleteStmt || (merge != nullptr && may_delete(*merge))) ++found;
  });
  return found;
}

/// Of several statements.
void add_deletes(std::string_view sql, StatementFindings& findings) {
  for (const StatementText& each : split_script(sql, {.is_psql_script = false}).statements) {
    StatementParser parser;
    const std::expected<const Node*, SyntaxError> tree = parser.parse(slice(sql, each.at));
    if (tree) findings.deletes += deletes_in(*tree);
  }
}

/// What is to be known of the statement itself.
void add_statement(std::string_view sql, StatementFindings& findings) {
  StatementParser parser;
  const std::expected<const Node*, SyntaxError> tree = parser.parse(sql);
  if (!tree || *tree == nullptr) return;
  findings.rows = row_change_of(**tree, sql);
  findings.deletes = deletes_in(*tree);
  findings.indifferent_literals = indifferent_literals(**tree);
  const ExplainStmt* const explained = node_cast<ExplainStmt>(*tree);
  const Node* const run = explained == nullptr ? *tree : explained->query;
  if (const ExecuteStmt* execute = node_cast<ExecuteStmt>(run)) findings.executes = execute->name;
  if (const PrepareStmt* prepare = node_cast<PrepareStmt>(*tree)) {
    findings.prepares = {prepare->name, row_change_of(*prepare->query, sql).counts, findings.deletes};
    findings.deletes = 0;
  }
}

// Verbs of the rules; and what runs a text that may be put together: 'TRUN' || 'CATE'.
constexpr std::array words_of_losses =
    std::to_array<std::string_view>({"truncate", "drop", "delete", "update", "merge", "disable", "unlogged",
                                     "session_replication_role", "execute", "do"});

enum class Letter : std::uint8_t { None, Some, BeginsLoss };

constexpr std::array<Letter, 256> table_of_letters() {
  std::array<Letter, 256> letters{};
  for (char c = 'a'; c <= 'z'; ++c) {
    const bool begins =
        std::ranges::any_of(words_of_losses, [&](std::string_view word) { return word.front() == c; });
    letters[static_cast<std::size_t>(c)] = letters[static_cast<std::size_t>(c - 'a' + 'A')] =
        begins ? Letter::BeginsLoss : Letter::Some;
  }
  for (char c = '0'; c <= '9'; ++c) letters[static_cast<std::size_t>(c)] = Letter::Some;
  letters['_'] = Letter::Some;
  return letters;
}

constexpr std::array<Letter, 256> letters = table_of_letters();

Letter letter(char c) { return letters[static_cast<unsigned char>(c)]; }

}  // namespace

bool may_lose_data(std::string_view sql) {
  for (std::size_t at = 0; at < sql.size();) {
    const Letter first = letter(sql[at]);
    if (first == Letter::None) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < sql.size() && letter(sql[at]) != Letter::None) ++at;
    if (first != Letter::BeginsLoss) continue;
    const std::string_view here = sql.substr(begin, at - begin);
    if (std::ranges::any_of(words_of_losses, [&](std::string_view word) { return is_word(here, word); }))
      return true;
  }
  return false;
}

StatementFindings findings_in(std::string_view sql, const RuleSet& rules) {
  StatementFindings findings;
  Look first = look(sql, rules, true);
  findings.is_single = first.is_single;
  add(std::move(first.findings), false, 0, findings);
  const TextVerbs verbs = verbs_of(sql);
  if (verbs.destructive.empty() && !verbs.has_backslash && !verbs.executes) return findings;
  first.is_single ? add_statement(sql, findings) : add_deletes(sql, findings);
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
