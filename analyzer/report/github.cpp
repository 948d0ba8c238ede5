#include <fmt/format.h>

#include "analyzer/report/printable.h"
#include "analyzer/report/report.h"
#include "analyzer/report/tally.h"
#include "analyzer/text/line_index.h"

namespace floodwall {
namespace {

/// As GitHub's own toolkit escapes the data of a workflow command.
std::string data_escaped(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    switch (byte) {
      case '%':
        result += "%25";
        break;
      case '\r':
        result += "%0D";
        break;
      case '\n':
        result += "%0A";
        break;
      default:
        result += byte;
    }
  }
  return result;
}

std::string property_escaped(std::string_view text) {
  std::string result;
  for (const char byte : data_escaped(text)) {
    switch (byte) {
      case ':':
        result += "%3A";
        break;
      case ',':
        result += "%2C";
        break;
      default:
        result += byte;
    }
  }
  return result;
}

std::string_view command_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Info:
      return "notice";
  }
  return "";
}

std::string message_of(const LineIndex& lines, const Diagnostic& diagnostic) {
  std::string message = printable(diagnostic.message);
  for (const Note& note : diagnostic.notes) {
    message += "\nnote: " + printable(note.message);
    if (note.at) message += fmt::format(" (line {})", lines.at(note.at->begin).line);
  }
  if (diagnostic.fix) {
    message += fmt::format("\nfix: {} ({})", printable(diagnostic.fix->title()),
                           option_for(diagnostic.fix->safety()));
  }
  return message;
}

}  // namespace

std::string github_report(const RunReport& run) {
  std::string out;
  for (const ReportedFile& file : run.files) {
    const LineIndex lines(file.file->text());
    const std::string path = property_escaped(printable(plain_path(file.file->path())));
    for (const Diagnostic& diagnostic : file.diagnostics) {
      const LineColumn begin = lines.at(diagnostic.at.begin);
      const LineColumn end = lines.at(diagnostic.at.end);
      out +=
          fmt::format("::{} file={},line={},endLine={},col={},endColumn={},title={}::{}\n",
                      command_of(diagnostic.severity), path, begin.line, end.line, begin.column, end.column,
                      property_escaped(diagnostic.rule), data_escaped(message_of(lines, diagnostic)));
    }
  }
  for (const UnreadPath& unread : run.unread) {
    out += fmt::format("::warning title=not read::{}\n",
                       data_escaped(printable(unread.path + ": " + unread.reason)));
  }
  return out;
}

}  // namespace floodwall
