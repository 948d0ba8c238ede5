#include "integrations/workspace/rule_selection.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "analyzer/base/result.h"
#include "analyzer/diagnostics/severity.h"
#include "analyzer/report/setting_names.h"
#include "analyzer/rule/registry.h"
#include "analyzer/text/spelling.h"

namespace floodwall {
namespace {

bool is_collection(std::string_view name) {
  return std::ranges::find(rule_collections, name) != rule_collections.end();
}

std::string group_spelling(std::string_view name) {
  std::string group(name);
  std::ranges::replace(group, '-', '_');
  return group;
}

bool stands_for(std::string_view name, const RegisteredRule& rule) {
  if (name == "all") return true;
  if (name == "default") return rule.rule->meta.on_by_default;
  if (name == "strict") return !rule.rule->meta.on_by_default;
  return group_of(rule) == group_spelling(name);
}

std::string_view nearest_name(std::string_view name) {
  if (const std::string_view rule = nearest_rule(name); !rule.empty()) return rule;
  std::vector<std::string_view> groups(rule_collections.begin(), rule_collections.end());
  for (const RegisteredRule& rule : all_rules()) groups.push_back(group_of(rule));
  return nearest_word(name, groups);
}

/// The narrower a name, the more it counts.
int rank_of(std::string_view name) {
  if (find_rule(name) != nullptr) return 2;
  return is_collection(name) ? 0 : 1;
}

}  // namespace

Result<std::vector<const RegisteredRule*>> rules_named(std::string_view name) {
  if (const RegisteredRule* rule = find_rule(name)) return std::vector{rule};
  std::vector<const RegisteredRule*> rules;
  for (const RegisteredRule& rule : all_rules()) {
    if (stands_for(name, rule)) rules.push_back(&rule);
  }
  if (rules.empty() && !is_collection(name)) {
    return failure(fmt::format("there is no rule \"{}\"{}", name, did_you_mean(nearest_name(name))));
  }
  return rules;
}

Result<void> RuleLevels::set(std::string_view name, std::string_view level) {
  const Result<std::vector<const RegisteredRule*>> rules = rules_named(name);
  if (!rules) return std::unexpected(rules.error());
  const std::optional<Severity> severity = severity_named(level);
  if (!severity && level != "off") {
    return failure(
        fmt::format("\"{}\" must be \"error\", \"warning\", \"info\" or \"off\", not \"{}\"", name, level));
  }
  const int rank = rank_of(name);
  for (const RegisteredRule* rule : *rules) {
    const auto known = by_rule_.find(rule);
    if (known == by_rule_.end() || known->second.rank <= rank) by_rule_[rule] = {severity, rank};
  }
  return {};
}

const RuleLevel* RuleLevels::of(const RegisteredRule& rule) const {
  const auto known = by_rule_.find(&rule);
  return known == by_rule_.end() ? nullptr : &known->second.level;
}

}  // namespace floodwall
