#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/engine/rule_set.h"
#include "analyzer/sql/lexer.h"
#include "analyzer/sql/script.h"
#include "integrations/guard/core/guard.h"
#include "integrations/guard/core/literal_shape.h"
#include "integrations/guard/core/statement_findings.h"
#include "tests/support/catch.h"
#include "tests/support/examples.h"
#include "tests/support/lint.h"

namespace floodwall::guard {
namespace {

std::string shape_of(std::string_view sql) { return std::string(LiteralShape(sql).text()); }

TEST_CASE("texts that differ in their literals alone have one shape") {
  CHECK(shape_of("UPDATE a SET x1 = -17, y = 'it' WHERE id IN (3, 1.50)") ==
        "UPDATE a SET x1 = -0, y = '' WHERE id IN (0, 0.0)");
  CHECK(LiteralShape("UPDATE a SET x1 = -17, y = 'it' WHERE id IN (3, 1.50)").literals() == 4);
  CHECK(shape_of("DELETE FROM \"t 1'\" WHERE \"id2\" = 5") == "DELETE FROM \"t 1'\" WHERE \"id2\" = 0");
  CHECK(shape_of("DELETE FROM a1 WHERE b=''") == "DELETE FROM a1 WHERE b=''");
}

TEST_CASE("a text has no shape where more than its bytes says what is a literal") {
  for (const std::string_view sql :
       {"SELECT E'a'", "SELECT 'a\\'", "SELECT 'it''s'", "SELECT U&\"a\"", "SELECT $1", "SELECT $$a$$",
        "SELECT 1 -- 'a", "SELECT /* 1 */ 2", "SELECT 1e5", "SELECT 0x1f", "SELECT 'a", "SELECT \"a",
        "SELECT n'a'", "SELECT 1_000"}) {
    INFO(sql);
    CHECK(LiteralShape(sql).is_empty());
  }
  CHECK(LiteralShape("SELECT " + std::string(2000, '1')).is_empty());
  CHECK(LiteralShape(std::string_view("SELECT '\0'", 10)).literals() <= 1);
  CHECK(LiteralShape(std::string_view("SELECT \0", 8)).is_empty());
}

/// Whether the guard takes its findings in `sql` for those of every text of that shape.
bool speaks_for_shape(std::string_view sql, const StatementFindings& found) {
  const LiteralShape shape(sql);
  return !shape.is_empty() && found.are_none() && found.indifferent_literals == shape.literals();
}

TEST_CASE("only literals that no rule looks at are indifferent") {
  const RuleSet rules(default_rules());
  const auto speaks = [&](std::string_view sql) { return speaks_for_shape(sql, findings_in(sql, rules)); };
  for (const std::string_view sql :
       {"UPDATE a SET x = x + 5 WHERE id = 3", "UPDATE a SET x = 'b' WHERE id IN (1, 2) AND NOT y > 'z'",
        "DELETE FROM \"shop\".\"order\" WHERE \"order\".\"id\" = 7;",
        "DELETE FROM a WHERE 7 < id OR b = -1"}) {
    INFO(sql);
    CHECK(speaks(sql));
  }
  for (const std::string_view sql :
       {"DELETE FROM a WHERE 1 = 2", "DELETE FROM a WHERE 'a' = 'b'", "DELETE FROM a WHERE id = 1 OR 1 = 2",
        "DELETE FROM a WHERE id = id + 1", "DELETE FROM a WHERE f('x')", "DELETE FROM a WHERE id = 1 + 1",
        "UPDATE a SET x = f('DELETE FROM b') WHERE id = 1", "UPDATE a SET x = 1",
        "DELETE FROM a WHERE id = 1; DELETE FROM a WHERE id = 2", "DELETE FROM a WHERE 'f'",
        "SELECT 1; DELETE FROM a WHERE id = 2", "DELETE FROM a USING b WHERE a.id = 1 AND 2 > 3"}) {
    INFO(sql);
    CHECK_FALSE(speaks(sql));
  }
}

/// `sql` with each number and string made `value`.
std::string filled(std::string_view sql, std::string_view number, std::string_view text) {
  std::string made;
  std::uint32_t copied = 0;
  Lexer lexer(sql);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    const bool is_number = token.kind == TokenKind::Number;
    if (!is_number && token.kind != TokenKind::String) continue;
    made += sql.substr(copied, token.at.begin - copied);
    made += is_number ? number : text;
    copied = token.at.end;
  }
  return made + std::string(sql.substr(copied));
}

/// How many statements of a script were tried.
std::size_t try_others(std::string_view script, const RuleSet& rules) {
  std::size_t tried = 0;
  for (const StatementText& statement : split_script(script).statements) {
    const std::string_view sql = slice(script, statement.at);
    if (!may_lose_data(sql) || !speaks_for_shape(sql, findings_in(sql, rules))) continue;
    for (const auto& [number, text] : std::vector<std::pair<std::string_view, std::string_view>>{
             {"0", "'true'"}, {"1", "'f'"}, {"99999999999", "''"}}) {
      const std::string other = filled(sql, number, text);
      INFO(other);
      CHECK(shape_of(other) == shape_of(filled(sql, "7", "'x'")));
      CHECK(findings_in(other, rules).are_none());
    }
    ++tried;
  }
  return tried;
}

TEST_CASE("what a text says for its shape is said with other values, too") {
  const RuleSet rules(default_rules());
  std::size_t tried = 0;
  for (const Sample& sample : samples()) {
    if (is_sql(sample.options)) tried += try_others(sample.text, rules);
  }
  for (const Sample& sample : regression_samples()) tried += try_others(sample.text, rules);
  CHECK(200 < tried);
}

TEST_CASE("what one text has said is not taken for another's") {
  const Guard guard({});
  CHECK(guard.findings_in("DELETE FROM a WHERE 1 = 2")->are_none());
  CHECK_FALSE(guard.findings_in("DELETE FROM a WHERE 1 = 1")->are_none());
  CHECK(guard.findings_in("DELETE FROM a WHERE id = 1")->are_none());
  CHECK(guard.findings_in("DELETE FROM a WHERE id = 2") == guard.findings_in("DELETE FROM a WHERE id = 1"));
  CHECK_FALSE(guard.findings_in("DELETE FROM a WHERE id = 2 OR true")->are_none());
}

}  // namespace
}  // namespace floodwall::guard
