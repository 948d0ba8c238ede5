#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/rule/registry.h"
#include "tests/support/lint.h"

namespace floodwall {

/// A ```sql or ```python block of a rule's page.
struct RuleExample {
  std::string heading;  ///< "Bad", "Good", "Cases", …
  std::string name;     ///< "rules/data_loss/drop_table.md, Cases, block 4"
  /// The ```schema block above it: stands above the code, and beside it as a file of its own.
  std::string schema;
  std::string code;
  LintOptions options;    ///< from the info string; without `rules`
  bool is_fixed = false;  ///< ```sql fixed: what the rule's fixes make of the block before

  std::string text() const { return schema + code; }
};

struct RuleExamples {
  std::vector<RuleExample> examples;
  std::vector<std::string> problems;  ///< info strings that nobody understands, a schema without a case, …
};
/// ```sql [fixed] [pg=15] [in-transaction] [path=db/1_x.down.sql], ```python likewise, ```schema. Blocks in
/// other languages are left out.
RuleExamples examples_of(const RegisteredRule& rule);

/// A .sql file below fixtures/, or a .py file of those that announce what is found in them.
struct Fixture {
  std::string path;  ///< from the top of the tree: "fixtures/demo/…"
  std::string text;
  std::string refused;  ///< why `floodwall check` does not read it; empty if it does
};
const std::vector<Fixture>& fixtures();
/// The other files of the project that a fixture below fixtures/demo/ or fixtures/names/ belongs to.
std::vector<LintFile> beside(const Fixture& fixture);

/// A text that a law must hold for.
struct Sample {
  std::string name;
  std::string text;
  LintOptions options;
};
/// Every SQL example of every rule, with every rule on, and every SQL fixture.
std::vector<Sample> samples();

/// PostgreSQL's regression SQL, by name; empty where the set-up has not fetched it (`./dev test` does).
std::vector<Sample> regression_samples();

}  // namespace floodwall
