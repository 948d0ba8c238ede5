// The grammar of `-- expect:` and what counts as an answer to it.
#include "tests/support/catch.h"

#include <string>
#include <vector>

#include "tests/support/expectations.h"

namespace floodwall {
namespace {

/// The first `words` in `text`, found by `rule`.
Diagnostic finding(std::string_view text, std::string_view rule, std::string_view words,
                   std::string message = "it empties orders") {
  const std::size_t begin = text.find(words);
  REQUIRE(begin != std::string_view::npos);
  Diagnostic diagnostic;
  diagnostic.rule = rule;
  diagnostic.at = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + words.size())};
  diagnostic.message = std::move(message);
  return diagnostic;
}

constexpr std::string_view truncate =
    "SELECT 1;\n"
    "TRUNCATE orders CASCADE;\n"
    "-- expect: truncate-cascade on \"TRUNCATE … CASCADE\" says \"orders\"\n";

TEST_CASE("an announced finding is no difference") {
  const std::vector<Diagnostic> found = {finding(truncate, "truncate-cascade", "TRUNCATE orders CASCADE")};
  CHECK(compare(truncate, found).text() == "");
}

TEST_CASE("a finding with another rule, text, message or line is missing and unexpected") {
  const Diagnostic wrong[] = {finding(truncate, "truncate-table", "TRUNCATE orders CASCADE"),
                              finding(truncate, "truncate-cascade", "TRUNCATE orders"),
                              finding(truncate, "truncate-cascade", "TRUNCATE orders CASCADE", "it empties"),
                              finding(truncate, "truncate-cascade", "SELECT")};
  for (const Diagnostic& diagnostic : wrong) {
    const Difference difference = compare(truncate, {&diagnostic, 1});
    CHECK(difference.missing.size() == 1);
    CHECK(difference.unexpected.size() == 1);
  }
}

TEST_CASE("each announcement wants a finding of its own") {
  const std::string twice = std::string(truncate) + "-- expect: truncate-cascade\n";
  const std::vector<Diagnostic> one = {finding(twice, "truncate-cascade", "TRUNCATE orders CASCADE")};
  CHECK(compare(twice, one).missing.size() == 1);
  const std::vector<Diagnostic> two = {one.front(), one.front()};
  CHECK(compare(twice, two).empty());
}

TEST_CASE("a finding of several lines may be announced below its first, its last or within") {
  for (const std::string_view text :
       {"TRUNCATE\n-- expect: t on \"TRUNCATE … CASCADE\"\norders\nCASCADE;\n",
        "TRUNCATE\norders\n# expect: t on \"TRUNCATE … CASCADE\"\nCASCADE;\n",
        "TRUNCATE\r\norders\r\nCASCADE;\r\n  // expect: t on \"TRUNCATE … CASCADE\"\r\n"}) {
    const std::vector<Diagnostic> found = {finding(text, "t", text.substr(0, text.find("CASCADE;") + 7))};
    CHECK(compare(text, found).text() == "");
  }
}

TEST_CASE("a text may stand on an earlier line of the same statement, not of another") {
  const std::string_view same =
      "CREATE TABLE a (b int REFERENCES c ON DELETE CASCADE,\n d int);\n-- expect: r on \"CASCADE\"\n";
  const std::vector<Diagnostic> found = {finding(same, "r", "CASCADE")};
  CHECK(compare(same, found).text() == "");
  const std::string_view other = "DROP TABLE a CASCADE;\nSELECT 1;\n-- expect: r on \"CASCADE\"\n";
  const std::vector<Diagnostic> above = {finding(other, "r", "CASCADE")};
  CHECK_FALSE(compare(other, above).empty());
}

TEST_CASE("quotes in a quoted text are escaped") {
  const std::string_view text =
      "DELETE FROM \"Orders\";\n-- expect: d on \"\\\"Orders\\\"\" says \"a \\\\ b\"\n";
  const std::vector<Diagnostic> found = {finding(text, "d", "\"Orders\"", "a \\ b")};
  CHECK(compare(text, found).text() == "");
}

TEST_CASE("a todo-expect fails on the day it holds") {
  const std::string_view text = "DROP TABLE a;\n-- todo-expect: drop-table\n";
  CHECK(compare(text, {}).empty());
  const std::vector<Diagnostic> found = {finding(text, "drop-table", "DROP TABLE a")};
  const Difference difference = compare(text, found);
  CHECK(difference.holds_now.size() == 1);
  CHECK(difference.unexpected.empty());
}

TEST_CASE("what looks like an expectation and is none is said") {
  CHECK(compare("SELECT 1;\n-- expect: Rule on x\n", {}).malformed.size() == 1);
  CHECK(compare("SELECT 1;\n-- expect: rule on \"x\n", {}).malformed.size() == 1);
  CHECK(compare("-- expect: rule\n", {}).malformed.size() == 1);
  CHECK(compare("-- we expect: nothing\n-- floodwall: ignore\n", {}).empty());
}

TEST_CASE("an unexpected finding comes with the line to paste") {
  const std::string_view text = "DO $$ BEGIN\n  DELETE FROM \"Orders\";\nEND $$;\n";
  CHECK(announcement(text, finding(text, "d", "DELETE FROM \"Orders\"")) ==
        "  -- expect: d on \"DELETE FROM \\\"Orders\\\"\"");
  CHECK(announcement(text, finding(text, "d", "DO $$ BEGIN\n  DELETE FROM")) ==
        "  -- expect: d on \"DO … FROM\"");
}

TEST_CASE("without_expectations keeps every other byte") {
  CHECK(without_expectations("a\r\n  -- expect: x\r\nb\n-- todo-expect: y") == "a\r\nb\n");
}

}  // namespace
}  // namespace floodwall
