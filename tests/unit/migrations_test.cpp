#include "frontends/sql_script/migrations.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "frontends/frontend.h"
#include "frontends/sql_script/foreign_path.h"
#include "frontends/sql_script/sql_script.h"
#include "tests/support/catch.h"
#include "tests/support/cpu_time.h"

namespace floodwall {
namespace {

/// "U0 D12": where each direction begins.
std::string sections(std::string_view path, std::string_view text) {
  std::string result;
  for (const Section& section : recognize_migration(path, text).sections) {
    if (!result.empty()) result += ' ';
    result += (section.direction == Direction::Up ? "U" : "D") + std::to_string(section.begin);
  }
  return result;
}

TEST_CASE("comments of migration tools cut a script into ways up and down") {
  struct Row {
    std::string_view tool, text, sections;
  };
  const Row row = GENERATE(values<Row>({
      {"dbmate", "-- migrate:up\na;\n-- migrate:down\nb;\n", "U0 D17"},
      {"dbmate", "-- migrate:up transaction:false\na;\n-- migrate:down transaction:false\nb;\n", "U0 D35"},
      {"dbmate", "-- migrate:up\r\na;\r\n-- migrate:down\r\nb;\r\n", "U0 D19"},
      {"dbmate", "-- a note\n\n-- migrate:up\na;\n", ""},
      {"", "-- migrate:upwards\na;\n", ""},
      {"goose", "-- +goose Up\na;\n-- +goose Down\nb;\n", "U0 D16"},
      {"goose", "--+goose UP\na;\n  -- +goose down\nb;\n", "U0 D15"},
      {"goose",
       "-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\na;\n-- +goose StatementEnd\n-- "
       "+goose Down\nb",
       "U0 D89"},
      {"goose", "-- +goose Down\nb;\n-- +goose Up\na;\n", "D0 U18"},
      {"goose", "-- +goose Up\na;\n-- +goose Down\nb;\n-- +goose Up\na;\n-- +goose Down\nb;",
       "U0 D16 U34 D50"},
      {"sql-migrate", "-- +migrate Up notransaction\na;\n-- +migrate Down\nb;\n", "U0 D32"},
      {"tern", "a;\n---- create above / drop below ----\nb;\n", "U0 D3"},
      {"tern", "a;\r\n---- create above / drop below ----\r\nb;\r\n", "U0 D4"},
      {"node-pg-migrate", "-- Up Migration\na;\n-- Down Migration\nb;\n", "U0 D19"},
      {"node-pg-migrate", "-- Down Migration\nb;\n  --- up  migration\na;\n", "D0 U21"},
      {"Liquibase", "--liquibase formatted sql\n--changeset a:1\na;\n--rollback b;\n", ""},
      {"", "SELECT 1;\n-- down migration of birds is seasonal -- +goose Down\nSELECT 1;", ""},
      {"", "SELECT '-- +goose Down';", ""},
  }));
  CAPTURE(row.text);
  CHECK(recognize_migration("x.sql", row.text).tool == row.tool);
  CHECK(sections("x.sql", row.text) == row.sections);
}

TEST_CASE("node-pg-migrate's comments may go on, among migrations, and stand anywhere") {
  CHECK(sections("migrations/1700_x.sql", "a;\n-- Down migration for birds\nb;\n") == "U0 D3");
  CHECK(sections("notes/x.sql", "a;\n-- Down migration for birds\nb;\n").empty());
  CHECK(sections("notes/x.sql", "a;\n-- Down Migration\nb;\n") == "U0 D3");
  const std::string up(10000, '\n');
  CHECK(sections("001_x.sql", up + "---- create above / drop below ----\nb;\n") == "U0 D10000");
  CHECK(sections("migrations/1700_x.sql", up + "-- Down Migration\nb;\n") == "U0 D10000");
}

TEST_CASE("file and folder names show the tool and the direction") {
  struct Row {
    std::string_view path, tool;
    bool is_down;
  };
  const Row row = GENERATE(values<Row>({
      {"db/000012_shipments.up.sql", "golang-migrate", false},
      {"db/000012_shipments.down.sql", "golang-migrate", true},
      {"migrations/2023-01-01-000000_x/up.sql", "diesel", false},
      {"migrations/2023-01-01-000000_x/down.sql", "diesel", true},
      {"sql/V1__create.sql", "Flyway", false},
      {"sql/V2.1_3__create.sql", "Flyway", false},
      {"sql/U2.1__create.sql", "Flyway", true},
      {"sql/R__view.sql", "Flyway", false},
      {"sql/U__no_version.sql", "", false},
      {"sql/users__view.sql", "", false},
      {"prisma/migrations/20240318101500_add/migration.sql", "Prisma", false},
      {"prisma/migrations/20240318101500_add/down.sql", "diesel", true},
      {"supabase/migrations/20240405113000_profiles.sql", "Supabase", false},
      {"db/structure.sql", "Rails", false},
      {"migrations/committed/000001.sql", "graphile-migrate", false},
      {"migrations/current.sql", "graphile-migrate", false},
      {"drizzle/0001_x.sql", "Drizzle", false},
      {"migrations/0001.rollback.sql", "yoyo", true},
      {"x.rollback.sql", "yoyo", true},
      {"0001_create.sql", "numbered files", false},
      {"0001_create_down.sql", "numbered files", true},
      {"migrations/create-undo.sql", "", true},
      {"C:\\db\\rollback\\x.sql", "", true},
      {"rollback/v2/x.sql", "", true},
      {"undo/x.sql", "", true},
      {"queries/shut_down.sql", "", false},
      {"queries/down_payment.sql", "", false},
      {"tests/test_rollback.sql", "", false},
      {"x.sql", "", false},
      {"", "", false},
  }));
  CAPTURE(row.path);
  CHECK(recognize_migration(row.path, "SELECT 1;").tool == row.tool);
  CHECK(sections(row.path, "SELECT 1;") == (row.is_down ? "D0" : ""));
}

TEST_CASE("sqitch's scripts say what they are") {
  CHECK(recognize_migration("deploy/a/x.sql", "-- Deploy proj:x to pg\nBEGIN;").tool == "sqitch");
  CHECK(sections("revert/x.sql", "-- Revert proj:x from pg\nBEGIN;") == "D0");
}

TEST_CASE("Liquibase's rollbacks are scripts of their own") {
  const std::string_view text =
      "--liquibase formatted sql\n--changeset a:1\nCREATE TABLE a (b int);\n"
      "--rollback DROP TABLE a;\r\n  -- rollback DROP TABLE b\n--rollback CASCADE;\n"
      "--changeset a:2\n--rollback empty\n--rollback not required\n--rollback changesetId:1 "
      "changesetAuthor:a\n--rollback\n"
      "--rollbackSqlFile path:x.sql\nSELECT 1;\n--rollback DELETE FROM c;\n"
      "/* liquibase rollback\nDROP TABLE d;\n*/\n";
  const Migration migration = recognize_migration("x.sql", text);
  REQUIRE(migration.rollbacks.size() == 3);
  CHECK(migration.rollbacks[0].sql == "DROP TABLE a;\nDROP TABLE b\nCASCADE;\n");
  CHECK(migration.rollbacks[1].sql == "DELETE FROM c;\n");
  CHECK(migration.rollbacks[2].sql == "\nDROP TABLE d;\n");

  const SourceMap map(migration.rollbacks[0].pieces);
  const auto at = static_cast<std::uint32_t>(migration.rollbacks[0].sql.find("CASCADE"));
  CHECK(slice(text, map.locate({at, at + 7})) == "CASCADE");
  CHECK(slice(text, map.locate({0, 4})) == "DROP");
  CHECK_FALSE(map.editable({at, at + 7}));
  CHECK_FALSE(map.editable({at, at}));
  CHECK(SourceMap(migration.rollbacks[2].pieces).editable({1, 5}));
}

TEST_CASE("the frontend makes fragments with a way back to the file") {
  const SourceFile file(FileId{3}, "x.sql",
                        "\xEF\xBB\xBF--liquibase formatted sql\nSELECT 1;\n--rollback DROP TABLE a;\n");
  const FoundSql found = find_sql(file, {});
  REQUIRE(found.fragments.size() == 2);
  CHECK(found.fragments[0].is_script);
  CHECK(found.fragments[0].sql.starts_with("--liqui"));
  CHECK(found.fragments[0].map.locate({0, 2}) == Span{3, 5});
  CHECK(slice(file.text(), found.fragments[1].map.locate({5, 10})) == "TABLE");
  CHECK(found.fragments[1].sections.front().direction == Direction::Down);
  CHECK(found.fragments[1].file == FileId{3});
}

TEST_CASE("a script may be a raw literal that C++ includes") {
  const auto script_of = [](const std::string& text) {
    const FoundSql found = find_sql(SourceFile(FileId{}, "x.sql", text), {});
    REQUIRE(found.fragments.size() == 1);
    const SqlFragment& script = found.fragments.front();
    const Span all = script.map.locate({0, static_cast<std::uint32_t>(script.sql.size())});
    CHECK(slice(text, all) == script.sql);
    return script.sql;
  };
  CHECK(script_of("R\"sql(\nDROP TABLE a;\n)sql\"\n") == "\nDROP TABLE a;\n");
  CHECK(script_of("\xEF\xBB\xBF\r\nR\"(SELECT ')'; )\"") == "SELECT ')'; ");
  for (const std::string text :
       {"R\"sql(SELECT 1;", "R\"sql(SELECT 1;)\"", "R\"(a)\" SELECT 1;", "R\"a b(c)a b\"", "R"})
    CHECK(script_of(text) == text);
}

TEST_CASE("a path may say that a script is not PostgreSQL's") {
  struct Row {
    std::string_view path, database;
    bool is_certain = true;
  };
  const Row row = GENERATE(values<Row>({
      {"mysql/a.sql", "MySQL"},
      {"db/MySQL/v1/a.sql", "MySQL"},
      {"schema.mysql.sql", "MySQL"},
      {"schema-sqlite3.sql", "SQLite"},
      {"schema_mssql.sql", "SQL Server"},
      {"db/migrations/oracle/V1__a.sql", "Oracle"},
      {"sql/accounting/oracle/schema.sql", "Oracle"},
      {"sql/prices/feed/oracle/schema.sql", ""},
      {"oracle.sql", "Oracle", false},
      {"V3__oracle.sql", "Oracle", false},
      {"V3__mysql.sql", "MySQL", false},
      {"v3-mysql.sql", "MySQL", false},
      {"3_mysql.sql", "MySQL", false},
      {"import_from_mysql.sql", "MySQL", false},
      {"mysql.sql", "MySQL"},
      {"setup-mysql.sql", "MySQL"},
      {"schema-h2.sql", "H2"},
      {"report-h2.sql", "H2", false},
      {"mysql/V3__oracle.sql", "MySQL"},
      {"postgres/V3__oracle.sql", ""},
      {"sql-server.sql", "SQL Server"},
      {"oracle_import.sql", ""},
      {"services/oracle/migrations/1.sql", ""},
      {"db1/db2/a.sql", ""},
      {"schema.db2.sql", "Db2"},
      {"mysql/postgres/a.sql", ""},
      {"mysql/a.postgresql.sql", ""},
      {"mysql/pg/a.sql", ""},
      {"postgres/mysql/a.sql", "MySQL"},
      {"/home/mysql/project/a.sql", ""},
      {"mysqlish/a.sql", ""},
      {"convert_mysql_to_pg.sql", ""},
      {"sqlite.initial.sql", "SQLite"},
      {"oracle.initial.sql", ""},
      {"mysql.postgres.sql", ""},
      {"schema/mysql-migrations/upgrade_1.sql", "MySQL"},
      {"schema/mysql-legacy-changes/upgrade_1.sql", "MySQL"},
      {"mysql-to-pg-migrations/1.sql", ""},
      {"mysql-importer/1.sql", ""},
      {"", ""},
  }));
  CAPTURE(row.path);
  const std::optional<ForeignPath> foreign = foreign_path(row.path);
  CHECK((foreign ? foreign->database : "") == row.database);
  CHECK((!foreign || foreign->is_certain) == row.is_certain);
}

TEST_CASE("a file for another database is skipped with the reason") {
  const SourceFile file(FileId{}, "db/mysql/a.sql", "SELECT 1;");
  CHECK(find_sql(file, {}).skipped == "its path says MySQL (mysql/)");
  CHECK(find_sql(file, {}).fragments.empty());
  CHECK(find_sql(file, {.dialect = "postgresql"}).fragments.size() == 1);
  CHECK_FALSE(find_sql(SourceFile(FileId{}, "a.sql", ""), {.dialect = "oracle"}).skipped.empty());
  const SourceFile hinted(FileId{}, "db/V3__Oracle.sql", "SELECT 1;");
  REQUIRE(find_sql(hinted, {}).fragments.size() == 1);
  CHECK(find_sql(hinted, {}).fragments[0].foreign_hint == "its path says Oracle (V3__Oracle.sql)");
  CHECK(find_sql(hinted, {.dialect = "postgresql"}).fragments[0].foreign_hint.empty());
  CHECK_FALSE(find_sql(SourceFile(FileId{}, "a.sql", std::string("\xFF\xFE\0a", 4)), {}).skipped.empty());
}

TEST_CASE("a script for a shell is skipped, one for psql is not") {
  const auto skipped = [](std::string text) {
    return find_sql(SourceFile(FileId{}, "a.pgsql", std::move(text)), {}).skipped;
  };
  CHECK(skipped("#!/bin/sh\nDROP TABLE a;\n") == "its first line says that sh runs it");
  CHECK(skipped("#! /usr/bin/env -S bash -e\r\n") == "its first line says that bash runs it");
  CHECK(skipped("#!/usr/bin/python3") == "its first line says that python3 runs it");
  CHECK(skipped("#!/usr/bin/env -S psql -f\nDROP TABLE a;\n").empty());
  CHECK(skipped("#!/usr/bin/psql -f /bin/sh\nDROP TABLE a;\n").empty());
  CHECK(skipped("#!\nSELECT 1").empty());
  CHECK(skipped("#!").empty());
  CHECK(skipped("\n#!/bin/sh\n").empty());
}

TEST_CASE("scripts are known by their extensions") {
  const std::vector<std::string> extensions = default_extensions();
  for (const std::string_view path : {"a.sql", "b/A.SQL", "x.y.psql"}) CHECK(is_sql_path(path, extensions));
  for (const std::string_view path : {"a.sqlite", ".sql", "sql", "a.sql/b", ""})
    CHECK_FALSE(is_sql_path(path, extensions));
  for (const std::string_view each : {".cppm", ".ixx", ".pgc", ".ipynb"})
    CHECK(std::ranges::find(extensions, each) != extensions.end());
  CHECK(is_sql_path("a.ddl", std::vector<std::string>{"ddl"}));
}

TEST_CASE("a large script without markers costs next to nothing") {
  std::string text;
  while (text.size() < (4u << 20))
    text += "-- a comment, then a statement\nINSERT INTO t (a, b) VALUES (1, 'some text of it');\n";
  const std::string path = GENERATE("x.sql", "migrations/1_x.sql");
  const double seconds = cpu_seconds([&] { CHECK(recognize_migration(path, text).sections.empty()); }, 5);
  CAPTURE(path, seconds);
  // Of a path that says nothing only the beginning is read. Usual are less than 0.0001 and 0.005.
  CHECK(seconds < (path == "x.sql" ? 0.02 : 0.5));
}

}  // namespace
}  // namespace floodwall
