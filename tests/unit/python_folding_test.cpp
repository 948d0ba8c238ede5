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

constexpr std::string_view next_file = "# file: ";

/// The files that a program is made of: one, if it does not say where the next one begins.
std::vector<SourceFile> files_of(std::string_view program) {
  std::vector<SourceFile> files;
  while (program.starts_with(next_file)) {
    const std::size_t begin = program.find('\n');
    const std::size_t end = std::min(program.find(next_file, begin), program.size());
    files.emplace_back(FileId{}, std::string(program.substr(next_file.size(), begin - next_file.size())),
                       std::string(program.substr(begin + 1, end - begin - 1)));
    program.remove_prefix(end);
  }
  if (files.empty()) files.emplace_back(FileId{}, "app/db/program.py", std::string(program));
  return files;
}

/// What the last file hands to a call; literals that only look like SQL are left out.
std::vector<std::string> found_in(std::string_view program) {
  const std::vector<SourceFile> files = files_of(program);
  std::vector<FoundSql> alone;
  std::vector<const host::HostFacts*> facts;
  for (const SourceFile& file : files) alone.push_back(find_sql(file, {}));
  for (const FoundSql& each : alone) facts.push_back(&each.facts);
  std::vector<std::string> all;
  for (const SqlFragment& fragment : find_sql(files.back(), {}, host::HostProject(facts)).fragments) {
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
