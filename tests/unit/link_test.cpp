// Files of a project together: in which order migrations run, what is there when, and where it went.
#include "analyzer/engine/link.h"

#include <algorithm>
#include <string>
#include <vector>

#include "analyzer/engine/migration_order.h"
#include "tests/support/catch.h"
#include "tests/support/examples.h"
#include "tests/support/lint.h"

namespace floodwall {
namespace {

using Files = std::vector<LintFile>;

/// The findings of undefined names in the first file, a line each.
std::string undefined_in(const Files& project) {
  LintOptions options{.path = project.front().path, .beside = {project.begin() + 1, project.end()}};
  std::string lines;
  for (const Diagnostic& found : lint(project.front().text, options)) {
    if (found.rule.starts_with("undefined-")) lines += found.message + "\n";
  }
  return lines;
}

std::string order_of(const std::vector<MigrationIdentity>& migrations) {
  std::vector<const MigrationIdentity*> pointers;
  for (const MigrationIdentity& each : migrations) pointers.push_back(&each);
  std::string order;
  for (const MigrationChain& chain : chains_of(pointers)) {
    for (const std::size_t i : chain.files) order += migrations[i].id + " ";
    order += chain.gap.empty() ? "| " : "(" + chain.gap + ") | ";
  }
  return order;
}

MigrationIdentity revision(std::string id, std::vector<std::string> after, std::string chain = "versions") {
  return {.tool = "alembic", .chain = std::move(chain), .id = std::move(id), .after = std::move(after)};
}

TEST_CASE("migrations run in the order of what they name, else of their versions") {
  CHECK(order_of({revision("a", {"b"}), revision("b", {"c"}), revision("c", {})}) == "c b a | ");
  CHECK(order_of({revision("m", {"l", "r"}), revision("r", {"o"}), revision("l", {"o"}),
                  revision("o", {})}) == "o l r m | ");
  CHECK(order_of({revision("b", {"a"})}) == "b (b comes after a, which is not here) | ");
  CHECK(order_of({revision("b", {"a"}, "one"), revision("a", {}, "two")}) == "a b | ");
  CHECK(order_of({revision("a", {"b"}), revision("b", {"a"})}) == "b a | ");
  const auto numbered = [](std::string id, std::vector<std::uint64_t> version) {
    return MigrationIdentity{
        .tool = "goose", .chain = "db", .id = std::move(id), .version = std::move(version)};
  };
  CHECK(order_of({numbered("10_b", {10}), numbered("9_a", {9})}) == "9_a 10_b | ");
  MigrationIdentity baseline = numbered("B2__all", {2});
  baseline.is_baseline = true;
  CHECK(order_of({numbered("V1__a", {1}), baseline, numbered("V3__c", {3})}) == "B2__all V3__c | ");
}

TEST_CASE("a table that a migration drops or renames is gone for programs, not for the migrations before") {
  const LintFile first{"db/migrations/1_first.sql", "CREATE TABLE old (id int);\nCREATE TABLE a (id int);\n"};
  const LintFile second{"db/migrations/2_fill.sql", "INSERT INTO old (id) SELECT id FROM a;\n"};
  const LintFile third{"db/migrations/10_tidy.sql", "DROP TABLE old;\nALTER TABLE a RENAME TO b;\n"};
  const LintFile fourth{"db/migrations/11_late.sql", "INSERT INTO old (id) SELECT id FROM b;\n"};
  const LintFile program{"app/queries.sql", "SELECT id FROM old;\nSELECT id FROM a;\nSELECT id FROM b;\n"};
  CHECK(undefined_in({program, first, second, third}) ==
        "old is not there any more: dropped in db/migrations/10_tidy.sql:1\n"
        "a is not there any more: renamed to b in db/migrations/10_tidy.sql:2\n");
  CHECK(undefined_in({second, first, third, program}).empty());
  CHECK(undefined_in({fourth, first, second, third}) ==
        "old is not there any more: dropped in db/migrations/10_tidy.sql:1\n");
}

TEST_CASE("a column is there from the migration on that adds it") {
  const LintFile first{"db/migrations/1_first.sql", "CREATE TABLE a (id int);\n"};
  const LintFile second{"db/migrations/2_early.sql", "UPDATE a SET note = 'x' WHERE id = 1;\n"};
  const LintFile third{"db/migrations/3_add.sql",
                       "ALTER TABLE a ADD COLUMN note text;\nUPDATE a SET note = 'y' WHERE id = 1;\n"};
  const LintFile program{"app/queries.sql", "SELECT note FROM a;\n"};
  CHECK(undefined_in({second, first, third}) == "a has no column note\n");
  CHECK(undefined_in({third, first, second}).empty());
  CHECK(undefined_in({program, first, second, third}).empty());
}

TEST_CASE("Alembic's revisions are ordered by what they revise; what the way back drops is no end of it") {
  const LintFile first{
      "alembic/versions/zz_first.py",
      "from alembic import op\nimport sqlalchemy as sa\nrevision = 'one'\ndown_revision = None\n"
      "def upgrade():\n  op.create_table('a', sa.Column('id', sa.Integer))\n"
      "def downgrade():\n  op.drop_table('a')\n"};
  const LintFile second{"alembic/versions/aa_second.py",
                        "from alembic import op\nrevision = 'two'\ndown_revision = 'one'\n"
                        "def upgrade():\n  op.rename_table('a', 'b')\n"
                        "def downgrade():\n  op.rename_table('b', 'a')\n"};
  const LintFile program{"app.sql", "SELECT id FROM a;\nSELECT id FROM b;\n"};
  CHECK(undefined_in({program, first, second}) ==
        "a is not there any more: renamed to b in alembic/versions/aa_second.py:5\n");
}

TEST_CASE("what cannot be known is not said") {
  const LintFile query{"app/q.sql", "SELECT id FROM missing;\n"};
  const LintFile table{"db/schema.sql", "CREATE TABLE a (id int);\n"};
  CHECK(undefined_in({query, table}) == "missing is defined nowhere\n");
  CHECK(undefined_in({query, {"db/other.sql", "SELECT 1;\n"}}).empty());
  CHECK(undefined_in({query, table, {"db/x.sql", "CREATE EXTENSION of_our_own;\n"}}).empty());
  CHECK(undefined_in({query, table, {"db/x.sql", "CREATE EXTENSION pgcrypto;\n"}}) ==
        "missing is defined nowhere\n");
  CHECK(undefined_in({query, table, {"db/x.sql", "CREATE TABLE {{ name }} (id int);\n"}}).empty());
  CHECK(undefined_in({query, table, {"db/x.sql", "CREATE TABLE miss{{ rest }} (id int);\n"}}).empty());
  CHECK(undefined_in({query, table, {"db/x.sql", "CREATE TABLE other_{{ rest }} (id int);\n"}}) ==
        "missing is defined nowhere\n");
  CHECK(undefined_in({query, table, {"db/x.sql", "CREATE TABLE missing (id INT UNSIGNED);\n"}}).empty());
  CHECK(undefined_in({query,
                      table,
                      {"db/x.sql",
                       "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN "
                       "CREATE TABLE missing (id int); END $$;\n"}})
            .empty());
  CHECK(undefined_in({query,
                      table,
                      {"alembic/versions/b.py",
                       "from alembic import op\nrevision = 'b'\ndown_revision = 'a'\n"
                       "def upgrade():\n  op.execute('SELECT 1')\n"}})
            .empty());
  CHECK(undefined_in({query, table, {"tests/schema.sql", "CREATE TABLE missing (id int);\n"}}) ==
        "missing is defined only for tests, in tests/schema.sql:1\n");
}

TEST_CASE("a table of another schema need not be meant where the names of tables are computed") {
  const LintFile query{"app/q.sql", "SELECT area FROM shapes;\n"};
  const LintFile aside{"db/aside.sql", "CREATE TABLE aside.shapes (id int);\n"};
  const LintFile computed{"db/x.sql", "CREATE TABLE {{ name }} (id int);\n"};
  CHECK(undefined_in({query, aside}) == "shapes has no column area\n");
  CHECK(undefined_in({query, aside, computed}).empty());
  CHECK(undefined_in({query, {"db/plain.sql", "CREATE TABLE shapes (id int);\n"}, aside, computed}) ==
        "shapes has no column area\n");
  CHECK(undefined_in({{"app/q.sql", "SELECT area FROM aside.shapes;\n"}, aside, computed}) ==
        "aside.shapes has no column area\n");
}

TEST_CASE("what psql includes takes effect where it is included") {
  const LintFile first{"db/migrations/1_first.sql",
                       "\\ir ../parts/users.sql\nALTER TABLE users RENAME TO members;\n"};
  const LintFile users{"db/parts/users.sql", "CREATE TABLE users (id int);\n"};
  const LintFile program{"app/q.sql", "SELECT id FROM users;\nSELECT id, nobody FROM members;\n"};
  CHECK(undefined_in({program, first, users}) ==
        "users is not there any more: renamed to members in db/migrations/1_first.sql:2\n"
        "members has no column nobody\n");
  const LintFile whole{"db/schema.sql",
                       "CREATE SCHEMA app;\nSET search_path = app;\n\\i db/parts/users.sql\n"};
  CHECK(undefined_in({{"app/q.sql", "SELECT nobody FROM users;\n"}, whole, users}) ==
        "users has no column nobody\n");
}

TEST_CASE("a way back is judged by what its own way up has left") {
  const LintFile first{"db/migrations/1_first.sql",
                       "-- +goose Up\nCREATE TABLE a (id int);\nCREATE TABLE gone (id int);\n"};
  const LintFile last{"db/migrations/3_last.sql", "-- +goose Up\nDROP TABLE a;\n"};
  const auto found_in = [&](const std::string& up, const std::string& down) {
    const std::string text = "-- +goose Up\n" + up + "\n-- +goose Down\n" + down + "\n";
    return undefined_in({{"db/migrations/2_middle.sql", text}, first, last});
  };
  const std::string up = "CREATE TABLE b (id int);\nALTER TABLE gone RENAME TO here;";
  CHECK(found_in(up, "DELETE FROM a WHERE id = 1;\nDELETE FROM b WHERE id = 1;\nDROP TABLE b;").empty());
  CHECK(found_in(up, "DELETE FROM nowhere WHERE id = 1;") == "nowhere is defined nowhere\n");
  CHECK(found_in(up, "DELETE FROM a WHERE nothing = 1;") == "a has no column nothing\n");
  CHECK(found_in(up, "ALTER TABLE a ADD x int;\nUPDATE a SET x = 1 WHERE id = 1;").empty());
  CHECK(found_in(up, "CREATE TABLE c (id int);\nINSERT INTO c (id) SELECT id FROM b;").empty());
  CHECK(found_in(up, "ALTER TABLE here RENAME TO gone;\nSELECT id FROM gone;\nSELECT id FROM here;").empty());
  CHECK(found_in("SELECT 1;", "DELETE FROM nowhere WHERE id = 1;").empty());
}

TEST_CASE("files that include each other end") {
  const LintFile query{"app/q.sql", "SELECT id FROM a;\nSELECT id FROM b;\nSELECT id FROM missing;\n"};
  const LintFile a{"db/a.sql", "\\ir b.sql\nCREATE TABLE a (id int);\n"};
  const LintFile b{"db/b.sql", "\\ir a.sql\n\\ir b.sql\nCREATE TABLE b (id int);\n"};
  CHECK(undefined_in({query, a, b}) == "missing is defined nowhere\n");
}

TEST_CASE("nobody knows what is in a file that is not here") {
  const LintFile query{"app/q.sql", "SELECT id FROM missing;\n"};
  const auto found_with = [&](const std::string& inclusion) {
    return undefined_in({query,
                         {"db/schema.sql", "CREATE TABLE a (id int);\n" + inclusion + "\n"},
                         {"db/more.sql", "CREATE TABLE b (id int);\n"}});
  };
  CHECK(found_with("\\ir more.sql") == "missing is defined nowhere\n");
  CHECK(found_with("\\i 'more.sql';") == "missing is defined nowhere\n");
  CHECK(found_with("\\echo more.sql") == "missing is defined nowhere\n");
  CHECK(found_with("\\i other.sql").empty());
  CHECK(found_with("\\i :file").empty());
  CHECK(found_with("\\i /usr/share/more.sql").empty());
}

TEST_CASE("a column that a table has at times makes no other ambiguous") {
  const LintFile query{"app/q.sql", "SELECT name FROM users JOIN orders ON true;\nSELECT name FROM users;\n"};
  const LintFile tables{"db/schema.sql",
                        "CREATE TABLE users (id int, name text);\nCREATE TABLE orders (no int);\n"};
  const LintFile later{"db/more.sql", "ALTER TABLE orders ADD COLUMN name text;\n"};
  const auto ambiguous_in = [](const Files& project) {
    const LintOptions options{.path = project.front().path, .beside = {project.begin() + 1, project.end()}};
    return std::ranges::count(lint(project.front().text, options), "ambiguous-column", &Diagnostic::rule);
  };
  CHECK(ambiguous_in({query, tables, later}) == 0);
  const LintFile both{"db/schema.sql", "CREATE TABLE users (name text);\nCREATE TABLE orders (name text);\n"};
  CHECK(ambiguous_in({query, both}) == 1);
}

TEST_CASE("who changes a script's tables meets them as they were before") {
  // schema.sql has come through all upgrades already.
  const LintFile schema{
      "db/schema.sql",
      "CREATE TABLE users (id int, login text, mail text);\nCREATE TABLE prefs (name text);\n"};
  const LintFile first{
      "db/upgrades/101.sql",
      "UPDATE users SET alias = '' WHERE id = 1;\nINSERT INTO old_prefs (name) VALUES ('a');\n"
      "CREATE TABLE own (id int);\nSELECT nick FROM own;\n"};
  const LintFile second{"db/upgrades/102.sql",
                        "ALTER TABLE users ADD COLUMN mail text;\nALTER TABLE users DROP COLUMN alias;\n"
                        "SELECT nick FROM own;\n"};
  const LintFile query{"app/q.sql", "SELECT alias FROM users;\nSELECT name FROM old_prefs;\n"};
  CHECK(undefined_in({first, schema, second}) == "own has no column nick\n");
  CHECK(undefined_in({second, schema, first}) == "own has no column nick\n");
  CHECK(undefined_in({query, schema, first, second}) ==
        "users has no column alias\nold_prefs is defined nowhere\n");
  CHECK(undefined_in({first, schema}) != "own has no column nick\n");
  const auto renamed = [](const LintFile& file, const char* path) { return LintFile{path, file.text}; };
  const LintFile early = renamed(first, "db/upgrades/upgrade_1.sql");
  const LintFile late = renamed(second, "db/upgrades/upgrade_12.sql");
  CHECK(undefined_in({early, schema, late}) == "own has no column nick\n");
  CHECK(undefined_in({late, schema, early}).empty());  // what another script of them makes may be older, too
  CHECK(undefined_in({renamed(first, "db/upgrades/fill.sql"), schema, late}) ==
        "old_prefs is defined nowhere\nown has no column nick\n");
  CHECK(undefined_in({renamed(first, "db/users--1.0--1.1.sql"), schema}) == "own has no column nick\n");
  CHECK(undefined_in({{"db/late.sql",
                       "ALTER TABLE users ADD COLUMN IF NOT EXISTS mail text;\n"
                       "ALTER TABLE users ADD CHECK (alias <> '');\n"},
                      schema}) == "users has no column alias\n");
}

TEST_CASE("what a script drops or renames was there") {
  const LintFile schema{"db/schema.sql", "CREATE TABLE users (id int, login text);\n"};
  const LintFile query{"app/q.sql", "SELECT alias FROM users;\n"};
  CHECK(undefined_in({query, schema}) == "users has no column alias\n");
  CHECK(undefined_in({query, schema, {"db/x.sql", "ALTER TABLE users DROP COLUMN alias;\n"}}).empty());
  CHECK(undefined_in({query, schema, {"db/x.sql", "ALTER TABLE users RENAME alias TO login;\n"}}).empty());
  CHECK(undefined_in({query, schema, {"db/x.sql", "ALTER TABLE users DROP COLUMN IF EXISTS alias;\n"}}) ==
        "users has no column alias\n");
}

TEST_CASE("scripts change a table under its old name and under its new one") {
  const LintFile schema{"db/tables.sql", "CREATE SCHEMA ref;\nCREATE TABLE vaccine (id int);\n"};
  const LintFile add{
      "db/v1/b.sql",
      "ALTER TABLE made_by_a_function ADD COLUMN x int;\nALTER TABLE vaccine ADD COLUMN brand int;\n"};
  const LintFile move{"db/v2/a.sql", "ALTER TABLE vaccine SET SCHEMA ref;\n"};
  const LintFile rename{"db/v2/b.sql", "ALTER TABLE vaccine RENAME COLUMN brand TO product;\n"};
  const LintFile query{"app/q.sql", "SELECT brand, product FROM ref.vaccine;\nSELECT brand FROM vaccine;\n"};
  CHECK(undefined_in({query, schema, add, move, rename}).empty());
}

TEST_CASE("an index, or a sequence that a function makes, is no missing table") {
  const LintFile query{"app/q.sql", "SELECT id FROM a;\n"};
  CHECK(undefined_in({{"db/schema.sql",
                       "CREATE TABLE a (id int);\nCREATE INDEX a_id ON a (id);\n"
                       "COMMENT ON INDEX a_id IS '';\nALTER INDEX a_old RENAME TO a_new;\n"},
                      query})
            .empty());
  CHECK(undefined_in({{"db/schema.sql",
                       "CREATE TABLE a (id int);\n"
                       "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n"
                       "  EXECUTE 'CREATE TEMP SEQUENCE numbers; GRANT ALL ON TABLE numbers TO PUBLIC';\n"
                       "END $$;\n"},
                      query})
            .empty());
}

TEST_CASE("what a file defines in a language that we do not read may be anything") {
  const LintFile query{"tools/q.sql", "SELECT id FROM users;\nSELECT nick FROM a;\n"};
  const LintFile table{"db/schema.sql", "CREATE TABLE a (id int);\n"};
  const std::string wrong = "users is defined nowhere\na has no column nick\n";
  const auto found_beside = [&](const char* path, Files more = {}) {
    Files files = {query, table, {path, "create_table 'users'"}};
    files.insert(files.end(), more.begin(), more.end());
    return undefined_in(files);
  };
  for (const char* path :
       {"db/schema.rb", "db/migrate/20140101_users.rb", "prisma/schema.prisma", "src/entity/user.ts",
        "src/user.entity.ts", "database/migrations/2014_10_12_000000_create_users_table.php",
        "src/Migrations/Version20190101.php", "src/Entity/User.php", "priv/repo/migrations/2020_users.exs",
        "Data/Migrations/2020_Users.cs", "migrations/20200101_users.js", "migrations/0001_users.go",
        "migration/src/m2022_users.rs", "src/main/resources/db/changelog/db.changelog-master.xml",
        "src/main/java/app/entity/User.java", "db/migration/V1__users.java"})
    CHECK(found_beside(path) == "");
  for (const char* path : {"lib/schema.rb", "migrations/embed.go", "migrations/index.ts", "src/users.ts",
                           "changelog.md", "pom.xml", "tests/db/schema.rb", "spec.yaml"})
    CHECK(found_beside(path) == wrong);
  // Where the same stands in SQL, too, nothing is missing.
  CHECK(found_beside("db/schema.rb", {{"db/structure.sql", "CREATE TABLE b (id int);\n"}}) == wrong);
  CHECK(found_beside("db/migrate/1_a.rb", {{"db/structure.sql", "CREATE TABLE b (id int);\n"}}) == wrong);
  const LintFile migration{"prisma/migrations/20240101000000_b/migration.sql", "CREATE TABLE b (id int);\n"};
  CHECK(found_beside("prisma/schema.prisma", {migration}) == wrong);
  CHECK(found_beside("db/schema.rb", {migration}) == "");
}

TEST_CASE("of several files that make a key without an index one is told") {
  const auto keys_in = [](const Files& project) {
    const LintOptions options{.path = project.front().path, .beside = {project.begin() + 1, project.end()}};
    return std::ranges::count(lint(project.front().text, options), "foreign-key-without-index",
                              &Diagnostic::rule);
  };
  const std::string tables =
      "CREATE TABLE users (id int PRIMARY KEY);\nCREATE TABLE orders (id int PRIMARY KEY, "
      "user_id int REFERENCES users ON DELETE CASCADE);\n";
  const LintFile schema{"db/schema.sql", tables};
  const LintFile upgrade{"db/upgrades/up_1.sql", "ALTER TABLE users ADD COLUMN mail text;\n" + tables};
  CHECK(keys_in({schema, upgrade}) == 1);
  CHECK(keys_in({upgrade, schema}) == 0);
  const LintFile migration{"migrations/1_first.sql", tables};
  CHECK(keys_in({migration, schema}) == 1);
  CHECK(keys_in({schema, migration}) == 0);
}

TEST_CASE("the missing schema file of the incident silences every use of its table") {
  std::size_t uses = 0;
  for (const Fixture& fixture : fixtures()) {
    if (!fixture.path.starts_with("fixtures/demo/auth_configs/")) continue;
    Files project = {{fixture.path, fixture.text}};
    for (LintFile& each : beside(fixture)) project.push_back(std::move(each));
    const std::string found = undefined_in(project);
    for (std::size_t at = found.find("auth_configs is defined nowhere"); at != std::string::npos;
         at = found.find("auth_configs is defined nowhere", at + 1))
      ++uses;
    project.push_back(
        {"fixtures/demo/auth_configs/database/auth_schema.sql",
         "CREATE TABLE auth_configs (id bigint PRIMARY KEY, name text, type text, domain text, url text,\n"
         "  project_id uuid, status text, username text, login_page text, last_used timestamptz);\n"});
    CHECK(undefined_in(project).empty());
  }
  CHECK(uses == 11);
}

}  // namespace
}  // namespace floodwall
