// What a look at the bytes of a Python file says: whether it is worth a parse.
#include <array>
#include <string>

#include "frontends/host_values/signs.h"
#include "frontends/python/relevance.h"

#include "tests/support/catch.h"

namespace floodwall::python {
namespace {

TEST_CASE("a literal that begins like SQL makes a file worth a parse", "[python][relevance]") {
  for (const char* text : {
           R"(run("SELECT 1"))",
           R"(run('  delete from t'))",
           "run(\"(SELECT 1)\")",
           R"(run("\n\tSELECT 1"))",
           "run(\"\\\nSELECT 1\")",
           "run(\"\\\r\nSELECT 1\")",
           "run('''\r\n  SELECT 1''')",
           "run('''--all of them\nSELECT 1''')",
           R"(run("--all of them\nSELECT 1"))",
           R"(run("-- " + note + sql))",
           R"(run("--" + note + sql))",
           R"(run("/* " + hint + " */ SELECT 1"))",
       }) {
    INFO(text);
    CHECK(may_concern_sql(text));
  }
}

TEST_CASE("options, sentences and code behind a literal are no SQL", "[python][relevance]") {
  for (const char* text : {
           R"(add("--select", "--with-all"))",
           R"(add("------------"))",
           "f('''\n--boundary\nContent-Type: text/plain''')",
           "x = 'a'\nwith open(x) as f: pass",
           "x = \"a\"\n--AAAA\n",
           R"(say("Create a thing"))",
           "",
           "'",
           "\"\\",
       }) {
    INFO(text);
    CHECK_FALSE(may_concern_sql(text));
  }
}

TEST_CASE("a look at literals that never begin takes a time that grows with them", "[python][relevance]") {
  std::string on_one_line;
  std::string lines;
  for (int i = 0; i < 200000; ++i) {
    on_one_line += "'''--a";
    lines += "--a'''\n";
  }
  CHECK_FALSE(may_concern_sql(on_one_line));
  CHECK(may_concern_sql(lines));
}

TEST_CASE("a sign stands wherever its words stand", "[python][relevance]") {
  static constexpr auto table = std::to_array<host::Sign>({{"abc"}, {"bcd", "xyz"}, {"__"}});
  const host::Signs signs(table);
  for (const char* text : {"abc", "..ababc", "xyz bcd", "bcd xyz", "a__"}) {
    INFO(text);
    CHECK(signs.any_in(text));
  }
  for (const char* text : {"", "a", "ab bcd xy", "bc", "_a_"}) {
    INFO(text);
    CHECK_FALSE(signs.any_in(text));
  }
}

}  // namespace
}  // namespace floodwall::python
