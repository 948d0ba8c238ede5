#include "frontends/host_values/routines.h"

#include <algorithm>
#include <optional>

namespace floodwall::host {
namespace {

constexpr int most_rounds = 4;  // helpers of helpers
constexpr std::size_t most_branches = 16;
constexpr std::size_t most_points = 1000;  // before a call: a long function has a call on every line

std::vector<Branch> branches_before(const CallEvent& event) {
  std::vector<Branch> branches;
  std::size_t left = most_points;
  for (const Dominator* each = event.dominators;
       each != nullptr && branches.size() < most_branches && 0 < left; each = each->before, --left) {
    const bool is_branch = each->kind == Dominator::Kind::Held || each->kind == Dominator::Kind::Failed;
    if (is_branch && each->expression != nullptr)
      branches.push_back({each->expression->at.begin, each->kind == Dominator::Kind::Held});
  }
  return branches;
}

bool may_inherit(RoutineKind kind) {
  return kind == RoutineKind::Downgrade || kind == RoutineKind::Upgrade || kind == RoutineKind::Test ||
         kind == RoutineKind::Fixture || kind == RoutineKind::StartUp || kind == RoutineKind::Command;
}

/// A helper that tests and fixtures share is one of theirs.
std::optional<RoutineKind> common_kind(RoutineKind left, RoutineKind right) {
  const auto is_for_tests = [](RoutineKind kind) {
    return kind == RoutineKind::Test || kind == RoutineKind::Fixture;
  };
  if (left == right) return left;
  return is_for_tests(left) && is_for_tests(right) ? std::optional(RoutineKind::Fixture) : std::nullopt;
}

}  // namespace

HostRoutine& RoutineRecorder::routine_at(const Function* function, const Class* klass) {
  const Place place{function, klass};
  const auto [known, is_new] = places_.try_emplace(place, recorded_.size());
  if (!is_new) return recorded_[known->second].routine;
  HostRoutine routine;
  RoutineRole role = language_.role_of(function, klass);
  routine.kind = role.kind;
  routine.guard = role.guard;
  routine.run_by = std::move(role.run_by);
  if (function != nullptr) {
    const Class* owner = function->owner;
    routine.name = (owner == nullptr ? "" : std::string(owner->name) + ".") + std::string(function->name);
    routine.name_at = function->name_at;
    routine.at = function->at;
  } else if (klass != nullptr) {
    routine.name = klass->name;
    routine.name_at = klass->name_at;
    routine.at = klass->at;
  }
  recorded_.push_back({std::move(routine), place});
  return recorded_.back().routine;
}

void RoutineRecorder::add_step(const Function* function, const Class* klass, RoutineStep step) {
  HostRoutine& routine = routine_at(function, klass);
  if (routine.name.empty()) {  // the module itself
    routine.name = "this file";
    routine.name_at = routine.at = step.at;
  }
  routine.steps.push_back(std::move(step));
}

/// conn.execute(text("…")): the SQL was met at text(), but what it runs on shows only at the call around it.
void RoutineRecorder::complete_arguments(const CallEvent& event) {
  const auto place = places_.find({event.function, event.klass});
  if (place == places_.end()) return;
  std::vector<RoutineStep>& steps = recorded_[place->second].routine.steps;
  std::optional<Origin> origin;
  for (auto step = steps.rbegin(); step != steps.rend() && event.call->at.contains(step->at); ++step) {
    if (step->origin != DatabaseOrigin::Unknown) continue;
    if (!origin) origin = origins_.of(event);
    step->origin = origin->kind;
    step->database = origin->said_by;
  }
}

void RoutineRecorder::on_call(const CallEvent& event, std::span<const std::uint32_t> fragments) {
  const std::string_view name = std::string_view(event.path).substr(event.path.rfind('.') + 1);
  if (const Function* callee = definitions_.function_named(name);
      callee != nullptr && callee != event.function)
    callers_[callee].push_back(&event);

  complete_arguments(event);
  Effect effect = language_.effect_of(event);
  if (fragments.empty() && effect.kind == CallEffect::None) return;
  RoutineStep step{.at = event.call->at};
  step.call = effect.call.empty() ? event.path : std::move(effect.call);
  step.effect = effect.kind;
  step.guard = guards_.before(event);
  Origin origin = origins_.of(event);
  if (!origin.is_known()) origin = std::move(effect.origin);
  step.origin = origin.kind;
  step.database =
      effect.kind == CallEffect::SetsVariable ? std::move(effect.value) : std::move(origin.said_by);
  step.branches = branches_before(event);
  step.is_unreachable = event.is_dead;
  if (fragments.empty()) add_step(event.function, event.klass, step);
  for (const std::uint32_t fragment : fragments) {
    step.fragment = fragment;
    add_step(event.function, event.klass, step);
    step.effect = CallEffect::None;
  }
}

void RoutineRecorder::inherit_from_callers() {
  for (Recorded& each : recorded_) {
    const auto callers = callers_.find(each.place.first);
    if (each.routine.kind != RoutineKind::Other || each.place.first == nullptr || callers == callers_.end())
      continue;
    std::optional<RoutineKind> kind;
    GuardStrength guard = GuardStrength::Full;
    bool is_first = true;
    for (const CallEvent* caller : callers->second) {
      const auto recorded = places_.find({caller->function, caller->klass});
      const RoutineRole role = recorded == places_.end()
                                   ? language_.role_of(caller->function, caller->klass)
                                   : RoutineRole{recorded_[recorded->second].routine.kind,
                                                 recorded_[recorded->second].routine.guard};
      kind = is_first ? std::optional(role.kind) : kind ? common_kind(*kind, role.kind) : std::nullopt;
      guard = std::min(guard, std::max(guards_.before(*caller), role.guard));
      is_first = false;
    }
    if (!kind || !may_inherit(*kind)) continue;
    each.routine.kind = *kind;
    each.routine.guard = std::max(each.routine.guard, guard);
  }
}

std::vector<HostRoutine> RoutineRecorder::finish() {
  for (int round = 0; round < most_rounds; ++round) inherit_from_callers();
  std::vector<HostRoutine> routines;
  for (Recorded& each : recorded_) {
    if (!each.routine.steps.empty()) routines.push_back(std::move(each.routine));
  }
  recorded_.clear();
  return routines;
}

}  // namespace floodwall::host
