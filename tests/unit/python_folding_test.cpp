// What the strings of a Python program come to. Each block of fixtures/hosts/folding.md is a program; below a
// call stands what of it is SQL.
#include "tests/support/catch.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/line_index.h"
#include "frontends/embedded/fences.h"
#include "frontends/frontend.h"
#include "tests/support/laws.h"

namespace floodwall {
namespace {

constexpr std::string_view mark = "# folds: ";

/// The SQL with holes as the user wrote them: "DELETE FROM ⟨{table}⟩"; line breaks as ⏎.
std::string shown(const SqlFragment& fragment) {
  std::string sql;
  std::uint32_t done = 0;
  for (const Hole& hole : fragment.holes) {
    sql += fragment.sql.substr(done, hole.sql.begin - done) + "⟨" + hole.written + "⟩";
    done = hole.sql.end;
  }
  sql += fragment.sql.substr(done);
  std::string line;
  for (const char c : sql) line += c == '\n' ? "⏎" : std::string(1, c);
  return line;
}

/// What is handed to a call; literals that only look like SQL are left out.
std::vector<std::string> found_in(std::string_view program) {
  const SourceFile file(FileId{}, "app/db/program.py", std::string(program));
  std::vector<std::string> all;
  for (const SqlFragment& fragment : find_sql(file, {}).fragments) {
    if (!fragment.api.empty()) all.push_back(shown(fragment));
  }
  std::ranges::sort(all);
  return all;
}

std::vector<std::string> expected_in(std::string_view program) {
  std::vector<std::string> all;
  for (std::size_t at = program.find(mark); at != std::string_view::npos; at = program.find(mark, at + 1)) {
    const std::size_t begin = at + mark.size();
    all.emplace_back(program.substr(begin, program.find('\n', begin) - begin));
  }
  std::ranges::sort(all);
  return all;
}

TEST_CASE("strings fold as the page says") {
  std::ifstream in(FLOODWALL_SOURCE_DIR "/fixtures/hosts/folding.md", std::ios::binary);
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  const std::vector<Fence> fences = markdown_code(page).fences;
  REQUIRE(30 < fences.size());
  for (const Fence& fence : fences) {
    std::string program;
    for (const Span line : fence.lines) program += slice(page, line);
    CAPTURE(LineIndex(page).line_of(fence.lines.empty() ? 0 : fence.lines.front().begin) + 1, program);
    CHECK(found_in(program) == expected_in(program));
    CHECK(break_map_law(program, {.path = "x.py"}) == Violations{});
  }
}

TEST_CASE("hostile Python comes to an end, and what surrounds the damage is found") {
  const std::string sql = "cur.execute('TRUNCATE t')\n";
  const auto count = [](const std::string& program) { return found_in(program).size(); };
  CHECK(count(sql + "x = " + std::string(100000, '(') + "\n") <= 1);
  CHECK(count(sql + "x = " + std::string(100000, '(') + "1" + std::string(100000, ')') + "\n" + sql) <= 2);
  CHECK(count(sql + "x = " + std::string(100000, '[') + std::string(100000, ']') + "\n") <= 1);
  CHECK(count(sql + "x = " + std::string(100000, '-') + "1\n") == 1);
  for (const std::string open : {"if ", "not ", "{", "f(", "[x,", "(x\n", "def ", "lambda ", "a b "}) {
    std::string many = sql;
    for (int i = 0; i < 70000; ++i) many += open;
    CAPTURE(open);
    CHECK(count(many) <= 1);
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
  CHECK(count(loops + "cur.execute(q)\n") != 0);
  std::string calls_each_other;
  for (int i = 0; i < 300; ++i) {
    const std::string next = "f" + std::to_string(i + 1) + "()";
    calls_each_other += "def f" + std::to_string(i) + "():\n  return " + next + " + " + next + "\n";
  }
  CHECK(count(calls_each_other + "cur.execute('SELECT ' + f0())\n") == 1);
  CHECK(count("def f(x):\n  return f(x) + 'a'\ncur.execute('SELECT ' + f(1))\n") == 1);
  CHECK(count(sql + "\0\xFF\xFE = '\n" + sql) != 0);
}

}  // namespace
}  // namespace floodwall
