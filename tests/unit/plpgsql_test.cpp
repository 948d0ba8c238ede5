#include "analyzer/sql/plpgsql.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/catch.h"

namespace floodwall {
namespace {

using Texts = std::vector<std::string>;

struct Case {
  std::string body;
  Texts sql;
};

char letter(HoleKind kind) {
  switch (kind) {
    case HoleKind::Bind:
      return 'B';
    case HoleKind::Identifier:
      return 'I';
    case HoleKind::Value:
      return 'V';
    case HoleKind::Fragment:
      return 'F';
    case HoleKind::Unknown:
      return 'U';
  }
  return '?';
}

/// The expression of a hole without the braces that mark it in messages.
std::string_view bare(const Hole& hole) {
  return std::string_view(hole.written).substr(1, hole.written.size() - 2);
}

/// What is wrong with a map or its holes; empty if nothing is.
std::string fault(const EmbeddedSql& embedded, std::string_view body) {
  std::uint32_t at = 0;
  for (const SourceMap::Piece& piece : embedded.map.pieces()) {
    if (piece.sql.begin != at || piece.sql.empty()) return "gap";
    if (body.size() < piece.host.end || piece.host.end < piece.host.begin) return "outside the body";
    const std::string_view text = slice(embedded.sql, piece.sql);
    const bool is_blank = text.find_first_not_of(' ') == std::string_view::npos;
    if (piece.origin == SourceMap::Origin::Verbatim && text != slice(body, piece.host)) return "other bytes";
    if (!embedded.dynamic && piece.origin != SourceMap::Origin::Verbatim && !is_blank && text != "SELECT") {
      return "a static piece is neither verbatim nor blank";
    }
    at = piece.sql.end;
  }
  if (at != embedded.sql.size()) return "the map is too short";
  if (embedded.sql.find_first_not_of(" \n\t") == std::string::npos) return "nothing but white space";
  for (const Hole& hole : embedded.holes) {
    if (hole.sql.size() < 8) return "short stand-in";
    const std::string_view place = slice(body, embedded.map.locate(hole.sql));
    const bool is_specifier = place.starts_with('%');  // format() puts an argument where its specifier stands
    if (!is_specifier && place != bare(hole)) return "a hole is not where it was written";
  }
  return "";
}

/// The statements of `body`; a dynamic one starts with "! ", and its holes stand as {kind written}.
Texts statements_of(std::string_view body) {
  Texts result;
  for (const EmbeddedSql& embedded : plpgsql_statements(body)) {
    INFO(embedded.sql);
    CHECK(fault(embedded, body) == "");
    std::string text = embedded.sql;
    for (auto hole = embedded.holes.rbegin(); hole != embedded.holes.rend(); ++hole) {
      const std::string shown = std::string("{") + letter(hole->kind) + " " + std::string(bare(*hole)) + "}";
      text.replace(hole->sql.begin, hole->sql.size(), shown);
    }
    result.push_back(embedded.dynamic ? "! " + text : text);
  }
  return result;
}

void check(const std::vector<Case>& cases) {
  for (const Case& example : cases) {
    INFO(example.body);
    CHECK(statements_of(example.body) == example.sql);
  }
}

/// The text that EXECUTE of `expression` runs.
Texts executed(const std::string& expression) {
  return statements_of("BEGIN EXECUTE " + expression + "; END");
}

}  // namespace

TEST_CASE("SQL statements are yielded, PL/pgSQL's own are not") {
  check({
      {"BEGIN DELETE FROM t; UPDATE t SET a = 1; END", {"DELETE FROM t", "UPDATE t SET a = 1"}},
      {"BEGIN NULL; RETURN; RETURN x + 1; RETURN NEXT r; END;", {}},
      {"BEGIN RAISE NOTICE 'DROP TABLE %', x; ASSERT x > 0, 'select'; EXIT; CONTINUE a WHEN b; END", {}},
      {"BEGIN GET STACKED DIAGNOSTICS a = MESSAGE_TEXT; GET DIAGNOSTICS n = ROW_COUNT; DROP TABLE t; END",
       {"DROP TABLE t"}},
      {"BEGIN FETCH NEXT FROM c INTO x; MOVE FORWARD 2 FROM c; CLOSE c; TRUNCATE t CASCADE; END",
       {"TRUNCATE t CASCADE"}},
      {"BEGIN CALL p(1, x); DO $x$ BEGIN NULL; END $x$; COMMIT; ROLLBACK AND CHAIN; END",
       {"CALL p(1, x)", "DO $x$ BEGIN NULL; END $x$", "COMMIT", "ROLLBACK AND CHAIN"}},
      {"BEGIN WITH d AS (DELETE FROM t RETURNING *) SELECT count(*) INTO n FROM d; END",
       {"WITH d AS (DELETE FROM t RETURNING *) SELECT count(*)        FROM d"}},
      {"BEGIN SET LOCAL x = 1; LOCK TABLE t; VACUUM t; CREATE TABLE u (a int); END",
       {"SET LOCAL x = 1", "LOCK TABLE t", "VACUUM t", "CREATE TABLE u (a int)"}},
      {"BEGIN /* ; */ DELETE -- all; of it\n FROM t; END", {"DELETE -- all; of it\n FROM t"}},
      {"BEGIN INSERT INTO t VALUES ('a;b', $q$c;d$q$); END", {"INSERT INTO t VALUES ('a;b', $q$c;d$q$)"}},
      {"#variable_conflict use_column\n#option dump\nBEGIN DELETE FROM t; END", {"DELETE FROM t"}},
  });
}

TEST_CASE("assignments are expressions, whatever the variable is called") {
  check({
      {"BEGIN x := (SELECT 1); x = 2; x.y[1] := 3; a[i] = 4; $1 := 5; \"X\" := 6; x:=-1; x=-1; END", {}},
      {"BEGIN lock := true; call = 1; comment.text := 'x'; open[1] := 2; DELETE FROM t; END",
       {"DELETE FROM t"}},
  });
}

TEST_CASE("blocks, labels, branches and loops are stepped over") {
  check({
      {"<<outer>> BEGIN <<inner>> BEGIN DELETE FROM a; END inner; DELETE FROM b; END outer;",
       {"DELETE FROM a", "DELETE FROM b"}},
      {"BEGIN DELETE FROM a; EXCEPTION WHEN unique_violation OR SQLSTATE '22012' THEN DELETE FROM b; "
       "WHEN OTHERS THEN RAISE; END",
       {"DELETE FROM a", "DELETE FROM b"}},
      {"BEGIN IF x THEN DELETE FROM a; ELSIF y THEN DELETE FROM b; ELSEIF z THEN DELETE FROM c; "
       "ELSE DELETE FROM d; END IF; DELETE FROM e; END",
       {"DELETE FROM a", "DELETE FROM b", "DELETE FROM c", "DELETE FROM d", "DELETE FROM e"}},
      {"BEGIN IF CASE WHEN a THEN b ELSE c END THEN DELETE FROM a; END IF; END", {"DELETE FROM a"}},
      {"BEGIN IF EXISTS (SELECT 1 FROM t) THEN DELETE FROM a; END IF; END", {"DELETE FROM a"}},
      {"BEGIN IF r.then = r.end THEN DELETE FROM a; END IF; END", {"DELETE FROM a"}},
      {"BEGIN CASE x WHEN 1, 2 THEN DELETE FROM a; WHEN CASE WHEN y THEN 3 END THEN DELETE FROM b; "
       "ELSE DELETE FROM c; END CASE; DELETE FROM d; END",
       {"DELETE FROM a", "DELETE FROM b", "DELETE FROM c", "DELETE FROM d"}},
      {"BEGIN CASE WHEN x THEN DELETE FROM a; END CASE; END", {"DELETE FROM a"}},
      {"BEGIN UPDATE t SET a = CASE WHEN b THEN 1 ELSE 2 END; DELETE FROM t; END",
       {"UPDATE t SET a = CASE WHEN b THEN 1 ELSE 2 END", "DELETE FROM t"}},
      {"BEGIN LOOP DELETE FROM a; EXIT WHEN NOT FOUND; END LOOP; END", {"DELETE FROM a"}},
      {"BEGIN WHILE i < 3 LOOP DELETE FROM a; END LOOP w; END", {"DELETE FROM a"}},
      {"BEGIN FOR i IN REVERSE 10..1 BY 2 LOOP DELETE FROM a; END LOOP; END", {"DELETE FROM a"}},
      {"BEGIN FOR i IN lo..hi LOOP DELETE FROM a; END LOOP; END", {"DELETE FROM a"}},
      {"BEGIN FOR i IN (SELECT 1)..(SELECT 9) LOOP DELETE FROM a; END LOOP; END", {"DELETE FROM a"}},
      {"BEGIN FOREACH x SLICE 1 IN ARRAY ARRAY[[1]] LOOP DELETE FROM a; END LOOP; END", {"DELETE FROM a"}},
      {"BEGIN FOR r IN SELECT * FROM t LOOP DELETE FROM a; END LOOP; END",
       {"SELECT * FROM t", "DELETE FROM a"}},
      {"BEGIN FOR a, b.c IN (SELECT 1, 2) LOOP DELETE FROM a; END LOOP; END",
       {"(SELECT 1, 2)", "DELETE FROM a"}},
      {"BEGIN FOR r IN DELETE FROM t RETURNING * LOOP END LOOP; END", {"DELETE FROM t RETURNING *"}},
      {"BEGIN FOR r IN c LOOP DELETE FROM a; END LOOP; FOR r IN c(1, 2) LOOP END LOOP; END",
       {"DELETE FROM a"}},
      {"BEGIN FOR r IN EXECUTE 'SELECT ' || x USING y LOOP DELETE FROM a; END LOOP; END",
       {"! SELECT {U x}", "DELETE FROM a"}},
  });
}

TEST_CASE("declarations hold the queries of cursors") {
  check({
      {"DECLARE x int := 1; y t%ROWTYPE; z t.a%TYPE DEFAULT (SELECT 1); BEGIN DELETE FROM t; END",
       {"DELETE FROM t"}},
      {"DECLARE c CURSOR FOR SELECT 1; d NO SCROLL CURSOR (a int, b text) IS SELECT a FROM t; e refcursor; "
       "BEGIN END",
       {"SELECT 1", "SELECT a FROM t"}},
      {"DECLARE n int; DECLARE m ALIAS FOR $1; BEGIN DECLARE k int; BEGIN DELETE FROM t; END; END",
       {"DELETE FROM t"}},
      {"DECLARE n int BEGIN DELETE FROM t; END", {"DELETE FROM t"}},
  });
}

TEST_CASE("queries of RETURN QUERY, OPEN and PERFORM") {
  check({
      {"BEGIN RETURN QUERY SELECT * FROM t; RETURN QUERY EXECUTE 'SELECT 1' USING x; RETURN query; END",
       {"SELECT * FROM t", "! SELECT 1"}},
      {"BEGIN RETURN QUERY (VALUES (1)); RETURN QUERY UPDATE t SET a = 1 RETURNING *; END",
       {"(VALUES (1))", "UPDATE t SET a = 1 RETURNING *"}},
      {"BEGIN OPEN c FOR SELECT 1 FOR UPDATE; OPEN c NO SCROLL FOR EXECUTE 'SELECT 2'; OPEN d(1); OPEN e; "
       "END",
       {"SELECT 1 FOR UPDATE", "! SELECT 2"}},
      {"BEGIN PERFORM f(x); PERFORM 1 FROM t\n WHERE a = 1; PERFORM; END",
       {"SELECT f(x)", "SELECT 1 FROM t\n WHERE a = 1"}},
  });
}

TEST_CASE("an INTO clause that names variables is blanked, SQL's own INTO is not") {
  check({
      {"BEGIN SELECT a, b INTO x, y FROM t; END", {"SELECT a, b           FROM t"}},
      {"BEGIN SELECT INTO STRICT x a FROM t; END", {"SELECT               a FROM t"}},
      {"BEGIN SELECT INTO r.a, s[1].b , $1 1, 2; END", {"SELECT                       1, 2"}},
      {"BEGIN SELECT a FROM t INTO x; END", {"SELECT a FROM t       "}},
      {"BEGIN INSERT INTO t VALUES (1) RETURNING id INTO STRICT x; END",
       {"INSERT INTO t VALUES (1) RETURNING id              "}},
      {"BEGIN UPDATE t SET a = 1 RETURNING a INTO x; DELETE FROM t RETURNING a INTO x; END",
       {"UPDATE t SET a = 1 RETURNING a       ", "DELETE FROM t RETURNING a       "}},
      {"BEGIN MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE; END",
       {"MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE"}},
      {"BEGIN IMPORT FOREIGN SCHEMA s FROM SERVER f INTO p; END",
       {"IMPORT FOREIGN SCHEMA s FROM SERVER f INTO p"}},
      {"BEGIN WITH i AS (INSERT INTO t VALUES (1) RETURNING a) SELECT a INTO x FROM i; END",
       {"WITH i AS (INSERT INTO t VALUES (1) RETURNING a) SELECT a        FROM i"}},
      {"BEGIN SELECT a INTO FROM t; END", {"SELECT a      FROM t"}},
      {"BEGIN CREATE TABLE u AS SELECT 1; END", {"CREATE TABLE u AS SELECT 1"}},
  });
  const std::vector<EmbeddedSql> blanked = plpgsql_statements("BEGIN SELECT a INTO x FROM t; END");
  REQUIRE(blanked.size() == 1);
  CHECK_FALSE(blanked[0].map.editable({0, 20}));
  CHECK(blanked[0].map.editable({16, 22}) == Span{22, 28});
}

TEST_CASE("semicolons inside a rule or a SQL-standard body do not end it") {
  check({
      {"BEGIN CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; DELETE FROM v); DELETE FROM w; END",
       {"CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; DELETE FROM v)", "DELETE FROM w"}},
      {"BEGIN CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; "
       "SELECT 2; "
       "END; DELETE FROM w; END",
       {"CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; "
        "END",
        "DELETE FROM w"}},
  });
}

TEST_CASE("half-typed bodies yield what can be told") {
  check({
      {"", {}},
      {";;", {}},
      {"BEGIN DELETE FROM t", {"DELETE FROM t"}},
      {"BEGIN SELECT (1; DELETE FROM t; END", {"SELECT (1", "DELETE FROM t"}},
      {"BEGIN IF x THEN DELETE FROM a; DELETE FROM b; END", {"DELETE FROM a", "DELETE FROM b"}},
      {"BEGIN FOR r IN SELECT 1; DELETE FROM b; END", {"SELECT 1", "DELETE FROM b"}},
      {"BEGIN blah blah; DELETE FROM b; END", {"DELETE FROM b"}},
      {"BEGIN END DELETE FROM b;", {"DELETE FROM b"}},
      {"FOR", {}},
      {"EXECUTE", {}},
      {"BEGIN EXECUTE format(", {}},
      {"BEGIN EXECUTE 'DROP TABLE ' || ", {"! DROP TABLE "}},
      {"BEGIN EXECUTE 'DROP", {}},
      {"<<", {}},
      {"DECLARE c CURSOR FOR", {}},
  });
  const std::string body =
      "#option dump\n<<l>> DECLARE c CURSOR (a int) FOR SELECT 1; BEGIN IF x THEN FOR r IN EXECUTE "
      "format('DROP %1$I "
      "%s %*L', a, b::regclass, concat('x', E'\\n', chr(65))) || '' USING y LOOP SELECT a[1] INTO STRICT "
      "x.y[1], z "
      "FROM t; END LOOP; END IF; PERFORM f(CASE WHEN a THEN b END); EXCEPTION WHEN OTHERS THEN RETURN QUERY "
      "SELECT "
      "1; END l;";
  for (std::size_t begin = 0; begin < body.size(); begin += 7) {
    for (std::size_t end = begin; end <= body.size(); ++end) statements_of(body.substr(begin, end - begin));
  }
}

TEST_CASE("EXECUTE of literals runs their text") {
  CHECK(executed("'DROP TABLE t'") == Texts{"! DROP TABLE t"});
  CHECK(executed("'DROP TABLE t' INTO STRICT x USING y") == Texts{"! DROP TABLE t"});
  CHECK(executed("$q$DROP TABLE 'x'; DROP TABLE y;$q$") == Texts{"! DROP TABLE 'x'; DROP TABLE y;"});
  CHECK(executed("'DROP '\n  'TABLE t'") == Texts{"! DROP TABLE t"});
  CHECK(executed("('DROP ' || ('TABLE t'))::text") == Texts{"! DROP TABLE t"});
  CHECK(executed("E'DROP\\nTABLE t' || chr(10)") == Texts{"! DROP\nTABLE t\n"});
  CHECK(executed("concat('DROP ', 'TABLE ', x)") == Texts{"! DROP TABLE {U x}"});
  CHECK(executed("'SELECT ''a''' || ' LIMIT ' || 10") == Texts{"! SELECT 'a' LIMIT 10"});
  CHECK(executed("'SELECT $1' USING 1") == Texts{"! SELECT $1"});
  CHECK(executed("'COMMIT'") == Texts{"! COMMIT"});
}

TEST_CASE("EXECUTE without any literal text yields nothing") {
  for (const char* expression :
       {"x", "x || ' ' || y", "f(x)", "format(x, y)", "format('%s', x)", "''", "' ; '",
        "(SELECT 'DROP ' || a FROM t)", "concat(x, y)", "quote_ident(x)", "B'01'"}) {
    INFO(expression);
    CHECK(executed(expression).empty());
  }
}

TEST_CASE("what only the run knows becomes a hole of its kind") {
  CHECK(executed("'DROP TABLE ' || t") == Texts{"! DROP TABLE {U t}"});
  CHECK(executed("'DROP TABLE ' || quote_ident(t) || ' CASCADE'") == Texts{"! DROP TABLE {I t} CASCADE"});
  CHECK(executed("'SELECT ' || quote_literal(a) || quote_nullable(b)") == Texts{"! SELECT {V a}{V b}"});
  CHECK(executed("'DROP TABLE ' || t::regclass") == Texts{"! DROP TABLE {I t::regclass}"});
  CHECK(executed("'DROP TABLE ' || t::regclass::text") == Texts{"! DROP TABLE {I t::regclass::text}"});
  CHECK(executed("'DROP TABLE ' || t::text") == Texts{"! DROP TABLE {U t}"});
  CHECK(executed("'DROP TABLE part_' || n + 1 || '_x'") == Texts{"! DROP TABLE part_{U n + 1}_x"});
  CHECK(executed("'SELECT ' || CASE WHEN a THEN 'x' || 'y' ELSE 'z' END || ' FROM t'") ==
        Texts{"! SELECT {U CASE WHEN a THEN 'x' || 'y' ELSE 'z' END} FROM t"});
  CHECK(executed("'SELECT ' || (SELECT 'a' || b FROM c) || ' FROM t'") ==
        Texts{"! SELECT {U (SELECT 'a' || b FROM c)} FROM t"});
  CHECK(executed("'SELECT ''' || v || ''''") == Texts{"! SELECT '{U v}'"});

  const std::vector<EmbeddedSql> glued =
      plpgsql_statements("BEGIN EXECUTE 'DROP TABLE p_' || quote_ident(n) || 'x'; END");
  REQUIRE(glued.size() == 1);
  CHECK(glued[0].sql == "DROP TABLE p__hole_1_x");
  CHECK(plpgsql_statements("BEGIN EXECUTE 'SELECT ' || quote_literal(n); END").at(0).sql ==
        "SELECT '_hole1_'");
}

TEST_CASE("format() is expanded") {
  CHECK(executed("format('DROP TABLE %I', t)") == Texts{"! DROP TABLE {I t}"});
  CHECK(executed("format('DROP TABLE %I.%I CASCADE', s.a, t)") ==
        Texts{"! DROP TABLE {I s.a}.{I t} CASCADE"});
  CHECK(executed("format('SELECT %L, %s, 100%%', a, b + 1)") == Texts{"! SELECT {V a}, {U b + 1}, 100%"});
  CHECK(executed("format('SELECT %2$s, %1$I, %s', a, b)") == Texts{"! SELECT {U b}, {I a}, {U b}"});
  CHECK(executed("format('SELECT %-10s|%5$s|%*s', a, b, c, d, e)") == Texts{});
  CHECK(executed("format('SELECT %-10s|%2$s|%*s', a, b, c, d)") == Texts{"! SELECT {U a}|{U b}|{U d}"});
  CHECK(executed("pg_catalog.format('DROP ' || 'TABLE %I', t)") == Texts{"! DROP TABLE {I t}"});
  CHECK(executed("format('DROP TABLE %I' || x, t)") == Texts{"! DROP TABLE {I t}{U x}"});
  CHECK(executed("format('DROP TABLE %s', quote_ident(t))") == Texts{"! DROP TABLE {I t}"});
  CHECK(executed("format('DROP TABLE %s', t::regclass)") == Texts{"! DROP TABLE {I t::regclass}"});
  CHECK(executed("format('DROP TABLE %I, %I', VARIADIC a)") ==
        Texts{"! DROP TABLE {I VARIADIC a}, {I VARIADIC a}"});
  CHECK(executed("format($q$DROP TABLE %I$q$, t) || format(' %s', 'CASCADE')") ==
        Texts{"! DROP TABLE {I t} CASCADE"});
  CHECK(executed("format('DROP TABLE %1$I; CREATE TABLE %1$I ()', t)") ==
        Texts{"! DROP TABLE {I t}; CREATE TABLE {I t} ()"});
  CHECK(plpgsql_statements("BEGIN EXECUTE format('DROP TABLE %1$I, %1$I', t); END").at(0).sql ==
        "DROP TABLE _hole_1_, _hole_1_");
}

TEST_CASE("format()'s constant arguments are written out") {
  CHECK(executed("format('DROP TABLE %I', 'orders')") == Texts{"! DROP TABLE orders"});
  CHECK(executed("format('DROP TABLE %I', 'Or\"der')") == Texts{"! DROP TABLE \"Or\"\"der\""});
  CHECK(executed("format('DROP TABLE %I', 'user')") == Texts{"! DROP TABLE \"user\""});
  CHECK(executed("format('DROP TABLE %I', 'a' || '_b')") == Texts{"! DROP TABLE a_b"});
  CHECK(executed("format('DROP TABLE %s', 'public.t'::regclass)") == Texts{"! DROP TABLE public.t"});
  CHECK(executed("format('SELECT %L', 'it''s')") == Texts{"! SELECT 'it''s'"});
  CHECK(executed("format('SELECT %L', 'a\\b')") == Texts{"! SELECT  E'a\\\\b'"});
  CHECK(executed("format('DELETE FROM t %s', 'WHERE a = ' || quote_literal(x))") ==
        Texts{"! DELETE FROM t WHERE a = {V x}"});
  CHECK(executed("'DROP TABLE ' || quote_ident('Orders')") == Texts{"! DROP TABLE \"Orders\""});
}

TEST_CASE("a dynamic text is verbatim where the literal is, and nowhere else") {
  const std::string body = "BEGIN EXECUTE format('DROP TABLE %I.%I CASCADE', s, 'T'); END";
  const std::vector<EmbeddedSql> found = plpgsql_statements(body);
  REQUIRE(found.size() == 1);
  const EmbeddedSql& drop = found.front();
  CHECK(drop.dynamic);
  CHECK(drop.sql == "DROP TABLE _hole_1_.\"T\" CASCADE");
  CHECK(slice(body, drop.map.editable({24, 31}).value()) == "CASCADE");
  CHECK_FALSE(drop.map.editable({11, 19}));
  CHECK_FALSE(drop.map.editable({20, 23}));
  CHECK(slice(body, drop.map.locate({11, 19})) == "%I");
  CHECK(slice(body, drop.map.locate({11, 23})) == "%I.%I");
}

TEST_CASE("EXECUTE of a variable yields what was assigned to it") {
  check({
      {"DECLARE q text := 'A'; BEGIN EXECUTE q; END", {"! A"}},
      {"DECLARE q constant text DEFAULT 'A'; BEGIN EXECUTE q || ' B'; END", {"! A B"}},
      {"BEGIN q := 'A'; q = q || ' ' || x; EXECUTE q INTO y USING 1; END", {"! A {U x}"}},
      {"BEGIN \"Q\" := 'A'; EXECUTE \"Q\"; EXECUTE q || 'B'; END", {"! A", "! {U q}B"}},
      {"BEGIN q := format('A %I', x); EXECUTE format('%s B', q); END", {"! A {I x} B"}},
      {"BEGIN q := 'A'; q := x; EXECUTE q; END", {}},
      {"BEGIN q := 'A'; q[1] := 'B'; EXECUTE q; END", {}},
      {"BEGIN q := 'A'; SELECT x INTO STRICT q; EXECUTE q; END", {"SELECT x              "}},
      {"BEGIN q := 'A'; FETCH c INTO q; EXECUTE q; END", {}},
      {"BEGIN q := 'A'; CALL p(q); EXECUTE q; END", {"CALL p(q)"}},
      {"BEGIN q := 'A'; GET DIAGNOSTICS q = ROW_COUNT; EXECUTE q; END", {}},
      {"BEGIN q := 'A'; DECLARE q text; BEGIN EXECUTE q; q := 'B'; END; EXECUTE q; END", {}},
  });
}

TEST_CASE("a variable is known behind a branch only if every arm says so") {
  check({
      {"BEGIN q := 'A'; IF x THEN y := 1; END IF; EXECUTE q; END", {"! A"}},
      {"BEGIN q := 'A'; IF x THEN q := 'B'; END IF; EXECUTE q; END", {}},
      {"BEGIN IF x THEN q := 'A'; ELSIF y THEN q := 'B'; ELSE q := 'C'; END IF; EXECUTE q; END",
       {"! A", "! B", "! C"}},
      {"BEGIN IF x THEN q := 'A'; ELSIF y THEN NULL; ELSE q := 'C'; END IF; EXECUTE q; END", {}},
      {"BEGIN q := 'A'; IF x THEN EXECUTE q; q := 'B'; ELSE EXECUTE q; END IF; END", {"! A", "! A"}},
      {"BEGIN CASE x WHEN 1 THEN q := 'A'; ELSE q := 'B'; END CASE; EXECUTE q || ' C'; END",
       {"! A C", "! B C"}},
      {"BEGIN IF x THEN q := 'A'; p := 'B'; ELSE q := 'C'; p := 'D'; END IF; EXECUTE q || p; END", {}},
      {"BEGIN q := 'A'; WHILE x LOOP EXECUTE q; q := 'B'; EXECUTE q; END LOOP; EXECUTE q; END", {"! B"}},
      {"BEGIN q := 'A'; BEGIN q := 'B'; EXECUTE q; EXCEPTION WHEN x THEN EXECUTE q; END; EXECUTE q; END",
       {"! B"}},
      {"BEGIN q := 'A'; BEGIN q := 'B'; END; EXECUTE q; END", {"! B"}},
      {"BEGIN ELSE q := 'A'; END IF; WHEN x THEN EXECUTE q; END LOOP; END; END; EXECUTE q", {"! A", "! A"}},
  });
}

TEST_CASE("each statement says which branches it stands in") {
  using Steps = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // left, entered
  const auto steps = [](std::string_view body) {
    Steps result;
    for (const EmbeddedSql& sql : plpgsql_statements(body))
      result.emplace_back(sql.branches_left, sql.branches_entered);
    return result;
  };
  CHECK(steps("BEGIN SHOW a; IF x THEN SHOW b; ELSE SHOW c; END IF; SHOW d; END") ==
        Steps{{0, 0}, {0, 1}, {1, 1}, {1, 0}});
  CHECK(steps("BEGIN FOR i IN 1..2 LOOP IF x THEN NULL; END IF; SHOW a; END LOOP; SHOW b; END") ==
        Steps{{0, 1}, {1, 0}});
  CHECK(
      steps("BEGIN BEGIN IF x THEN SHOW a; END IF; SHOW b; EXCEPTION WHEN x THEN SHOW c; END; SHOW d; END") ==
      Steps{{0, 2}, {1, 0}, {1, 1}, {1, 0}});
  CHECK(steps("BEGIN LOOP IF x THEN SHOW a; END; SHOW b; END LOOP; END IF; SHOW c") ==
        Steps{{0, 2}, {2, 0}, {0, 0}});
}

TEST_CASE("hostile expressions take linear time and bounded memory") {
  std::string terms = "BEGIN EXECUTE 'SELECT 1'";
  for (int i = 0; i < 20000; ++i) terms += " || (x";
  CHECK(plpgsql_statements(terms).at(0).holes.size() <= 64);

  std::string flat = "BEGIN EXECUTE 'SELECT 1'";
  for (int i = 0; i < 20000; ++i) flat += " || x || 'a'";
  CHECK(plpgsql_statements(flat).at(0).holes.size() == 20000);

  std::string repeated = "BEGIN EXECUTE format('";
  for (int i = 0; i < 20000; ++i) repeated += "%1$s";
  repeated += "', '" + std::string(20000, 'x') + "'); END";
  CHECK(plpgsql_statements(repeated).at(0).sql.size() < 2'000'000);

  std::string blocks;
  for (int i = 0; i < 20000; ++i) blocks += "BEGIN IF (( THEN CASE SELECT ( INTO x[ ";
  CHECK(plpgsql_statements(blocks).size() <= 20000);

  std::string executions = "BEGIN q := '" + std::string(10000, 'x') + "';";
  for (int i = 0; i < 20000; ++i) executions += "EXECUTE q;";
  std::size_t bytes = 0;
  for (const EmbeddedSql& sql : plpgsql_statements(executions)) bytes += sql.sql.size();
  CHECK(bytes < 2'000'000);

  std::string doubled = "BEGIN q := 'x';";
  for (int i = 0; i < 20000; ++i) doubled += "q := q || q; EXECUTE q; EXECUTE 'y' || q;";
  bytes = 0;
  for (const EmbeddedSql& sql : plpgsql_statements(doubled)) bytes += sql.sql.size();
  CHECK(bytes < 10'000'000);

  std::string nested;
  for (int i = 0; i < 50000; ++i) nested += "IF x THEN q := 'x'; ";
  for (int i = 0; i < 50000; ++i) nested += "END; ELSE EXCEPTION WHEN x THEN END LOOP; ";
  CHECK(plpgsql_statements(nested).empty());
}

}  // namespace floodwall
