// What the engine makes of the strings of a host program.
#include "tests/support/catch.h"

#include <algorithm>
#include <string>

#include "tests/support/host_text.h"
#include "tests/support/lint.h"

namespace floodwall {
namespace {

std::string look(HostText& host) { return lines_of(host, host.analyze(default_rule_set())); }

TEST_CASE("the fragments of a routine are one run") {
  HostText host("def load():\n  run('CREATE TABLE t (id int)')\n  run('TRUNCATE t')\n");
  host.fragment("CREATE TABLE t (id int)");
  host.fragment("TRUNCATE t");
  CHECK(look(host) == "3:truncate-table");
  host.routine(RoutineKind::Other, "load");
  CHECK(look(host).empty());
}

TEST_CASE("the order of a routine is that of its steps, whatever the order in the file") {
  HostText host("A = 'TRUNCATE t'\nB = 'CREATE TABLE t (id int)'\ndef load(): run(B); run(A)\n");
  host.fragment("TRUNCATE t");
  host.fragment("CREATE TABLE t (id int)");
  HostRoutine& load = host.routine(RoutineKind::Other, "load");
  CHECK(look(host) == "1:truncate-table");
  std::ranges::reverse(load.steps);
  CHECK(look(host).empty());
}

TEST_CASE("the fragments of a downgrade run down") {
  HostText host("def downgrade():\n  run('ALTER TABLE t DROP COLUMN c')\n");
  host.fragment("ALTER TABLE t DROP COLUMN c");
  CHECK(look(host) == "2:drop-column");
  host.routine(RoutineKind::Downgrade, "downgrade");
  CHECK(look(host).find("drop-column") == std::string::npos);
}

constexpr const char* reload = "def load():\n  run('TRUNCATE t')\n  run('INSERT INTO t SELECT 1')\n";

TEST_CASE("a table is replaced over several calls") {
  HostText host(reload);
  host.fragment("TRUNCATE t");
  host.fragment("INSERT INTO t SELECT 1");
  CHECK(look(host) == "2:truncate-table");
  HostRoutine& load = host.routine(RoutineKind::Other, "load");
  CHECK(look(host) == "2:replace-without-backup");
  SECTION("not if no run takes both") {
    load.steps[0].branches = {{7, true}};
    load.steps[1].branches = {{7, false}};
    CHECK(look(host) == "2:truncate-table");
    load.steps[1].branches = {{7, true}};
    CHECK(look(host) == "2:replace-without-backup");
  }
  SECTION("not if only one of several texts is run") {
    for (SqlFragment& fragment : host.sql().fragments) fragment.is_alternative = true;
    load.steps[1].at = load.steps[0].at;
    CHECK(look(host) == "2:truncate-table");
  }
}

TEST_CASE("a table whose name only the run knows is the same one if it is written alike") {
  HostText host(
      "def load():\n  run(f'DELETE FROM {t.a}')\n  run(f'INSERT INTO {t.a} SELECT 1')\n"
      "  run(f'INSERT INTO {t.b} SELECT 1')\n");
  host.fragment("DELETE FROM ");
  host.hole("{t.a}", "", HoleKind::Identifier);
  host.fragment("INSERT INTO ");
  host.hole("{t.a}", " SELECT 1", HoleKind::Identifier);
  host.routine(RoutineKind::Other, "load");
  CHECK(look(host).find("2:replace-without-backup") != std::string::npos);
  HostText other(host.text());
  other.fragment("DELETE FROM ");
  other.hole("{t.a}", "", HoleKind::Identifier);
  other.fragment("INSERT INTO ");
  other.hole("{t.b}", " SELECT 1", HoleKind::Identifier);
  other.routine(RoutineKind::Other, "load");
  CHECK(look(other).find("replace-without-backup") == std::string::npos);
}

TEST_CASE("what does not parse is an error only where it is certain to reach PostgreSQL as it stands") {
  HostText host("run('SELEC 1')\n");
  SqlFragment& fragment = host.fragment("SELEC 1");
  CHECK(look(host) == "1:syntax-error");
  SECTION("another database may be meant") { fragment.certainty = Certainty::Database; }
  SECTION("it only looks like SQL") { fragment.certainty = Certainty::Shape; }
  SECTION("one of several texts") { fragment.is_alternative = true; }
  SECTION("made from calls") { fragment.is_lowered = true; }
  CHECK((look(host).empty() || fragment.certainty == Certainty::Postgres));
  if (fragment.certainty != Certainty::Postgres || fragment.is_alternative || fragment.is_lowered) {
    CHECK(look(host).empty());
  }
}

TEST_CASE("other databases' grammar in a string is no error") {
  HostText host("run('CREATE TABLE `t` (`id` int) ENGINE=InnoDB')\n");
  host.fragment("CREATE TABLE `t` (`id` int) ENGINE=InnoDB");
  CHECK(look(host).empty());
}

TEST_CASE("a text that only looks like SQL counts for specific rules alone, and only as a whole") {
  HostText host("log('TRUNCATE t CASCADE', 'DELETE FROM t', 'TRUNCATE t CASCADE now')\n");
  for (const char* sql : {"TRUNCATE t CASCADE", "DELETE FROM t", "TRUNCATE t CASCADE now"})
    host.fragment(sql).certainty = Certainty::Shape;
  const FileAnalysis analysis = host.analyze(default_rule_set());
  CHECK(lines_of(host, analysis) == "1:truncate-cascade");
  CHECK(analysis.statements == 2);
}

TEST_CASE("nobody has spelt what stands for calls") {
  HostText host(
      "op.drop('a_name_that_is_far_too_long_for_postgresql_which_keeps_sixty_three_bytes_of_it')\n");
  SqlFragment& fragment =
      host.fragment("a_name_that_is_far_too_long_for_postgresql_which_keeps_sixty_three_bytes_of_it");
  CHECK(look(host) == "1:syntax-error");
  fragment.sql = "SELECT " + fragment.sql;
  CHECK(look(host) == "1:identifier-too-long");
  fragment.is_lowered = true;
  CHECK(look(host).empty());
}

TEST_CASE("a fix writes nothing that a host literal would have to escape") {
  HostText host("run('TRUNCATE t CASCADE')\n");
  SqlFragment& fragment = host.fragment("TRUNCATE t CASCADE");
  const auto has_fix = [&] { return host.analyze(default_rule_set()).diagnostics.at(0).fix.has_value(); };
  CHECK(has_fix());
  SECTION("nor where nobody wrote the SQL") { fragment.is_lowered = true; }
  SECTION("nor where the text serves several statements") { fragment.is_alternative = true; }
  if (fragment.is_lowered || fragment.is_alternative) CHECK_FALSE(has_fix());
}

TEST_CASE("comments of the host silence") {
  const std::string statement = "'''TRUNCATE t\n  CASCADE'''";
  const auto with = [&](const std::string& above, const std::string& behind) {
    HostText host(above + "run(" + statement + ")" + behind + "\nrun('DROP TABLE u')\n");
    host.fragment("TRUNCATE t\n  CASCADE");
    host.fragment("DROP TABLE u");
    return look(host);
  };
  CHECK(with("", "") == "1:truncate-cascade 3:drop-table");
  CHECK(with("# floodwall: ignore truncate-cascade  why\n", "") == "4:drop-table");
  CHECK(with("// floodwall: ignore truncate-cascade\n", "") == "4:drop-table");
  CHECK(with("# squawk-ignore ban-truncate-cascade\n", "") == "4:drop-table");
  CHECK(with("# pgls-ignore lint/safety/banTruncateCascade: why\n", "") == "4:drop-table");
  CHECK(with("", "  # floodwall: ignore truncate-cascade") == "3:drop-table");
  CHECK(with("# floodwall: ignore drop-table\n", "") ==
        "1:unused-suppression 2:truncate-cascade 4:drop-table");
  CHECK(with("# floodwall: ignore-file\n", "").empty());
}

TEST_CASE("a comment reaches all of a text that stands on several lines") {
  HostText host("# floodwall: ignore drop-table\nsql = ('SELECT 1;'  # one\n  'DROP TABLE t')\n");
  host.fragment("SELECT 1;");
  SqlFragment& fragment = host.sql().fragments.back();
  const Span second = host.find("DROP TABLE t");
  fragment.map = SourceMap({fragment.map.pieces()[0], {{9, 21}, second, SourceMap::Origin::Verbatim}});
  fragment.sql += "DROP TABLE t";
  CHECK(look(host).empty());
}

TEST_CASE("comments of the SQL silence in its own text and in what its routine yields") {
  HostText host(
      "def load():\n  run('''TRUNCATE t -- floodwall: ignore truncate-table, replace-without-backup\n''')\n"
      "  run('INSERT INTO t SELECT 1')\n  run('SELECT 1 -- floodwall: ignore drop-table\n')\n");
  host.fragment("TRUNCATE t -- floodwall: ignore truncate-table, replace-without-backup\n");
  host.fragment("INSERT INTO t SELECT 1");
  host.fragment("SELECT 1 -- floodwall: ignore drop-table\n");
  host.routine(RoutineKind::Other, "load");
  CHECK(look(host) == "5:unused-suppression");
}

TEST_CASE("several texts in one place are one finding") {
  HostText host("t = 'a' if x else 'b'\nrun('DROP TABLE ' + t)\n");
  for (const char* name : {"a", "b"}) {
    SqlFragment& fragment = host.sql().fragments.emplace_back();
    fragment.sql = "DROP TABLE " + std::string(name);
    fragment.map = SourceMap({{{0, 12}, host.find("DROP TABLE ' + t"), SourceMap::Origin::Decoded}});
    fragment.is_alternative = true;
  }
  const FileAnalysis analysis = host.analyze(default_rule_set());
  REQUIRE(analysis.diagnostics.size() == 1);
  CHECK(analysis.diagnostics[0].message == "drops table a with all its rows");
  REQUIRE(analysis.diagnostics[0].notes.size() == 1);
  CHECK(analysis.diagnostics[0].notes[0].message == "or drops table b with all its rows");
}

TEST_CASE("fingerprints do not depend on what stands above") {
  HostText one(reload);
  HostText two("\n\n" + std::string(reload));
  for (HostText* host : {&one, &two}) {
    host->fragment("TRUNCATE t");
    host->fragment("INSERT INTO t SELECT 1");
    host->routine(RoutineKind::Other, "load");
  }
  const auto prints = [](HostText& host) {
    std::vector<std::uint64_t> all;
    for (const Diagnostic& found : host.analyze(default_rule_set()).diagnostics)
      all.push_back(found.fingerprint);
    return all;
  };
  CHECK(prints(one).size() == 1);
  CHECK(prints(one) == prints(two));
}

TEST_CASE("what a test loses is less than what others lose") {
  HostText host("def f():\n  run('DELETE FROM t')\n  run('DROP TABLE u')\n");
  host.fragment("DELETE FROM t");
  host.fragment("DROP TABLE u");
  HostRoutine& f = host.routine(RoutineKind::Other, "f");
  CHECK(look(host) == "2:delete-without-where 3:drop-table");
  SECTION("an error becomes an info, a warning is not said") {
    f.kind = RoutineKind::Fixture;
    const FileAnalysis analysis = host.analyze(default_rule_set());
    REQUIRE(lines_of(host, analysis) == "2:delete-without-where");
    CHECK(analysis.diagnostics[0].severity == Severity::Info);
  }
  SECTION("nothing in a database of its own") {
    f.kind = RoutineKind::Test;
    for (RoutineStep& step : f.steps) step.origin = DatabaseOrigin::ThrowAway;
    CHECK(look(host).empty());
    f.kind = RoutineKind::Other;
    CHECK(look(host) == "2:delete-without-where 3:drop-table");
  }
  SECTION("nothing behind a check, from there on") {
    f.steps[1].guard = GuardStrength::Full;
    CHECK(look(host) == "2:delete-without-where");
    f.steps[1].guard = GuardStrength::Weak;
    CHECK(look(host) == "2:delete-without-where 3:drop-table");
  }
}

TEST_CASE("one statement, one finding: the one that says more") {
  HostText host("def f():\n  run('DELETE FROM t')\n  run('TRUNCATE u')\n");
  host.fragment("DELETE FROM t");
  host.fragment("TRUNCATE u");
  HostRoutine& f = host.routine(RoutineKind::Test, "f");
  for (RoutineStep& step : f.steps) {
    step.origin = DatabaseOrigin::Ambient;
    step.database = "DATABASE_URL";
  }
  const FileAnalysis analysis = host.analyze(default_rule_set());
  REQUIRE(lines_of(host, analysis) == "2:unguarded-test-database");
  CHECK(analysis.diagnostics[0].severity == Severity::Warning);
}

TEST_CASE("who speaks for an error is one") {
  HostText host("def f():\n  run('DELETE FROM t')\n  run('INSERT INTO t SELECT 1')\n");
  host.fragment("DELETE FROM t");
  host.fragment("INSERT INTO t SELECT 1");
  host.routine(RoutineKind::Other, "f");
  const FileAnalysis analysis = host.analyze(default_rule_set());
  REQUIRE(lines_of(host, analysis) == "2:replace-without-backup");
  CHECK(analysis.diagnostics[0].severity == Severity::Error);
  CHECK(analysis.diagnostics[0].raised_by == "delete-without-where");
  CHECK(analysis.diagnostics[0].own_severity == Severity::Warning);
}

TEST_CASE("a comment at the call speaks of the text that stands elsewhere") {
  const auto look_at = [](std::string_view first, std::string_view second) {
    HostText host("Q = 'DROP TABLE t'\ndef f():\n  run(Q)" + std::string(first) + "\ndef g():\n  run(Q)" +
                  std::string(second) + "\n");
    host.fragment("DROP TABLE t");
    host.sql().fragments.push_back(host.sql().fragments.front());
    for (const std::string_view name : {"f", "g"}) {
      HostRoutine& routine = host.routine(RoutineKind::Other, name, name == "f" ? 0 : 1);
      routine.steps.resize(1);
      routine.steps[0].at = host.find("run(Q)", routine.name_at.end);
    }
    return look(host);
  };
  const std::string_view comment = "  # floodwall: ignore drop-table";
  CHECK(look_at("", "") == "1:drop-table");
  CHECK(look_at(comment, comment).empty());
  CHECK(look_at(comment, "") == "1:drop-table");
  CHECK(look_at("  # floodwall: ignore drop-column", "") == "1:drop-table 3:unused-suppression");
}

TEST_CASE("a text that is run under a condition says which") {
  HostText host("def f(x):\n  run('DROP TABLE a' if x else 'SELECT 1')\n");
  SqlFragment& drop = host.fragment("DROP TABLE a");
  drop.is_alternative = true;
  drop.when = "x";
  SqlFragment& other = host.fragment("SELECT 1");
  other.is_alternative = true;
  other.when = "not x";
  const FileAnalysis analysis = host.analyze(default_rule_set());
  REQUIRE(lines_of(host, analysis) == "2:drop-table");
  REQUIRE(analysis.diagnostics[0].notes.size() == 1);
  CHECK(analysis.diagnostics[0].notes[0].message == "when x");
}

}  // namespace
}  // namespace floodwall
