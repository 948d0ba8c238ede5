#include "tests/support/catch.h"

#include <nlohmann/json.hpp>

#include "analyzer/report/docs_page.h"
#include "analyzer/report/explain.h"
#include "analyzer/report/rule_doc.h"
#include "analyzer/report/settings_schema.h"
#include "tests/support/report_example.h"
#include "tests/support/snapshot.h"

namespace floodwall {
namespace {

TEST_CASE("a page comes apart at headings and fences") {
  const RuleDoc doc = rule_doc("# t\r\n\r\nlead\n\n## A\n```sql fixed\n## no\n```\n\nmore\n## Cases\nx\n");
  CHECK(doc.title == "t");
  REQUIRE(doc.lead.parts.size() == 1);
  CHECK(doc.lead.parts[0].text == "lead");
  REQUIRE(doc.sections.size() == 2);
  CHECK(doc.sections[0].heading == "A");
  REQUIRE(doc.sections[0].parts.size() == 2);
  CHECK(doc.sections[0].parts[0].info == "sql fixed");
  CHECK(doc.sections[0].parts[0].code == "## no\n");
  CHECK(doc.sections[0].parts[1].text == "more");
  CHECK(published_prose(doc) == "lead\n\n## A\n\n```sql fixed\n## no\n```\n\nmore\n");
}

TEST_CASE("a page may be empty, or end in the middle of a block") {
  CHECK(rule_doc("").sections.empty());
  CHECK(published_prose(rule_doc("")).empty());
  const RuleDoc doc = rule_doc("```sql\nselect");
  REQUIRE(doc.lead.parts.size() == 1);
  CHECK(doc.lead.parts[0].code == "select");
}

TEST_CASE("explain") {
  expect_snapshot("report/explain.txt", explain(example_rules()[1]));
  expect_snapshot("report/explain_without_page.txt", explain(example_rules()[3]));
}

TEST_CASE("docs pages") {
  const auto render = [](std::string_view sql) {
    return "error: ```" + std::string(sql.substr(0, 12)) + "```\n\n";
  };
  expect_snapshot("report/docs_page.md", docs_page(example_rules()[1], render));
  expect_snapshot("report/docs_page_without_examples.md", docs_page(example_rules()[2], {}));
  expect_snapshot("report/docs_index.md", docs_index(example_rules()));
}

TEST_CASE("settings schema") {
  expect_snapshot("report/settings_schema.json", settings_schema(example_rules()));
  const nlohmann::json empty = nlohmann::json::parse(settings_schema({}));
  CHECK(empty["definitions"]["rule-levels"]["properties"].is_object());
}

}  // namespace
}  // namespace floodwall
