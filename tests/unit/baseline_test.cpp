#include "analyzer/engine/baseline.h"

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.h"

namespace floodwall {
namespace {

Diagnostic diagnostic(std::string_view rule, std::uint64_t fingerprint, std::string message = "it drops a") {
  Diagnostic result;
  result.rule = rule;
  result.message = std::move(message);
  result.fingerprint = fingerprint;
  return result;
}

Baseline example() {
  Baseline baseline;
  const std::vector<Diagnostic> of_b = {diagnostic("drop-table", 0xFFFFFFFFFFFFFFFF),
                                        diagnostic("drop-column", 2)};
  const std::vector<Diagnostic> of_a = {diagnostic("drop-table", 1, "a \"quoted\" \\ name\n\xC3\xA9 \xE9")};
  add_to_baseline(baseline, "b.sql", of_b);
  add_to_baseline(baseline, "a/ä.sql", of_a);
  add_to_baseline(baseline, "c.sql", {});
  return baseline;
}

TEST_CASE("a baseline is written sorted, a finding a line") {
  CHECK(
      print_baseline(example()) ==
      "{\n"
      "  \"floodwall_baseline\": 1,\n"
      "  \"files\": {\n"
      "    \"a/ä.sql\": [\n"
      "      {\"rule\": \"drop-table\", \"fingerprint\": \"0000000000000001\", \"message\": \"a "
      "\\\"quoted\\\" \\\\ "
      "name\\né \xEF\xBF\xBD\"}\n"
      "    ],\n"
      "    \"b.sql\": [\n"
      "      {\"rule\": \"drop-column\", \"fingerprint\": \"0000000000000002\", \"message\": \"it drops "
      "a\"},\n"
      "      {\"rule\": \"drop-table\", \"fingerprint\": \"ffffffffffffffff\", \"message\": \"it drops a\"}\n"
      "    ]\n"
      "  }\n"
      "}\n");
  CHECK(print_baseline({}) == "{\n  \"floodwall_baseline\": 1,\n  \"files\": {}\n}\n");
}

TEST_CASE("a baseline comes back as it was written") {
  for (const Baseline& baseline : {example(), Baseline{}}) {
    const std::string text = print_baseline(baseline);
    const Result<Baseline> read = parse_baseline(text);
    REQUIRE(read);
    CHECK(print_baseline(*read) == text);
  }
}

TEST_CASE("known findings are left out, each as often as it is known") {
  Baseline baseline = example();
  const std::vector<Diagnostic> now = {diagnostic("drop-table", 0xFFFFFFFFFFFFFFFF, "other words"),
                                       diagnostic("drop-table", 2),
                                       diagnostic("drop-table", 0xFFFFFFFFFFFFFFFF)};
  BaselineMatch match = filter(baseline, "b.sql", now);
  REQUIRE(match.fresh.size() == 2);
  CHECK(match.fresh[0].fingerprint == 2);
  CHECK(match.known == 1);
  CHECK(match.gone == 1);

  CHECK(filter(baseline, "a.sql", now).fresh.size() == 3);
  add_to_baseline(baseline, "b.sql", now);
  CHECK(filter(baseline, "b.sql", now).fresh.empty());

  add_to_baseline(baseline, "latin\xE9.sql", now);
  const Result<Baseline> read = parse_baseline(print_baseline(baseline));
  REQUIRE(read);
  CHECK(filter(*read, "latin\xE9.sql", now).fresh.empty());
}

TEST_CASE("what is no baseline is refused with a reason") {
  const std::string text = GENERATE(values<std::string>(
      {"", "x", "[]", "{}", "null", "{\"floodwall_baseline\": \"1\", \"files\": {}}",
       "{\"floodwall_baseline\": 2, \"files\": {}}", "{\"floodwall_baseline\": 1}",
       "{\"floodwall_baseline\": 1, \"files\": []}", "{\"floodwall_baseline\": 1, \"files\": {\"a\": {}}}",
       "{\"floodwall_baseline\": 1, \"files\": {\"a\": [1]}}",
       "{\"floodwall_baseline\": 1, \"files\": {\"a\": [{\"rule\": \"x\", \"fingerprint\": \"xyz\"}]}}",
       "{\"floodwall_baseline\": 1, \"files\": {\"a\": [{\"fingerprint\": \"1\"}]}}",
       "{\"floodwall_baseline\": 1, \"files\": {\"\xE9\": [1]}}"}));
  CAPTURE(text);
  const Result<Baseline> read = parse_baseline(text);
  REQUIRE_FALSE(read);
  CHECK_FALSE(read.error().message.empty());
}

}  // namespace
}  // namespace floodwall
