// resolve() and judge() over a small catalog. PostgreSQL's own word on them: tests/resolution.
#include "tests/support/catch.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "analyzer/catalog/judge.h"
#include "analyzer/sql/parse.h"

namespace floodwall {
namespace {

Relation relation(std::string name, std::vector<std::string> columns) {
  Relation made;
  made.name = {"public", std::move(name)};
  for (std::string& column : columns) made.columns.push_back({.name = std::move(column), .type = "integer"});
  return made;
}

/// t(a, b), u(a, c), "Mixed"("Id"), open_t(a, and who knows), and a key and an index on keyed.
const std::map<RelationName, Relation>& catalog() {
  static const std::map<RelationName, Relation> all = [] {
    std::map<RelationName, Relation> relations;
    const auto put = [&](Relation made) { relations[made.name] = std::move(made); };
    put(relation("t", {"a", "b"}));
    put(relation("u", {"a", "c"}));
    put(relation("Mixed", {"Id"}));
    Relation open = relation("open_t", {"a"});
    open.open = "a test";
    put(std::move(open));
    Relation keyed = relation("keyed", {"id", "x", "y"});
    keyed.constraints.push_back(
        {.kind = ConstraintKind::PrimaryKey, .name = "keyed_pkey", .columns = {"id"}});
    keyed.indexes = {{"public", "keyed_xy"}, {"public", "keyed_y"}};
    put(std::move(keyed));
    Relation both = relation("keyed_xy", {});
    both.kind = RelationKind::Index;
    both.is_unique = true;
    both.index_columns = {"x", "y"};
    put(std::move(both));
    Relation partial = relation("keyed_y", {});
    partial.kind = RelationKind::Index;
    partial.is_unique = partial.is_partial = true;
    partial.index_columns = {"y"};
    put(std::move(partial));
    return relations;
  }();
  return all;
}

FoundRelation find(const RelationName& name) {
  if (name.name == "unsure") return {};
  const auto found = catalog().find({name.schema.empty() ? "public" : name.schema, name.name});
  if (found == catalog().end()) return {Existence::Undefined};
  return {Existence::Defined, &found->second};
}

FunctionsPtr find_functions(const RelationName& name) {
  if (name.name == "of_row") return std::make_shared<const std::vector<Function>>(1, Function{});
  if (name.name == "pairs") {
    return std::make_shared<const std::vector<Function>>(
        1, Function{.columns = {{.name = "k", .type = "text"}, {.name = "n", .type = "bigint"}}});
  }
  if (name.name == "rows_of_t") {
    return std::make_shared<const std::vector<Function>>(1, Function{.returns = "SETOF t"});
  }
  return nullptr;
}

const CatalogLookup lookup = {.relation = find, .functions = find_functions};

std::string dotted(std::string_view qualifier, std::string_view name) {
  std::string text(qualifier);
  if (!text.empty() && !name.empty()) text += '.';
  return text + std::string(name);
}

/// Everything that is not resolved, in the order of the text: "no table x, no column y, ambiguous z, q.c?".
std::string judged(const std::string& sql, const ResolveContext& context = {}) {
  StatementParser parser;
  const auto tree = parser.parse(sql);
  if (!tree || *tree == nullptr) return tree ? "empty" : tree.error().message;
  const Resolution resolution = resolve(**tree, context);
  const Judgement judgement = judge(resolution, lookup);
  std::vector<std::pair<int, std::string>> found;
  for (std::size_t i = 0; i < resolution.tables.size(); ++i) {
    const TableReference& table = resolution.tables[i];
    if (judgement.tables[i].existence == Existence::Undefined) {
      found.emplace_back(table.location, "no table " + display(table.name));
    } else if (judgement.tables[i].existence == Existence::NotKnown) {
      found.emplace_back(table.location, display(table.name) + "?");
    }
  }
  for (std::size_t i = 0; i < resolution.columns.size(); ++i) {
    const ColumnReference& column = resolution.columns[i];
    const std::string name = dotted(column.qualifier, column.column);
    switch (judgement.columns[i].fate) {
      case ColumnFate::Resolved:
        break;
      case ColumnFate::NotKnown:
        found.emplace_back(column.location, name + "?");
        break;
      case ColumnFate::Undefined:
        found.emplace_back(column.location, "no column " + name);
        break;
      case ColumnFate::UndefinedQualifier:
        found.emplace_back(column.location, "no FROM for " + name);
        break;
      case ColumnFate::Ambiguous:
        found.emplace_back(column.location, "ambiguous " + name);
        break;
    }
  }
  std::ranges::stable_sort(found, {}, &std::pair<int, std::string>::first);
  std::string text;
  for (const auto& [at, what] : found) text += (text.empty() ? "" : ", ") + what;
  return text;
}

/// The output's columns: "a integer, x, …" with a dot for what is open.
std::string yielded(const std::string& sql) {
  StatementParser parser;
  const auto tree = parser.parse(sql);
  REQUIRE(tree.has_value());
  const OutputColumns output = output_columns(resolve(**tree), lookup);
  std::string text;
  for (const Column& column : output.columns) {
    if (!text.empty()) text += ", ";
    text += column.name;
    if (!column.type.empty()) text += " " + column.type;
  }
  return text + (output.is_open ? " ..." : "");
}

struct Case {
  std::string sql;
  std::string expected;
};

void expect(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    CAPTURE(each.sql);
    CHECK(judged(each.sql) == each.expected);
  }
}

TEST_CASE("FROM, JOIN and LATERAL") {
  expect({
      {"SELECT a, b, nope FROM t", "no column nope"},
      {"SELECT * FROM nope WHERE x = 1 AND nope.y = 2", "no table nope, x?, nope.y?"},
      {"SELECT users.id FROM usrs JOIN t ON usrs.a = users.a", "users.id?, no table usrs, usrs.a?, users.a?"},
      {"SELECT a FROM t, u", "ambiguous a"},
      {"SELECT t.a, x.a FROM t x", "no FROM for t.a"},
      {"SELECT public.t.a, other.t.a, public.x.a FROM t, u x", "no FROM for t.a, no FROM for x.a"},
      {"SELECT db.public.t.a FROM t", ""},
      {"SELECT a, c FROM t JOIN u USING (a)", ""},
      {"SELECT a FROM t JOIN u USING (b)", "no column b, ambiguous a"},
      {"SELECT a, t.a, u.a FROM t NATURAL JOIN u", ""},
      {"SELECT j.a, j.b, t.a, b FROM (t JOIN u USING (a)) j", "no FROM for t.a"},
      {"SELECT j.a, j.b, t.b FROM t JOIN u USING (a) AS j", "no column j.b"},
      {"SELECT x, y, c, a, b FROM (t JOIN u USING (a)) j (x, y)", "no column a, no column b"},
      {"SELECT 1 FROM t, u JOIN open_t ON t.a = u.a", "no FROM for t.a"},
      {"SELECT 1 FROM t, (SELECT t.a) s", "no FROM for t.a"},
      {"SELECT s.x FROM t, LATERAL (SELECT t.a AS x, b, c) s", "no column c"},
      {"SELECT 1 FROM u JOIN LATERAL (SELECT a, c) s ON true, t", ""},
      {"SELECT nope, a FROM open_t", "nope?"},
      {"SELECT nope, t.nope FROM t, open_t", "nope?, no column t.nope"},
      {"SELECT nope FROM t WHERE EXISTS (SELECT FROM open_t WHERE b = nope)", "no column nope, b?, nope?"},
      {"SELECT t, t.*, (t).a, (t).z, a(t), of_row(t), t.of_row, t.count, t.zz FROM t",
       "t.z?, t.of_row?, t.of_row?, t.count?, no column t.zz"},
      {"SELECT ctid, t.xmin, tableoid FROM t", ""},
      {"SELECT ctid FROM t JOIN u ON true", "no column ctid"},
      {"SELECT id, \"Id\", Mixed.\"Id\", \"Mixed\".\"Id\" FROM \"Mixed\"",
       "no column id, no FROM for mixed.Id"},
      {"SELECT 1 FROM t FOR UPDATE OF t, u", "no FROM for u"},
      {"SELECT t.a FROM t TABLESAMPLE system (1) WHERE t.z", "no column t.z"},
      {"SELECT unsure.x, y FROM unsure", "unsure.x?, y?, unsure?"},
  });
}

TEST_CASE("functions, VALUES, XMLTABLE and JSON_TABLE in FROM") {
  expect({
      {"SELECT g, g.g, nope FROM generate_series(1, 2) g", "no column nope"},
      {"SELECT n, g.n, g FROM generate_series(1, 2) g(n)", ""},
      {"SELECT g.g, i, ordinality FROM generate_series(1, 2) WITH ORDINALITY g", "no column i"},
      {"SELECT x, whatever FROM some_function() f", "x?, whatever?"},
      {"SELECT x, y, z FROM json_to_record('{}') AS f(x int, y text)", "no column z"},
      {"SELECT k, n, z FROM pairs()", "no column z"},
      {"SELECT pairs.k, f.k FROM pairs() f", "no FROM for pairs.k"},
      {"SELECT r.a, r.b, r.c FROM rows_of_t() r", "no column r.c"},
      {"SELECT p.k, p.generate_series, p.q FROM ROWS FROM (pairs(), generate_series(1, 2)) p",
       "no column p.q"},
      {"SELECT i, j FROM t, generate_series(1, t.a) i", "no column j"},
      {"SELECT i FROM generate_series(1, t.a) i, t", "no FROM for t.a"},
      {"SELECT id, x FROM unnest('{}'::int[]) AS q(id)", "no column x"},
      {"SELECT column1, x.column2, x.column3 FROM (VALUES (1, 2)) x", "no column x.column3"},
      {"VALUES (1, 2), (3, 4) ORDER BY column2, column3", "no column column3"},
      {"SELECT x.p, x.z FROM XMLTABLE('/r' PASSING ('<r/>'::xml) COLUMNS p int, o FOR ORDINALITY) x",
       "no column x.z"},
      {"SELECT p, q, r FROM t, JSON_TABLE(t.b::jsonb, '$' COLUMNS (p int PATH '$', NESTED PATH '$.x' COLUMNS "
       "(q int)))",
       "no column r"},
  });
}

TEST_CASE("WITH") {
  expect({
      {"WITH q AS (SELECT a AS k FROM t) SELECT k, q.k, a FROM q", "no column a"},
      {"WITH q(x) AS (SELECT a, b FROM t) SELECT x, b, a FROM q", "no column a"},
      {"WITH q AS (SELECT * FROM r), r AS (SELECT 1 AS x) SELECT * FROM q", "no table r"},
      {"WITH RECURSIVE q AS (SELECT * FROM r), r AS (SELECT 1 AS x) SELECT x, y FROM q", "no column y"},
      {"WITH RECURSIVE q(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM q WHERE m < 3) SELECT n FROM q",
       "no column m"},
      {"WITH q AS (SELECT 1 AS x) SELECT * FROM public.q", "no table public.q"},
      {"WITH q AS (SELECT * FROM q) SELECT * FROM q", "no table q"},
      {"WITH t AS (SELECT 1 AS z) DELETE FROM t WHERE z = 1", "no column z"},
      {"WITH q AS (DELETE FROM t RETURNING a, b AS gone) SELECT a, gone, b FROM q", "no column b"},
      {"WITH RECURSIVE q AS (SELECT a FROM t UNION ALL SELECT a FROM q) SEARCH DEPTH FIRST BY a SET o "
       "CYCLE a SET c USING p SELECT a, o, c, p, z FROM q",
       "no column z"},
      {"SELECT (WITH q AS (SELECT t.a, t.z) SELECT a FROM q) FROM t", "no column t.z"},
      {"WITH q AS MATERIALIZED (SELECT 1 AS x) SELECT (SELECT x FROM q WHERE y = 1)", "no column y"},
  });
}

TEST_CASE("output names, set operations, GROUP BY and ORDER BY") {
  expect({
      {"SELECT a AS k FROM t ORDER BY k", ""},
      {"SELECT a AS k FROM t ORDER BY k + 1", "no column k"},
      {"SELECT a AS k FROM t GROUP BY k HAVING k > 1", "no column k"},
      {"SELECT a AS k FROM t WHERE k > 1", "no column k"},
      {"SELECT DISTINCT ON (k) a AS k FROM t ORDER BY k", ""},
      {"SELECT t.a FROM t, u ORDER BY a", ""},
      {"SELECT t.* FROM t, u ORDER BY a", ""},
      {"SELECT t.b AS a FROM t, u GROUP BY a", "ambiguous a"},
      {"SELECT a AS k FROM t GROUP BY GROUPING SETS ((k), ROLLUP (b, z))", "no column z"},
      {"SELECT a AS x FROM t UNION SELECT c FROM u ORDER BY x", ""},
      {"SELECT a AS x FROM t UNION SELECT c FROM u ORDER BY c", "no column c"},
      {"SELECT s.x, s.c FROM (SELECT a AS x FROM t UNION ALL SELECT c FROM u) s", "no column s.c"},
      {"SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY b ORDER BY zz)", "no column zz"},
      {"SELECT s.count, s.max, s.\"?column?\", s.int4 FROM (SELECT count(*), max(a), 1 + 1, '1'::int FROM t) "
       "s",
       ""},
      {"SELECT s.nope FROM (SELECT nope FROM t) s", "no column nope"},
      {"SELECT x::numeric(a), b COLLATE \"C\", c::geometry(Point, 4326) FROM t", "no column x, no column c"},
  });
}

TEST_CASE("INSERT, UPDATE, DELETE and MERGE") {
  expect({
      {"INSERT INTO t (a, z) VALUES (1, a)", "no column z, no column a"},
      {"INSERT INTO t AS x (a) SELECT c FROM u ON CONFLICT (b) DO UPDATE SET z = excluded.b, b = x.q || t.a",
       "no column z, no column x.q, no FROM for t.a"},
      {"INSERT INTO t VALUES (1) RETURNING a, z", "no column z"},
      {"INSERT INTO nope (a) VALUES (1) RETURNING q", "no table nope, a?, q?"},
      {"UPDATE t SET z = 1, a = c FROM u WHERE u.a = t.a", "no column z"},
      {"UPDATE t x SET a = x.b + t.b", "no FROM for t.b"},
      {"UPDATE t SET (a, z) = (SELECT c, q FROM u)", "no column z, no column q"},
      {"UPDATE t SET a = 1 FROM LATERAL (SELECT t.b) s", "no FROM for t.b"},
      {"DELETE FROM t USING u WHERE t.a = u.a AND c = z", "no column z"},
      {"DELETE FROM t WHERE a IN (SELECT b FROM u)", ""},
      {"MERGE INTO t USING u ON t.a = u.a WHEN MATCHED AND c = 1 THEN UPDATE SET z = c "
       "WHEN NOT MATCHED THEN INSERT (a, q) VALUES (c, t.a)",
       "no column z, no column q, no FROM for t.a"},
      {"MERGE INTO t USING (SELECT 1 AS k) s ON a = k WHEN MATCHED THEN DELETE", ""},
      {"UPDATE t SET ctid = '(0,1)'", "ctid?"},
      {"COPY t (a, z) FROM STDIN", "no column z"},
      {"COPY (SELECT z FROM t) TO STDOUT", "no column z"},
      {"TRUNCATE t, nope", "no table nope"},
  });
}

TEST_CASE("definitions see their own table") {
  expect({
      {"CREATE TABLE n (x int CHECK (x > y), y int, g int GENERATED ALWAYS AS (x + z) STORED)",
       "no column z"},
      {"CREATE TABLE n (x int PRIMARY KEY, p int REFERENCES n (x), q int REFERENCES n (y))", "no column y"},
      {"CREATE TABLE n (x int REFERENCES t (z), FOREIGN KEY (w) REFERENCES nope (a))",
       "no column z, no column w, a?, no table nope"},
      {"CREATE TABLE n (LIKE t, x int, CHECK (a = x AND c = 1))", "no column c"},
      {"CREATE TABLE n (a int, UNIQUE (a, b)) INHERITS (t)", ""},
      {"CREATE TABLE n PARTITION OF t (a DEFAULT 1, z NOT NULL) DEFAULT", "no column z"},
      {"CREATE TABLE n (x int) PARTITION BY RANGE (x, y, (x + z))", "no column y, no column z"},
      {"CREATE TABLE n (EXCLUDE USING gist (z WITH =) WHERE (w))", "no column z, no column w"},
      {"ALTER TABLE t ADD COLUMN n int, ADD CHECK (a < n AND z), DROP COLUMN y, DROP COLUMN IF EXISTS q",
       "no column y, q?, no column z"},
      {"ALTER TABLE t ALTER COLUMN a TYPE text USING b || z, ADD FOREIGN KEY (b) REFERENCES u (q)",
       "no column q, no column z"},
      {"ALTER TABLE IF EXISTS nope DROP COLUMN x", "x?, no table nope"},
      {"ALTER TABLE t RENAME COLUMN z TO y", "no column z"},
      {"CREATE INDEX ON t (a, z, lower(y)) INCLUDE (w) WHERE v",
       "no column z, no column w, no column y, no column v"},
      {"CREATE VIEW v AS SELECT z FROM t", "no column z"},
      {"CREATE TRIGGER g BEFORE UPDATE OF z ON t FOR EACH ROW WHEN (old.a <> new.q AND a = 1) EXECUTE "
       "FUNCTION f()",
       "no column z, no column new.q, ambiguous a"},
      {"CREATE POLICY p ON t USING (a = (SELECT max(c) FROM u WHERE u.a = t.b AND z))", "no column z"},
      {"CREATE RULE r AS ON UPDATE TO t WHERE old.a = 1 DO ALSO INSERT INTO u VALUES (new.a, new.z)",
       "no column new.z"},
      {"CREATE RULE r AS ON INSERT TO t WHERE a = 1 AND old.a = 2 DO INSTEAD NOTHING", "no FROM for old.a"},
      {"CREATE STATISTICS s ON a, z FROM t", "no column z"},
      {"COMMENT ON COLUMN t.z IS ''", "no column z"},
      {"COMMENT ON TRIGGER g ON nope IS ''", "no table nope"},
      {"GRANT SELECT (a, z) ON t TO PUBLIC", "no column z"},
      {"CREATE PUBLICATION p FOR TABLE t (a, z) WHERE (b = y)", "no column z, no column y"},
      {"ALTER SEQUENCE t OWNED BY u.z", "no column z"},
      {"DROP TABLE IF EXISTS nope, t", "no table nope"},
      {"CREATE FUNCTION f(p int, r t) RETURNS int BEGIN ATOMIC SELECT p + f.p + r.a + z + a FROM t; END",
       "r.a?, no column z"},
      {"CREATE FUNCTION f(p t.z%TYPE) RETURNS int RETURN p + q", "no column z, no column q"},
      {"EXPLAIN SELECT z FROM t", "no column z"},
      {"PREPARE p AS SELECT z FROM t", "no column z"},
      {"DECLARE k CURSOR FOR SELECT z FROM t", "no column z"},
      {"CREATE TABLE n AS SELECT z FROM t", "no column z"},
      {"VACUUM ANALYZE t (a, z)", "no column z"},
  });
}

TEST_CASE("what the text around a statement tells") {
  const ResolveContext body = {.variables = {"v", "rec", "new"}, .tables = {"changed"}};
  CHECK(judged("SELECT v, w, rec.x, new.a FROM t", body) == "v?, no column w, rec.x?, new.a?");
  CHECK(judged("SELECT q, c.z FROM changed c", body) == "q?, c.z?");
  const ResolveContext unknown = {.may_have_variables = true};
  CHECK(judged("SELECT w, r.x FROM t", unknown) == "w?, r.x?");
  CHECK(judged("INSERT INTO t (z) SELECT w FROM nope", unknown) == "no column z, w?, no table nope");
  const ResolveContext hidden = {.may_hide_sql = true};
  CHECK(judged("SELECT w, x.y, t.z FROM t", hidden) == "w?, x.y?, no column t.z");
}

TEST_CASE("stand-ins open what they stand in") {
  const ResolveContext holes = {
      .is_stand_in = [](std::string_view name) { return name.find("_h1") != std::string_view::npos; }};
  CHECK(judged("SELECT w, x.y FROM _h1_ x", holes) == "w?, x.y?");
  CHECK(judged("SELECT w, x.y FROM t, users_h1_", holes) == "w?, x.y?");
  CHECK(judged("SELECT _h1_, z FROM t WHERE t._h1_ = 1", holes) == "no column z");
  CHECK(judged("SELECT s.z FROM (SELECT _h1_ FROM t) s", holes) == "s.z?");
  CHECK(judged("SELECT w FROM t _h1_", holes) == "w?");
  CHECK(judged("INSERT INTO t (a, _h1_) VALUES (1)", holes).empty());
  CHECK(judged("SELECT a FROM _h1_.nope", holes) == "a?, nope?");
  CHECK(judged("CREATE TABLE n (_h1_ int, CHECK (q > 0))", holes) == "q?");
}

TEST_CASE("the columns that a query yields") {
  CHECK(yielded("SELECT a, b AS x, a::text y, count(*), 1, 'x', exists (select) FROM t") ==
        "a integer, x integer, y, count bigint, ?column? integer, ?column? text, exists boolean");
  CHECK(yielded("CREATE VIEW v (p) AS SELECT * FROM t JOIN u USING (a)") ==
        "p integer, b integer, c integer");
  CHECK(yielded("SELECT * FROM t NATURAL JOIN u") == "a integer, b integer, c integer");
  CHECK(yielded("SELECT u.*, t.* FROM t, u") == "a integer, c integer, a integer, b integer");
  CHECK(yielded("SELECT * FROM open_t") == "a integer ...");
  CHECK(yielded("SELECT x, f.* FROM some_function() f") == "x ...");
  CHECK(yielded("CREATE TABLE n AS SELECT a FROM t UNION SELECT 1") == "a integer");
  CHECK(yielded("SELECT a FROM t UNION SELECT 'x'") == "a");
  CHECK(yielded("SELECT * FROM pairs() WITH ORDINALITY") == "k text, n bigint, ordinality");
  CHECK(yielded("WITH q AS (UPDATE t SET a = 1 RETURNING *, 2 AS two) SELECT * FROM q") ==
        "a integer, b integer, two integer");
  CHECK(yielded("SELECT (SELECT max(a) FROM t), (SELECT b x FROM t), CASE WHEN true THEN 1 END, "
                "coalesce(a, b), nullif(a, b), ARRAY[1], ROW(1), current_date, a + b, -a FROM t") ==
        "max, x, case, coalesce, nullif, array, row, current_date date, ?column?, ?column?");
}

TEST_CASE("what a view is built on") {
  StatementParser parser;
  const auto tree = parser.parse(
      "CREATE VIEW v AS SELECT t.*, (SELECT max(s.c) FROM u s) FROM t WHERE EXISTS (TABLE open_t)");
  REQUIRE(tree.has_value());
  std::string text;
  for (const ColumnUse& use : column_uses(resolve(**tree), lookup))
    text += use.relation.name + "." + use.column + " ";
  CHECK(text == "open_t. open_t.a t. t.a t.b u. u.c ");
}

InsertFit insert_fit(const std::string& sql) {
  StatementParser parser;
  const auto tree = parser.parse(sql);
  REQUIRE(tree.has_value());
  const Judgement judgement = judge(resolve(**tree), lookup);
  return judgement.inserts.empty() ? InsertFit::NotKnown : judgement.inserts.front().fit;
}

TEST_CASE("INSERT has as many values as columns") {
  CHECK(insert_fit("INSERT INTO t VALUES (1, 2)") == InsertFit::Fits);
  CHECK(insert_fit("INSERT INTO t VALUES (1)") == InsertFit::Fits);
  CHECK(insert_fit("INSERT INTO t VALUES (1, 2, 3)") == InsertFit::MoreValues);
  CHECK(insert_fit("INSERT INTO t (a) VALUES (1, 2)") == InsertFit::MoreValues);
  CHECK(insert_fit("INSERT INTO t (a, b) VALUES (1)") == InsertFit::MoreColumns);
  CHECK(insert_fit("INSERT INTO t (a, b) SELECT * FROM u") == InsertFit::Fits);
  CHECK(insert_fit("INSERT INTO t (a) SELECT * FROM u") == InsertFit::MoreValues);
  CHECK(insert_fit("INSERT INTO t SELECT * FROM open_t") == InsertFit::NotKnown);
  CHECK(insert_fit("INSERT INTO open_t VALUES (1, 2, 3)") == InsertFit::NotKnown);
  CHECK(insert_fit("INSERT INTO t DEFAULT VALUES") == InsertFit::NotKnown);
}

ConflictFit conflict_fit(const std::string& clause) {
  StatementParser parser;
  const auto tree = parser.parse("INSERT INTO keyed VALUES (1) ON CONFLICT " + clause);
  REQUIRE(tree.has_value());
  const Judgement judgement = judge(resolve(**tree), lookup);
  REQUIRE(judgement.conflicts.size() == 1);
  return judgement.conflicts.front();
}

TEST_CASE("ON CONFLICT needs a unique index") {
  CHECK(conflict_fit("(id) DO NOTHING") == ConflictFit::Backed);
  CHECK(conflict_fit("(y, x) DO NOTHING") == ConflictFit::Backed);
  CHECK(conflict_fit("(x) DO NOTHING") == ConflictFit::Unbacked);
  CHECK(conflict_fit("(y) DO NOTHING") == ConflictFit::Unbacked);
  CHECK(conflict_fit("(y) WHERE x > 0 DO NOTHING") == ConflictFit::NotKnown);
  CHECK(conflict_fit("(lower(x::text)) DO NOTHING") == ConflictFit::NotKnown);
  CHECK(conflict_fit("ON CONSTRAINT keyed_pkey DO NOTHING") == ConflictFit::Backed);
  CHECK(conflict_fit("ON CONSTRAINT nope DO NOTHING") == ConflictFit::Unbacked);
}

std::string repeated(std::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST_CASE("long and deep statements") {
  constexpr int many = 200'000;
  CHECK(judged("SELECT nope" + repeated(" + a", many) + " FROM t") == "no column nope");
  CHECK(judged("SELECT a FROM t" + repeated(" UNION ALL SELECT a FROM t", 20'000) + " ORDER BY q") ==
        "no column q");
  CHECK(judged("SELECT 1 FROM t t0" + repeated(" CROSS JOIN t", 150) + " WHERE t0.z") == "no column t0.z");
  constexpr int deep = 1000;
  CHECK(judged(repeated("SELECT (", deep) + "SELECT nope" + repeated(")", deep)) == "no column nope");
  CHECK(judged(repeated("SELECT * FROM (", deep) + "SELECT nope" + repeated(") s", deep)) ==
        "no column nope");
  CHECK(judged(repeated("(", deep) + "SELECT nope" + repeated(")", deep)) == "no column nope");
  const std::string joins =
      "SELECT nope FROM " + repeated("(t JOIN ", deep) + "u" + repeated(" ON true)", deep);
  CHECK(judged(joins) == "nope?");
  // Stars over stars: 2 to the power of 40 columns.
  CHECK(judged("SELECT zz FROM " + repeated("(SELECT s.*, s.* FROM ", 40) + "t s" + repeated(") s", 40)) ==
        "zz?");
}

}  // namespace
}  // namespace floodwall
