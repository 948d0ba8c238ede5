#include "tests/support/report_example.h"

#include <algorithm>
#include <string>

namespace floodwall {
namespace {

constexpr std::string_view index_page = R"(# create-index-without-concurrently

A plain `CREATE INDEX` holds a `SHARE` lock on the table for the whole build.
Readers go on; every `INSERT`, `UPDATE` and `DELETE` waits.

Several statements, several paragraphs.

## Bad

Made on a live table.

```sql
CREATE INDEX orders_status_idx ON orders (status);

-- a comment
```

## Good

```sql
CREATE INDEX CONCURRENTLY orders_status_idx ON orders (status);
```

## When it is fine

While nobody is connected. In Markdown this is code, not a heading:

````markdown
## Cases
```sql
select 1
```
````

## Cases

The finding covers the keywords.

```sql
CREATE UNIQUE INDEX a ON orders (id);
```
)";

constexpr Rule truncate_cascade = {
    .meta = {.id = "truncate-cascade",
             .summary = "TRUNCATE … CASCADE also empties every table that refers to the named one",
             .severity = Severity::Error,
             .fix = FixOffer::Sometimes,
             .since = "0.1",
             .aliases = {"squawk:ban-truncate-cascade", "pgls:banTruncateCascade"}},
    .trigger = {}};
constexpr Rule create_index = {
    .meta = {.id = "create-index-without-concurrently",
             .summary = "CREATE INDEX without CONCURRENTLY blocks writes to the table",
             .severity = Severity::Warning,
             .fix = FixOffer::Always,
             .since = "0.1",
             .formerly = {"index-not-concurrent"},
             .aliases = {"squawk:require-concurrent-index-creation"}},
    .trigger = {}};
constexpr Rule interpolated_value = {.meta = {.id = "interpolated-value",
                                              .summary = "a run-time value is spliced into SQL text",
                                              .severity = Severity::Error,
                                              .since = "0.1"},
                                     .trigger = {}};
constexpr Rule timestamp = {
    .meta = {.id = "timestamp-without-time-zone",
             .summary = "a timestamp without | time zone means different moments to different readers",
             .severity = Severity::Info,
             .fix = FixOffer::Always,
             .since = "0.1",
             .on_by_default = false},
    .trigger = {}};

constexpr RegisteredRule registry[] = {
    {"rules/data_loss/truncate_cascade", &truncate_cascade,
     "# truncate-cascade\n\nIt does not stop at the tables you name.\n\n## Bad\n\n```sql\nTRUNCATE a "
     "CASCADE;\n```\n\n## Good\n\n"
     "```sql\nTRUNCATE a, b;\n```\n"},
    {"rules/locking/create_index_without_concurrently", &create_index, index_page},
    {"rules/security/interpolated_value", &interpolated_value,
     "# interpolated-value\n\nSay it with parameters.\n"},
    {"rules/types/timestamp_without_time_zone", &timestamp, ""},
};

std::string migration_text() {
  return "-- Größe \xE6\x95\xB0\xE6\x8D\xAE: one table\r\n"
         "CREATE TABLE orders (\r\n"
         "\tid bigint PRIMARY KEY,\r\n"
         "\tname\ttext,\t\"pre\xCC\x81nom \xE5\x90\x8D\" timestamp,\r\n"
         "\tuser_id bigint REFERENCES users ON DELETE CASCADE\r\n"
         ");\r\n"
         "TRUNCATE users,\r\n"
         "         \"\x1b]0;owned\x07\x1b[31mred\",\r\n"
         "         \"<script>alert('x & y')</script>\",\r\n"
         "         logs\r\n"
         "  CASCADE;\r\n"
         "CREATE INDEX orders_name ON orders (name);\r\n"
         "DROP TABLE old;\r\n";
}

std::string python_text() {
  std::string columns;
  for (int i = 0; i < 60; ++i) columns += "column_" + std::to_string(i) + ", ";
  return "cursor.execute(f\"SELECT " + columns + "x FROM t WHERE name = '{name}' AND y = 1 ORDER BY " +
         columns + "1\")\n" +
         "# not UTF-8: \xFF\xC3( and an override \xE2\x80\xAE here\n"
         "cursor.execute(\"TRUNCATE caf\xE9 CASCADE\")";
}

/// The `count`-th place of `words` in the text, from 1.
Span find_span(const SourceFile& file, std::string_view words, int count = 1) {
  std::size_t at = file.text().find(words);
  for (int i = 1; i < count; ++i) at = file.text().find(words, at + 1);
  const auto begin = static_cast<std::uint32_t>(at);
  return {begin, begin + static_cast<std::uint32_t>(words.size())};
}

std::vector<Diagnostic> migration_findings(const SourceFile& file) {
  const auto at = [&](std::string_view words) { return find_span(file, words); };
  const Span truncate = at("TRUNCATE users").joined(at("CASCADE;"));
  const Span statement = {truncate.begin, truncate.end - 1};
  const Span drop = at("DROP TABLE old;\r\n");
  std::vector<Diagnostic> findings;
  findings.push_back({.rule = timestamp.meta.id,
                      .severity = Severity::Info,
                      .at = at("timestamp"),
                      .message = "\"pre\xCC\x81nom \xE5\x90\x8D\" has no time zone",
                      .notes = {},
                      .fix = Fix::safe("say timestamptz", {replace(at("timestamp"), "timestamptz")}),
                      .fingerprint = 0x1});
  findings.push_back(
      {.rule = truncate_cascade.meta.id,
       .severity = Severity::Error,
       .at = statement,
       .message = "this also empties \x1b[31morders\x1b[0m, <b>items</b> and [x](1): 100%",
       .notes = {{at("REFERENCES users ON DELETE CASCADE"), "orders.user_id refers to users"},
                 {std::nullopt, "the rows of orders are gone at once"}},
       .fix = Fix::needs_review("name the tables and drop CASCADE", {remove(at("\r\n  CASCADE"))}),
       .fingerprint = 0x0123456789abcdef});
  findings.push_back({.rule = create_index.meta.id,
                      .severity = Severity::Warning,
                      .at = at("CREATE INDEX"),
                      .message = "building orders_name blocks writes to orders until it is done",
                      .notes = {{std::nullopt, "CONCURRENTLY does not run in a transaction"}},
                      .fix = Fix::needs_review("build it concurrently",
                                               {insert_at(0, "-- floodwall: no transaction\r\n"),
                                                insert_at(at("CREATE INDEX").end, " CONCURRENTLY")}),
                      .fingerprint = 0x2});
  findings.push_back({.rule = truncate_cascade.meta.id,
                      .severity = Severity::Warning,
                      .at = {drop.begin, drop.end - 3},
                      .message = "old is gone",
                      .notes = {},
                      .fix = Fix::safe("leave it out", {remove(drop)}),
                      .fingerprint = 0x3});
  return findings;
}

std::vector<Diagnostic> python_findings(const SourceFile& file) {
  std::vector<Diagnostic> findings;
  findings.push_back(
      {.rule = interpolated_value.meta.id,
       .severity = Severity::Error,
       .file = FileId{1},
       .at = find_span(file, "{name}"),
       .message = "name is spliced into the statement",
       .notes = {{find_span(file, "cursor.execute"), "handed to the database here"}},
       .fix = Fix::needs_review("use a parameter", {replace(find_span(file, "'{name}'"), "%(name)s")}),
       .fingerprint = 0x4});
  findings.push_back({.rule = truncate_cascade.meta.id,
                      .severity = Severity::Error,
                      .file = FileId{1},
                      .at = find_span(file, "TRUNCATE caf\xE9 CASCADE"),
                      .message = "caf\xE9 goes\nwith all that refers to it",
                      .notes = {},
                      .fix = {},
                      .fingerprint = 0x5});
  return findings;
}

}  // namespace

std::span<const RegisteredRule> example_rules() { return registry; }

const RunReport& example_run() {
  static const SourceFile migration(FileId{0}, "./migrations/0001, \xC3\xA4nderung:1.sql", migration_text());
  static const SourceFile python(FileId{1}, "app/a&b\x1b.py", python_text());
  static const std::vector<ReportedFile> files = {
      {&migration,
       migration_findings(migration),
       {{find_span(migration, "DROP TABLE old"), "old was made in this script"}}},
      {&python, python_findings(python), {}}};
  static const std::vector<const RegisteredRule*> rules = {&registry[0], &registry[1], &registry[2],
                                                           &registry[3]};
  static const std::vector<UnreadPath> unread = {{"data/dump <1>.sql", "larger than 5 MB"}};
  static const RunReport run = {.files = files,
                                .rules = rules,
                                .unread = unread,
                                .files_checked = 14,
                                .statements = 212,
                                .suppressed = 1,
                                .in_baseline = 4,
                                .seconds = 0.0123,
                                .version = "0.1.0",
                                .grammar = "18.0.0",
                                .base_uri = "file:///home/me/shop"};
  return run;
}

RunReport clean_run() {
  RunReport run = example_run();
  run.files = {};
  run.unread = {};
  run.suppressed = 0;
  run.in_baseline = 0;
  return run;
}

}  // namespace floodwall
