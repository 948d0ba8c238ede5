// What a session may remove altogether: max-statements and max-rows-per-session; and the guard's own
// statements.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/guard/core/guard.h"
#include "tests/support/catch.h"

using namespace floodwall;
using namespace floodwall::guard;

namespace {

Guard guard_of(std::string_view policy) {
  Result<Policy> parsed = parse_policy("floodwall.toml", policy);
  REQUIRE(parsed.has_value());
  return Guard(std::move(*parsed));
}

constexpr std::string_view of_production = R"({"database": "shop", "user": "clerk", "system": "77"})";

/// What becomes of the text: the guard's words if it is refused. `rows`: it takes so many.
std::string sent(Session& session, std::string_view sql, std::optional<std::int64_t> rows = {}) {
  Verdict verdict(session, sql);
  while (!verdict.question().empty()) verdict.answer(std::nullopt);
  verdict.decided(verdict.action() == Action::Allow);
  if (rows && verdict.action() == Action::Allow) verdict.counted(*rows);
  return verdict.action() == Action::Allow ? "" : verdict.message();
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a session removes data by so many statements and no more") {
  const Guard guard = guard_of("[guard]\nmax-statements = 2\n");
  Session session(guard, "");
  session.tell(parse_identity(of_production));
  CHECK(sent(session, "DELETE FROM a WHERE id = 'secret'").empty());
  CHECK(sent(session, "UPDATE a SET x = 1 WHERE id = 2").empty());
  CHECK(sent(session, "SELECT 1; GRANT DELETE ON a TO b").empty());
  CHECK(sent(session, "WITH gone AS (DELETE FROM b WHERE id = 3 RETURNING id) SELECT * FROM gone").empty());
  const std::string refused =
      sent(session, "MERGE INTO a USING b ON a.id = b.id WHEN MATCHED AND b.x THEN DELETE");
  INFO(refused);
  CHECK(has(refused,
            "max-statements: the policy allows a session 2 statements that remove data; so far 2: "
            "DELETE FROM a WHERE id = ?; WITH gone AS (DELETE FROM b"));
  CHECK(has(sent(session, "DELETE FROM a WHERE id = 4"), "so far 2"));
  CHECK(sent(session, "MERGE INTO a USING b ON a.id = b.id WHEN MATCHED AND b.x THEN UPDATE SET x = 1")
            .empty());

  session.overrides.begin("max-statements", "OPS-1", std::chrono::hours(1), Overrides::Clock::now());
  CHECK(sent(session, "DELETE FROM a WHERE id = 4").empty());
  session.overrides.end_all();
  CHECK(has(sent(session, "DELETE FROM a WHERE id = 4"), "so far 3"));

  session.reset();
  session.tell(parse_identity(of_production));
  CHECK(
      has(sent(session, "DELETE FROM a WHERE id = 1; DELETE FROM a WHERE id = 2; DELETE FROM b WHERE id = 3"),
          "max-statements: the policy allows a session 2 statements that remove data"));
  CHECK(sent(session, "DELETE FROM a WHERE id = 1; DELETE FROM a WHERE id = 2").empty());
}

TEST_CASE("what another rule lets pass counts for the budget, and a refusal does not") {
  const Guard guard = guard_of("[guard]\nmax-statements = 1\n[guard.rules]\ndrop-table = \"allow\"\n");
  Session session(guard, "");
  session.tell(parse_identity(of_production));
  CHECK(has(sent(session, "TRUNCATE a"), "truncate-table"));
  CHECK(sent(session, "DROP TABLE a").empty());
  CHECK(has(sent(session, "DROP TABLE b"),
            "max-statements: the policy allows a session 1 statement that removes data; "
            "so far 1: DROP TABLE a"));
}

TEST_CASE("a session takes or changes so many rows and no more") {
  const Guard guard = guard_of("[guard]\nmax-rows = 50\nmax-rows-per-session = 100\n");
  Session session(guard, "");
  session.tell(parse_identity(of_production));
  CHECK(sent(session, "DELETE FROM a WHERE id < 10", 40).empty());
  CHECK(has(sent(session, "DELETE FROM a WHERE id < 20", 51),
            "max-rows: takes or changes 51 rows, where the policy allows 50"));
  CHECK(sent(session, "UPDATE a SET x = 1 WHERE id < 20", 50).empty());
  CHECK(Verdict(session, "UPDATE a SET x = 2 WHERE id < 20").row_limit() == 10);
  const std::string refused = sent(session, "DELETE FROM b WHERE id < 30", 11);
  CHECK(has(refused,
            "max-rows-per-session: takes or changes 11 rows, where the policy allows a session 100; so far "
            "90 rows: "));
  CHECK(has(refused, "DELETE FROM a WHERE id < ? (40 rows); UPDATE a SET x = ? WHERE id < ? (50 rows)"));
  CHECK(sent(session, "DELETE FROM b WHERE id < 30", 10).empty());
  CHECK(sent(session, "DELETE FROM b WHERE id < 30", 0).empty());
  CHECK(!sent(session, "DELETE FROM b WHERE id < 30", 1).empty());
  session.overrides.begin("max-rows-per-session", "OPS-1", std::chrono::hours(1), Overrides::Clock::now());
  CHECK(sent(session, "DELETE FROM b WHERE id < 30", 50).empty());
  CHECK(!sent(session, "DELETE FROM b WHERE id < 30", 51).empty());
}

TEST_CASE("what is only prepared counts when it runs") {
  const Guard guard = guard_of("[guard]\nmax-statements = 1\n");
  Session session(guard, "");
  session.tell(parse_identity(of_production));
  for (int i = 0; i < 3; ++i) CHECK(sent(session, "DELETE FROM a WHERE id = $1", -1).empty());
  CHECK(sent(session, "DELETE FROM a WHERE id = $1").empty());
  CHECK(!sent(session, "DELETE FROM a WHERE id = $1").empty());
}

TEST_CASE("EXECUTE counts as what PREPARE has made, which does not") {
  const Guard guard = guard_of("[guard]\nmax-statements = 1\nmax-rows = 10\n");
  Session session(guard, "");
  session.tell(parse_identity(of_production));
  for (int i = 0; i < 3; ++i) CHECK(sent(session, "PREPARE gone AS DELETE FROM a WHERE id = $1").empty());
  CHECK(sent(session, "PREPARE \"Other\"(int) AS UPDATE a SET x = 1 WHERE id < $1").empty());
  CHECK(sent(session, "PREPARE found AS SELECT * FROM a").empty());
  CHECK(Verdict(session, "EXECUTE \"Other\"(1)").row_limit() == 10);
  CHECK(Verdict(session, "EXECUTE other(1)").row_limit() == std::nullopt);
  CHECK(Verdict(session, "EXECUTE found").row_limit() == std::nullopt);
  CHECK(Verdict(session, "EXPLAIN ANALYZE EXECUTE gone(1)").row_limit() == std::nullopt);
  CHECK(has(sent(session, "EXECUTE \"Other\"(100)", 11), "max-rows: takes or changes 11 rows"));
  CHECK(sent(session, "EXECUTE Gone(1)", 1).empty());
  const std::string refused = "so far 1: EXECUTE Gone(?) (1 row)";
  CHECK(has(sent(session, "EXECUTE gone(2)"), refused));
  CHECK(has(sent(session, "EXPLAIN ANALYZE EXECUTE gone(2)"), refused));
  session.reset();
  session.tell(parse_identity(of_production));
  CHECK(Verdict(session, "EXECUTE gone(1)").row_limit() == std::nullopt);
}

TEST_CASE("what has been undone does not count, however long ago it was") {
  const Guard guard = guard_of("[guard]\nmax-statements = 9\n");
  Session session(guard, "");
  session.tell(parse_identity(of_production));
  std::vector<std::unique_ptr<Verdict>> verdicts;
  for (int i = 0; i < 9; ++i) {
    verdicts.push_back(std::make_unique<Verdict>(session, "DELETE FROM a WHERE id = 1"));
    verdicts.back()->decided(true);
  }
  CHECK(!sent(session, "DELETE FROM a WHERE id = 1").empty());
  for (const std::unique_ptr<Verdict>& each : verdicts) each->counted(-1);
  CHECK(session.budget.statements() == 0);
  CHECK(sent(session, "DELETE FROM a WHERE id = 1").empty());
}

TEST_CASE("a dry run takes nothing from the budget") {
  const Guard guard = guard_of("[guard]\nmax-statements = 1\n");
  Session session(guard, "");
  session.tell(parse_identity(of_production));
  session.begin_dry_run();
  CHECK(sent(session, "DELETE FROM a WHERE id = 1").empty());
  CHECK(!sent(session, "DELETE FROM a WHERE id = 1").empty());
  session.end_dry_run();
  CHECK(sent(session, "DELETE FROM a WHERE id = 1").empty());
}

TEST_CASE("limits are for databases and roles, and not for databases for tests") {
  const Guard guard = guard_of(
      "[guard]\nmax-statements = 0\n[[guard.where]]\nroles = [\"janitor\"]\nmax-statements = 2\nmax-rows = "
      "7\n");
  Session clerk(guard, "");
  clerk.tell(parse_identity(of_production));
  CHECK(has(sent(clerk, "DELETE FROM a WHERE id = 1"),
            "the policy allows a session 0 statements that remove data"));
  CHECK(Verdict(clerk, "DELETE FROM a WHERE id = 1").row_limit() == std::numeric_limits<std::int64_t>::max());
  Session janitor(guard, "");
  janitor.tell(parse_identity(R"({"database": "shop", "user": "janitor", "system": "77"})"));
  CHECK(sent(janitor, "DELETE FROM a WHERE id = 1").empty());
  CHECK(Verdict(janitor, "DELETE FROM a WHERE id = 1").row_limit() == 7);
  Session tests(guard, "");
  tests.tell(parse_identity(R"({"database": "shop_test", "user": "clerk", "system": "77"})"));
  for (int i = 0; i < 3; ++i) CHECK(sent(tests, "DELETE FROM a WHERE id = 1").empty());
  CHECK_FALSE(parse_policy("f", "[[guard.where]]\ntables = [\"a\"]\nmax-rows = 1\n").has_value());
}

TEST_CASE("the budget begins anew after its period") {
  Budget budget;
  const Budget::Clock::time_point begin{};
  budget.add(begin, 2, "DELETE FROM a");
  budget.pass_time(begin + std::chrono::minutes(9), std::chrono::minutes(10));
  CHECK(budget.statements() == 2);
  budget.pass_time(begin + std::chrono::hours(9), std::nullopt);
  CHECK(budget.statements() == 2);
  budget.pass_time(begin + std::chrono::minutes(10), std::chrono::minutes(10));
  CHECK(budget.statements() == 0);
  CHECK(budget.words_of_statements().empty());
  std::vector<Budget::Share> shares;
  for (int i = 0; i < 9; ++i) {
    shares.push_back(budget.add(begin, 1, std::string(200, 'x')));
    budget.tell_rows(shares.back(), 1);
  }
  CHECK(budget.rows() == 9);
  CHECK(budget.words_of_statements().starts_with("so far 9: …; xxx"));
  CHECK(budget.words_of_statements().size() < 500);
  CHECK(budget.words_of_rows().starts_with("so far 9 rows: …; xxx"));
  budget.take_back(shares.front());  // it is not named any more
  CHECK(budget.words_of_statements().starts_with("so far 8: …; xxx"));
  CHECK(budget.words_of_rows().starts_with("so far 8 rows: "));
  budget.begin_anew();
  budget.take_back(shares.back());
  budget.tell_rows(shares.back(), 7);
  CHECK(budget.statements() == 0);
  CHECK(budget.rows() == 0);
}

TEST_CASE("what is undone after it was let through is refused in the audit log, too") {
  std::string folder = "/tmp/floodwall-audit-XXXXXX";
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const std::string path = folder + "/audit.jsonl";
  {
    const Guard guard = guard_of("[guard]\naudit-log = \"" + path +
                                 "\"\nmax-rows = 10\n[guard.rules]\nupdate-without-where = \"warn\"\n");
    Session session(guard, "");
    session.tell(parse_identity(of_production));
    Verdict verdict(session, "UPDATE a SET x = $1");
    while (!verdict.question().empty()) verdict.answer(std::nullopt);
    CHECK(verdict.action() == Action::Warn);
    verdict.decided(true);
    verdict.counted(11);
    CHECK(verdict.action() == Action::Deny);
    verdict.decided(false);
    verdict.decided(false);
  }
  std::ifstream file(path);
  std::string first;
  std::string second;
  std::string third;
  std::getline(file, first);
  CHECK(has(first, R"("decision":"let through")"));
  std::getline(file, second);
  CHECK(has(second, R"("decision":"refused")"));
  CHECK(has(second, "max-rows: takes or changes 11 rows"));
  CHECK_FALSE(std::getline(file, third));
  std::filesystem::remove_all(folder);
}

TEST_CASE("what the guard itself hands out to put a run back is known to it, as it is") {
  std::string folder = "/tmp/floodwall-audit-XXXXXX";
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const std::string path = folder + "/audit.jsonl";
  {
    const Guard guard = guard_of("[guard]\naudit-log = \"" + path + "\"\n");
    Session session(guard, "");
    session.tell(parse_identity(of_production));
    Session other(guard, "");
    other.tell(parse_identity(of_production));
    const std::string statement = session.restore_statement("20260101_000000_1");
    CHECK(sent(other, statement).empty());
    CHECK(sent(session, statement).empty());
    CHECK(has(sent(session, statement + "; TRUNCATE a"), "refused"));
    session.reset();
    CHECK(sent(session, statement).empty());
  }
  std::ifstream file(path);
  std::string first;
  std::string second;
  std::string third;
  std::getline(file, first);
  CHECK(has(first, R"("allowed_by":"the guard's own: it puts a backup back")"));
  std::getline(file, second);
  CHECK(has(second, "truncate-table"));
  CHECK_FALSE(std::getline(file, third));
  std::filesystem::remove_all(folder);
}
