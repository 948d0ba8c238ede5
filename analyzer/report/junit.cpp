#include <fmt/format.h>

#include "analyzer/report/code_frame.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/report.h"
#include "analyzer/report/tally.h"
#include "analyzer/text/line_index.h"

namespace floodwall {
namespace {

/// `printable` leaves nothing that XML 1.0 forbids.
std::string xml(std::string_view text) { return markup_escaped(printable(text)); }

/// The message, the code and the notes, as the page of a failed test shows them.
std::string details_of(const SourceFile& file, const LineIndex& lines, const Diagnostic& diagnostic) {
  const LineColumn at = lines.at(diagnostic.at.begin);
  std::string text =
      fmt::format("{}:{}:{}: {}\n", xml(file.path()), at.line, at.column, xml(diagnostic.message));
  for (const FrameLine& line : code_frame(file.text(), lines, diagnostic.at, {})) {
    text += fmt::format("{} | {}\n", line.number, markup_escaped(line.text()));
  }
  for (const Note& note : diagnostic.notes) {
    text += "note: " + xml(note.message);
    if (note.at) text += fmt::format(" (line {})", lines.at(note.at->begin).line);
    text += "\n";
  }
  if (diagnostic.fix) {
    text += fmt::format("fix: {} ({})\n", xml(diagnostic.fix->title()), option_for(diagnostic.fix->safety()));
  }
  return text;
}

std::string suite_of(const ReportedFile& file) {
  const SourceFile& source = *file.file;
  const LineIndex lines(source.text());
  const std::string path = xml(source.path());
  const std::size_t count = file.diagnostics.size();
  std::string out = fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n", path,
                                count, count);
  for (const Diagnostic& diagnostic : file.diagnostics) {
    const LineColumn at = lines.at(diagnostic.at.begin);
    out += fmt::format("    <testcase name=\"{}:{}:{}\" classname=\"{}\" file=\"{}\" line=\"{}\">\n",
                       diagnostic.rule, at.line, at.column, path, path, at.line);
    out +=
        fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", name_of(diagnostic.severity),
                    xml(diagnostic.message), details_of(source, lines, diagnostic));
    out += "    </testcase>\n";
  }
  return out + "  </testsuite>\n";
}

std::string unread_suite(std::span<const UnreadPath> unread) {
  std::string out = fmt::format("  <testsuite name=\"not read\" tests=\"{}\" failures=\"0\" errors=\"{}\">\n",
                                unread.size(), unread.size());
  for (const UnreadPath& path : unread) {
    out +=
        fmt::format("    <testcase name=\"{}\" classname=\"not read\"><error message=\"{}\"/></testcase>\n",
                    xml(path.path), xml(path.reason));
  }
  return out + "  </testsuite>\n";
}

}  // namespace

std::string junit_report(const RunReport& run) {
  const std::size_t findings = tally(run).findings();
  const bool is_clean = findings == 0 && run.unread.empty();
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format(
      "<testsuites name=\"floodwall\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n",
      is_clean ? 1 : findings + run.unread.size(), findings, run.unread.size(), run.seconds);
  for (const ReportedFile& file : run.files) {
    if (!file.diagnostics.empty()) out += suite_of(file);
  }
  if (!run.unread.empty()) out += unread_suite(run.unread);
  if (is_clean) {  // many tools take a report without tests for a broken one
    out += "  <testsuite name=\"floodwall\" tests=\"1\" failures=\"0\" errors=\"0\">\n";
    out += fmt::format("    <testcase name=\"no findings in {}\" classname=\"floodwall\"/>\n",
                       counted(run.files_checked, "file"));
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace floodwall
