#include "tests/support/catch.h"

#include <nlohmann/json.hpp>

#include "analyzer/report/printable.h"
#include "analyzer/report/report.h"
#include "tests/support/report_example.h"
#include "tests/support/snapshot.h"

namespace floodwall {
namespace {

using Json = nlohmann::json;

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

struct Format {
  std::string snapshot;
  std::string (*report)(const RunReport&);
};

const Format formats[] = {
    {"terminal.txt",
     [](const RunReport& run) { return terminal_report(run, {}) + terminal_summary(run, {}); }},
    {"terminal_narrow.txt", [](const RunReport& run) { return terminal_report(run, {.width = 50}); }},
    {"terminal_colors.txt",
     [](const RunReport& run) {
       const TerminalStyle style = {.colors = true, .hyperlinks = true};
       return terminal_report(run, style) + terminal_summary(run, style);
     }},
    {"json.json", json_report},
    {"sarif.sarif", sarif_report},
    {"github.txt", github_report},
    {"gitlab.json", gitlab_report},
    {"junit.xml", junit_report},
    {"gcc.txt", gcc_report},
    {"html.html", html_report},
};

TEST_CASE("every format shows the example as its snapshot says") {
  for (const Format& format : formats) {
    DYNAMIC_SECTION(format.snapshot) {
      expect_snapshot("report/" + format.snapshot, format.report(example_run()));
    }
  }
}

TEST_CASE("every format of a run without findings is as its snapshot says") {
  for (const Format& format : formats) {
    DYNAMIC_SECTION(format.snapshot) {
      expect_snapshot("report/clean_" + format.snapshot, format.report(clean_run()));
    }
  }
}

TEST_CASE("no format lets control characters or broken UTF-8 of a linted file through") {
  for (const Format& format : formats) {
    if (format.snapshot == "terminal_colors.txt")
      continue;  // colours are ours; the same code without them is checked
    CAPTURE(format.snapshot);
    const std::string text = format.report(example_run());
    CHECK(valid_utf8(text) == text);
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (byte < 0x20 && byte != '\n') FAIL("control character at byte " << i);
    }
  }
}

TEST_CASE("with colours the only escape sequences are ours") {
  const std::string text = terminal_report(example_run(), {.colors = true});
  for (std::size_t at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b', at + 1)) {
    const std::size_t end = text.find_first_not_of("0123456789;", at + 2);
    REQUIRE(text[at + 1] == '[');
    REQUIRE(text[end] == 'm');
  }
  CHECK_FALSE(holds(text, "]0;owned\x07"));
}

TEST_CASE("text of a linted file is never markup") {
  for (const std::string& text : {html_report(example_run()), junit_report(example_run())}) {
    CHECK_FALSE(holds(text, "<script>alert"));
    CHECK_FALSE(holds(text, "<b>items"));
    CHECK(holds(text, "&lt;b&gt;items"));
  }
  CHECK(holds(html_report(example_run()), "&lt;script&gt;alert(&#39;x &amp; y&#39;)&lt;/script&gt;"));
}

TEST_CASE("the HTML report loads nothing") {
  const std::string text = html_report(example_run());
  for (const std::string_view loader : {" src=", "<link", "@import", "url(", "fetch("})
    CHECK_FALSE(holds(text, loader));
}

TEST_CASE("the summary counts in words") {
  RunReport run = clean_run();
  run.files_checked = 1;
  run.statements = 1;
  run.seconds = 75.21;
  CHECK(terminal_summary(run, {}) == "no findings in 1 file (1 statement, 75 s)\n");
  run.in_baseline = 2;
  CHECK(terminal_summary(run, {}) == "no findings in 1 file (1 statement, 75 s); 2 in baseline\n");
}

TEST_CASE("an absolute path in SARIF is relative to the root where it lies below it") {
  const SourceFile inside(FileId{0}, "/home/me/shop/a b.sql", "select 1");
  const SourceFile outside(FileId{1}, "/tmp/b.sql", "select 1");
  const std::vector<ReportedFile> files = {
      {&inside, {{.rule = "truncate-cascade", .at = {0, 6}, .message = "m", .notes = {}, .fix = {}}}, {}},
      {&outside, {{.rule = "no-such-rule", .at = {0, 99}, .message = "m", .notes = {}, .fix = {}}}, {}}};
  RunReport run = clean_run();
  run.files = files;
  const Json sarif = Json::parse(sarif_report(run));
  const Json& artifacts = sarif["runs"][0]["artifacts"];
  CHECK(artifacts[0]["location"]["uri"] == "a%20b.sql");
  CHECK(artifacts[0]["location"]["uriBaseId"] == "SRCROOT");
  CHECK(artifacts[1]["location"]["uri"] == "file:///tmp/b.sql");
  CHECK_FALSE(artifacts[1]["location"].contains("uriBaseId"));
  CHECK(sarif["runs"][0]["results"][0]["ruleIndex"] == 0);
  CHECK_FALSE(sarif["runs"][0]["results"][1].contains("ruleIndex"));
}

TEST_CASE("a folder with characters that URIs may hold is the root of what lies below it") {
  const std::string folder = "/home/me/shop (copy), 50%";
  const SourceFile file(FileId{0}, folder + "/a.sql", "select 1");
  const std::vector<ReportedFile> files = {
      {&file, {{.rule = "r", .at = {0, 6}, .message = "m", .notes = {}, .fix = {}}}, {}}};
  const std::string base_uri = "file://" + uri_encoded(folder);
  RunReport run = clean_run();
  run.files = files;
  run.base_uri = base_uri;
  const Json sarif = Json::parse(sarif_report(run));
  CHECK(sarif["runs"][0]["artifacts"][0]["location"]["uri"] == "a.sql");
}

TEST_CASE("files for other databases are notes, not trouble") {
  const std::vector<UnreadPath> skipped = {{"mysql/a.sql", "its path says MySQL (mysql/)"}};
  RunReport run = clean_run();
  run.skipped = skipped;
  const Json sarif = Json::parse(sarif_report(run))["runs"][0];
  const Json& invocation = sarif["invocations"][0];
  CHECK(invocation["executionSuccessful"] == true);
  CHECK(invocation["toolExecutionNotifications"][0]["level"] == "note");
  CHECK(invocation["toolExecutionNotifications"][0]["descriptor"]["index"] == 0);
  CHECK(sarif["tool"]["driver"]["notifications"][0]["id"] == "not-checked");
  CHECK(Json::parse(json_report(run))["skipped"][0]["path"] == "mysql/a.sql");
  CHECK(holds(terminal_summary(run, {}), "; 1 file not checked\n"));

  const std::vector<UnreadPath> unread = {{"b.sql", "is a folder"}};
  run.unread = unread;
  const Json both = Json::parse(sarif_report(run))["runs"][0];
  CHECK(both["tool"]["driver"]["notifications"].size() == 2);
  CHECK(both["invocations"][0]["toolExecutionNotifications"][1]["descriptor"]["index"] == 1);
}

TEST_CASE("what was read in part, or by its syntax alone, is in the reports") {
  const std::vector<UnreadPath> read_in_part = {{"a.cpp", "what begins in line 7 is nested too deep"}};
  const std::vector<UnreadPath> uncompiled = {{"b.cpp", "floodwall-clang was killed"}};
  RunReport run = clean_run();
  run.read_in_part = read_in_part;
  run.uncompiled = uncompiled;
  const Json json = Json::parse(json_report(run));
  CHECK(json["read_in_part"][0]["path"] == "a.cpp");
  CHECK(json["uncompiled"][0]["reason"] == "floodwall-clang was killed");
  CHECK(holds(terminal_summary(run, {}), "; 1 file read in part\n"));
  const Json invocation = Json::parse(sarif_report(run))["runs"][0]["invocations"][0];
  CHECK(invocation["executionSuccessful"] == true);
  const Json& notes = invocation["toolExecutionNotifications"];
  REQUIRE(notes.size() == 2);
  CHECK(notes[0]["level"] == "warning");
  CHECK(notes[0]["descriptor"]["id"] == "read-in-part");
  CHECK(notes[0]["message"]["text"] == "'a.cpp' was read in part: what begins in line 7 is nested too deep.");
  CHECK(notes[1]["descriptor"] == Json({{"id", "not-compiled"}, {"index", 1}}));
}

TEST_CASE("fingerprints of equal findings in different files differ for GitLab") {
  const SourceFile a(FileId{0}, "a.sql", "select 1");
  const SourceFile b(FileId{1}, "b.sql", "select 1");
  const Diagnostic finding = {
      .rule = "r", .at = {0, 6}, .message = "m", .notes = {}, .fix = {}, .fingerprint = 7};
  const std::vector<ReportedFile> files = {{&a, {finding}, {}}, {&b, {finding}, {}}};
  RunReport run = clean_run();
  run.files = files;
  const Json report = Json::parse(gitlab_report(run));
  CHECK(report[0]["fingerprint"] != report[1]["fingerprint"]);
}

}  // namespace
}  // namespace floodwall
