#include <cstdint>

#include <nlohmann/json.hpp>

#include "analyzer/base/fnv.h"
#include "analyzer/report/report.h"
#include "analyzer/report/tally.h"
#include "analyzer/text/line_index.h"

namespace floodwall {
namespace {

using Json = nlohmann::ordered_json;

/// GitLab knows info, minor, major, critical and blocker; what we call an error may cost data or an outage.
std::string_view gitlab_severity(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "critical";
    case Severity::Warning:
      return "minor";
    case Severity::Info:
      return "info";
  }
  return "";
}

std::string description_of(const Diagnostic& diagnostic) {
  std::string text = diagnostic.message;
  for (const Note& note : diagnostic.notes) text += "; " + note.message;
  return text;
}

}  // namespace

std::string gitlab_report(const RunReport& run) {
  Json report = Json::array();
  for (const ReportedFile& file : run.files) {
    const LineIndex lines(file.file->text());
    const std::string path(plain_path(file.file->path()));
    for (const Diagnostic& diagnostic : file.diagnostics) {
      const LineColumn begin = lines.at(diagnostic.at.begin);
      const LineColumn end = lines.at(diagnostic.at.end);
      const std::string identity =
          path + '\0' + std::string(diagnostic.rule) + '\0' + fingerprint_text(diagnostic.fingerprint);
      report.push_back({
          {"description", description_of(diagnostic)},
          {"check_name", diagnostic.rule},
          {"fingerprint", fingerprint_text(fnv1a(identity))},
          {"severity", gitlab_severity(diagnostic.severity)},
          {"location",
           {{"path", path},
            {"lines", {{"begin", begin.line}, {"end", end.line}}},
            {"positions",
             {{"begin", {{"line", begin.line}, {"column", begin.column}}},
              {"end", {{"line", end.line}, {"column", end.column}}}}}}},
      });
    }
  }
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace floodwall
