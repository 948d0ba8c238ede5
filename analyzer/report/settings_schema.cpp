#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analyzer/report/rule_link.h"
#include "analyzer/report/setting_names.h"
#include "analyzer/report/settings_schema.h"

namespace floodwall {
namespace {

using Json = nlohmann::ordered_json;

Json described(std::string_view description, Json schema) {
  schema["description"] = description;
  return schema;
}

Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}, {"uniqueItems", true}}; }

Json text() { return {{"type", "string"}, {"minLength", 1}}; }

/// An object whose keys are all known: a misspelt one is an error.
Json closed_object(Json properties) {
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
}

/// The groups, each with hyphens and as its folder is called.
std::vector<std::string> group_names(std::span<const RegisteredRule> rules) {
  std::vector<std::string> names;
  const auto add = [&names](const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  for (const RegisteredRule& rule : rules) {
    std::string group(group_of(rule));
    add(group);
    std::ranges::replace(group, '_', '-');
    add(group);
  }
  return names;
}

/// Collections, groups, every id, and the former ids, which still work.
Json rule_names(std::span<const RegisteredRule> rules) {
  Json names = Json::array();
  for (const std::string_view collection : rule_collections) names.push_back(collection);
  for (const std::string& group : group_names(rules)) names.push_back(group);
  for (const RegisteredRule& rule : rules) names.push_back(rule.rule->meta.id);
  for (const RegisteredRule& rule : rules) {
    for (const std::string_view former : rule.rule->meta.formerly) {
      if (!former.empty()) names.push_back(former);
    }
  }
  return {{"type", "string"}, {"enum", std::move(names)}};
}

constexpr std::array<std::string_view, 4> levels = {"error", "warning", "info", "off"};

Json level_of_many(std::string_view description) { return {{"enum", levels}, {"description", description}}; }

Json level_of(const RuleMeta& meta, std::string_view id) {
  std::string description(meta.summary);
  if (id != meta.id) description += " (now called " + std::string(meta.id) + ")";
  return {{"enum", levels},
          {"default", meta.on_by_default ? name_of(meta.severity) : std::string_view("off")},
          {"description", description},
          {"x-taplo", {{"links", {{"key", rule_page(meta.id)}}}}}};
}

Json rule_levels(std::span<const RegisteredRule> rules) {
  Json names = Json::object();
  for (const std::string_view collection : rule_collections) {
    names[std::string(collection)] =
        level_of_many(fmt::format("The rules that \"{}\" stands for", collection));
  }
  for (const std::string& group : group_names(rules)) {
    names[group] = level_of_many(fmt::format("The rules of the group {}", group));
  }
  for (const RegisteredRule& rule : rules) {
    const RuleMeta& meta = rule.rule->meta;
    names[std::string(meta.id)] = level_of(meta, meta.id);
    for (const std::string_view former : meta.formerly) {
      if (!former.empty()) names[std::string(former)] = level_of(meta, former);
    }
  }
  return closed_object(std::move(names));
}

Json override_of(const Json& rule_list) {
  Json entry = closed_object({
      {"paths", described("Globs; the last override that matches a file wins.", list_of(text()))},
      {"ignore", described("Rules that stay silent in these files.", rule_list)},
      {"rules", described("Levels of rules in these files.", {{"$ref", "#/definitions/rule-levels"}})},
      {"dialect",
       described("What the SQL in these files is written for; anything but PostgreSQL is not checked.",
                 {{"enum", dialect_names}})},
      {"assume-in-transaction",
       described("The tool that runs these files wraps each of them in a transaction.",
                 {{"type", "boolean"}})},
  });
  entry["required"] = {"paths"};
  return entry;
}

}  // namespace

std::string settings_schema(std::span<const RegisteredRule> rules) {
  const Json rule_list = list_of({{"$ref", "#/definitions/rule-name"}});
  Json size = {{"anyOf",
                {{{"type", "integer"}, {"minimum", 1}},
                 {{"type", "string"}, {"pattern", "^[0-9]+ *([kKmMgG]i?)?[bB]?$"}}}}};
  Json schema = {
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"title", "floodwall.toml"},
      {"description", "Settings of Floodwall, the PostgreSQL linter."},
  };
  schema.update(closed_object({
      {"pg-version",
       described("Major version of the servers that the SQL runs on.", {{"type", "integer"},
                                                                        {"minimum", oldest_pg_version},
                                                                        {"maximum", newest_pg_version},
                                                                        {"default", 17}})},
      {"assume-in-transaction", described("The tool that runs migrations wraps each file in a transaction.",
                                          {{"type", "boolean"}, {"default", false}})},
      {"fail-on", described("The least severe finding that makes `floodwall check` exit with 1.",
                            {{"enum", {"error", "warning", "info", "never"}}, {"default", "error"}})},
      {"select", described("Only these rules run.", rule_list)},
      {"ignore", described("These rules do not run.", rule_list)},
      {"include", described("Globs of the files to look at.", list_of(text()))},
      {"exclude", described("Globs of files and folders to leave alone.", list_of(text()))},
      {"extensions", described("File name extensions to look at.", list_of(text()))},
      {"sinks", described("Functions and methods that run the SQL they are given: \"run_query\", "
                          "\"app.db.run_query:1\" (which argument), \"run_query:sql\" (its name).",
                          list_of(text()))},
      {"override-variables",
       described(
           "Environment variables that switch a guard of yours off: hard-coded-override reports where the "
           "source sets them, as it does those that it knows: \"APP_ALLOW_WIPE\".",
           list_of(text()))},
      {"max-file-size",
       described("Larger files are not read: bytes, or text such as \"5 MB\".", std::move(size))},
      {"baseline", described("File with the findings to leave out of reports.", text())},
      {"jobs", described("Threads; 0 is one per processor.",
                         {{"type", "integer"}, {"minimum", 0}, {"maximum", most_jobs}})},
      {"rules", described("Levels of rules, groups or collections; the narrowest name counts.",
                          {{"$ref", "#/definitions/rule-levels"}})},
      {"override", described("Settings for some of the files.",
                             {{"type", "array"}, {"items", {{"$ref", "#/definitions/override"}}}})},
      {"schema",
       described(
           "What is known about the database.",
           closed_object(
               {{"snapshot", described("File that says what the database holds, where the repository does "
                                       "not: what \"pg_dump --schema-only\" or \"floodwall schema --from\" "
                                       "writes.",
                                       text())}}))},
      {"cpp",
       described(
           "How C and C++ are read.",
           closed_object(
               {{"compile-commands",
                 described("The compile_commands.json, or the folder that holds it; by default "
                           "the nearest at or above a file, or in a folder \"build\" there.",
                           text())},
                {"time-limit",
                 described("Seconds that the compiler may take for one file.",
                           {{"type", "integer"}, {"minimum", 1}, {"maximum", most_compile_seconds}})}}))},
      {"guard", described("The run-time guard. Reserved.", {{"type", "object"}})},
  }));
  schema["definitions"] = {{"rule-name", rule_names(rules)},
                           {"rule-levels", rule_levels(rules)},
                           {"override", override_of(rule_list)}};
  return schema.dump(2) + "\n";
}

}  // namespace floodwall
