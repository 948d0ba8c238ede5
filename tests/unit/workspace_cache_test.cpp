#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/base/encoding.h"
#include "integrations/workspace/cache/cache.h"
#include "integrations/workspace/cache/facts_fields.h"
#include "integrations/workspace/cache/kept_look.h"
#include "integrations/workspace/cache/record_log.h"
#include "tests/support/catch.h"

using namespace floodwall;

namespace {

/// Every member says something, so that one that is forgotten shows.
ProjectFacts facts_of_everything() {
  ProjectFacts facts;
  facts.host.wrappers = {{"run", 1, "text", Certainty::Shape}};
  facts.host.forwards = {{{"hand_on", 2, "sql", Certainty::Database}, "run", 3, "query"}};
  facts.host.constants = {{"app.queries", "FIND", "SELECT '\xff\0'"}};
  facts.host.sunk = {{"app.queries.FIND", "execute", Certainty::Postgres}};
  facts.host.guards = {{{"refuse", {GuardStrength::Full, GuardStrength::Weak, true}}},
                       {{host::FolderGuard::Of::Migrations, "db", GuardStrength::Deny, "db/env.py"}},
                       {{"app.engine", {DatabaseOrigin::Ambient, "DATABASE_URL", "app.db.engine"}}}};
  facts.host.asks = {1, 0xffffffffffffffff};
  facts.schema.migration = {"alembic", "db/versions", "b2", {"a1"}, {"a0"}, {1, 10}, true, true};
  facts.schema.is_test = true;
  facts.schema.schema = {{"CREATE TABLE t ()", {3, 20}, 7, 2, true, "t_*", true, true, true}};
  facts.schema.needs.add({std::array<std::uint64_t, 2>{5, 6}, true, 9});
  facts.schema.wants_project = true;
  facts.unread = "why not";
  return facts;
}

/// A folder that is there as long as the test.
struct Folder {
  std::string path;
  Folder() {
    std::string name = "/tmp/floodwall-log-XXXXXX";
    path = ::mkdtemp(name.data());
  }
  ~Folder() { std::system(("rm -rf " + path).c_str()); }
  std::string log() const { return path + "/deep/er/a.log"; }
};

constexpr ContentKey build{1, 2};

void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string found(const std::string& path, std::uint64_t key) {
  const RecordLog log(path, build);
  const std::optional<std::string_view> content = log.find({0, key});
  return content ? std::string(*content) : "nothing";
}

}  // namespace

TEST_CASE("facts come back as they were") {
  const ProjectFacts facts = facts_of_everything();
  const std::string bytes = encode(facts);
  const std::optional<ProjectFacts> back = decode<ProjectFacts>(bytes);
  REQUIRE(back);
  CHECK(back->schema == facts.schema);
  CHECK(back->unread == facts.unread);
  CHECK(back->host.wrappers == facts.host.wrappers);
  CHECK(back->host.guards.folders.at(0).run_by == "db/env.py");
  CHECK(back->host.guards.origins.at(0).origin.follows == "app.db.engine");
  CHECK(encode(*back) == bytes);
}

TEST_CASE("bytes that are cut off or changed are no facts, and no trouble") {
  const std::string bytes = encode(facts_of_everything());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK_FALSE(decode<ProjectFacts>(std::string_view(bytes).substr(0, size)));
  CHECK_FALSE(decode<ProjectFacts>(bytes + "x"));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const char byte : {'\0', '\x7f', '\xff'}) {
      std::string changed = bytes;
      changed[i] = byte;
      const std::optional<ProjectFacts> back = decode<ProjectFacts>(changed);
      if (back) CHECK(encode(*back).size() == changed.size());
    }
  }
}

TEST_CASE("a look comes back under the rules' own names and the file's present number") {
  const Folder folder;
  Cache cache(folder.log(), build, 20000);
  FileLook look;
  look.skipped = "it is MySQL";
  look.statements = 3;
  look.suppressed = 1;
  look.silences = {{{1, 2}, "unknown"}};
  look.diagnostics.push_back({.rule = "truncate-cascade",
                              .severity = Severity::Error,
                              .raised_by = "drop-table",
                              .own_severity = Severity::Info,
                              .file = FileId{7},
                              .at = {5, 9},
                              .message = "empties t",
                              .notes = {{Span{1, 3}, "here"}, {std::nullopt, "whole"}},
                              .fix = Fix::needs_review("do it", {{{5, 6}, "x"}}),
                              .said_in = "env.py",
                              .fingerprint = 42});
  keep_look(cache, {3, 4}, look);
  cache.save();
  Cache later(folder.log(), build, 20001);
  const std::optional<FileLook> back = find_look(later, {3, 4}, FileId{9});
  REQUIRE(back);
  CHECK(back->skipped == look.skipped);
  CHECK(back->statements == 3);
  CHECK(back->suppressed == 1);
  CHECK(back->silences.at(0).message == "unknown");
  REQUIRE(back->diagnostics.size() == 1);
  const Diagnostic& diagnostic = back->diagnostics[0];
  CHECK(diagnostic.rule == "truncate-cascade");
  CHECK(diagnostic.raised_by == "drop-table");
  CHECK(diagnostic.severity == Severity::Error);
  CHECK(diagnostic.own_severity == Severity::Info);
  CHECK(diagnostic.file == FileId{9});
  CHECK(diagnostic.at == Span{5, 9});
  CHECK(diagnostic.notes.at(0).at == Span{1, 3});
  CHECK_FALSE(diagnostic.notes.at(1).at);
  REQUIRE(diagnostic.fix);
  CHECK(diagnostic.fix->safety() == FixSafety::NeedsReview);
  CHECK(diagnostic.fix->edits().at(0).with == "x");
  CHECK(diagnostic.said_in == "env.py");
  CHECK(diagnostic.fingerprint == 42);
}

TEST_CASE("two runs that add to a log at once both do") {
  const Folder folder;
  const std::string path = folder.log();
  const std::vector<RecordLog::Record> first = {{{0, 1}, "one"}};
  REQUIRE(RecordLog(path, build).append(first, 10));
  const RecordLog left(path, build);
  const RecordLog right(path, build);
  const std::vector<RecordLog::Record> of_left = {{{0, 2}, "two"}};
  const std::vector<RecordLog::Record> of_right = {{{0, 3}, std::string("th\0ree", 6)}};
  CHECK(left.append(of_left, 11));
  CHECK(right.append(of_right, 12));
  CHECK(found(path, 1) == "one");
  CHECK(found(path, 2) == "two");
  CHECK(found(path, 3) == std::string("th\0ree", 6));
  CHECK(RecordLog(path, build).day_of({0, 3}) == 12);
}

TEST_CASE("two runs that find no log both begin it") {
  const Folder folder;
  const std::string path = folder.log();
  const RecordLog left(path, build);
  const RecordLog right(path, build);
  const std::vector<RecordLog::Record> of_left = {{{0, 2}, "two"}};
  const std::vector<RecordLog::Record> of_right = {{{0, 3}, "three"}};
  CHECK(left.append(of_left, 11));
  CHECK(right.append(of_right, 12));
  CHECK(found(path, 2) == "two");
  CHECK(found(path, 3) == "three");
}

TEST_CASE("nothing is cut off a log that somebody else has written anew") {
  const Folder folder;
  const std::string path = folder.log();
  const std::vector<RecordLog::Record> first = {{{0, 1}, "one"}};
  REQUIRE(RecordLog(path, build).append(first, 10));
  const RecordLog late(path, build);
  const std::vector<RecordLog::Record> large = {{{0, 2}, std::string(1000, 'x')}};
  REQUIRE(RecordLog(path, build).rewrite(large, 10, [](const ContentKey&, std::uint32_t) { return false; }));
  CHECK_FALSE(late.append(first, 11));
  CHECK(found(path, 2) == std::string(1000, 'x'));
}

TEST_CASE("a log of another build is begun anew") {
  const Folder folder;
  const std::string path = folder.log();
  const std::vector<RecordLog::Record> records = {{{0, 1}, "one"}};
  REQUIRE(RecordLog(path, {9, 9}).append(records, 10));
  CHECK(found(path, 1) == "nothing");
  REQUIRE(RecordLog(path, build).append(records, 10));
  CHECK(found(path, 1) == "one");
}

TEST_CASE("what a run that died has left is cut off before something is added") {
  const Folder folder;
  const std::string path = folder.log();
  const std::vector<RecordLog::Record> one = {{{0, 1}, "one"}};
  REQUIRE(RecordLog(path, build).append(one, 10));
  const std::string good = bytes_of(path);
  const RecordLog before(path, build);
  const std::vector<RecordLog::Record> two = {{{0, 2}, "two"}};
  REQUIRE(before.append(two, 10));
  const std::string both = bytes_of(path);
  for (std::size_t size = good.size(); size < both.size(); ++size) {
    write(path, both.substr(0, size));
    const RecordLog log(path, build);
    const std::vector<RecordLog::Record> three = {{{0, 3}, "three"}};
    REQUIRE(log.append(three, 10));
    CHECK(found(path, 1) == "one");
    CHECK(found(path, 2) == "nothing");
    CHECK(found(path, 3) == "three");
    // So does one that had read the log before the other one died.
    write(path, both.substr(0, size));
    REQUIRE(before.append(three, 10));
    CHECK(found(path, 3) == "three");
  }
}

TEST_CASE("a log that grows too large keeps what is used or young") {
  const Folder folder;
  const std::string path = folder.log();
  const std::string large(1 << 20, 'x');
  std::vector<RecordLog::Record> records;
  for (std::uint64_t i = 0; i < 20; ++i) records.push_back({{0, i}, large});
  REQUIRE(RecordLog(path, build).append(records, 100));
  records.push_back({{0, 20}, large});
  for (RecordLog::Record& record : records) record.key.low += 20;
  REQUIRE(RecordLog(path, build).append(records, 100));
  REQUIRE(bytes_of(path).size() > 40 * large.size());

  Cache cache(path, build, 120);                              // the records are twenty days old by now
  CHECK(find_look(cache, {0, 7}, FileId{}) == std::nullopt);  // no look, but it has been asked for
  keep_look(cache, {8, 8}, {});
  cache.save();
  CHECK((found(path, 7) == large));
  CHECK((found(path, 8) == "nothing"));
  CHECK(bytes_of(path).size() < 3 * large.size());
  Cache later(path, build, 121);
  CHECK(find_look(later, {8, 8}, FileId{}));
}

TEST_CASE("logs that nobody has written for long go") {
  const Folder folder;
  const std::string ours = folder.path + "/0123456789abcdef.log";
  const std::vector<std::string> others = {folder.path + "/other.txt", folder.path + "/syslog.log",
                                           ours + "ic"};
  for (const std::string& path : others) write(path, "x");
  write(ours, "x");
  write(ours + ".4711", "x");  // its run was killed
  remove_logs(folder.path, [](std::uint32_t day) { return day < 1; });
  CHECK(bytes_of(ours) == "x");
  remove_logs(folder.path, [](std::uint32_t) { return true; });
  CHECK(bytes_of(ours).empty());
  CHECK(bytes_of(ours + ".4711").empty());
  for (const std::string& path : others) CHECK(bytes_of(path) == "x");
}
