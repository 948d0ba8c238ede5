#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "analyzer/engine/rule_set.h"
#include "integrations/guard/core/guard.h"
#include "integrations/guard/core/row_limit.h"
#include "tests/support/catch.h"
#include "tests/support/examples.h"
#include "tests/support/lint.h"

namespace floodwall::guard {
namespace {

constexpr std::string_view of_production = R"({"database": "shop", "user": "app", "system": "77"})";
constexpr std::string_view of_tests = R"({"database": "shop_test", "user": "app", "system": "77"})";

/// The answers of a database, in the order of the questions.
Action settled(Verdict& verdict, std::string_view identity, std::string_view tables = "") {
  while (!verdict.question().empty()) {
    const bool is_identity = verdict.question().find("current_database") != std::string::npos;
    const std::string_view text = is_identity ? identity : tables;
    verdict.answer(text.empty() ? std::nullopt : std::optional(text));
  }
  return verdict.action();
}

Action action_on(std::string_view sql, std::string_view identity = of_production,
                 std::string_view tables = "", Policy policy = {}) {
  const Guard guard(std::move(policy));
  Session session(guard, "");
  Verdict verdict(session, sql);
  return settled(verdict, identity, tables);
}

TEST_CASE("what takes rows is refused, and runs in a database for tests") {
  for (const std::string_view sql : {"TRUNCATE listing_status CASCADE",
                                     "truncate a, b",
                                     "DELETE FROM a",
                                     "delete from a where true",
                                     "UPDATE a SET x = 1",
                                     "DROP TABLE a",
                                     "DROP SCHEMA app CASCADE",
                                     "ALTER TABLE a DROP COLUMN b",
                                     "WITH gone AS (DELETE FROM a RETURNING *) SELECT count(*) FROM gone",
                                     "SELECT 1; TRUNCATE a",
                                     "DO $$ BEGIN TRUNCATE a; END $$",
                                     "DO $$ BEGIN EXECUTE 'TRUNCATE a'; END $$",
                                     "/* x */ TRUNCATE/**/a",
                                     "PREPARE p AS DELETE FROM a",
                                     "EXPLAIN ANALYZE DELETE FROM a",
                                     "T\nRUNCATE"
                                     "; TRUNCATE a",
                                     "MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE",
                                     "SET session_replication_role = replica",
                                     "-- floodwall: ignore truncate-table  it is fine\nTRUNCATE a",
                                     "TRUNCATE \"A\"",
                                     "TRUNCATE U&\"\\0061\"",
                                     "DROP OWNED BY app",
                                     "SELECT '\\''; TRUNCATE a; --'",
                                     "SELECT 1 \\; TRUNCATE a",
                                     "CREATE TABLE IF NOT EXISTS a (); TRUNCATE a; drop everything"}) {
    INFO(sql);
    CHECK(action_on(sql) == Action::Deny);
    CHECK(action_on(sql, "") == Action::Deny);  // the database does not answer
    CHECK(action_on(sql, "{broken") == Action::Deny);
    CHECK(action_on(sql, of_tests) == Action::Allow);
  }
}

TEST_CASE("what takes none is not even asked about") {
  const Guard guard({});
  Session session(guard, "");
  for (const std::string_view sql :
       {"SELECT 1", "DELETE FROM a WHERE id = 3", "UPDATE a SET x = 1 WHERE id = 3",
        "INSERT INTO a VALUES (1)", "", "BEGIN", "CREATE TABLE a (id int)", "SELECT 'TRUNCATE a'",
        "EXPLAIN DELETE FROM a", "VACUUM", "SELECT $1::int", "COPY a FROM STDIN", "nonsense", "\xff\xfe"}) {
    INFO(sql);
    Verdict verdict(session, sql);
    CHECK(verdict.question().empty());
    CHECK(verdict.action() == Action::Allow);
    CHECK(verdict.message().empty());
  }
}

TEST_CASE(
    "a text that the grammar cannot read is refused for a destructive verb, unless the policy is not "
    "strict") {
  CHECK(action_on("DROP TBLE a") == Action::Deny);
  CHECK(action_on("DROP TBLE a", of_tests) == Action::Allow);
  CHECK(action_on("SELEC 1") == Action::Allow);
  CHECK(action_on("DROP TBLE a", of_production, "", {.is_strict = false}) == Action::Allow);
}

TEST_CASE("another database of the server is dropped by its own name") {
  CHECK(action_on("DROP DATABASE shop", of_tests) == Action::Deny);
  CHECK(action_on("DROP DATABASE shop_test", of_production) == Action::Allow);
  CHECK(action_on("DROP DATABASE \"Contest\"", of_tests) == Action::Deny);
  const Guard guard({});
  Session session(guard, "");
  Verdict verdict(session, "DROP DATABASE shop");
  settled(verdict, of_tests);
  CHECK(verdict.message().starts_with(
      "floodwall: refused (nothing says that shop is a database for tests)\ndrop-database: "));
}

constexpr std::string_view with_keys = R"({"named": [[1, true]],
  "tables": [[1, 1200, "public", "orders", "r", "p", false], [2, -1, "public", "items", "r", "p", false],
             [3, 40, "app", "notes", "r", "p", false], [4, 7, "public", "orders_old", "r", "p", false]],
  "keys": [[2, 1, "items_order_id_fkey", "a"], [3, 2, "notes_fk", "c"]],
  "children": [[4, 1]]})";

TEST_CASE("the message names what the database says would go") {
  const Guard guard({});
  Session session(guard, "");
  Verdict verdict(session, "TRUNCATE orders CASCADE");
  CHECK(settled(verdict, of_production, with_keys) == Action::Deny);
  CHECK(verdict.message() ==
        "floodwall: refused in database shop (nothing says that shop is a database for tests)\n"
        "truncate-cascade: empties orders and every table that refers to it by a foreign key, and so on from "
        "there\n"
        "  here that is 4 tables with about 1,247 rows at least: orders (about 1,200 rows), orders_old "
        "(about 7 rows), "
        "items by items_order_id_fkey, app.notes (about 40 rows) by notes_fk");

  Verdict removal(session, "DELETE FROM orders");  // items_order_id_fkey is NO ACTION
  CHECK(settled(removal, of_production, with_keys) == Action::Deny);
  CHECK(removal.message().find("2 tables with about 1,207 rows: orders") != std::string::npos);
  CHECK(removal.json().find(R"("rule":"delete-without-where","action":"deny")") != std::string::npos);
}

TEST_CASE("small tables are counted, as far as the policy says") {
  constexpr std::string_view readable = R"({"named": [[1, true]],
    "tables": [[1, 1200, "public", "orders", "r", "p", true], [2, -1, "public", "it\"ems", "r", "p", true],
               [3, 40, "app", "notes", "r", "p", false], [4, 20000, "public", "large", "r", "p", true]],
    "keys": [[2, 1, "k", "a"], [3, 2, "k", "c"], [4, 2, "k", "c"]], "children": null})";
  const auto message_on = [&](std::string_view counts, const Policy& policy) {
    const Guard guard(policy);
    Session session(guard, "");
    session.tell(parse_identity(of_production));
    Verdict verdict(session, "TRUNCATE orders CASCADE");
    verdict.answer(readable);
    if (verdict.question().empty()) return verdict.message();
    CHECK(verdict.question().find("FROM ONLY orders LIMIT") == std::string::npos);  // of a schema
    CHECK(verdict.question().find("FROM ONLY public.orders LIMIT 10001)") != std::string::npos);
    CHECK(verdict.question().find("FROM ONLY public.\"it\"\"ems\" LIMIT") != std::string::npos);
    CHECK(verdict.question().find("notes") == std::string::npos);
    CHECK(verdict.question().find("large") == std::string::npos);
    verdict.answer(counts);
    CHECK(verdict.question().empty());
    CHECK(verdict.action() == Action::Deny);
    return verdict.message();
  };
  const auto says = [](const std::string& message, std::string_view words) {
    INFO(message);
    CHECK(message.find(words) != std::string::npos);
  };
  says(message_on("[[1, 1204], [2, 10001]]", {}),
       "4 tables with about 31,244 rows at least: orders (1,204 rows), \"it\"\"ems\" (more than 10,000 rows) "
       "by k, app.notes (about 40 rows) by k, large (about 20,000 rows) by k");
  says(message_on("[[1, 1204], [2, null]]", {}), "orders (1,204 rows), \"it\"\"ems\" by k");
  says(message_on("[[1, 0], [2, 0]]", {}), "about 20,040 rows: orders, \"it\"\"ems\" by k");
  for (const std::string_view broken : {"", "{", "[[1]]", "[[1, -1.5]]", "[1, 2]", "{\"1\": 2}"})
    says(message_on(broken, {}), "orders (about 1,200 rows), \"it\"\"ems\" by k");
  says(message_on("", {.counts_below = 0}), "orders (about 1,200 rows)");
}

TEST_CASE("a policy for tables counts what a statement reaches, not only what it names") {
  const auto policy = parse_policy("f.toml", R"([guard.rules]
truncate-cascade = "allow"
delete-without-where = "allow"
[[guard.where]]
tables = ["app.notes"]
rules = { truncate-cascade = "deny", delete-without-where = "deny" }
)");
  REQUIRE(policy);
  CHECK(action_on("TRUNCATE orders CASCADE", of_production, with_keys, *policy) == Action::Deny);
  CHECK(action_on("DELETE FROM orders", of_production, with_keys, *policy) ==
        Action::Allow);  // no key cascades there
  CHECK(action_on("DELETE FROM orders", of_production, "", *policy) ==
        Action::Deny);  // the database does not tell
}

TEST_CASE("nothing is lost of what is temporary or not there") {
  constexpr std::string_view absent = R"({"named": [[null, false]]})";
  constexpr std::string_view temporary =
      R"({"named": [[5, false]], "tables": [[5, 3, "pg_temp_3", "t", "r", "t", false]], "keys": null, "children": null})";
  CHECK(action_on("TRUNCATE t", of_production, absent) == Action::Allow);
  CHECK(action_on("TRUNCATE t", of_production, temporary) == Action::Allow);
  CHECK(action_on("TRUNCATE t", of_production, R"({"named": "x"})") == Action::Deny);
  // Another table of that name may be meant when it runs.
  CHECK(action_on("PREPARE p AS DELETE FROM t", of_production, R"({"named": [[null, true]]})") ==
        Action::Deny);
  // What the text does before may change what a name means.
  CHECK(action_on("ALTER TABLE orders RENAME TO t; TRUNCATE t", of_production, absent) == Action::Deny);
  CHECK(action_on("DO $$ BEGIN ALTER TABLE orders RENAME TO t; TRUNCATE t; END $$", of_production, absent) ==
        Action::Deny);
  CHECK(action_on("TRUNCATE t", of_production, R"({"named": [[5, false]], "tables": [[5]]})") ==
        Action::Deny);
  CHECK(action_on("TRUNCATE t; DROP SCHEMA app", of_production, absent) == Action::Deny);
}

TEST_CASE("nothing is lost of what is empty") {
  const auto tables = [](std::string_view empty) {
    return R"({"named": [[5, true], [6, false]], "keys": null, "children": null, "tables": )"
           R"([[5, -1, "public", "a", "r", "p"], [6, 0, "public", "b", "r", "p"]], "empty": )" +
           std::string(empty) + "}";
  };
  const std::string both = tables("[[5, true], [6, false]]");
  CHECK(action_on("TRUNCATE a, b", of_production, both) == Action::Allow);
  CHECK(action_on("TRUNCATE a, b", of_production, tables("[[6, true]]")) == Action::Deny);
  CHECK(action_on("TRUNCATE a, b", of_production, tables("null")) == Action::Deny);
  CHECK(action_on("TRUNCATE a, b; SELECT 1", of_production, both) == Action::Deny);
  CHECK(action_on("DELETE FROM a", of_production, both) == Action::Deny);
  CHECK(action_on("DROP TABLE a, b", of_production, both) == Action::Deny);  // a view is on b
  const std::string alone = tables("[[5, true], [6, true]]");
  CHECK(action_on("DROP TABLE a, b", of_production, alone) == Action::Allow);
  CHECK(action_on("DROP TABLE a, b CASCADE", of_production, alone) == Action::Allow);
  const std::string_view one =
      R"({"named": [[5, false]], "tables": [[5, -1, "public", "a", "r", "p"]], "empty": [[5, true]]})";
  CHECK(action_on("ALTER TABLE a DROP COLUMN x CASCADE", of_production, one) == Action::Allow);
  CHECK(action_on("ALTER TABLE a DROP COLUMN x", of_production, one) == Action::Allow);
  CHECK(action_on("DROP SCHEMA a CASCADE", of_production, one) == Action::Deny);
  const Guard guard{Policy()};
  Session session(guard, "");
  Verdict drop(session, "DROP TABLE a, b");  // behind a lock, as long as nobody allows it anyway
  CHECK(settled(drop, of_production, alone) == Action::Allow);
  CHECK(drop.preparation().find("ARRAY[5, 6]") != std::string::npos);
  session.overrides.begin("drop-table", "wanted", std::chrono::hours(1), Overrides::Clock::now());
  Verdict allowed(session, "DROP TABLE a, b");
  CHECK(settled(allowed, of_production, alone) == Action::Allow);
  CHECK(allowed.preparation().empty());
  const Result<Policy> policy = parse_policy("floodwall.toml", "[guard.rules]\ndrop-table = \"deny\"\n");
  CHECK(action_on("DROP TABLE a, b", of_production, alone, *policy) == Action::Deny);
}

TEST_CASE("a table that the text has made is new only if the database does not know it") {
  constexpr std::string_view made = "CREATE TABLE orders (id int); TRUNCATE orders";
  CHECK(action_on(made, of_production, R"({"named": [[null, false]]})") == Action::Allow);
  CHECK(action_on(made, of_production, with_keys) == Action::Deny);
}

TEST_CASE("an override lets one rule pass, for its time") {
  const Guard guard({});
  Session session(guard, "");
  session.tell(parse_identity(of_production));
  const auto now = Overrides::Clock::now();
  const std::uint64_t number =
      session.overrides.begin("truncate-table", "ticket 12", std::chrono::hours(1), now);
  Verdict truncates(session, "TRUNCATE a");
  CHECK(settled(truncates, of_production) == Action::Allow);
  CHECK(truncates.json().find("override: ticket 12") != std::string::npos);
  Verdict drops(session, "DROP TABLE a");
  CHECK(settled(drops, of_production) == Action::Deny);
  session.overrides.end(number);
  Verdict again(session, "TRUNCATE a");
  CHECK(settled(again, of_production) == Action::Deny);

  session.overrides.begin("", "late", std::chrono::seconds(1), now - std::chrono::seconds(2));
  Verdict late(session, "TRUNCATE a");
  CHECK(settled(late, of_production) == Action::Deny);
}

TEST_CASE("a database that could not say which one it is is asked again with the next statement") {
  const Guard guard(Policy{});
  Session session(guard, "");
  Verdict first(session, "TRUNCATE a");
  CHECK(first.question() == identity_question());
  first.answer(std::nullopt);
  CHECK(first.question() == identity_question_without_system());
  first.answer(std::nullopt);
  CHECK(first.question().find("current_database") == std::string::npos);
  first.answer(std::nullopt);
  CHECK(first.action() == Action::Deny);
  Verdict second(session, "TRUNCATE a");
  CHECK(second.question() == identity_question());
  second.answer(std::nullopt);
  second.answer(R"({"database": "shop_test", "system": null, "mark": "production 77 shop_test"})");
  CHECK(second.question().empty());
  CHECK(second.action() == Action::Allow);  // nobody knows whose mark that is
  CHECK(session.question() == nullptr);
}

TEST_CASE("a statement that takes more rows than allowed is refused by its plan, or undone by its count") {
  Policy policy;
  policy.limits.rows = 100;
  const auto plan = [](int rows) {
    return R"([{"Plan": {"Node Type": "ModifyTable", "Plan Rows": 0, "Plans": [)"
           R"({"Parent Relationship": "Outer", "Plan Rows": )" +
           std::to_string(rows) +
           R"(},)"
           R"({"Parent Relationship": "InitPlan", "Plan Rows": 9999}]}}])";
  };
  const Guard guard(policy);
  Session session(guard, "");
  session.tell(parse_identity(of_production));
  Verdict small(session, "DELETE FROM a WHERE id < 10");
  CHECK(small.question() == "EXPLAIN (FORMAT JSON) DELETE FROM a WHERE id < 10");
  CHECK(small.row_limit() == 100);
  CHECK(settled(small, of_production, plan(900)) == Action::Allow);  // an estimate, not ten times too much
  small.counted(100);
  CHECK(small.action() == Action::Allow);
  small.counted(1200);
  CHECK(small.action() == Action::Deny);
  CHECK(small.message().ends_with("\nmax-rows: takes or changes 1,200 rows, where the policy allows 100"));

  Verdict large(session, "WITH old AS (SELECT 1) UPDATE a SET x = 1 WHERE id > 0");
  CHECK(settled(large, of_production, plan(1001)) == Action::Deny);
  // Servers before 14: one plan for each table that is inherited from.
  constexpr std::string_view of_heirs =
      R"([{"Plan": {"Node Type": "ModifyTable", "Plans": [{"Parent Relationship": "Member", "Plan Rows": 600},)"
      R"({"Parent Relationship": "Member", "Plan Rows": 500}]}}])";
  CHECK(expected_rows(of_heirs) == 1100);
  Verdict unknown(session, "DELETE FROM a WHERE id < $1");
  CHECK(unknown.question().empty());
  CHECK(unknown.row_limit() == 100);
  // Where backslashes escape, the string ends further on, and EXPLAIN would be followed by a DELETE.
  CHECK(Verdict(session, R"(DELETE FROM a WHERE x = '\' OR x = '; DELETE FROM b WHERE y > 0; --')")
            .question()
            .empty());
  Verdict asked(session, "DELETE FROM a WHERE id < 10");
  CHECK_FALSE(asked.question().empty());
  session.overrides.begin("", "meanwhile", std::chrono::hours(1), Overrides::Clock::now());
  CHECK(asked.answer(plan(5000)));
  CHECK(asked.action() == Action::Allow);
  session.overrides.end_all();
  for (const std::string_view sql :
       {"SELECT 1 FROM a FOR UPDATE", "INSERT INTO a VALUES (1)", "SELECT 1; DELETE FROM a WHERE x"})
    CHECK_FALSE(Verdict(session, sql).row_limit().has_value());
  session.overrides.begin("", "all", std::chrono::hours(1), Overrides::Clock::now());
  CHECK_FALSE(Verdict(session, "DELETE FROM a WHERE id < 10").row_limit().has_value());
  session.tell(parse_identity(of_tests));
  CHECK_FALSE(Verdict(session, "DELETE FROM a WHERE id < 10").row_limit().has_value());
}

TEST_CASE("the audit log keeps what was decided, without values") {
  std::string folder = "/tmp/floodwall-audit-XXXXXX";
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const std::string path = folder + "/audit.jsonl";
  {
    const Guard guard({.audit_log = path});
    Session session(guard, "");
    Verdict refused(session, "DELETE FROM a WHERE 'secret' = 'secret' -- hush");
    settled(refused, of_production);
    refused.decided(false);
    refused.decided(false);
    Verdict harmless(session, "SELECT 1");
    harmless.decided(true);
  }
  std::ifstream file(path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  CHECK(std::ranges::count(text, '\n') == 1);
  CHECK(text.find(R"("decision":"refused","action":"deny","rules":["delete-without-where"])") !=
        std::string::npos);
  CHECK(text.find(R"("statement":"DELETE FROM a WHERE ? = ?")") != std::string::npos);
  CHECK(text.find("secret") == std::string::npos);
  std::system(("rm -rf " + folder).c_str());
}

TEST_CASE("masked texts hold no values, terminated or not") {
  CHECK(masked("ALTER ROLE a PASSWORD 'x''y'") == "ALTER ROLE a PASSWORD ?");
  CHECK(masked("SELECT 1 -- secret\n, $$secret$$, E'\\'secret") == "SELECT ? , ?, ?");
  CHECK(masked("SELECT 'secret") == "SELECT ?");
}

/// What psql makes something else of before a server sees it.
bool is_for_psql(std::string_view text) { return text.find("\n\\") != std::string_view::npos; }

/// The same verdicts: what the linter says of each SQL example of each rule, the guard says, too.
TEST_CASE("the guard finds what the linter finds in every example") {
  const RuleSet rules(default_rules());
  std::size_t compared = 0;
  for (const Sample& sample : samples()) {
    if (!sample.name.starts_with("rules/") || !is_sql(sample.options)) continue;
    if (is_for_psql(sample.text) || sample.text.find("floodwall:") != std::string::npos) continue;
    LintOptions options = sample.options;
    options.rules = &rules;
    options.path = "statement.sql";
    const StatementFindings found = findings_in(sample.text, rules);
    for (const Diagnostic& diagnostic : lint(sample.text, options)) {
      if (usual_action(*find_rule(diagnostic.rule)) == Action::Allow) continue;
      ++compared;
      const bool is_found = std::ranges::any_of(found.findings, [&](const StatementFinding& each) {
        return each.rule->rule->meta.id == diagnostic.rule && each.finding.at == diagnostic.at;
      });
      INFO(sample.name << ": " << describe(sample.text, diagnostic));
      CHECK(is_found);
    }
  }
  CHECK(100 < compared);
}

TEST_CASE("no text in which a rule about lost data speaks is passed over for its words") {
  const RuleSet rules(default_rules());
  std::size_t spoken = 0;
  for (const Sample& sample : samples()) {
    if (!is_sql(sample.options)) continue;
    const StatementFindings found = findings_in(sample.text, rules);
    const bool speaks = std::ranges::any_of(found.findings, [](const StatementFinding& each) {
      return usual_action(*each.rule) != Action::Allow;
    });
    INFO(sample.name);
    CHECK((!speaks || may_lose_data(sample.text)));
    spoken += speaks ? 1 : 0;
  }
  CHECK(50 < spoken);
  CHECK_FALSE(may_lose_data("SELECT dropped, updated_at FROM deletes WHERE undo = 'truncated'"));
  CHECK(may_lose_data("select 1;drop/**/table t"));
  CHECK(may_lose_data("do'begin end'"));
}

}  // namespace
}  // namespace floodwall::guard
