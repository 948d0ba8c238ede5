#include <fmt/format.h>

#include "analyzer/report/printable.h"
#include "analyzer/report/report.h"
#include "analyzer/text/line_index.h"

namespace floodwall {
namespace {

/// What programs that read compiler output know.
std::string_view gcc_level(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Info:
      return "note";
  }
  return "";
}

}  // namespace

std::string gcc_report(const RunReport& run) {
  std::string out;
  for (const ReportedFile& file : run.files) {
    const LineIndex lines(file.file->text());
    const std::string path = printable(file.file->path());
    for (const Diagnostic& diagnostic : file.diagnostics) {
      const auto [line, column] = lines.at(diagnostic.at.begin);
      out += fmt::format("{}:{}:{}: {}: {} [{}]\n", path, line, column, gcc_level(diagnostic.severity),
                         printable(diagnostic.message), diagnostic.rule);
      for (const Note& note : diagnostic.notes) {
        const auto [note_line, note_column] = lines.at(note.at.value_or(diagnostic.at).begin);
        out += fmt::format("{}:{}:{}: note: {}\n", path, note_line, note_column, printable(note.message));
      }
    }
  }
  return out;
}

}  // namespace floodwall
