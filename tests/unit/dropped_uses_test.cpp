// Where the project still uses what a statement drops: only places that surely do.
#include "tests/support/catch.h"

#include <string>
#include <vector>

#include "tests/support/lint.h"

namespace floodwall {
namespace {

using Files = std::vector<LintFile>;

/// The notes of drop-table and drop-column in the first file.
std::string uses_in(const Files& project) {
  const LintOptions options{.path = project.front().path, .beside = {project.begin() + 1, project.end()}};
  std::string lines;
  for (const Diagnostic& found : lint(project.front().text, options)) {
    if (found.rule != "drop-table" && found.rule != "drop-column") continue;
    for (const Note& note : found.notes) lines += note.message + "\n";
  }
  return lines;
}

LintFile program(std::string path, const std::string& sql) {
  return {std::move(path), "import psycopg2\ndef load(cur):\n    cur.execute(\"" + sql + "\")\n"};
}

const LintFile tables{"db/migrations/1_tables.sql",
                      "CREATE TABLE users (id bigint PRIMARY KEY, phone text);\n"
                      "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);\n"};
const LintFile drop_table{"db/migrations/3_drop.sql", "DROP TABLE users;\n"};
const LintFile drop_column{"db/migrations/3_drop.sql", "ALTER TABLE users DROP COLUMN phone;\n"};

TEST_CASE("programs and scripts that use a dropped table are listed, each at its first place") {
  CHECK(uses_in(
            {drop_table,
             tables,
             program("app/load.py", "SELECT id FROM users"),
             {"jobs/tidy.sql", "SELECT 1;\nDELETE FROM public.users WHERE id = 1;\nDELETE FROM users;\n"}}) ==
        "still used at app/load.py:3 and jobs/tidy.sql:2\n");
  Files many = {drop_table, tables};
  for (const char* name : {"a", "b", "c", "d", "e", "f"})
    many.push_back(program(std::string("app/") + name + ".py", "SELECT id FROM users"));
  CHECK(uses_in(many) == "still used at app/a.py:3, app/b.py:3, app/c.py:3, app/d.py:3 and 2 more\n");
}

TEST_CASE("names that are no uses of a dropped table") {
  CHECK(uses_in({drop_table, tables, {"db/migrations/2_fill.sql", "DELETE FROM users;\n"}}).empty());
  CHECK(uses_in({drop_table, tables, program("tests/test_load.py", "SELECT id FROM users")}).empty());
  CHECK(uses_in({drop_table, tables,
                 program("app/load.py", "WITH users AS (SELECT 1 AS id) SELECT id FROM users")})
            .empty());
  CHECK(
      uses_in({drop_table, tables, program("app/load.py", "SELECT users.id FROM orders AS users")}).empty());
  CHECK(uses_in({drop_table, tables, program("app/load.py", "SELECT id FROM archive.users")}).empty());
  CHECK(uses_in({drop_table,
                 tables,
                 {"app/load.py", "def load(cur, s):\n    cur.execute(f\"SELECT id FROM {s}.users\")\n"}})
            .empty());
  CHECK(uses_in({drop_table,
                 tables,
                 {"app/temp.sql", "CREATE TEMP TABLE users (id int);\nSELECT id FROM users;\n"}})
            .empty());
  CHECK(
      uses_in({{"db/migrations/3_drop.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nDROP TABLE users;\n"},
               tables,
               program("app/load.py", "SELECT id FROM users")})
          .empty());
}

TEST_CASE("a table that is there in the end, or may be, is not said to be used in vain") {
  const LintFile code = program("app/load.py", "SELECT id FROM users");
  CHECK(uses_in({drop_table, tables, code, {"db/migrations/4_again.sql", "CREATE TABLE users (id int);\n"}})
            .empty());
  CHECK(uses_in({drop_table, tables, code, {"other/schema.sql", "CREATE TABLE users (id int);\n"}}).empty());
  CHECK(uses_in({drop_table, tables, code, {"db/x.sql", "CREATE TABLE us{{ rest }} (id int);\n"}}).empty());
  CHECK(uses_in({drop_table,
                 tables,
                 code,
                 {"db/migrations/2_s.sql", "CREATE SCHEMA s;\nCREATE TABLE s.users (id int);\n"}})
            .empty());
}

TEST_CASE("what a script drops is used by programs, not by other scripts") {
  const LintFile script{"tools/tidy.sql", "DROP TABLE users;\n"};
  CHECK(uses_in({script,
                 tables,
                 program("app/load.py", "SELECT id FROM users"),
                 {"jobs/a.sql", "SELECT id FROM users;\n"}}) == "still used at app/load.py:3\n");
  const LintFile phone = program("app/phone.py", "SELECT phone FROM users");
  CHECK(uses_in({{"tools/tidy.sql", drop_column.text}, tables, phone}) == "still used at app/phone.py:3\n");
  CHECK(uses_in({{"tools/tidy.sql", drop_column.text + "ALTER TABLE users ADD COLUMN phone uuid;\n"},
                 tables,
                 phone})
            .empty());
  CHECK(uses_in({{"tools/again.sql", "DROP TABLE users;\nCREATE TABLE users (id int);\n"},
                 tables,
                 program("app/load.py", "SELECT id FROM users")})
            .empty());
}

TEST_CASE("a model that still stands for a dropped table or column is a use") {
  const LintFile model{"app/models.py",
                       "from sqlalchemy import Column, Integer, Text\n"
                       "from sqlalchemy.orm import declarative_base\nBase = declarative_base()\n\n"
                       "class User(Base):\n    __tablename__ = 'users'\n"
                       "    id = Column(Integer, primary_key=True)\n    phone = Column(Text)\n"};
  CHECK(uses_in({drop_table, tables, model}).starts_with("still used at app/models.py:"));
  CHECK(uses_in({drop_column, tables, model}).starts_with("still used at app/models.py:"));
  LintFile other = model;
  other.path = "service/models.py";
  CHECK(uses_in({drop_table, tables, model, other}).empty());
  const LintFile helper{
      "alembic/helper.py",
      "from alembic import op\nimport sqlalchemy as sa\n\ndef upgrade():\n"
      "    op.create_table('users', sa.Column('id', sa.Integer), sa.Column('phone', sa.Text))\n"};
  CHECK(uses_in({drop_table, tables, helper}).empty());
  CHECK(uses_in({drop_column, tables, helper}).empty());
}

TEST_CASE("a column is used where no other relation of the statement may have it") {
  CHECK(uses_in({drop_column, tables, program("app/a.py", "SELECT phone FROM users"),
                 program("app/b.py", "SELECT u.phone FROM users u JOIN orders o ON o.user_id = u.id"),
                 program("app/c.py", "SELECT phone FROM users u JOIN orders o ON o.user_id = u.id"),
                 program("app/d.py", "UPDATE users SET phone = NULL WHERE id = 1")}) ==
        "still used at app/a.py:3, app/b.py:3, app/c.py:3 and app/d.py:3\n");
  CHECK(uses_in({drop_column, tables, program("app/a.py", "SELECT phone FROM users, elsewhere"),
                 program("app/b.py", "SELECT id FROM users"),
                 program("app/c.py", "SELECT o.phone FROM orders o")})
            .empty());
  const LintFile phones{"db/migrations/2_phones.sql", "ALTER TABLE orders ADD COLUMN phone text;\n"};
  CHECK(
      uses_in({drop_column, tables, phones, program("app/a.py", "SELECT phone FROM users, orders")}).empty());
}

}  // namespace
}  // namespace floodwall
