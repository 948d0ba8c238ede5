// What a script has made so far, and what may be older than the script.
#include "analyzer/catalog/script_catalog.h"

#include <string>

#include "analyzer/sql/parse.h"
#include "analyzer/sql/script.h"
#include "tests/support/catch.h"

namespace floodwall {
namespace {

void run(ScriptCatalog& catalog, const std::string& script) {
  StatementParser parser;
  for (const StatementText& statement : split_script(script).statements) {
    const std::string_view sql = slice(script, statement.at);
    const auto tree = parser.parse(sql);
    REQUIRE(tree);
    catalog.apply(**tree, sql);
  }
}

ScriptCatalog after(const std::string& script) {
  ScriptCatalog catalog;
  run(catalog, script);
  return catalog;
}

bool is_new_after(const std::string& script, const RelationName& name) { return after(script).is_new(name); }

TEST_CASE("what holds something older is no longer new") {
  const std::string old = "ALTER TABLE p ATTACH PARTITION old FOR VALUES IN (1)";
  const std::string parent = "CREATE TABLE p (a int) PARTITION BY LIST (a);";
  CHECK_FALSE(is_new_after(parent + old, {"", "p"}));
  CHECK(is_new_after(parent + "CREATE TABLE old (a int);" + old, {"", "p"}));
  CHECK(is_new_after(parent + "CREATE TABLE q (a int);" + old, {"", "q"}));
  CHECK_FALSE(is_new_after("CREATE TABLE p (a int); ALTER TABLE old INHERIT p", {"", "p"}));
  CHECK(is_new_after("CREATE TABLE p (a int); CREATE TABLE c (a int); ALTER TABLE c INHERIT p", {"", "p"}));
  const std::string view = "CREATE VIEW v AS SELECT 1 AS a;";
  CHECK(is_new_after(view, {"", "v"}));
  CHECK_FALSE(is_new_after(view + "CREATE OR REPLACE VIEW v AS SELECT a FROM old", {"", "v"}));
  CHECK(
      is_new_after(view + "CREATE TABLE t (a int); CREATE OR REPLACE VIEW v AS SELECT a FROM t", {"", "v"}));

  CHECK_FALSE(is_new_after("CREATE TEMP VIEW v AS SELECT a FROM old", {"", "v"}));
  CHECK_FALSE(is_new_after("CREATE TEMP VIEW v AS SELECT a FROM old", {"pg_temp", "v"}));
  CHECK(is_new_after("CREATE TEMP TABLE t (a int); CREATE VIEW v AS SELECT a FROM t", {"", "v"}));

  const auto is_new_object = [](const std::string& script, ObjectType type, const char* name) {
    return after(script).is_new_object(type, {"", name});
  };
  CHECK_FALSE(is_new_object("CREATE SCHEMA s; ALTER TABLE old SET SCHEMA s", OBJECT_SCHEMA, "s"));
  CHECK_FALSE(is_new_object("CREATE SCHEMA s; ALTER TYPE old SET SCHEMA s", OBJECT_SCHEMA, "s"));
  CHECK(is_new_object("CREATE SCHEMA s; CREATE TABLE t (a int); ALTER TABLE t SET SCHEMA s", OBJECT_SCHEMA,
                      "s"));
  CHECK(is_new_object("CREATE SCHEMA s; ALTER TABLE old SET SCHEMA other", OBJECT_SCHEMA, "s"));
  CHECK_FALSE(is_new_object("CREATE DOMAIN d AS text; ALTER TABLE old ALTER a TYPE d", OBJECT_DOMAIN, "d"));
  CHECK(is_new_object("CREATE DOMAIN d AS text; ALTER TABLE old ALTER a TYPE int", OBJECT_DOMAIN, "d"));
  CHECK_FALSE(is_new_object("CREATE EXTENSION e; ALTER TABLE old ALTER a TYPE e", OBJECT_EXTENSION, "e"));
  CHECK(is_new_object("CREATE EXTENSION e; ALTER TABLE old ALTER a TYPE int", OBJECT_EXTENSION, "e"));
}

TEST_CASE("what a script makes is new until it is taken back") {
  CHECK(is_new_after("CREATE TABLE t (a int)", {"", "t"}));
  CHECK(is_new_after("CREATE TABLE t (a int)", {"public", "t"}));
  CHECK_FALSE(is_new_after("CREATE TABLE t (a int)", {"other", "t"}));
  CHECK_FALSE(is_new_after("CREATE TABLE IF NOT EXISTS t (a int)", {"", "t"}));
  CHECK(is_new_after("CREATE TABLE t (a int); ALTER TABLE t RENAME TO u; ALTER TABLE u SET SCHEMA s",
                     {"s", "u"}));
  CHECK_FALSE(is_new_after("BEGIN; CREATE TABLE t (a int); ROLLBACK", {"", "t"}));
  CHECK_FALSE(is_new_after("BEGIN; SAVEPOINT s; CREATE TABLE t (a int); ROLLBACK TO s; COMMIT", {"", "t"}));
  CHECK(is_new_after("BEGIN; CREATE TABLE t (a int); SAVEPOINT s; DROP TABLE t; ROLLBACK TO s", {"", "t"}));
  CHECK(is_new_after("CREATE TEMP TABLE t (a int)", {"", "t"}));
  CHECK_FALSE(is_new_after("BEGIN; CREATE TEMP TABLE t (a int) ON COMMIT DROP; COMMIT", {"", "t"}));
  CHECK_FALSE(is_new_after("CREATE SCHEMA s CREATE TABLE t (a int); DROP SCHEMA s CASCADE", {"s", "t"}));
}

TEST_CASE("what is refused does not take the rest of its transaction along") {
  CHECK(is_new_after("BEGIN; CREATE TABLE t (a int, a int); CREATE TABLE u (a int); COMMIT", {"", "u"}));
}

TEST_CASE("numbers that a ROLLBACK has taken back are not given again") {
  CHECK(is_new_after("BEGIN; CREATE TABLE IF NOT EXISTS a (); ROLLBACK; CREATE TABLE b ()", {"", "b"}));
}

TEST_CASE("a name means what the search_path of the moment says") {
  CHECK(is_new_after("SET search_path = s; CREATE TABLE t (a int)", {"s", "t"}));
  CHECK(is_new_after("SET search_path = s; CREATE TABLE t (a int)", {"", "t"}));
  CHECK_FALSE(is_new_after("CREATE TABLE t (a int); SET search_path = s", {"", "t"}));
  CHECK(is_new_after("CREATE TABLE t (a int); SET search_path = s; RESET search_path", {"", "t"}));
  CHECK_FALSE(
      is_new_after("CREATE TABLE t (a int); SELECT set_config('search_path', f(), false)", {"", "t"}));
}

TEST_CASE("a view shows what it reads") {
  CHECK(is_new_after("CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t", {"", "v"}));
  CHECK_FALSE(is_new_after("CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t, elsewhere", {"", "v"}));
}

TEST_CASE("of an older table the columns that a script adds are new") {
  const ScriptCatalog catalog =
      after("ALTER TABLE t ADD a int NOT NULL, ADD COLUMN IF NOT EXISTS b int; ALTER TABLE t RENAME a TO c");
  CHECK_FALSE(catalog.is_new({"", "t"}));
  CHECK(catalog.is_new_column({"", "t"}, "c"));
  CHECK_FALSE(catalog.is_new_column({"", "t"}, "a"));
  CHECK_FALSE(catalog.is_new_column({"", "t"}, "b"));
  REQUIRE(catalog.find_column({"", "t"}, "c") != nullptr);
  CHECK(catalog.find_column({"", "t"}, "c")->not_null);
}

TEST_CASE("what an arm of an IF makes is perhaps older behind it") {
  ScriptCatalog catalog;
  catalog.enter_branch();
  run(catalog, "CREATE TABLE t (a int); ALTER TABLE u ADD b int");
  CHECK(catalog.is_new({"", "t"}));
  CHECK(catalog.is_new_column({"", "u"}, "b"));
  catalog.leave_branch();
  run(catalog, "CREATE TABLE w (a int)");
  CHECK_FALSE(catalog.is_new({"", "t"}));
  CHECK_FALSE(catalog.is_new_column({"", "u"}, "b"));
  CHECK(catalog.is_new({"", "w"}));
}

TEST_CASE("another section takes back what the first has made") {
  ScriptCatalog catalog =
      after("CREATE TABLE t (a int); CREATE TABLE IF NOT EXISTS u (a int); CREATE TEMP TABLE w ()");
  CHECK_FALSE(catalog.undoes_more({"", "t"}));
  catalog.start_section();
  CHECK_FALSE(catalog.is_new({"", "t"}));
  CHECK_FALSE(catalog.is_new({"", "w"}));
  CHECK_FALSE(catalog.undoes_more({"", "t"}));
  CHECK(catalog.undoes_more({"", "u"}));
  CHECK(catalog.undoes_more({"", "never"}));
}

TEST_CASE("a routine's body knows what stands around it, but when it runs only temporary tables are new") {
  const ScriptCatalog outer = after("CREATE TABLE t (a int); CREATE TEMP TABLE w (a int)");
  ScriptCatalog body(&outer);
  CHECK_FALSE(body.is_new({"", "t"}));
  CHECK(body.is_new({"", "w"}));
  run(body, "CREATE TABLE u (a int REFERENCES t)");
  CHECK(body.is_new({"", "u"}));
  CHECK_FALSE(outer.is_new({"", "u"}));
  CHECK(body.truncate_reach({"", "t"}) == std::vector<RelationName>{{"public", "u"}});
}

TEST_CASE("keys of tables that nothing here makes lead on, too") {
  const ScriptCatalog catalog = after(
      "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a); ALTER TABLE c ADD b int REFERENCES public.b "
      "(id)");
  CHECK(catalog.truncate_reach({"", "a"}) == std::vector<RelationName>{{"public", "b"}, {"public", "c"}});
}

}  // namespace
}  // namespace floodwall
