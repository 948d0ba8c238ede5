#include "analyzer/sql/dialect.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "tests/support/catch.h"

namespace floodwall {
namespace {

std::string dialect_of(std::string_view text) {
  const std::optional<ForeignDialect> dialect = foreign_dialect_of(text);
  return dialect ? std::string(dialect->name) : "";
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_CASE("decisive constructs show another database") {
  struct Row {
    std::string_view dialect, text;
  };
  const Row row = GENERATE(values<Row>({
      {"MySQL", "CREATE TABLE a (b int AUTO_INCREMENT);"},
      {"MySQL", "CREATE TABLE a (b int) ENGINE=InnoDB;"},
      {"MySQL", "CREATE TABLE a (b int) engine = MyISAM;"},
      {"MySQL", "SET storage_engine = InnoDB; CREATE TABLE a (b int);"},
      {"MySQL", "CREATE DATABASE IF NOT EXISTS a; CREATE TABLE b (c mediumtext);"},
      {"MySQL", "/*!40101 SET NAMES utf8 */;"},
      {"MySQL", "LOCK TABLES a WRITE; UNLOCK TABLES;"},
      {"MySQL", "DELIMITER $$\nCREATE PROCEDURE a() BEGIN SELECT 1; END$$\nDELIMITER ;\n"},
      {"MySQL", "DROP TABLE `a`; CREATE TABLE `a` (`b c` int);"},
      {"MySQL", "INSERT INTO `a` VALUES ('it\\'s'); INSERT INTO `a` (`b`) VALUES ('x');"},
      {"MySQL", "# don't stop here\nCREATE TABLE a (b int unsigned, c mediumtext);"},
      {"MySQL", "ALTER TABLE a MODIFY b int NOT NULL; DROP INDEX a ON b.c;"},
      {"MySQL", "ALTER TABLE a.b MODIFY COLUMN c int;"},
      {"MySQL", "ALTER TABLE `a` MODIFY `b` int;"},
      {"MySQL", "DROP INDEX `a` ON `b`;"},
      {"MySQL", "ALTER TABLE a ADD COLUMN b varchar(20) NOT NULL DEFAULT 'x' AFTER c, ADD d int;"},
      {"MySQL", "ALTER TABLE a ADD b decimal(10, 2) AFTER c"},
      {"SQLite", "PRAGMA foreign_keys = ON;"},
      {"SQLite", "CREATE TABLE a (b INTEGER PRIMARY KEY AUTOINCREMENT);"},
      {"SQLite", "INSERT OR REPLACE INTO a VALUES (1);"},
      {"SQLite", "CREATE TABLE a (b int primary key) WITHOUT ROWID;"},
      {"SQL Server", "CREATE TABLE [dbo].[a] ([b] [int]);\nGO\n"},
      {"SQL Server", "DECLARE @a INT;"},
      {"SQL Server", "SET NOCOUNT ON;"},
      {"SQL Server", "CREATE TABLE dbo.a (b int IDENTITY(1,1), c NVARCHAR(MAX));"},
      {"Oracle", "CREATE TABLE a (b VARCHAR2(30), c NUMBER(10));"},
      {"Oracle", "CREATE OR REPLACE PACKAGE a AS END;\n/\n"},
      {"Oracle", "ALTER TABLE a MODIFY (b NOT NULL);"},
      {"Oracle", "ALTER TABLE a MODIFY b VARCHAR2(30);"},
      {"Oracle", "SELECT NVL(a, 1), SYSDATE FROM dual WHERE ROWNUM < 2;"},
      {"Oracle", "CREATE PROCEDURE a IS BEGIN NULL; END;\n/\n"},
      {"ClickHouse", "CREATE TABLE a (b UInt64) ENGINE = MergeTree ORDER BY b;"},
      {"ClickHouse", "CREATE TABLE a (b LowCardinality(String)) ENGINE=ReplacingMergeTree() ORDER BY b;"},
      {"Snowflake", "USE WAREHOUSE w; COPY INTO a FROM @s FILE_FORMAT = (TYPE = CSV);"},
      {"BigQuery", "SELECT SAFE_CAST(a AS INT64) FROM `project.data.table`;"},
  }));
  CAPTURE(row.text);
  CHECK(dialect_of(row.text) == row.dialect);
}

TEST_CASE("comments, literals, one hint or a PostgreSQL script show nothing") {
  const std::string text = GENERATE(values<std::string>({
      "",
      "-- ENGINE=InnoDB AUTO_INCREMENT `a` `b` `c`\nSELEC 1;",
      "SELEC 1; TRUNCATE users CASCADE; SELECT auto_increment, unsigned FROM t;",
      "/* GO\nSET NOCOUNT ON; */ SELEC 1;",
      "SELECT 'AUTO_INCREMENT', \"ENGINE=InnoDB\", $$ ENGINE=InnoDB $$, E'\\'AUTO_INCREMENT';",
      "SELEC `a`;",
      "SELECT a[1], (b).c[2], ARRAY[x] FROM t;",
      "SELECT dbo.f(1); SELEC",
      "SELECT 1 AS\ngo\n; SELEC",
      "SELECT 6\n/\n2; SELEC",
      "SELECT a @@ b, c @> d, e @ f; SELEC",
      "SELECT nvl(a, 1) FROM b; SELEC",
      "CREATE TABLE a (b bigserial, c jsonb, d timestamptz); CREATE TABLE c (d int AUTO_INCREMENT);",
      "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN END $$; CREATE TABLE c (d int "
      "AUTO_INCREMENT);",
      "COPY a FROM stdin DELIMITER ',';\nCOPY a FROM stdin\nDELIMITER ',';\nSELEC",
      "CREATE TABLE a (b int GENERATED ALWAYS AS IDENTITY (START 1 INCREMENT 1)); SELEC",
      "CREATE TYPE a AS ENUM ('b'); SELECT pragma FROM t; SELEC",
      "ALTER TABLE a ADD COLUMN after int, ADD modify int, DROP COLUMN after, RENAME before TO after; SELEC",
      "ALTER TABLE a ALTER COLUMN b TYPE int USING after, ALTER after SET NOT NULL; SELEC",
      "ALTER TABLE a ADD CHECK (b < after), ADD COLUMN b after, ADD UNIQUE (after); SELEC",
      "ALTER TABLE modify ADD COLUMN a int; DROP INDEX a; SELECT 1 FROM b JOIN c ON d; SELEC",
      "SELECT 1; DROP INDEX a ON b.c; SELECT 2;",  // a slip, no database: the rest is worth checking
      "ALTER TABLE a MODIFY b int NOT NULL; SELECT 2;",
      "CREATE TRIGGER a AFTER INSERT ON b EXECUTE FUNCTION c(); SELEC",
      "ALTER TABLE a ADD b jsonb AFTER c; CREATE INDEX ON a USING gin (b);",
  }));
  CAPTURE(text);
  CHECK(dialect_of(text) == "");
}

TEST_CASE("a script may show that it is PostgreSQL's") {
  CHECK(shows_postgresql("CREATE EXTENSION hstore; SELEC"));
  CHECK(shows_postgresql("CREATE TABLE a (b bigserial, c jsonb);"));
  CHECK_FALSE(shows_postgresql("CREATE TABLE a (b bigint); -- jsonb timestamptz"));
  CHECK_FALSE(shows_postgresql("CREATE TABLE a (b int AUTO_INCREMENT) ENGINE=InnoDB;"));
}

TEST_CASE("the evidence is what the text shows") {
  const std::string_view text = "SELECT 1;\nCREATE TABLE a (b int Auto_Increment) ENGINE=InnoDB;";
  const std::optional<ForeignDialect> dialect = foreign_dialect_of(text);
  REQUIRE(dialect);
  CHECK(dialect->evidence == "int Auto_Increment");
  CHECK(slice(text, dialect->at) == "int Auto_Increment");
}

TEST_CASE("each file of fixtures/dialects is recognised") {
  struct Row {
    std::string_view file, dialect;
  };
  const Row row = GENERATE(values<Row>({{"mysql_shop", "MySQL"},
                                        {"sqlite_app", "SQLite"},
                                        {"sqlserver_hr", "SQL Server"},
                                        {"oracle_ledger", "Oracle"},
                                        {"clickhouse_hits", "ClickHouse"}}));
  CHECK(dialect_of(read(std::string(FLOODWALL_SOURCE_DIR "/fixtures/dialects/") + std::string(row.file) +
                        ".sql")) == row.dialect);
}

TEST_CASE("no other fixture and nothing of PostgreSQL's regression tests is called foreign") {
  const std::string_view regression = FLOODWALL_REGRESSION_SQL;
  std::size_t files = 0;
  for (const std::string_view folder : {std::string_view(FLOODWALL_SOURCE_DIR "/fixtures"), regression}) {
    if (folder.empty() || !std::filesystem::is_directory(folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.path().extension() != ".sql" || entry.path().parent_path().filename() == "dialects") continue;
      CAPTURE(entry.path().string());
      CHECK(dialect_of(read(entry.path())) == "");
      ++files;
    }
  }
  CHECK(0 < files);
}

}  // namespace
}  // namespace floodwall
