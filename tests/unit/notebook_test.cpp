// Notebooks: what of their cells is SQL, and where it stands in the JSON.
#include "tests/support/catch.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "frontends/frontend.h"
#include "tests/support/laws.h"

namespace floodwall {
namespace {

using Json = nlohmann::ordered_json;

Json cell_of(std::string_view source, bool as_lines, std::string_view type = "code") {
  Json lines = Json::array();
  for (std::size_t begin = 0; begin < source.size();) {
    const std::size_t end = std::min(source.find('\n', begin), source.size() - 1) + 1;
    lines.push_back(std::string(source.substr(begin, end - begin)));
    begin = end;
  }
  return {{"cell_type", type},
          {"metadata", Json::object()},
          {"outputs", {{{"text", {"TRUNCATE output CASCADE"}}}}},
          {"source", as_lines ? lines : Json(std::string(source))}};
}

/// The same notebook as written by different tools.
std::vector<std::string> spellings(const std::vector<std::string>& cells) {
  std::vector<std::string> all;
  for (const bool as_lines : {true, false}) {
    Json notebook = {{"cells", Json::array()},
                     {"metadata", {{"kernelspec", {{"language", "python"}, {"name", "python3"}}}}},
                     {"nbformat", 4}};
    notebook["cells"].push_back(cell_of("```sql\nTRUNCATE prose CASCADE;\n```", as_lines, "markdown"));
    for (const std::string& cell : cells) notebook["cells"].push_back(cell_of(cell, as_lines));
    all.push_back(notebook.dump(as_lines ? 1 : -1));
    all.push_back(notebook.dump(as_lines ? 4 : -1, ' ', true));  // é as \u00e9
  }
  return all;
}

/// "[cur.execute] DROP TABLE t" for each fragment; a line break is shown as ⏎.
std::vector<std::string> found_in(std::string_view text, std::string_view path = "n.ipynb") {
  const SourceFile file(FileId{}, std::string(path), std::string(text));
  std::vector<std::string> all;
  for (const SqlFragment& fragment : find_sql(file, {}).fragments) {
    std::string line = "[" + fragment.api + "] ";
    for (const char c : fragment.sql) line += c == '\n' ? "⏎" : std::string(1, c);
    all.push_back(std::move(line));
  }
  return all;
}

struct Row {
  std::string name;
  std::vector<std::string> cells;
  std::vector<std::string> found;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all = {
      {"a name of an earlier cell",
       {"TABLE = 'orders'\n", "cur.execute(f\"DELETE FROM {TABLE}\")"},
       {"[cur.execute] DELETE FROM orders"}},
      {"escapes of JSON and of Python",
       {"cur.execute(\"\"\"DROP TABLE \"é\";\n-- \\t tab\"\"\")"},
       {"[cur.execute] DROP TABLE \"é\";⏎-- \t tab"}},
      {"a %%sql cell", {"%%sql\nTRUNCATE t;\nDROP TABLE u"}, {"[%%sql] ⏎TRUNCATE t;⏎DROP TABLE u"}},
      {"a %%sql cell below blank lines", {"\n\n%%sql\nTRUNCATE t"}, {"[%%sql] ⏎TRUNCATE t"}},
      {"SQL on the first line", {"%%sql SELECT *\nFROM t"}, {"[%%sql] SELECT *⏎FROM t"}},
      {"a %%sql cell with a connection",
       {"%%sql postgresql://me@here/db --save x\nTRUNCATE t"},
       {"[%%sql] ⏎TRUNCATE t"}},
      {"a %%sql cell with a variable", {"%%sql result <<\nTRUNCATE t"}, {"[%%sql] ⏎TRUNCATE t"}},
      {"a magic within a magic", {"%%time\n%%sql\nTRUNCATE t"}, {"[%%sql] ⏎TRUNCATE t"}},
      {"%sql as a statement and as a value",
       {"if ready:\n    %sql TRUNCATE t\nrows = %sql SELECT 1\nrows = %sql other << SELECT 2"},
       {"[%sql] TRUNCATE t", "[%sql] SELECT 1", "[%sql] SELECT 2"}},
      {"%sql over lines", {"%sql DELETE \\\n  FROM t\nx = 1"}, {"[%sql] DELETE ⏎  FROM t"}},
      {"a connection to another database",
       {"%sql sqlite:///x.db", "%%sql\nTRUNCATE t", "%sql postgresql://me@here/db", "%%sql\nTRUNCATE u"},
       {"[%%sql] ⏎TRUNCATE u"}},
      {"connections by name",
       {"%sql duckdb:// --alias duck", "%sql postgresql:///db --alias pg", "%%sql duck\nTRUNCATE t",
        "%%sql pg\nTRUNCATE u"},
       {"[%%sql] ⏎TRUNCATE u"}},
      {"a connection that is an import of another database",
       {"import duckdb\nconn = duckdb.connect()", "%sql conn", "%%sql\nTRUNCATE t"},
       {}},
      {"Spark SQL on Databricks", {"%sql\nTRUNCATE TABLE t"}, {}},
      {"cells in other languages",
       {"%%bash\ngrep 'TRUNCATE t' x.sql", "%%writefile x.py\ncur.execute('TRUNCATE t')", "%md\nTRUNCATE t",
        "%%bigquery\nTRUNCATE TABLE t"},
       {}},
      {"psql behind a bang and in a cell for the shell",
       {"!psql -d shop -c \"TRUNCATE t\"\n!grep -c 'TRUNCATE t' x\nrows = !psql -tAc 'SELECT 1'\n",
        "%%bash\nset -e\npsql \"$URL\" -c 'TRUNCATE u' -c \"DROP TABLE v\"  # all\npsql <<EOF\nTRUNCATE "
        "w;\nEOF\n"},
       {"[psql -c] TRUNCATE t", "[psql -c] SELECT 1", "[psql -c] TRUNCATE u", "[psql -c] DROP TABLE v",
        "[psql] TRUNCATE w;⏎"}},
      {"magics around Python",
       {"%matplotlib inline\n!ls *.sql\nfiles = !ls 'it\n?cur\ncur?\ncur.execute??\n%cd /x\n"
        "%time cur.execute('TRUNCATE a')\n%timeit -n 10 -r3 cur.execute('TRUNCATE b')\n"
        "x = %time cur.execute('TRUNCATE c')\ncur.execute('TRUNCATE d')"},
       {"[cur.execute] TRUNCATE a", "[cur.execute] TRUNCATE b", "[cur.execute] TRUNCATE c",
        "[cur.execute] TRUNCATE d"}},
      {"%%time and %%capture",
       {"%%time\ncur.execute('TRUNCATE a')", "%%capture out\ncur.execute('TRUNCATE b')"},
       {"[cur.execute] TRUNCATE a", "[cur.execute] TRUNCATE b"}},
      {"percent signs and bangs that are none",
       {"cur.execute('''DELETE FROM t\nWHERE a LIKE\n%s\n!x\nb?\n''')\ny = (a\n% b)\nz = a != b\n",
        "cur.execute('TRUNCATE %s' \\\n% 'u')"},
       {"[cur.execute] DELETE FROM t⏎WHERE a LIKE⏎%s⏎!x⏎b?⏎", "[cur.execute] TRUNCATE u"}},
      {"a cell that breaks off",
       {"x = '''half\ncur.execute('TRUNCATE lost')", "cur.execute('TRUNCATE a')", "f(\n",
        "cur.execute('TRUNCATE b')"},
       {"[cur.execute] TRUNCATE a", "[cur.execute] TRUNCATE b"}},
      {"top-level await", {"await conn.fetch('SELECT * FROM t')"}, {"[conn.fetch] SELECT * FROM t"}},
      {"Windows line ends",
       {"%sql TRUNCATE t\r\ncur.execute('TRUNCATE u')\r\n"},
       {"[cur.execute] TRUNCATE u", "[%sql] TRUNCATE t\r"}},
  };
  return all;
}

TEST_CASE("SQL of notebooks") {
  for (const Row& row : rows()) {
    for (const std::string& notebook : spellings(row.cells)) {
      CAPTURE(row.name, notebook);
      std::vector<std::string> found = found_in(notebook);
      std::vector<std::string> expected = row.found;
      std::ranges::sort(found);
      std::ranges::sort(expected);
      CHECK(found == expected);
      CHECK(break_map_law(notebook, {.path = "n.ipynb"}) == Violations{});
    }
  }
}

TEST_CASE("what stands verbatim in the JSON can be edited") {
  const SourceFile file(FileId{}, "n.ipynb", R"json({"cells": [{"cell_type": "code", "source": [
  "cur.execute('''DROP\n",
  "TABLE \"t\\t\"''')"]}]})json");
  const std::vector<SqlFragment> fragments = find_sql(file, {}).fragments;
  REQUIRE(fragments.size() == 1);
  const SqlFragment& fragment = fragments.front();
  CHECK(fragment.sql == "DROP\nTABLE \"t\t\"");
  const auto written = [&](Span sql) {
    const std::optional<Span> place = fragment.map.editable(sql);
    return place ? std::string(slice(file.text(), *place)) : "(no)";
  };
  CHECK(written({0, 4}) == "DROP");
  CHECK(written({5, 10}) == "TABLE");
  CHECK(written({4, 5}) == "(no)");
  CHECK(written({0, 10}) == "(no)");
  CHECK(slice(file.text(), fragment.map.locate({4, 5})) == "\\n");
  CHECK(slice(file.text(), fragment.map.locate({11, 15})) == "\\\"t\\\\t\\\"");
}

TEST_CASE("comments of cells stand in the file") {
  const SourceFile file(
      FileId{}, "n.ipynb",
      R"json({"cells": [{"cell_type": "code", "source": ["# floodwall: ignore\n", "x.sql"]}]})json");
  const FoundSql found = find_sql(file, {});
  REQUIRE(found.comments.size() == 1);
  CHECK(slice(file.text(), found.comments.front()) == "# floodwall: ignore");
}

TEST_CASE("notebooks that are not looked at say why") {
  struct Case {
    std::string text, why;
  };
  const std::string cell = R"("cells": [{"cell_type": "code", "source": "cur.execute('TRUNCATE t') "}])";
  const Case row = GENERATE_COPY(values<Case>({
      {"{" + cell + R"json(, "metadata": {"kernelspec": {"language": "R"}}})json",
       "it is a notebook in r, not in Python"},
      {"{" + cell + R"json(, "metadata": {"language_info": {"name": "julia"}}})json",
       "it is a notebook in julia, not in Python"},
      {"{\n" + cell + ",\n\"metadata\": {",
       "it is no notebook that can be read: its JSON breaks off in line 3"},
      {"{\n\"cells\": [{\"source\": \"abc",
       "it is no notebook that can be read: its JSON breaks off in line 2"},
      {"", "it is no notebook that can be read: its JSON breaks off in line 1"},
      {"TRUNCATE t", "it is no notebook that can be read: its JSON breaks off in line 1"},
      {"{" + cell + "]", "it is no notebook that can be read: its JSON breaks off in line 1"},
  }));
  CAPTURE(row.text);
  const FoundSql found = find_sql(SourceFile(FileId{}, "n.ipynb", row.text), {});
  CHECK(found.skipped == row.why);
  CHECK(found.fragments.empty());
}

TEST_CASE("notebooks of other shapes") {
  const std::string source = R"json("cur.execute('TRUNCATE t')")json";
  const std::vector<std::string> expected = {"[cur.execute] TRUNCATE t"};
  CHECK(found_in(R"json({"worksheets": [{"cells": [{"cell_type": "code", "input": [)json" + source +
                 "]}]}]}") == expected);
  CHECK(found_in(R"json({"cells": [{"source": )json" + source +
                 R"json(, "cell_type": "code"}]} trailing)json") == expected);
  CHECK(found_in(R"json({"cells": [1, null, {"cell_type": "code", "source": [3, )json" + source + "]}]}") ==
        expected);
  CHECK(found_in(R"json({"cells": {}, "metadata": []})json").empty());
  // JSON says nothing of two equal keys: their texts are read as one.
  CHECK(found_in(R"json({"cells": [{"cell_type": "code", "source": "x", "source": )json" + source + "}]}") ==
        std::vector<std::string>{"[xcur.execute] TRUNCATE t"});
}

/// A notebook of one cell whose source is spelled so in JSON.
std::string notebook_of(std::string_view spelled, std::string_view before = "") {
  return "{" + std::string(before) + "\"cells\":[{\"cell_type\":\"code\",\"source\":" + std::string(spelled) +
         "}]}";
}

TEST_CASE("hostile notebooks come to an end") {
  const std::string deep(200000, '[');
  const std::string source = "\"cur.execute('TRUNCATE t')\"";
  CHECK_FALSE(find_sql(SourceFile(FileId{}, "n.ipynb", "{\"cells\":" + deep), {}).skipped.empty());
  CHECK(found_in(notebook_of(source, "\"x\":" + deep + std::string(200000, ']') + ",")).size() == 1);
  CHECK(found_in(notebook_of(source, "\"x\":\"" + std::string(20 << 20, 'A') + "\",")).size() == 1);
  for (const std::string_view text : {std::string_view("'TRUNCATE \0\xFF t'", 15),
                                      std::string_view("'TRUNCATE \\u0000\\ud800\\ud83d\\ude00\\q\\u12'"),
                                      std::string_view("'TRUNCATE \\")}) {
    const std::string notebook = notebook_of("\"cur.execute(" + std::string(text) + ")\"");
    CAPTURE(notebook);
    CHECK(break_map_law(notebook, {.path = "n.ipynb"}) == Violations{});
  }
}

}  // namespace
}  // namespace floodwall
