#include <algorithm>

#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

constexpr std::size_t most_named = 3;

/// What a routine destroys without a full check of where it is.
struct Unguarded {
  std::vector<const Loss*> losses;
  const RoutineStep* destroys_all = nullptr;
  GuardStrength guard = GuardStrength::Deny;  ///< of the least guarded one
};

bool destroys_all(const RoutineStep& step) {
  return step.effect == CallEffect::DropsAll || step.effect == CallEffect::EmptiesAll;
}

Unguarded unguarded_losses(const RoutineFacts& facts) {
  Unguarded unguarded;
  for (const StepFacts& each : facts.steps) {
    const GuardStrength guard = std::max(each.step->guard, facts.routine.guard);
    if (guard == GuardStrength::Full || each.step->is_unreachable) continue;
    if (destroys_all(*each.step)) {
      unguarded.destroys_all = each.step;
      unguarded.guard = std::min(unguarded.guard, guard);
    }
    for (const Loss& loss : each.losses) {
      if (loss.is_checked) continue;
      const bool is_known = std::ranges::any_of(unguarded.losses, [&](const Loss* known) {
        return known->kind == loss.kind && known->what == loss.what;
      });
      if (!is_known) unguarded.losses.push_back(&loss);
      unguarded.guard = std::min(unguarded.guard, guard);
    }
  }
  return unguarded;
}

std::string listed(const Unguarded& unguarded) {
  const std::vector<const Loss*>& losses = unguarded.losses;
  std::string text;
  if (const RoutineStep* all = unguarded.destroys_all)
    text = (all->effect == CallEffect::DropsAll ? "drops tables by " : "empties tables by ") + all->call;
  if (!text.empty() && !losses.empty()) text += losses.size() == 1 ? " and " : ", ";
  const std::size_t shown = losses.size() <= most_named + 1 ? losses.size() : most_named;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i != 0) text += i + 1 == losses.size() ? " and " : ", ";
    text += words_for(*losses[i]);
  }
  if (shown < losses.size())
    text += " and destroys " + std::to_string(losses.size() - shown) + " things more";
  return text;
}

constexpr std::string_view only_denies = ", and the check before stops only in databases that it names";
constexpr std::string_view only_a_setting =
    ", and only a setting is looked at before, not the database itself";

/// A way back that a person starts.
void check_way_back(const RoutineFacts& facts, RuleContext& ctx) {
  const Unguarded unguarded = unguarded_losses(facts);
  if (unguarded.losses.empty() && unguarded.destroys_all == nullptr) return;
  Finding finding{.at = facts.routine.name_at, .message = facts.routine.name + " " + listed(unguarded)};
  if (unguarded.guard == GuardStrength::None) {
    finding.message += ", and nothing checks which database it works on";
  } else {
    finding.message += unguarded.guard == GuardStrength::Deny ? only_denies : only_a_setting;
    finding.severity = Severity::Info;
  }
  for (const Loss* loss : unguarded.losses) {
    if (!facts.routine.name_at.contains(loss->at)) finding.notes.push_back({loss->at, words_for(*loss)});
  }
  finding.notes.push_back({{},
                           "stop before it unless the connection itself names a database that may lose this "
                           "(current_database()), or let the way back fail"});
  ctx.report(std::move(finding));
}

bool runs_unasked(RoutineKind kind) {
  return kind == RoutineKind::Test || kind == RoutineKind::Fixture || kind == RoutineKind::StartUp;
}

/// What a routine of this kind does beyond what somebody has asked for; empty if nothing. A test that drops
/// tables is the business of unguarded-test-database, and a command that goes back a step does what it is
/// for.
std::string_view words_for(const RoutineStep& step, RoutineKind kind) {
  switch (step.effect) {
    case CallEffect::TakesBack:
      return kind == RoutineKind::Command ? "" : "takes migrations back";
    case CallEffect::TakesAllBack:
      return kind == RoutineKind::Command ? "takes all migrations back" : "takes migrations back";
    case CallEffect::DropsAll:
      return kind == RoutineKind::Command || kind == RoutineKind::StartUp ? "drops tables" : "";
    case CallEffect::EmptiesAll:
      return kind == RoutineKind::Command || kind == RoutineKind::StartUp ? "empties every table" : "";
    case CallEffect::None:
    case CallEffect::RunsMigrations:
    case CallEffect::Replaces:
    case CallEffect::CopiesAll:
    case CallEffect::SetsVariable:
      break;
  }
  return "";
}

/// Code that takes migrations back, or drops everything, whenever it is loaded, tested or run.
void check_automatic(const RoutineFacts& facts, RuleContext& ctx) {
  for (const StepFacts& each : facts.steps) {
    const RoutineStep& step = *each.step;
    const std::string_view words = words_for(step, facts.routine.kind);
    const GuardStrength guard = std::max(step.guard, facts.routine.guard);
    if (words.empty() || guard == GuardStrength::Full || step.is_unreachable ||
        step.origin != DatabaseOrigin::Ambient)
      continue;
    const bool is_asked_for = !runs_unasked(facts.routine.kind);
    Finding finding{.at = step.at,
                    .message = facts.routine.name + " " + std::string(words) + " in whatever database " +
                               step.database + " names"};
    if (guard == GuardStrength::Deny) {
      finding.message += only_denies;
      finding.severity = Severity::Info;
    } else if (guard == GuardStrength::Weak) {
      finding.message += ", and only a setting is looked at before";
      finding.severity = is_asked_for ? Severity::Info : Severity::Warning;
    } else {
      finding.message += ", and nothing checks which one it is";
      finding.severity = is_asked_for ? Severity::Warning : Severity::Error;
    }
    finding.notes.push_back(
        {{},
         is_asked_for ? "whoever runs it is not asked: where that name is wrong once, the data is gone"
                      : "it runs without anybody asking: where that name is wrong once, the data is gone"});
    finding.notes.push_back(
        {{}, "ask the connection first (current_database()) and stop unless the name is one for tests"});
    ctx.report(std::move(finding));
  }
}

/// Where a project runs its migrations: one finding for all of its ways back.
void check_runner(const RoutineFacts& facts, RuleContext& ctx) {
  constexpr std::size_t most_files = 10;
  const auto runs = [](const StepFacts& each) { return each.step->effect == CallEffect::RunsMigrations; };
  const auto last = std::ranges::find_if(facts.steps.rbegin(), facts.steps.rend(), runs);
  if (last == facts.steps.rend()) return;
  const RoutineStep& step = *last->step;
  const std::size_t count = facts.ways_back.size();
  const GuardStrength guard = std::max(step.guard, facts.routine.guard);
  Finding finding{
      .at = step.at,
      .message = facts.routine.name + " runs " + std::to_string(count) + " ways back that destroy data"};
  if (guard == GuardStrength::Weak || guard == GuardStrength::Deny) {
    finding.message += guard == GuardStrength::Deny ? only_denies : only_a_setting;
    finding.severity = Severity::Info;
  } else {
    finding.message += ", and nothing checks which database they work on";
  }
  for (std::size_t i = 0; i < std::min(count, most_files); ++i)
    finding.notes.push_back({{}, facts.ways_back[i]});
  if (most_files < count)
    finding.notes.push_back({{}, "and " + std::to_string(count - most_files) + " more"});
  finding.notes.push_back(
      {{},
       "ask the connection for its name (current_database()) before it goes back, and stop "
       "unless that database may lose its data"});
  ctx.report(std::move(finding));
}

void check(const RoutineFacts& facts, RuleContext& ctx) {
  if (!facts.ways_back.empty()) return check_runner(facts, ctx);
  if (facts.routine.kind == RoutineKind::Downgrade) return check_way_back(facts, ctx);
  if (runs_unasked(facts.routine.kind) || facts.routine.kind == RoutineKind::Command)
    check_automatic(facts, ctx);
}

}  // namespace

extern constexpr Rule unguarded_downgrade = {
    .meta = {.id = "unguarded-downgrade",
             .summary = "A way back destroys data and nothing checks which database it works on",
             .severity = Severity::Warning,
             .since = "0.1",
             .is_said_once = true},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
