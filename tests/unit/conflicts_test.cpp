// Tables that are made twice: only where one database is meant.
#include "tests/support/catch.h"

#include <string>
#include <vector>

#include "tests/support/lint.h"

namespace floodwall {
namespace {

using Files = std::vector<LintFile>;

std::string conflicts_in(const Files& project) {
  const LintOptions options{.path = project.front().path, .beside = {project.begin() + 1, project.end()}};
  std::string lines;
  for (const Diagnostic& found : lint(project.front().text, options)) {
    if (found.rule == "conflicting-definition") lines += found.message + "\n";
  }
  return lines;
}

const LintFile first{"db/migrations/1_first.sql", "CREATE TABLE users (id bigint PRIMARY KEY, name text);\n"};
const LintFile second{"db/migrations/2_phone.sql", "ALTER TABLE users ADD COLUMN phone text;\n"};

TEST_CASE("a schema.sql beside the migrations is compared with what they make in the end") {
  const LintFile schema{"db/schema.sql", "CREATE TABLE users (id bigint PRIMARY KEY, name text);\n"};
  CHECK(conflicts_in({schema, first, second}) ==
        "users is also made in db/migrations/1_first.sql:1 and the migrations behind it, with other columns: "
        "phone is only there\n");
  CHECK(conflicts_in({schema, first}).empty());
  CHECK(conflicts_in({{"elsewhere/schema.sql", schema.text}, first, second}).empty());
  CHECK(conflicts_in({{"db/old.sql", schema.text}, first, second}).empty());
  CHECK(conflicts_in({{"db/schema.sql", "CREATE TABLE IF NOT EXISTS users (id bigint);\n"}, first, second})
            .empty());
  CHECK(conflicts_in(
            {{"db/schema.sql", schema.text + "ALTER TABLE users ADD COLUMN phone text;\n"}, first, second})
            .empty());
}

TEST_CASE("a chain that makes a table twice fails") {
  const LintFile again{"db/migrations/3_again.sql", "CREATE TABLE users (id bigint);\n"};
  CHECK(conflicts_in({again, first}) ==
        "users is also made in db/migrations/1_first.sql:1, with other columns: name is only there\n");
  CHECK(conflicts_in({again, first, {"db/migrations/2_drop.sql", "DROP TABLE users;\n"}}).empty());
  CHECK(conflicts_in({again, first, {"db/migrations/2_x.sql", "ALTER TABLE users RENAME TO people;\n"}})
            .empty());
  CHECK(conflicts_in({again,
                      first,
                      {"db/migrations/2_x.sql", "DO $$ BEGIN IF x THEN DROP TABLE users; END IF; END $$;\n"}})
            .empty());
  CHECK(conflicts_in({{"other/migrations/3_again.sql", again.text}, first}).empty());
}

TEST_CASE("a script that upgrades older databases conflicts with no schema") {
  const LintFile schema{"db/schema.sql",
                        "CREATE TABLE users (id int PRIMARY KEY, mail text);\n"
                        "CREATE TABLE log (user_id int REFERENCES users, at date, note text);\n"};
  const std::string log = "CREATE TABLE log (user_id int REFERENCES users, at date);\n";
  CHECK(conflicts_in({schema, {"db/more.sql", log}}) ==
        "log is also made in db/more.sql:1, with other columns: note is only here\n");
  CHECK(conflicts_in({schema, {"db/up_1.sql", "ALTER TABLE users ADD COLUMN mail text;\n" + log}}).empty());
  CHECK(conflicts_in(
            {schema, {"db/up_1.sql", log}, {"db/up_2.sql", "ALTER TABLE users ADD COLUMN mail text;\n"}})
            .empty());
}

TEST_CASE("a search_path may have left a type's schema out") {
  const auto script = [](const std::string& type) {
    return "CREATE TABLE users (mood " + type + ", parent int REFERENCES top);\n";
  };
  const LintFile top{"db/top.sql",
                     "CREATE TABLE top (id int PRIMARY KEY);\nCREATE SCHEMA app;\n"
                     "CREATE TYPE app.mood AS ENUM ('a');\n" +
                         script("app.mood")};
  CHECK(conflicts_in({{"db/users.sql", script("mood")}, top}).empty());
  CHECK(conflicts_in({{"db/users.sql", script("pp.mood")}, top}) ==
        "users is also made in db/top.sql:4, with other columns: mood is app.mood there, pp.mood here\n");
}

TEST_CASE("two scripts are for one database if a foreign key leads from one to what the other makes") {
  const LintFile users{"a/users.sql",
                       "CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE log (id int);\n"};
  const LintFile orders{
      "b/orders.sql",
      "CREATE TABLE orders (user_id bigint REFERENCES users);\nCREATE TABLE log (at date);\n"};
  CHECK(conflicts_in({orders, users}) ==
        "log is also made in a/users.sql:2, with other columns: id is only there and at is only here\n");
  CHECK(conflicts_in({users, orders}).empty());
  CHECK(conflicts_in({{"b/orders.sql", "CREATE TABLE log (at date);\n"}, users}).empty());
  CHECK(conflicts_in({orders, {"tests/users.sql", users.text}}).empty());
}

}  // namespace
}  // namespace floodwall
