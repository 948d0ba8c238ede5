// Fenced blocks of Markdown: which are ours, what of them is SQL, and where it stands.
#include "tests/support/catch.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "frontends/embedded/fences.h"
#include "frontends/frontend.h"
#include "tests/support/laws.h"

namespace floodwall {
namespace {

std::string shown(std::string_view text) {
  std::string line;
  for (const char c : text) line += c == '\n' ? "⏎" : c == '\r' ? "␍" : std::string(1, c);
  return line;
}

struct FenceRow {
  std::string name, text;
  std::vector<std::string> blocks;  ///< "language: code"
};

const std::vector<FenceRow>& fence_rows() {
  static const std::vector<FenceRow> all = {
      {"plain", "```sql\na\n```\nb\n", {"sql: a⏎"}},
      {"tildes, and backticks within", "~~~ sql\n```\na\n~~~~\n", {"sql: ```⏎a⏎"}},
      {"a longer fence", "````sql\n```\na\n```\n````\n", {"sql: ```⏎a⏎```⏎"}},
      {"unclosed", "```sql\na\n", {"sql: a⏎"}},
      {"unclosed, no line break", "```sql\na", {"sql: a"}},
      {"empty", "```sql\n```", {"sql: "}},
      {"no info string", "```\na\n```\n", {": a⏎"}},
      {"Windows line ends", "```sql\r\na\r\n```\r\nb", {"sql: a␍⏎"}},
      {"info strings",
       "```sql title=\"x\"\n```\n```{.sql .numberLines}\n```\n```{sql}\n```\n```SQL\n```\n~~~{code-block} "
       "sql\n~~~\n"
       "```sql,ignore\n```\n```sql{1,3}\n```\n",
       {"sql: ", "sql: ", "sql: ", "sql: ", "sql: ", "sql: ", "sql: "}},
      {"backticks in the info string are code in a line", "```sql `x`\na\n```\n", {": "}},
      {"two backticks are none", "``sql\na\n``\n", {}},
      {"indented by three", "   ```sql\n   a\n     b\n  c\n   ```\n", {"sql: a⏎  b⏎c⏎"}},
      {"indented by four is other code", "x\n\n    ```sql\n    a\n    ```\n", {}},
      {"the closing fence may be indented by three", "```sql\na\n    ```\n   ```\nb\n", {"sql: a⏎    ```⏎"}},
      {"a closing fence has no info string", "```sql\n```sql\na\n```\n", {"sql: ```sql⏎a⏎"}},
      {"in a quote", "> ```sql\n> a\n>  b\n>c\n> ```\n", {"sql: a⏎ b⏎c⏎"}},
      {"a quote ends", "> ```sql\n> a\nb\n", {"sql: a⏎"}},
      {"in a quote in a quote", "> > ```sql\n> > a\n> b\n", {"sql: a⏎"}},
      {"in a list item", "- x\n\n  ```sql\n  a\n    b\n  ```\n", {"sql: a⏎  b⏎"}},
      {"on the line of the marker", "1. ```sql\n   a\n   ```\n", {"sql: a⏎"}},
      {"in a wide list item", "10. x\n    ```sql\n    a\n    ```\n", {"sql: a⏎"}},
      {"in a list in a list", "* x\n    * y\n\n      ```sql\n      a\n      ```\n", {"sql: a⏎"}},
      {"blank lines stay in an item", "- ```sql\n  a\n\n  b\n  ```\n", {"sql: a⏎⏎b⏎"}},
      {"a list item ends", "- ```sql\n  a\nb\n", {"sql: a⏎"}},
      {"a lazy line keeps its item", "10. x\nlazy\n\n    ```sql\n    a\n    ```\n", {"sql: a⏎"}},
      {"a fence ends a lazy paragraph", "> x\n```sql\na\n```\n", {"sql: a⏎"}},
      {"in a quote in an item", "- > ```sql\n  > a\n  > ```\n", {"sql: a⏎"}},
      {"tabs", "-\tx\n\n\t```sql\n\ta\n\t\tb\n\t```\n", {"sql: a⏎\tb⏎"}},
      {"a rule is no list", "* * *\n```sql\na\n```\n", {"sql: a⏎"}},
      {"in a comment", "<!--\n```sql\na\n```\n-->\n```sql\nb\n```\n", {"sql: b⏎"}},
      {"a comment that nobody closes", "x <!-- y\n```sql\na\n```\n", {"sql: a⏎"}},
      {"a comment within code is none", "`<!--`\n```sql\na\n```\n", {"sql: a⏎"}},
  };
  return all;
}

TEST_CASE("fences") {
  for (const FenceRow& row : fence_rows()) {
    std::vector<std::string> blocks;
    for (const Fence& fence : markdown_code(row.text).fences) {
      std::string code;
      for (const Span line : fence.lines) code += slice(row.text, line);
      blocks.push_back(fence.language + ": " + shown(code));
    }
    CAPTURE(row.name, row.text);
    CHECK(blocks == row.blocks);
  }
}

struct SqlRow {
  std::string name, text;
  std::vector<std::string> found;
};

const std::vector<SqlRow>& sql_rows() {
  static const std::vector<SqlRow> all = {
      {"by language",
       "```sql\na\n```\n```postgresql\nb\n```\n```psql\nc\n```\n```mysql\nd\n```\n```\ne\n```\n```"
       "sqlite\nf\n```\n",
       {"[```sql] maybe: a⏎", "[```postgresql] database: b⏎", "[```psql] database: c⏎"}},
      {"Python",
       "```python\nimport psycopg2\npsycopg2.connect('').cursor().execute('TRUNCATE t')\n```\n",
       {"[psycopg2.connect('').cursor().execute] database: TRUNCATE t"}},
      {"each block is a program",
       "```py\nTABLE = 't'\n```\n```py\ncur.execute('DROP TABLE ' + TABLE)\n```\n",
       {"[cur.execute] database: DROP TABLE _h00001_"}},
      {"a session of Python",
       "```pycon\n>>> cur.execute('''\n... TRUNCATE t\n... ''')\n'cur.execute(\"TRUNCATE u\")'\n```\n",
       {"[cur.execute] database: ⏎TRUNCATE t⏎"}},
      {"a session of psql",
       "```sql\nmydb=# SELECT 1;\n ?column?\n----------\n        1\n(1 row)\n\nmydb=# TRUNCATE t\nmydb-# "
       "CASCADE;\n"
       "TRUNCATE TABLE\nmy-db=> BEGIN;\npostgres=*# SELECT (\npostgres(*# 1);\n=> SELECT 2;\n```\n",
       {"[```sql] maybe: SELECT 1;⏎TRUNCATE t⏎CASCADE;⏎BEGIN;⏎SELECT (⏎1);⏎SELECT 2;⏎"}},
      {"commands of psql",
       "```psql\n\\d t\nDROP TABLE t;\nmydb-# x\n```\n",
       {"[```psql] database: DROP TABLE t;⏎mydb-# x⏎"}},
      {"in a quote in a list",
       "- > ```sql\n  > DROP\n  >   TABLE t\n  > ```\n",
       {"[```sql] maybe: DROP⏎  TABLE t⏎"}},
      {"no SQL", "```sql\n\n```\n```sql\n\\d\n```\n", {}},
  };
  return all;
}

TEST_CASE("SQL of Markdown") {
  for (const SqlRow& row : sql_rows()) {
    std::vector<std::string> found;
    for (const SqlFragment& fragment : find_sql(SourceFile(FileId{}, "x.md", row.text), {}).fragments) {
      const std::string_view certainty = fragment.certainty == Certainty::Postgres   ? "postgres"
                                         : fragment.certainty == Certainty::Database ? "database"
                                                                                     : "maybe";
      std::string sql = fragment.sql;
      for (const Hole& hole : fragment.holes) sql.replace(hole.sql.begin, hole.sql.size(), "_h00001_");
      found.push_back("[" + fragment.api + "] " + std::string(certainty) + ": " + shown(sql));
    }
    CAPTURE(row.name, row.text);
    CHECK(found == row.found);
    CHECK(break_map_law(row.text, {.path = "x.md"}) == Violations{});
  }
}

TEST_CASE("comments of HTML may hold suppressions") {
  const std::string text =
      "x <!-- floodwall: ignore drop-table --> y `<!-- no -->`\n\n<!--\nlong\n-->\n```sql\n-- <!-- no "
      "-->\n```\n"
      "```py\n# of Python\ncur.execute('TRUNCATE t')\n```\n";
  std::vector<std::string> comments;
  for (const Span comment : find_sql(SourceFile(FileId{}, "x.md", text), {}).comments)
    comments.push_back(shown(slice(text, comment)));
  CHECK(comments == std::vector<std::string>{" floodwall: ignore drop-table ", "⏎long⏎", "# of Python"});
}

TEST_CASE("hostile Markdown comes to an end") {
  std::string deep;
  for (int i = 0; i < 50000; ++i) deep += "> ";
  CHECK(break_map_law(deep + "```sql\nTRUNCATE t", {.path = "x.md"}) == Violations{});
  std::string lists;
  for (int i = 0; i < 2000; ++i) lists += std::string(static_cast<std::size_t>(i), ' ') + "- x\n";
  CHECK(break_map_law(lists, {.path = "x.md"}) == Violations{});
  CHECK(break_map_law(std::string("```sql\nTRUNCATE \0 \xFF\n```", 24), {.path = "x.md"}) == Violations{});
  CHECK(markdown_code(std::string(1 << 20, '`')).fences.size() == 1);
  CHECK(markdown_code("x" + std::string(1 << 20, '<')).fences.empty());
}

TEST_CASE("Markdown is looked at only when it is asked for, notebooks always") {
  const std::vector<std::string> extensions = default_extensions();
  CHECK(std::ranges::find(extensions, ".ipynb") != extensions.end());
  CHECK(std::ranges::find(extensions, ".md") == extensions.end());
}

}  // namespace
}  // namespace floodwall
