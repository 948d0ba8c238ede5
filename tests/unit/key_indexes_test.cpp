// foreign-key-without-index over several files: what counts is what there is in the end.
#include "tests/support/catch.h"

#include <string>
#include <vector>

#include "tests/support/lint.h"

namespace floodwall {
namespace {

std::size_t unindexed_in(const LintFile& file, std::vector<LintFile> others) {
  const LintOptions options{.path = file.path, .beside = std::move(others)};
  std::size_t count = 0;
  for (const Diagnostic& found : lint(file.text, options))
    count += found.rule == "foreign-key-without-index" ? 1 : 0;
  return count;
}

TEST_CASE("an index that a later migration adds serves a key, one that is dropped again does not") {
  const LintFile tables{"db/migrations/1_tables.sql",
                        "CREATE TABLE users (id bigint PRIMARY KEY);\n"
                        "CREATE TABLE orders (user_id bigint REFERENCES users);\n"};
  const LintFile index{"db/migrations/2_index.sql", "CREATE INDEX by_user ON orders (user_id);\n"};
  const LintFile no_index{"db/migrations/3_no_index.sql", "DROP INDEX by_user;\n"};
  const LintFile query{"app/q.sql", "SELECT 1;\n"};
  CHECK(unindexed_in(tables, {query}) == 1);
  CHECK(unindexed_in(tables, {index}) == 0);
  CHECK(unindexed_in(tables, {index, no_index}) == 1);
  CHECK(unindexed_in(tables, {{"db/indexes.sql", index.text}}) == 0);
  CHECK(unindexed_in(tables, {{"db/migrations/2_drop.sql", "DROP TABLE orders;\n"}}) == 0);
  CHECK(unindexed_in({"db/tables.sql", tables.text},
                     {{"db/migrations/2_drop.sql", "DROP TABLE orders;\n"}}) == 0);
  CHECK(unindexed_in(tables, {{"db/migrations/2_new.sql", "ALTER TABLE orders RENAME TO sales;\n"}}) == 0);
  CHECK(unindexed_in(tables, {{"db/migrations/2_more.sql", "ALTER TABLE orders ADD UNIQUE (user_id);\n"}}) ==
        0);
}

}  // namespace
}  // namespace floodwall
