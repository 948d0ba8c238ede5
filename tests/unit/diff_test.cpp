#include "analyzer/text/diff.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <string_view>

#include "tests/support/catch.h"
#include "tests/support/cpu_time.h"

namespace floodwall {
namespace {

std::string numbered_lines(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += std::to_string(i) + "\n";
  return text;
}

/// What patch(1) would make of it, said in a few lines: so the tests need no other program.
std::string patched(std::string_view before, std::string_view diff) {
  std::istringstream lines{std::string(diff)};
  std::string line, result, last;
  std::size_t at = 0, line_number = 1;
  const auto next_line = [&] {
    const std::size_t end = std::min(before.find('\n', at), before.size() - 1) + 1;
    const std::string text(before.substr(at, end - at));
    at = end;
    ++line_number;
    return text;
  };
  while (std::getline(lines, line)) {
    if (line.starts_with("--- ") || line.starts_with("+++ ")) continue;
    if (line.starts_with("@@ -")) {
      std::size_t begin = 0, count = 1;
      const int fields = std::sscanf(line.c_str(), "@@ -%zu,%zu", &begin, &count);
      if (fields == 1) count = 1;
      const std::size_t first = count == 0 ? begin + 1 : begin;
      while (line_number < first) result += next_line();
    } else if (line.starts_with('\\')) {
      if (last != "-" && result.ends_with('\n')) result.pop_back();
    } else {
      last = line.substr(0, 1);
      if (last != "+") CHECK(next_line().starts_with(line.substr(1)));
      if (last != "-") result += line.substr(1) + "\n";
    }
  }
  return result + std::string(before.substr(std::min(at, before.size())));
}

TEST_CASE("a diff is unified") {
  struct Row {
    std::string before, after, diff;
  };
  const Row row = GENERATE(values<Row>({
      {"a\n", "a\n", ""},
      {"a\nb\nc\n", "a\nx\nc\n", "--- f\n+++ f\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"},
      {"", "a\n", "--- f\n+++ f\n@@ -0,0 +1 @@\n+a\n"},
      {"a\n", "", "--- f\n+++ f\n@@ -1 +0,0 @@\n-a\n"},
      {"a", "b",
       "--- f\n+++ f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"},
      {"a", "a\n", "--- f\n+++ f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
      {"a\nb", "x\nb", "--- f\n+++ f\n@@ -1,2 +1,2 @@\n-a\n+x\n b\n\\ No newline at end of file\n"},
      {"a\r\nb\r\n", "a\r\nc\r\n", "--- f\n+++ f\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n"},
      {numbered_lines(20), "0\n" + numbered_lines(19),
       "--- f\n+++ f\n@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n@@ -17,4 +18,3 @@\n 17\n 18\n 19\n-20\n"},
      {"1\n2\n3\n4\n5\n6\n7\n8\n", "x\n2\n3\n4\n5\n6\n7\ny\n",
       "--- f\n+++ f\n@@ -1,8 +1,8 @@\n-1\n+x\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+y\n"},
  }));
  CHECK(unified_diff("f", row.before, row.after) == row.diff);
}

TEST_CASE("a path with a blank in it ends with a tab") {
  CHECK(unified_diff("a b", "x\n", "y\n").starts_with("--- a b\t\n+++ a b\t\n@@"));
}

std::string random_text(std::mt19937& random, int most_lines, int words) {
  std::string text;
  for (int i = static_cast<int>(random() % (most_lines + 1)); 0 < i; --i) {
    text += static_cast<char>('a' + random() % words);
    text += random() % 7 == 0 ? "\r\n" : "\n";
  }
  if (random() % 4 == 0) text += "end";
  return text;
}

TEST_CASE("a diff leads from any text to any other") {
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    const std::string before = random_text(random, i % 100, 1 + i % 5),
                      after = random_text(random, i % 100, 1 + i % 5);
    REQUIRE(patched(before, unified_diff("f", before, after)) == after);
  }
}

TEST_CASE("patch -p0 takes a diff") {
  if (std::system("command -v patch >/dev/null 2>&1") != 0) return;
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "floodwall_diff_test";
  std::mt19937 random(2);
  for (int i = 0; i < 30; ++i) {
    const std::string before = random_text(random, 60, 4), after = random_text(random, 60, 4) + "more\n";
    if (before.empty()) continue;
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "a b.sql", std::ios::binary) << before;
    std::ofstream(folder / "patch", std::ios::binary) << unified_diff("a b.sql", before, after);
    const std::string command = "cd '" + folder.string() + "' && patch --binary -s -p0 < patch";
    CHECK(std::system(command.c_str()) == 0);
    std::ostringstream text;
    text << std::ifstream(folder / "a b.sql", std::ios::binary).rdbuf();
    CHECK(text.str() == after);
  }
  std::filesystem::remove_all(folder);
}

TEST_CASE("time does not grow with the square of a file") {
  struct Row {
    std::string_view name;
    int every;  ///< so many lines is one changed
  };
  const Row row = GENERATE(
      values<Row>({{"few changes", 20000}, {"many small changes", 50}, {"every other line", 2}, {"all", 1}}));
  CAPTURE(row.name);
  std::string before, after;
  for (int i = 0; i < 100000; ++i) {
    const std::string line = "INSERT INTO t VALUES (" + std::to_string(i) + ");\n";
    before += line;
    after += i % row.every == row.every / 2 ? "-- " + line : line;
  }
  std::string diff;
  const double seconds = cpu_seconds([&] { diff = unified_diff("f", before, after); });
  CAPTURE(seconds);
  CHECK(seconds < 5);  // usual is 0.1; the square of the lines would take minutes
  CHECK(patched(before, diff) == after);
}

}  // namespace
}  // namespace floodwall
