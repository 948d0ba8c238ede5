#include "integrations/workspace/path_settings.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/diagnostics/diagnostic.h"
#include "analyzer/engine/rule_set.h"
#include "analyzer/rule/registry.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/git_listing.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/rule_selection.h"

namespace floodwall {
namespace {

bool holds(const std::vector<const RegisteredRule*>& rules, const RegisteredRule& rule) {
  return std::ranges::find(rules, &rule) != rules.end();
}

/// Whether and how a rule runs.
struct RuleState {
  bool on;
  std::optional<Severity> severity;

  void apply(const RuleLevels& levels, const RegisteredRule& rule, bool may_switch) {
    const RuleLevel* level = levels.of(rule);
    if (level == nullptr) return;
    if (may_switch) on = level->has_value();
    if (*level) severity = *level;
  }
};

RuleState state_of(const RegisteredRule& rule, const Configuration& configuration,
                   std::span<const std::size_t> overrides) {
  RuleState state = {
      configuration.select ? holds(*configuration.select, rule) : rule.rule->meta.on_by_default, {}};
  state.apply(configuration.rules, rule, !configuration.select_only);
  for (const std::size_t position : overrides) {
    const Override& override_here = configuration.overrides[position];
    // After --select, a path may still switch a rule off, but no further one on.
    state.apply(override_here.rules, rule, !configuration.select_only || state.on);
    if (holds(override_here.ignore, rule)) state.on = false;
  }
  if (holds(configuration.ignore, rule)) state.on = false;
  return state;
}

std::unique_ptr<PathSettings> make_settings(const Configuration& configuration,
                                            std::span<const std::size_t> overrides) {
  std::vector<const RegisteredRule*> rules;
  std::map<std::string_view, Severity> severities;
  for (const RegisteredRule& rule : all_rules()) {
    const RuleState state = state_of(rule, configuration, overrides);
    if (!state.on) continue;
    rules.push_back(&rule);
    if (state.severity) severities[rule.rule->meta.id] = *state.severity;
  }
  auto settings = std::make_unique<PathSettings>(
      PathSettings{RuleSet(std::move(rules)), std::move(severities), configuration.analysis, {}});
  settings->frontend.sinks = configuration.sinks;
  settings->frontend.variables = configuration.analysis.override_variables;
  for (const std::size_t position : overrides) {
    const Override& override_here = configuration.overrides[position];
    if (override_here.dialect) settings->frontend.dialect = *override_here.dialect;
    if (override_here.assume_in_transaction) {
      settings->analysis.assume_in_transaction = *override_here.assume_in_transaction;
    }
  }
  return settings;
}

std::string last_names(std::string_view path, std::size_t count) {
  std::size_t begin = path.size();
  while (0 < count && begin != 0 && begin != std::string_view::npos) {
    begin = path.rfind('/', begin - 1);
    --count;
  }
  return std::string(path.substr(begin == std::string_view::npos ? 0 : begin + 1));
}

}  // namespace

std::string path_for_tools(const FoundFile& file, const Configuration& configuration, WorkTrees& work_trees) {
  constexpr std::size_t most_names = 4;
  if (file.is_standard_input && file.path == nameless_input) return file.path;
  const std::string& top = work_trees.of(folder_of(file.absolute));
  if (!top.empty() && is_below(file.absolute, top)) return relative_to(file.absolute, top);
  const bool is_configured = !configuration.file.empty() && is_below(file.absolute, configuration.folder);
  if (is_configured) return relative_to(file.absolute, configuration.folder);
  // Files below the current folder are seen from one place, so that they know where the others stand.
  if (!is_below(file.absolute, configuration.folder)) return last_names(file.absolute, most_names);
  return join_path(last_names(configuration.folder, most_names - 1),
                   relative_to(file.absolute, configuration.folder));
}

FrontendSettings FileSettings::frontend() const {
  FrontendSettings settings = by_overrides.frontend;
  settings.path_for_tools = path_for_tools;
  return settings;
}

SettingsByPath::SettingsByPath(const Configuration& configuration, std::span<const FoundFile> files) {
  WorkTrees work_trees;
  for (const FoundFile& file : files) {
    std::vector<std::size_t> overrides;
    const std::string seen =
        configuration.overrides.empty() ? "" : relative_to(file.absolute, configuration.folder);
    for (std::size_t i = 0; i < configuration.overrides.size(); ++i) {
      if (configuration.overrides[i].paths.matches(seen)) overrides.push_back(i);
    }
    std::unique_ptr<PathSettings>& settings = by_overrides_[overrides];
    if (settings == nullptr) settings = make_settings(configuration, overrides);
    by_file_.push_back(settings.get());
    paths_for_tools_.push_back(path_for_tools(file, configuration, work_trees));
  }
  if (by_overrides_.empty()) by_overrides_[{}] = make_settings(configuration, {});
  for (const RegisteredRule& rule : all_rules()) {
    const auto runs = [&rule](const auto& entry) { return entry.second->rules.contains(rule.rule->meta.id); };
    if (std::ranges::any_of(by_overrides_, runs)) rules_.push_back(&rule);
  }
}

void apply_severities(std::vector<Diagnostic>& diagnostics, const PathSettings& settings) {
  if (settings.severities.empty()) return;
  const auto configured = [&](std::string_view rule, Severity otherwise) {
    const auto found = settings.severities.find(rule);
    return found == settings.severities.end() ? otherwise : found->second;
  };
  for (Diagnostic& diagnostic : diagnostics) {
    const bool is_raised = !diagnostic.raised_by.empty();
    const Severity own =
        configured(diagnostic.rule, is_raised ? diagnostic.own_severity : diagnostic.severity);
    diagnostic.severity =
        is_raised ? std::max(own, configured(diagnostic.raised_by, diagnostic.severity)) : own;
  }
}

}  // namespace floodwall
