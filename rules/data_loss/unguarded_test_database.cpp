#include <algorithm>

#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

constexpr std::size_t most_named = 3;

struct Destruction {
  const RoutineStep* step;
  std::string words;  ///< "empties orders"
  Span at;
};

bool is_unguarded(const RoutineStep& step) {
  return step.guard != GuardStrength::Full && !step.is_unreachable && step.origin == DatabaseOrigin::Ambient;
}

std::vector<Destruction> destructions(const RoutineFacts& facts) {
  std::vector<Destruction> all;
  const auto add = [&](const RoutineStep& step, std::string words, Span at) {
    const bool is_known = std::ranges::find(all, words, &Destruction::words) != all.end();
    if (!is_known) all.push_back({&step, std::move(words), at});
  };
  for (const StepFacts& each : facts.steps) {
    if (!is_unguarded(*each.step)) continue;
    if (each.step->effect == CallEffect::DropsAll) add(*each.step, "drops every table", each.step->at);
    if (each.step->effect == CallEffect::EmptiesAll) add(*each.step, "empties every table", each.step->at);
    for (const Loss& loss : each.losses) {
      if (!loss.is_checked) add(*each.step, words_for(loss), loss.at);
    }
  }
  return all;
}

/// Test code that destroys data in whatever database a setting names.
void check(const RoutineFacts& facts, RuleContext& ctx) {
  const RoutineKind kind = facts.routine.kind;
  if (kind != RoutineKind::Test && kind != RoutineKind::Fixture) return;
  if (facts.routine.guard == GuardStrength::Full) return;
  const std::vector<Destruction> all = destructions(facts);
  if (all.empty()) return;
  std::string words;
  const std::size_t shown = all.size() <= most_named + 1 ? all.size() : most_named;
  for (std::size_t i = 0; i < shown; ++i)
    words += (i == 0 ? "" : i + 1 == all.size() ? " and " : ", ") + all[i].words;
  if (shown < all.size()) words += " and destroys " + std::to_string(all.size() - shown) + " things more";

  GuardStrength guard = GuardStrength::Full;  // of the least guarded one
  for (const Destruction& each : all)
    guard = std::min(guard, std::max(each.step->guard, facts.routine.guard));
  Finding finding{.at = all.front().at,
                  .message = facts.routine.name + " " + words + " in whatever database " +
                             all.front().step->database + " names" +
                             (guard == GuardStrength::None   ? ", and nothing checks which one it is"
                              : guard == GuardStrength::Weak ? ", and only a setting is looked at before"
                                                             : ", and the check before stops only in "
                                                               "databases that it names")};
  if (guard != GuardStrength::None) finding.severity = Severity::Info;
  for (std::size_t i = 1; i < all.size(); ++i) finding.notes.push_back({all[i].at, all[i].words});
  finding.notes.push_back(
      {{},
       "ask the connection for its name first (current_database()) and stop unless it is one "
       "for tests; or make a database for the test"});
  ctx.report(std::move(finding));
}

}  // namespace

extern constexpr Rule unguarded_test_database = {
    .meta = {.id = "unguarded-test-database",
             .summary = "A test destroys data in whatever database a setting names",
             .severity = Severity::Warning,
             .since = "0.1"},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
