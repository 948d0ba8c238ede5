// SARIF 2.1.0 as `sarif-multitool validate --rule-kind 'Sarif;Ghas'` wants it, which is what GitHub code
// scanning reads. Columns are Unicode code points. Texts are valid UTF-8 whatever the linted file holds.
#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analyzer/report/printable.h"
#include "analyzer/report/report.h"
#include "analyzer/report/rule_doc.h"
#include "analyzer/report/rule_link.h"
#include "analyzer/report/tally.h"
#include "analyzer/text/line_index.h"

namespace floodwall {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint32_t longest_snippet =
    4096;  ///< bytes; a minified script would stand in the report once per finding

/// "TruncateCascade" for "truncate-cascade".
std::string pascal_case(std::string_view id) {
  std::string name;
  bool at_word = true;
  for (const char byte : id) {
    if (byte == '-') {
      at_word = true;
      continue;
    }
    name += at_word ? static_cast<char>(std::toupper(static_cast<unsigned char>(byte))) : byte;
    at_word = false;
  }
  return name;
}

/// Ends with a full stop. In SARIF `[text](target)` is a link: one that comes from a linted file is taken
/// apart.
std::string sentence(std::string_view text) {
  std::string result = printable(text);
  for (std::size_t at = result.find("]("); at != std::string::npos; at = result.find("](", at))
    result.insert(at + 1, " ");
  if (!result.empty() && std::string_view(".!?").find(result.back()) == std::string_view::npos) result += ".";
  return result;
}

Json text_of(std::string text) { return {{"text", std::move(text)}}; }

std::string_view level_of(Severity severity) {
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

std::string_view problem_severity_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Info:
      return "recommendation";
  }
  return "";
}

/// GitHub sorts security findings by this number: 7 and more is high, 4 and more is medium.
std::string_view security_severity_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "8.0";
    case Severity::Warning:
      return "5.5";
    case Severity::Info:
      return "2.0";
  }
  return "";
}

Json rule_json(const RegisteredRule& rule) {
  const RuleMeta& meta = rule.rule->meta;
  const RuleDoc doc = rule_doc(rule.doc);
  const std::string lead = first_paragraph(doc);
  std::string prose = published_prose(doc);
  if (prose.empty()) prose = sentence(meta.summary);
  std::string group(group_of(rule));
  std::ranges::replace(group, '_', '-');

  Json properties = {{"tags", {"postgresql", "sql", group}},
                     {"precision", "high"},
                     {"problem.severity", problem_severity_of(meta.severity)}};
  if (group == "security") properties["security-severity"] = security_severity_of(meta.severity);
  return {
      {"id", meta.id},
      {"name", pascal_case(meta.id)},
      {"shortDescription", text_of(sentence(meta.summary))},
      {"fullDescription", text_of(sentence(lead.empty() ? meta.summary : std::string_view(lead)))},
      {"help", {{"text", prose}, {"markdown", prose}}},
      {"helpUri", rule_page(meta.id)},
      {"defaultConfiguration", {{"level", level_of(meta.severity)}}},
      {"properties", std::move(properties)},
  };
}

/// The folder URI with the slash that SARIF asks for.
std::string root_of(const RunReport& run) {
  std::string root(run.base_uri);
  if (!root.empty() && !root.ends_with('/')) root += '/';
  return root;
}

/// Relative to SRCROOT where that is possible.
Json artifact_location(const RunReport& run, std::string_view path, std::optional<std::size_t> index) {
  std::string uri = uri_encoded(plain_path(path));
  if (uri.starts_with('/')) {
    uri.insert(0, "file://");
    const std::string root = root_of(run);
    if (!root.empty() && uri.starts_with(root)) uri.erase(0, root.size());
  }
  Json location = {{"uri", uri}};
  if (!uri.starts_with("file:")) location["uriBaseId"] = "SRCROOT";
  if (index) location["index"] = *index;
  return location;
}

/// Places in one file.
class Places {
 public:
  Places(const RunReport& run, const SourceFile& file, std::size_t index)
      : text_(file.text()), lines_(text_), artifact_(artifact_location(run, file.path(), index)) {}

  const Json& artifact() const { return artifact_; }

  Json region(Span at) const {
    const LineColumn begin = lines_.at(at.begin);
    const LineColumn end = lines_.at(at.end);
    return {{"startLine", begin.line},
            {"startColumn", begin.column},
            {"endLine", end.line},
            {"endColumn", end.column}};
  }

  Json physical_location(Span at) const {
    const auto size = static_cast<std::uint32_t>(text_.size());
    at.begin = std::min(at.begin, size);
    at.end = std::clamp(at.end, at.begin, size);
    Json place = {{"artifactLocation", artifact_}, {"region", with_snippet(region(at), at)}};
    const std::uint32_t first = lines_.line_of(at.begin);
    const std::uint32_t last = lines_.line_of(at.end);
    const Span context = {lines_.line(first - std::min(first, 1U)).begin,
                          lines_.line(std::min(last + 1, lines_.line_count() - 1)).end};
    if (context.contains(at) && context != at && context.size() <= longest_snippet) {
      place["contextRegion"] = with_snippet(region(context), context);
    }
    return place;
  }

  std::uint32_t line_of(Span at) const { return lines_.line_of(at.begin) + 1; }

 private:
  Json with_snippet(Json region, Span at) const {
    if (!at.empty() && at.size() <= longest_snippet)
      region["snippet"] = text_of(valid_utf8(slice(text_, at)));
    return region;
  }

  std::string_view text_;
  LineIndex lines_;
  Json artifact_;
};

Json fix_json(const Places& places, const Fix& fix) {
  Json replacements = Json::array();
  for (const Edit& edit : fix.edits()) {
    Json replacement = {{"deletedRegion", places.region(edit.replace)}};
    if (!edit.with.empty()) replacement["insertedContent"] = text_of(valid_utf8(edit.with));
    replacements.push_back(std::move(replacement));
  }
  Json change = {{"artifactLocation", places.artifact()}, {"replacements", std::move(replacements)}};
  const bool is_safe = fix.safety() == FixSafety::Safe;
  return {{"description", text_of(sentence(fix.title()))},
          {"artifactChanges", Json::array({std::move(change)})},
          {"properties", {{"safety", is_safe ? "safe" : "review"}}}};
}

Json result_json(const RunReport& run, const Places& places, const Diagnostic& diagnostic) {
  std::string message = sentence(diagnostic.message);
  Json related = Json::array();
  for (const Note& note : diagnostic.notes) {
    if (note.at) {
      related.push_back({{"id", related.size() + 1},
                         {"physicalLocation", places.physical_location(*note.at)},
                         {"message", text_of(sentence(note.message))}});
    } else {
      message += " " + sentence(note.message);
    }
  }
  Json result = {{"ruleId", diagnostic.rule}};
  const auto rule = std::ranges::find(run.rules, diagnostic.rule,
                                      [](const RegisteredRule* each) { return each->rule->meta.id; });
  if (rule != run.rules.end()) result["ruleIndex"] = rule - run.rules.begin();
  result["level"] = level_of(diagnostic.severity);
  result["message"] = text_of(std::move(message));
  result["locations"] = Json::array({{{"physicalLocation", places.physical_location(diagnostic.at)}}});
  if (!related.empty()) result["relatedLocations"] = std::move(related);
  result["partialFingerprints"] = {{"floodwall/v1", fingerprint_text(diagnostic.fingerprint)}};
  if (diagnostic.fix && !diagnostic.fix->edits().empty()) {
    result["fixes"] = Json::array({fix_json(places, *diagnostic.fix)});
  }
  return result;
}

/// What a notification is about.
struct NotificationKind {
  std::string_view id;
  std::string_view name;
  std::string_view level;
  std::string_view summary;
  std::string_view help;
  std::span<const UnreadPath> RunReport::* paths;
  std::string_view what;  ///< of a path, in messages
};

constexpr std::array all_notification_kinds = std::to_array<NotificationKind>(
    {{"not-read", "NotRead", "error", "A path could not be read.",
      "The reason stands in the message. Exclude the path or make it readable.", &RunReport::unread,
      "was not read"},
     {"not-checked", "NotChecked", "note", "A file is not written for PostgreSQL.",
      "The reason stands in the message. Say dialect = \"postgresql\" for the path in floodwall.toml if "
      "it is wrong.",
      &RunReport::skipped, "was not checked"},
     {"read-in-part", "ReadInPart", "warning", "Something of a file could not be read.",
      "Where it begins stands in the message. What stands around it was checked.", &RunReport::read_in_part,
      "was read in part"},
     {"not-compiled", "NotCompiled", "note", "A file of C++ was read by its syntax alone.",
      "The reason stands in the message. What only a compiler knows of the file is not known.",
      &RunReport::uncompiled, "was read by its syntax alone"}});

/// The kinds that occur.
std::vector<const NotificationKind*> notification_kinds(const RunReport& run) {
  std::vector<const NotificationKind*> kinds;
  for (const NotificationKind& kind : all_notification_kinds) {
    if (!(run.*kind.paths).empty()) kinds.push_back(&kind);
  }
  return kinds;
}

Json descriptor_json(const NotificationKind& kind) {
  return {{"id", kind.id},
          {"name", kind.name},
          {"shortDescription", text_of(std::string(kind.summary))},
          {"fullDescription", text_of(std::string(kind.summary))},
          {"help", text_of(std::string(kind.help))},
          {"helpUri", home_page},
          {"defaultConfiguration", {{"level", kind.level}}}};
}

Json notification_json(const RunReport& run, const NotificationKind& kind, std::size_t index,
                       const UnreadPath& about) {
  Json location = {{"physicalLocation", {{"artifactLocation", artifact_location(run, about.path, {})}}}};
  return {{"level", kind.level},
          {"descriptor", {{"id", kind.id}, {"index", index}}},
          {"message", text_of(sentence(fmt::format("'{}' {}: {}", about.path, kind.what, about.reason)))},
          {"locations", Json::array({std::move(location)})}};
}

Json invocation_json(const RunReport& run) {
  Json invocation = {{"executionSuccessful", run.unread.empty()}};
  if (!run.base_uri.empty()) invocation["workingDirectory"] = {{"uri", root_of(run)}};
  Json notifications = Json::array();
  const std::vector<const NotificationKind*> kinds = notification_kinds(run);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    for (const UnreadPath& about : run.*kinds[i]->paths)
      notifications.push_back(notification_json(run, *kinds[i], i, about));
  }
  if (!notifications.empty()) invocation["toolExecutionNotifications"] = std::move(notifications);
  return invocation;
}

}  // namespace

std::string sarif_report(const RunReport& run) {
  Json rules = Json::array();
  for (const RegisteredRule* rule : run.rules) rules.push_back(rule_json(*rule));
  Json artifacts = Json::array();
  Json results = Json::array();
  for (const ReportedFile& file : run.files) {
    if (file.diagnostics.empty()) continue;
    const Places places(run, *file.file, artifacts.size());
    artifacts.push_back({{"location", places.artifact()}, {"length", file.file->text().size()}});
    for (const Diagnostic& diagnostic : file.diagnostics)
      results.push_back(result_json(run, places, diagnostic));
  }
  Json driver = {
      {"name", "Floodwall"},         {"organization", "Floodwall"},
      {"version", run.version},      {"semanticVersion", run.version},
      {"informationUri", home_page}, {"rules", std::move(rules)},
  };
  for (const NotificationKind* kind : notification_kinds(run)) {
    driver["notifications"].push_back(descriptor_json(*kind));
  }
  Json root = {{"description", text_of("The folder that relative paths start from.")}};
  if (!run.base_uri.empty()) root["uri"] = root_of(run);
  Json log_run = {
      {"tool", {{"driver", std::move(driver)}}},     {"invocations", Json::array({invocation_json(run)})},
      {"automationDetails", {{"id", "floodwall/"}}}, {"originalUriBaseIds", {{"SRCROOT", std::move(root)}}},
      {"artifacts", std::move(artifacts)},           {"columnKind", "unicodeCodePoints"},
      {"newlineSequences", {"\r\n", "\n", "\r"}},    {"results", std::move(results)},
      {"properties", {{"grammar", run.grammar}}},
  };
  const Json report = {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", Json::array({std::move(log_run)})},
  };
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace floodwall
