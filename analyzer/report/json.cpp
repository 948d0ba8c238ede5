#include <cmath>

#include <nlohmann/json.hpp>

#include "analyzer/report/report.h"
#include "analyzer/report/tally.h"
#include "analyzer/text/line_index.h"

namespace floodwall {
namespace {

using Json = nlohmann::ordered_json;

/// `begin` and `end` are file bytes; lines and columns are 1-based, columns in code points, the end is
/// exclusive.
void put_place(Json& object, const LineIndex& lines, Span at) {
  const LineColumn begin = lines.at(at.begin);
  const LineColumn end = lines.at(at.end);
  object["line"] = begin.line;
  object["column"] = begin.column;
  object["end_line"] = end.line;
  object["end_column"] = end.column;
  object["begin"] = at.begin;
  object["end"] = at.end;
}

Json note_json(const LineIndex& lines, const Note& note) {
  Json object = {{"message", note.message}};
  if (note.at) put_place(object, lines, *note.at);
  return object;
}

Json fix_json(const LineIndex& lines, const Fix& fix) {
  Json edits = Json::array();
  for (const Edit& edit : fix.edits()) {
    Json object = Json::object();
    put_place(object, lines, edit.replace);
    object["with"] = edit.with;
    edits.push_back(std::move(object));
  }
  const bool is_safe = fix.safety() == FixSafety::Safe;
  return {{"title", fix.title()}, {"safety", is_safe ? "safe" : "review"}, {"edits", std::move(edits)}};
}

Json diagnostic_json(const SourceFile& file, const LineIndex& lines, const Diagnostic& diagnostic) {
  Json object = {
      {"rule", diagnostic.rule}, {"severity", name_of(diagnostic.severity)}, {"file", file.path()}};
  put_place(object, lines, diagnostic.at);
  object["message"] = diagnostic.message;
  object["notes"] = Json::array();
  for (const Note& note : diagnostic.notes) object["notes"].push_back(note_json(lines, note));
  object["fix"] = diagnostic.fix ? fix_json(lines, *diagnostic.fix) : Json();
  object["fingerprint"] = fingerprint_text(diagnostic.fingerprint);
  return object;
}

Json paths_json(std::span<const UnreadPath> paths) {
  Json all = Json::array();
  for (const UnreadPath& path : paths) all.push_back({{"path", path.path}, {"reason", path.reason}});
  return all;
}

}  // namespace

std::string json_report(const RunReport& run) {
  Json diagnostics = Json::array();
  Json silences = Json::array();
  for (const ReportedFile& file : run.files) {
    const LineIndex lines(file.file->text());
    for (const Diagnostic& diagnostic : file.diagnostics) {
      diagnostics.push_back(diagnostic_json(*file.file, lines, diagnostic));
    }
    for (const Silence& silence : file.silences) {
      Json object = {{"file", file.file->path()}};
      put_place(object, lines, silence.at);
      object["message"] = silence.message;
      silences.push_back(std::move(object));
    }
  }
  const Tally found = tally(run);
  Json report = {
      {"version", run.version},
      {"grammar", run.grammar},
      {"summary",
       {{"files", run.files_checked},
        {"files_with_findings", found.files},
        {"statements", run.statements},
        {"errors", found.errors},
        {"warnings", found.warnings},
        {"infos", found.infos},
        {"suppressed", run.suppressed},
        {"in_baseline", run.in_baseline},
        {"seconds", std::round(run.seconds * 1000) / 1000}}},
      {"diagnostics", std::move(diagnostics)},
      {"unread", paths_json(run.unread)},
      {"skipped", paths_json(run.skipped)},
      {"read_in_part", paths_json(run.read_in_part)},
      {"uncompiled", paths_json(run.uncompiled)},
  };
  if (!silences.empty()) report["silences"] = std::move(silences);
  return report.dump(2, ' ', false, Json::error_handler_t::replace) +
         "\n";  // bytes that are no UTF-8: U+FFFD
}

}  // namespace floodwall
