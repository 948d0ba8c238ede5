#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "analyzer/report/rule_facts.h"
#include "analyzer/report/settings_schema.h"
#include "analyzer/rule/registry.h"
#include "integrations/cli/arguments.h"
#include "integrations/cli/commands.h"
#include "integrations/cli/console.h"

namespace floodwall {
namespace {

using Json = nlohmann::ordered_json;

Json names(const auto& list) {
  Json result = Json::array();
  for (const std::string_view name : list) {
    if (!name.empty()) result.push_back(name);
  }
  return result;
}

std::string json_list() {
  Json rules = Json::array();
  for (const RegisteredRule& rule : all_rules()) {
    const RuleMeta& meta = rule.rule->meta;
    rules.push_back({{"id", meta.id},
                     {"group", group_of(rule)},
                     {"summary", meta.summary},
                     {"severity", name_of(meta.severity)},
                     {"on_by_default", meta.on_by_default},
                     {"fix", name_of(meta.fix)},
                     {"since", meta.since},
                     {"formerly", names(meta.formerly)},
                     {"aliases", names(meta.aliases)}});
  }
  return rules.dump(2) + "\n";
}

std::string text_list() {
  std::string text;
  std::string_view group;
  for (const RegisteredRule& rule : all_rules()) {
    if (group_of(rule) != group) {
      text += fmt::format("{}{}\n", group.empty() ? "" : "\n", group_of(rule));
      group = group_of(rule);
    }
    const RuleMeta& meta = rule.rule->meta;
    text += fmt::format("  {:<40} {:<8} {}{}\n", meta.id, meta.on_by_default ? name_of(meta.severity) : "off",
                        meta.summary, meta.fix == FixOffer::Never ? "" : " (has a fix)");
  }
  return text;
}

}  // namespace

int rules_command(int argc, char** argv) {
  std::string format = "text";
  const std::unique_ptr<CLI::App> parser = make_parser("Lists the rules.", "floodwall rules");
  parser->add_option("--format", format, "Form of the list")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("");
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  return print(format == "json" ? json_list() : text_list());
}

int settings_schema_command(int argc, char** argv) {
  const std::unique_ptr<CLI::App> parser =
      make_parser("Prints the JSON schema of floodwall.toml.", "floodwall settings-schema");
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  return print(settings_schema(all_rules()));
}

}  // namespace floodwall
