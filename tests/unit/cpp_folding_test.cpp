// What the strings of a C++ program come to. Each block of fixtures/hosts/cpp_folding.md is a program; below
// a call stands what of it is SQL.
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/folds.h"
#include "tests/support/laws.h"

namespace floodwall {
namespace {

std::vector<std::string> found_in(std::string_view program) {
  return folds_in(program, "//", "src/program.cpp");
}

TEST_CASE("strings of C++ fold as the page says") {
  const std::vector<FoldingProgram> programs =
      folding_programs(FLOODWALL_SOURCE_DIR "/fixtures/hosts/cpp_folding.md", "//", "src/program.cpp");
  REQUIRE(20 < programs.size());
  for (const FoldingProgram& program : programs) {
    CAPTURE(program.line, program.text);
    CHECK(program.found == program.expected);
    CHECK(break_map_law(program.text, {.path = "x.cpp"}) == Violations{});
  }
}

TEST_CASE("hostile C++ comes to an end, and what surrounds the damage is found") {
  const std::string sql = "void f() { PQexec(c, \"TRUNCATE t\"); }\n";
  const auto count = [](const std::string& program) { return found_in(program).size(); };
  CHECK(count(sql + "int x = " + std::string(100000, '(') + ";\n" + sql) >= 1);
  CHECK(count(sql + "int x = " + std::string(100000, '(') + "1" + std::string(100000, ')') + ";\n" + sql) ==
        2);
  CHECK(count(sql + std::string(100000, '{') + "\n") >= 1);
  CHECK(count(sql + "int x[] = {" + std::string(100000, ',') + "};\n" + sql) == 2);
  for (const std::string open :
       {"if (", "!", "{", "f(", "[x,", "(x\n", "class A {", "[&] {", "a b ", "<", "::a", "#if 1\n"}) {
    std::string many = sql;
    for (int i = 0; i < 70000; ++i) many += open;
    CAPTURE(open);
    CHECK(count(many) <= 1);
  }
  std::string list = "int x[] = {";
  std::string comments;
  std::string literals = "const char* x = ";
  std::string sum = "std::string x = \"SELECT 1\"";
  for (int i = 0; i < 70000; ++i) {
    list += "1,";
    comments += "  // a\n\n";
    literals += "\"a\" ";
    if (i < 20000) sum += " + \"a\"";
  }
  CHECK(count(sql + list + "};\n" + sql) == 2);
  CHECK(count(sql + comments + sql) == 2);
  CHECK(count(sql + literals + ";\n" + sql) >= 1);
  CHECK(count("void f() { " + sum + ";\nPQexec(c, x.c_str()); }\n") == 1);
  using namespace std::string_literals;
  const std::vector<std::string> both = {"TRUNCATE t", "TRUNCATE t"};
  CHECK(found_in(sql + "\xFF\xFE\n" + sql) == both);
  CHECK(found_in(sql + "\0\xFF\xFE\n"s + sql) == both);
  CHECK(found_in(sql + "const char* x = \"open\n" + sql) == both);
  CHECK(found_in(sql + "int broken( { [ ;\n" + sql).size() >= 1);
}

}  // namespace
}  // namespace floodwall
