#include <algorithm>
#include <array>

#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

/// Variables that make a tool skip its own question: Rails, strong_migrations, Prisma, and the one of a team
/// that lost its tables (fixtures/demo/work_data_hub).
constexpr std::array overrides = std::to_array<std::string_view>({
    "DISABLE_DATABASE_ENVIRONMENT_CHECK",
    "SAFETY_ASSURED",
    "PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION",
    "WDH_SKIP_DB_VALIDATION",
});

bool has_word(std::string_view name, std::string_view word) {
  for (std::size_t at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || name[at - 1] == '_') && (end == name.size() || name[end] == '_')) return true;
  }
  return false;
}

bool has_any(std::string_view name, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return has_word(name, word); });
}

/// SKIP_DATABASE_CHECK, APP_DISABLE_DB_GUARD, FLOODWALL_ALLOW_DESTRUCTIVE: something that is switched off,
/// and a check of a database that it is.
bool is_override(std::string_view name) {
  if (std::ranges::find(overrides, name) != overrides.end()) return true;
  const bool switches_off =
      has_any(name, {"SKIP", "DISABLE", "DISABLED", "BYPASS", "IGNORE", "NO", "OVERRIDE", "ALLOW", "FORCE"});
  const bool is_check = has_any(name, {"CHECK", "CHECKS", "GUARD", "GUARDS", "VALIDATION", "SAFETY",
                                       "PROTECTION", "DESTRUCTIVE", "SAFEGUARD"});
  const bool is_ours = name.starts_with("FLOODWALL_");
  return switches_off && (is_ours || (is_check && has_any(name, {"DB", "DATABASE", "MIGRATION", "MIGRATIONS",
                                                                 "PG", "POSTGRES", "DESTRUCTIVE"})));
}

bool is_off(std::string_view value) {
  static constexpr std::array words =
      std::to_array<std::string_view>({"", "0", "false", "False", "FALSE", "no", "off"});
  return std::ranges::find(words, value) != words.end();
}

void check(const RoutineFacts& facts, RuleContext& ctx) {
  for (const StepFacts& each : facts.steps) {
    const RoutineStep& step = *each.step;
    if (step.effect != CallEffect::SetsVariable || step.is_unreachable) continue;
    const bool is_named = std::ranges::find(ctx.settings().override_variables, step.call) !=
                          ctx.settings().override_variables.end();
    if ((!is_named && !is_override(step.call)) || is_off(step.database)) continue;
    ctx.report(
        {.at = step.at,
         .message = "switches a guard off for every run: " + step.call + " is set in the source",
         .notes = {{{}, "set it by hand for the one run that needs it, so that the next one asks again"}}});
  }
}

}  // namespace

extern constexpr Rule hard_coded_override = {
    .meta = {.id = "hard-coded-override",
             .summary = "The source switches off a guard that asks before data is destroyed",
             .severity = Severity::Warning,
             .since = "0.1"},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
