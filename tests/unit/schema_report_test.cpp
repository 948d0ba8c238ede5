#include "tests/support/catch.h"

#include <string>

#include "analyzer/report/blast_report.h"
#include "analyzer/report/dot_text.h"
#include "analyzer/report/schema_report.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/script.h"
#include "tests/support/catalog_example.h"
#include "tests/support/snapshot.h"

namespace floodwall {
namespace {

TEST_CASE("every form of a schema is as its snapshot says") {
  const Catalog catalog = example_catalog();
  expect_snapshot("report/schema.sql", schema_sql(catalog));
  expect_snapshot("report/schema.json", schema_json(catalog));
  expect_snapshot("report/schema.dot", schema_dot(catalog));
}

TEST_CASE("every form of a table's blast is as its snapshot says") {
  const Blast blast = blast_of(example_catalog(), {"public", "users"});
  expect_snapshot("report/blast.txt", blast_text(blast));
  expect_snapshot("report/blast.json", blast_json(blast));
  expect_snapshot("report/blast.dot", blast_dot(blast));
  expect_snapshot("report/blast_view.txt", blast_text(blast_of(example_catalog(), {"public", "user_ids"})));
}

TEST_CASE("what is open is said in every form") {
  Catalog catalog = example_catalog();
  catalog.open = "a name\nknown at run time";
  for (const std::string& text : {schema_sql(catalog), schema_json(catalog), schema_dot(catalog)}) {
    CHECK(text.find("known at run time") != std::string::npos);
  }
  const Blast blast = blast_of(catalog, {"public", "users"});
  for (const std::string& text : {blast_text(blast), blast_json(blast), blast_dot(blast)}) {
    CHECK(text.find("known at run time") != std::string::npos);
  }
}

TEST_CASE("the SQL of a schema parses, statement by statement") {
  Catalog catalog = example_catalog();
  catalog.open = "DO block;\nDROP TABLE users";
  const std::string sql = schema_sql(catalog);
  StatementParser parser;
  std::size_t statements = 0;
  for (const StatementText& statement : split_script(sql).statements) {
    const std::string text = sql.substr(statement.at.begin, statement.at.end - statement.at.begin);
    CAPTURE(text);
    const auto tree = parser.parse(text);
    REQUIRE(tree.has_value());
    CHECK((*tree)->type != T_DropStmt);
    ++statements;
  }
  CHECK(20 < statements);
}

TEST_CASE("temporary tables are no part of a schema") {
  Catalog catalog = Catalog::empty_database();
  Relation table = table_named("passing");
  table.name.schema = "pg_temp";
  catalog.put(table);
  for (const std::string& text : {schema_sql(catalog), schema_json(catalog), schema_dot(catalog)}) {
    CHECK(text.find("passing") == std::string::npos);
  }
}

TEST_CASE("Graphviz gets one quoted text, whatever is in it") {
  CHECK(dot_quoted("a") == "\"a\"");
  CHECK(dot_quoted("a\"b\\c\nd") == "\"a\\\"b\\\\c\\nd\"");
  CHECK(dot_quoted(std::string_view("a\0b", 3)) == "\"ab\"");
  CHECK(dot_quoted("\xff") == "\"\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace floodwall
