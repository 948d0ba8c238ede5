#include "tests/support/catch.h"

#include "analyzer/sql/suppressions.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/engine/rule_set.h"
#include "analyzer/engine/suppress.h"
#include "analyzer/sql/script.h"

namespace floodwall {
namespace {

std::vector<Suppression> suppressions_of(std::string_view sql) {
  const ScriptLayout layout = split_script(sql);
  std::vector<Span> statements;
  for (const StatementText& statement : layout.statements) statements.push_back(statement.at);
  return find_suppressions(sql, layout.comments, statements);
}

/// "floodwall[a,b](reason)" for each.
std::string said(std::string_view sql) {
  std::string result;
  for (const Suppression& suppression : suppressions_of(sql)) {
    if (!result.empty()) result += ' ';
    result += suppression.tool + "[";
    for (std::size_t i = 0; i < suppression.names.size(); ++i) {
      result += (i == 0 ? "" : ",") + suppression.names[i];
      CHECK(slice(sql, suppression.name_spans[i]) == suppression.names[i]);
    }
    result += "](" + suppression.reason + ")";
  }
  return result;
}

TEST_CASE("suppression comments name rules and reasons") {
  struct Row {
    std::string_view comment, said;
  };
  const Row row = GENERATE(values<Row>({
      {"-- floodwall: ignore", "floodwall[]()"},
      {"--floodwall:ignore", "floodwall[]()"},
      {"/* floodwall: ignore a-b */", "floodwall[a-b]()"},
      {"/*floodwall: ignore*/", "floodwall[]()"},
      {"/*\n * Old.\n * floodwall: ignore a-b: why\n */", "floodwall[a-b](why)"},
      {"-- floodwall: ignore a-b, c-d  it is rebuilt, nightly", "floodwall[a-b,c-d](it is rebuilt, nightly)"},
      {"-- floodwall: ignore a-b,c-d -- why", "floodwall[a-b,c-d](why)"},
      {"-- floodwall: ignore a-b - why", "floodwall[a-b](why)"},
      {"-- floodwall: ignore a-b: why: so", "floodwall[a-b](why: so)"},
      {"-- floodwall: ignore a-b because of it", "floodwall[a-b](because of it)"},
      {"-- floodwall: ignore  the reason", "floodwall[](the reason)"},
      {"-- floodwall: ignore: the reason", "floodwall[](the reason)"},
      {"-- floodwall: ignore -- the reason", "floodwall[](the reason)"},
      {"-- floodwall:ignore,truncate-cascade,,,", "floodwall[truncate-cascade]()"},
      {"-- floodwall: ignore-file a-b", "floodwall[a-b]()"},
      {"-- floodwall: ignore-next a-b", ""},
      {"-- floodwall: ignored", ""},
      {"-- floodwall ignore", ""},
      {"-- see floodwall: ignore", ""},
      {"-- ignore a-b", ""},
      {"-- squawk-ignore ban-drop-table, prefer-text-field -- why",
       "squawk[ban-drop-table,prefer-text-field](why)"},
      {"-- squawk-ignore ban-drop-table,prefer-text-field", "squawk[ban-drop-table,prefer-text-field]()"},
      {"-- squawk-ignore", ""},
      {"-- squawk-ignore-file", "squawk[]()"},
      {"-- squawk-ignore-file ban-drop-table", "squawk[ban-drop-table]()"},
      {"-- pgls-ignore lint/safety/banDropTable: why", "pgls[lint/safety/banDropTable](why)"},
      {"-- pgls-ignore", ""},
      {"-- pgls-ignore-all lint/safety: why", "pgls[lint/safety](why)"},
      {"-- pgls-ignore-start lint/safety/banDropTable: why", "pgls[lint/safety/banDropTable](why)"},
      {"-- floodwall: ignore a-b -- squawk-ignore c-d -- pgls-ignore lint: why",
       "floodwall[a-b]() squawk[c-d]() pgls[lint](why)"},
  }));
  CHECK(said(std::string(row.comment) + "\nSELECT 1;") == row.said);
}

TEST_CASE("a suppression reaches its statement, its region or all") {
  struct Row {
    std::string_view sql;
    std::string_view reached;  ///< of the words one, two, three, four
  };
  const Row row = GENERATE(values<Row>({
      {"-- floodwall: ignore\none;\ntwo;", "one"},
      {"one; -- floodwall: ignore\ntwo;", "one"},
      {"one\n  one; -- floodwall: ignore\ntwo;", "one one"},
      {"one -- floodwall: ignore\n  one;\ntwo;", "one one"},
      {"one\n-- floodwall: ignore\none;\ntwo;", "one one"},
      {"one\n-- floodwall: ignore\n;\ntwo;", "one"},
      {"one;\n\n-- floodwall: ignore\n\n-- more\ntwo; three;", "two"},
      {"one; /* floodwall: ignore */ two;\nthree;", "one two"},
      {"/* floodwall: ignore\n */ one;\ntwo;", "one"},
      {"one;\n-- floodwall: ignore", ""},
      {"-- floodwall: ignore", ""},
      {"one;\n-- floodwall: ignore-file\ntwo;", "one two"},
      {"one;\n-- floodwall: ignore-start a-b\ntwo;\n-- floodwall: ignore-end\nthree;", "two"},
      {"one;\n-- floodwall: ignore-start\ntwo;\nthree;", "two three"},
      {"one;\n-- floodwall: ignore-end\ntwo;", ""},
      {"-- floodwall: ignore-start a-b\none;\n-- pgls-ignore-end lint/a/b\ntwo;\n-- floodwall: ignore-end "
       "c-d\nthree;",
       "one two"},
      {"-- pgls-ignore-start lint/a/b: x\none;\n-- pgls-ignore-end lint/a/b\ntwo;", "one"},
      {"-- squawk-ignore a-b\none;\ntwo;", "one"},
      {"one; -- squawk-ignore a-b\ntwo;\nthree;", "one two"},
      {"one;\r\n-- floodwall: ignore\r\ntwo;\r\nthree;", "two"},
  }));
  CAPTURE(row.sql);
  std::string reached;
  const std::vector<Suppression> suppressions = suppressions_of(row.sql);
  for (const StatementText& statement : split_script(row.sql).statements) {
    for (std::uint32_t at = statement.at.begin; at < statement.at.end; ++at) {
      for (const std::string_view word : {"one", "two", "three"}) {
        if (!row.sql.substr(at).starts_with(word)) continue;
        const bool is_reached = std::ranges::any_of(
            suppressions, [&](const Suppression& each) { return each.reach.contains({at, at + 1}); });
        if (is_reached) reached += (reached.empty() ? "" : " ") + std::string(word);
      }
    }
  }
  CHECK(reached == row.reached);
}

TEST_CASE("regions with different names may overlap") {
  const std::string_view sql =
      "-- floodwall: ignore-start a-b\n-- floodwall: ignore-start c-d\none;\n-- floodwall: ignore-end "
      "a-b\ntwo;\n"
      "-- floodwall: ignore-end c-d\nthree;";
  const std::vector<Suppression> suppressions = suppressions_of(sql);
  REQUIRE(suppressions.size() == 2);
  CHECK(suppressions[0].reach.end == sql.find("-- floodwall: ignore-end a-b"));
  CHECK(suppressions[1].reach.end == sql.find("-- floodwall: ignore-end c-d"));
}

/// Rules and places of findings, which are silenced, and which names are unused.
std::string matched(std::string_view sql, std::vector<SuppressibleFinding> findings) {
  const SuppressionResult result =
      match_suppressions(suppressions_of(sql), findings, RuleSet(default_rules()));
  std::string text;
  for (const bool silenced : result.silenced) text += silenced ? '-' : '!';
  for (const Suppression& unused : result.unused) {
    text += " unused:";
    for (const std::string& name : unused.names) text += name + ",";
    CHECK(unused.names.size() == unused.name_spans.size());
  }
  return text;
}

TEST_CASE("names are matched with rules, and what silences nothing is told") {
  CHECK(matched("SELECT 1;", {{"drop-table", 0}}) == "!");
  CHECK(matched("DROP TABLE a; -- floodwall: ignore drop-table", {{"drop-table", 0}, {"drop-column", 0}}) ==
        "-!");
  CHECK(matched("DROP TABLE a; -- floodwall: ignore", {{"drop-table", 0}, {"drop-column", 0}}) == "--");
  CHECK(matched("DROP TABLE a; -- floodwall: ignore drop-column, drop-table, no-such-rule",
                {{"drop-table", 0}}) == "- unused:drop-column,no-such-rule,");
  CHECK(matched("DROP TABLE a; -- floodwall: ignore", {}) == " unused:");
  CHECK(matched("DROP TABLE a; -- squawk-ignore ban-drop-table", {{"drop-table", 0}, {"drop-column", 0}}) ==
        "-!");
  CHECK(matched("DROP TABLE a; -- squawk-ignore drop-table", {{"drop-table", 0}}) == "!");
  CHECK(matched("-- squawk-ignore-file\nDROP TABLE a;", {{"drop-table", 22}}) == "-");
  CHECK(matched("DROP TABLE a; -- pgls-ignore lint/safety/banDropTable: why", {{"drop-table", 0}}) == "-");
  CHECK(matched("DROP TABLE a; -- pgls-ignore lint/safety/banDropColumn: why", {{"drop-table", 0}}) == "!");
  CHECK(matched("DROP TABLE a; -- pgls-ignore lint/safety: why", {{"drop-table", 0}}) == "-");
  CHECK(matched("DROP TABLE a; -- floodwall: ignore drop-table\nDROP TABLE b;",
                {{"drop-table", 46}, {"drop-table", 0}}) == "!-");
}

}  // namespace
}  // namespace floodwall
