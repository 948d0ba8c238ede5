// Functions and classes: when they run, with what, and what they give back.

#include <algorithm>
#include <utility>

#include "frontends/host_values/definitions.h"
#include "frontends/host_values/flow_walker.h"
#include "frontends/host_values/parameter_types.h"
#include "frontends/host_values/words.h"

namespace floodwall::host {
namespace {

/// What a member is given there may be a text, as far as the expression alone tells.
bool may_be_text(const Expression& value) {
  switch (value.kind) {
    case Expression::Kind::Text:
      return true;
    case Expression::Kind::Binary:
    case Expression::Kind::Choice:
      return std::ranges::any_of(value.operands, [](const Expression* each) { return may_be_text(*each); });
    case Expression::Kind::Call:
      return (value.operands.front()->kind == Expression::Kind::Member &&
              may_be_text(*value.operands.front()->operands.front())) ||
             std::ranges::any_of(value.arguments, [](const Argument& each) {
               return each.value != nullptr && may_be_text(*each.value);
             });
    case Expression::Kind::Opaque:
    case Expression::Kind::Number:
    case Expression::Kind::Boolean:
    case Expression::Kind::Nothing:
    case Expression::Kind::Name:
    case Expression::Kind::Member:
    case Expression::Kind::Index:
    case Expression::Kind::List:
    case Expression::Kind::Tuple:
    case Expression::Kind::Map:
    case Expression::Kind::Comprehension:
    case Expression::Kind::Not:
    case Expression::Kind::Binding:
      return false;
  }
  return false;
}

/// A text or a list, as far as the expression alone tells.
bool may_be_text_or_list(const Expression& value) {
  return value.kind != Expression::Kind::Number && value.kind != Expression::Kind::Boolean &&
         value.kind != Expression::Kind::Nothing && value.kind != Expression::Kind::Not;
}

bool gives(const Statement& each, Expression::Kind target) {
  const bool is_it = each.kind == Statement::Kind::Assign || each.kind == Statement::Kind::Extend;
  return is_it && each.value != nullptr && each.target != nullptr && each.target->kind == target;
}

/// Where functions give texts to what others see, too: members of the object, globals.
std::vector<Span> places_of_shared_texts(const Program& program) {
  std::set<std::string_view> names_of_texts;
  for (const Statement& each : program.statements()) {
    if (gives(each, Expression::Kind::Name) && may_be_text(*each.value))
      names_of_texts.insert(each.target->word);
  }
  std::vector<Span> places;
  for (const Statement& each : program.statements()) {
    if (each.kind == Statement::Kind::Share && each.word == "global") places.push_back(each.at);
    if (!gives(each, Expression::Kind::Member)) continue;
    const Expression& object = *each.target->operands.front();
    const bool is_named =
        each.value->kind == Expression::Kind::Name && names_of_texts.contains(each.value->word);
    if (object.kind == Expression::Kind::Name && is_receiver(object.word) &&
        (is_named || may_be_text(*each.value)))
      places.push_back(each.at);
  }
  std::ranges::sort(places, {}, &Span::begin);
  return places;
}

}  // namespace

void Flow::Walker::define_class(const Class& klass) {
  for (const Expression* decorator : klass.decorators) evaluate(*decorator);
  for (const Argument& base : klass.bases) {
    if (base.value != nullptr) evaluate(*base.value);
  }
  Frame body{.variables = Environment(&variables()), .function = frame_->function, .klass = &klass};
  Frame* outer = std::exchange(frame_, &body);
  block(klass.body);
  frame_ = outer;
  for (const auto& [name, value] : body.variables.own()) members_.define(klass, name, value);
  std::ranges::move(body.deferred, std::back_inserter(frame_->deferred));
  set(klass.name, unknown_value(std::string(klass.name)));
}

/// The functions that have been defined so far, with the variables of their surroundings as they are now.
void Flow::Walker::run_deferred() {
  std::deque<Deferred> now = std::exchange(frame_->deferred, {});
  std::ranges::stable_partition(now, [&](const Deferred& each) { return is_constructor(*each.function); });
  for (const Deferred& each : now) {
    const Dominator* before = dominators_.latest();
    dominators_.go_to(each.dominators);
    const bool was_dead = std::exchange(is_dead_, false);
    run_function(*each.function, each.klass, nullptr, &variables());
    is_dead_ = was_dead;
    dominators_.go_to(before);
  }
}

/// Functions that give texts to members and globals run once beforehand, unobserved: who reads those may
/// stand above.
void Flow::Walker::rehearse() {
  const std::size_t left = inlining_left_;
  const bool was_dead = std::exchange(is_dead_, false);
  ++inlining_;
  is_rehearsal_ = true;
  std::vector<const Function*> around;  // the innermost last
  std::set<const Function*> done;
  auto next = program_.functions().begin();
  for (const Span place : places_of_shared_texts(program_)) {
    for (; next != program_.functions().end() && next->at.begin <= place.begin; ++next) {
      while (!around.empty() && around.back()->at.end <= next->at.begin) around.pop_back();
      around.push_back(&*next);
    }
    while (!around.empty() && around.back()->at.end <= place.begin) around.pop_back();
    if (around.empty() || !done.insert(around.back()).second) continue;
    if (is_constructor(*around.back())) continue;  // it runs first anyhow
    const auto method = std::ranges::find_if(around.rbegin(), around.rend(),
                                             [](const Function* each) { return each->owner != nullptr; });
    run_function(*around.back(), method == around.rend() ? nullptr : (*method)->owner, nullptr,
                 &module_.variables);
  }
  is_rehearsal_ = false;
  --inlining_;
  is_dead_ = was_dead;
  inlining_left_ = left;
}

/// `call`: it is run to see what it returns there; nullptr: whoever may call it.
std::optional<Value> Flow::Walker::run_function(const Function& function, const Class* klass,
                                                const CallEvent* call, Environment* around) {
  Frame frame{.variables = Environment(around), .function = &function, .klass = klass};
  Frame* outer = std::exchange(frame_, &frame);
  const bool was_certain = std::exchange(is_certain_, true);
  std::size_t position = 0;
  const bool is_method = klass != nullptr && function.owner == klass && !function.parameters.empty() &&
                         is_receiver(function.parameters.front().name);
  for (const Parameter& parameter : function.parameters) {
    const bool is_object = is_method && &parameter == &function.parameters.front();
    Value value = unknown_value(is_object ? "self" : std::string(parameter.name));
    if (parameter.is_number || holds_no_text(parameter.annotation, program_)) value.hole = HoleKind::Value;
    if (!is_object) {
      const Value* given = call != nullptr ? call->argument(position, parameter.name) : nullptr;
      if (given != nullptr) {
        value = *given;
      } else if (parameter.preset != nullptr && !parameter.is_spread) {
        // Its calls were made where the function was defined.
        const FlowObserver* observer = std::exchange(observer_, nullptr);
        Value preset = evaluate(*parameter.preset);
        observer_ = observer;
        if (call == nullptr) preset.is_open = true;
        if (preset.is_text()) value = std::move(preset);
      }
      if (call == nullptr && !parameter.is_spread) {
        value.parameter = position;
        value.parameter_of = &function;
      }
      ++position;
    }
    set(parameter.name, std::move(value));
  }
  block(function.body);
  if (klass != nullptr && !is_dead_ && (inlining_ == 0 || is_rehearsal_)) {
    for (const auto& [member, calls] : frame.members_set) {
      const Value* value = variables().find(member);  // none if the way that gave it ends in a return
      if (value != nullptr) members_.give(*klass, last_name(member), *value, nullptr);
    }
  }
  if (inlining_ == 0) run_deferred();
  is_certain_ = was_certain;
  frame_ = outer;
  return std::move(frame.returned);
}

/// Told by what stands behind its `return`s.
bool Flow::Walker::may_return_text(const Function& function) {
  const auto [known, is_new] = may_return_text_.try_emplace(&function, false);
  if (!is_new) return known->second;
  each_statement(function.body, [&](const Statement& each) {
    if (each.kind == Statement::Kind::Return && each.value != nullptr && may_be_text_or_list(*each.value))
      known->second = true;
  });
  return known->second;
}

std::pair<const Function*, const Class*> Flow::Walker::callee_of(const CallEvent& event) const {
  if (event.path.find('.') == std::string::npos) {
    const auto known = functions_.find(event.path);
    return {known == functions_.end() ? nullptr : known->second, nullptr};
  }
  if (!event.path.starts_with("self.") || frame_->klass == nullptr) return {nullptr, nullptr};
  return {members_.method(*frame_->klass, std::string_view(event.path).substr(5)), frame_->klass};
}

std::optional<Value> Flow::Walker::returned_by(const CallEvent& event) {
  if (inlining_ == deepest_inlining || inlining_left_ == 0) return std::nullopt;
  const auto [callee, klass] = callee_of(event);
  if (callee == nullptr || callee == frame_->function || !callee->decorators.empty()) return std::nullopt;
  if (!shares_globals_ && !may_return_text(*callee)) return std::nullopt;
  const bool was_dead = std::exchange(is_dead_, false);
  const bool was_rehearsal = std::exchange(is_rehearsal_, false);
  ++inlining_;
  std::optional<Value> value = run_function(*callee, klass, &event, &module_.variables);
  --inlining_;
  is_rehearsal_ = was_rehearsal;
  is_dead_ = was_dead;
  if (inlining_left_ == 0) return std::nullopt;
  if (value && !value->is_text() && value->kind != Value::Kind::List) return std::nullopt;
  return value;
}

}  // namespace floodwall::host
