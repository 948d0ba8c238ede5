// Every file below fixtures/: what it announces is found, and nothing else.
#include "tests/support/catch.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "analyzer/text/line_index.h"
#include "integrations/workspace/read_file.h"
#include "tests/support/examples.h"
#include "tests/support/expectations.h"
#include "tests/support/lint.h"

namespace floodwall {
namespace {

std::string name_of_file(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  return std::string(path.substr(0, path.rfind('.')));
}

bool is_below(const Fixture& fixture, std::string_view folder) { return fixture.path.starts_with(folder); }

/// The names that fixtures/broken/README.md lists as valid, or empty, SQL.
std::set<std::string> valid_in_broken() {
  const std::string readme = read_file(FLOODWALL_SOURCE_DIR "/fixtures/broken/README.md").value_or("");
  std::set<std::string> names;
  std::size_t at = readme.find("must give no `syntax-error`:");
  if (at == std::string::npos) return names;
  at = readme.find(':', at);
  const std::size_t end = readme.find(".\n", at);
  while (true) {
    const std::size_t open = readme.find('`', at);
    const std::size_t close = readme.find('`', open + 1);
    if (close == std::string::npos || end < close) return names;
    names.insert(readme.substr(open + 1, close - open - 1));
    at = close + 1;
  }
}

TEST_CASE("every fixture yields exactly what it announces") {
  REQUIRE_FALSE(fixtures().empty());
  for (const Fixture& fixture : fixtures()) {
    if (is_below(fixture, "fixtures/dialects/") || is_below(fixture, "fixtures/broken/")) continue;
    if (is_below(fixture, "fixtures/schema/")) continue;  // for the server: tests/catalog
    DYNAMIC_SECTION(fixture.path) {
      CAPTURE(fixture.refused);
      REQUIRE(fixture.refused.empty());
      const FileAnalysis analysis =
          analyze_text(fixture.text, {.path = fixture.path, .beside = beside(fixture)});
      CAPTURE(analysis.skipped);
      CHECK(analysis.skipped.empty());
      const Difference difference = compare(fixture.text, analysis.diagnostics);
      if (!difference.empty()) FAIL_CHECK(fixture.path << "\n" << difference.text());
    }
  }
}

TEST_CASE("broken files are got through, and what can be found in them is found") {
  const std::set<std::string> valid = valid_in_broken();
  REQUIRE(10 < valid.size());
  for (const Fixture& fixture : fixtures()) {
    if (!is_below(fixture, "fixtures/broken/")) continue;
    DYNAMIC_SECTION(fixture.path) {
      const std::string name = name_of_file(fixture.path);
      if (!fixture.refused.empty()) {
        CAPTURE(fixture.refused);
        CHECK((name.find("nul") != std::string::npos || name.find("utf16") != std::string::npos));
        SUCCEED("one clear line says why it is not read");
        continue;
      }
      FileAnalysis analysis = analyze_text(fixture.text, {.path = fixture.path});
      std::vector<Diagnostic>& found = analysis.diagnostics;
      const auto syntax_errors = std::ranges::count(found, "syntax-error", &Diagnostic::rule);
      if (valid.contains(name)) {
        for (const Diagnostic& diagnostic : found) {
          if (diagnostic.rule == "syntax-error") UNSCOPED_INFO(describe(fixture.text, diagnostic));
        }
        CHECK(syntax_errors == (name == "dollar_tags" ? 1 : 0));
      }
      if (name == "no_final_newline") {  // nothing can be announced below its last line
        REQUIRE(found.size() == 1);
        CHECK(found.front().rule == "truncate-cascade");
        continue;
      }
      const Expectations expectations = find_expectations(fixture.text);
      if (expectations.announced.empty() && expectations.malformed.empty()) {
        SUCCEED("it was got through");
        continue;
      }
      const auto is_announced = [&](std::string_view rule) {
        return std::ranges::find(expectations.announced, rule, &Expectation::rule) !=
               expectations.announced.end();
      };
      if (!is_announced("syntax-error")) {
        std::erase_if(found, [](const Diagnostic& diagnostic) { return diagnostic.rule == "syntax-error"; });
      }
      const Difference difference = compare(fixture.text, found);
      if (!difference.empty()) FAIL_CHECK(fixture.path << "\n" << difference.text());
    }
  }
}

TEST_CASE("other databases' SQL is skipped with a reason") {
  for (const Fixture& fixture : fixtures()) {
    if (!is_below(fixture, "fixtures/dialects/")) continue;
    DYNAMIC_SECTION(fixture.path) {
      const std::string name = fixture.path.substr(fixture.path.rfind('/') + 1);
      const FileAnalysis by_path = analyze_text(fixture.text, {.path = fixture.path});
      CHECK_FALSE(by_path.skipped.empty());
      CHECK(by_path.diagnostics.empty());
      const FileAnalysis by_text = analyze_text(fixture.text);  // a name that says nothing
      CHECK_FALSE(by_text.skipped.empty());
      CHECK(by_text.diagnostics.empty());
    }
  }
}

}  // namespace
}  // namespace floodwall
