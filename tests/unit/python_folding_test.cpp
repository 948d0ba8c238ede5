// What the strings of a Python program come to. Each block of fixtures/hosts/folding.md is a program; below a
// call stands what of it is SQL.
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/folds.h"
#include "tests/support/laws.h"

namespace floodwall {
namespace {

std::vector<std::string> found_in(std::string_view program) {
  return folds_in(program, "#", "app/db/program.py");
}

TEST_CASE("strings fold as the page says") {
  const std::vector<FoldingProgram> programs =
      folding_programs(FLOODWALL_SOURCE_DIR "/fixtures/hosts/folding.md", "#", "app/db/program.py");
  REQUIRE(30 < programs.size());
  for (const FoldingProgram& program : programs) {
    CAPTURE(program.line, program.text);
    CHECK(program.found == program.expected);
    CHECK(break_map_law(program.text, {.path = "x.py"}) == Violations{});
  }
}

TEST_CASE("what is too much for the parser is left out alone") {
  const std::string sql = "cur.execute('TRUNCATE t')\n";
  const auto count = [](const std::string& program) { return found_in(program).size(); };
  CHECK(count(sql + "x = " + std::string(100000, '(') + "\n" + sql) == 2);
  CHECK(count(sql + "x = (\n" + std::string(100000, '[') + "\n" + sql) == 2);
  std::string words;
  std::string comments;
  for (int i = 0; i < 70000; ++i) {
    words += "a ";
    comments += "  # a\n\n";
  }
  CHECK(count(sql + words + "\n" + sql) == 2);
  CHECK(count(sql + comments + sql) == 2);
  CHECK(count(sql + comments + "# the end") == 1);
  CHECK(count(sql + "def f():\n  " + sql + comments + sql) == 3);
}

TEST_CASE("hostile Python comes to an end, and what surrounds the damage is found") {
  const std::string sql = "cur.execute('TRUNCATE t')\n";
  const auto count = [](const std::string& program) { return found_in(program).size(); };
  // More open brackets, or words on a line, than the parser can stand: such a line is left out.
  CHECK(count(sql + "x = " + std::string(100000, '(') + "\n") == 1);
  CHECK(count(sql + "x = " + std::string(100000, '(') + "1" + std::string(100000, ')') + "\n" + sql) == 2);
  CHECK(count(sql + "x = " + std::string(100000, '[') + std::string(100000, ']') + "\n") == 1);
  CHECK(count(sql + "x = " + std::string(100000, '-') + "1\n") == 1);
  for (const std::string open : {"if ", "not ", "{", "f(", "[x,", "(x\n", "def ", "lambda ", "a b "}) {
    std::string many = sql;
    for (int i = 0; i < 70000; ++i) many += open;
    CAPTURE(open);
    CHECK(count(many) == 1);
  }
  std::string sum = "x = 'SELECT 1'";
  for (int i = 0; i < 20000; ++i) sum += " + 'a'";
  CHECK(count(sum + "\ncur.execute(x)\n") == 1);
  std::string choice = "if a == 0:\n  x = 'SELECT 0'\n";
  for (int i = 0; i < 10000; ++i) choice += "elif a == 1:\n  x = 'SELECT 1'\n";
  CHECK(count(choice + "cur.execute(x)\n") == 2);
  std::string blocks;
  for (std::size_t i = 0; i < 300; ++i) blocks += std::string(i, ' ') + "if x:\n";
  CHECK(count(sql + blocks + std::string(300, ' ') + "pass\n") == 1);
  std::string calls = "x = a";
  for (int i = 0; i < 20000; ++i) calls += ".b()";
  CHECK(count(sql + calls + "\n") == 1);
  std::string loops = "q = 'SELECT 1'\n";
  for (int i = 0; i < 2000; ++i) loops += "for a in b:\n  q += ' UNION SELECT 1'\n";
  CHECK(count(loops + "cur.execute(q)\n") == 8);
  std::string calls_each_other;
  for (int i = 0; i < 300; ++i) {
    const std::string next = "f" + std::to_string(i + 1) + "()";
    calls_each_other += "def f" + std::to_string(i) + "():\n  return " + next + " + " + next + "\n";
  }
  CHECK(count(calls_each_other + "cur.execute('SELECT ' + f0())\n") == 1);
  CHECK(count("def f(x):\n  return f(x) + 'a'\ncur.execute('SELECT ' + f(1))\n") == 1);
  using namespace std::string_literals;
  const std::vector<std::string> both = {"TRUNCATE t", "TRUNCATE t"};
  CHECK(found_in(sql + "\xFF\xFE\n" + sql) == both);
  CHECK(found_in(sql + "\0\xFF\xFE\n"s + sql) == both);
  // An open quote alone on its line takes the next line's with it.
  CHECK(found_in(sql + "x = '\n" + sql) == std::vector<std::string>{"TRUNCATE t"});
  CHECK(found_in(sql + "x = [1, 2\n" + sql + "def f(:\n" + sql) ==
        std::vector<std::string>{"TRUNCATE t", "TRUNCATE t", "TRUNCATE t"});
}

}  // namespace
}  // namespace floodwall
