// A project whose tables are defined in a language that nobody reads here.
#include "tests/support/catch.h"

#include <string>
#include <vector>

#include "analyzer/engine/link.h"
#include "frontends/frontend.h"
#include "tests/support/lint.h"

namespace floodwall {
namespace {

std::size_t undefined_in(const LintFile& file, const std::string& schema) {
  const LintOptions options{.path = file.path, .beside = {{"db/schema.sql", schema}}};
  std::size_t count = 0;
  for (const Diagnostic& found : lint(file.text, options))
    count += found.rule.starts_with("undefined-") ? 1 : 0;
  return count;
}

TEST_CASE("where most tables are defined nowhere, they are defined elsewhere") {
  const std::string one = "CREATE TABLE audit (id int);\n";
  const LintFile three{"app/q.sql",
                       "SELECT id FROM a;\nSELECT id FROM b;\nSELECT id FROM c;\nSELECT id, x FROM audit;\n"};
  CHECK(undefined_in(three, one) == 0);
  CHECK(undefined_in(three, one + "CREATE TABLE a (id int);\n") == 3);
  CHECK(undefined_in({"app/q.sql", "SELECT id FROM a;\nSELECT id FROM b;\nSELECT id, x FROM audit;\n"},
                     one) == 3);
  CHECK(undefined_in({"app/q.sql", "SELECT id FROM a;\n"}, one) == 1);
}

TEST_CASE("tables that were there once do not speak for a schema elsewhere") {
  const LintOptions options{
      .path = "app/q.sql",
      .beside = {{"db/migrations/1_a.sql",
                  "CREATE TABLE a (id int);\nCREATE TABLE b (id int);\nCREATE TABLE c (id int);\n"},
                 {"db/migrations/2_b.sql", "DROP TABLE a;\nDROP TABLE b;\nDROP TABLE c;\n"},
                 {"db/migrations/3_c.sql", "CREATE TABLE d (id int);\n"}}};
  std::size_t count = 0;
  for (const Diagnostic& found : lint("SELECT id FROM a;\nSELECT id FROM b;\nSELECT id FROM c;\n", options))
    count += found.rule == "undefined-table" ? 1 : 0;
  CHECK(count == 3);
}

TEST_CASE("the project says why it is open") {
  const auto facts_of = [](const SourceFile& file) {
    return analyze(file, find_sql(file, {}), RuleSet({}), {}).facts;
  };
  const SourceFile schema(FileId{0}, "db/schema.sql", "CREATE TABLE audit (id int);\n");
  const SourceFile code(FileId{1}, "app/q.sql",
                        "SELECT 1 FROM a;\nSELECT 1 FROM b;\nSELECT 1 FROM c, audit;\n");
  const FileFacts of_schema = facts_of(schema);
  const FileFacts of_code = facts_of(code);
  const std::vector<LinkedFile> files = {{FileId{0}, "db/schema.sql", &of_schema},
                                         {FileId{1}, "app/q.sql", &of_code}};
  CHECK(Project(files).schema().why_open() ==
        std::vector<std::string>{
            "the schema is open: 3 of the 4 tables that are used are defined nowhere, so that "
            "their definitions seem to be elsewhere"});
}

}  // namespace
}  // namespace floodwall
