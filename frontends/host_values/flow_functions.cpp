// Functions and classes: when they run, with what, and what they give back.

#include <algorithm>
#include <utility>

#include "frontends/host_values/flow_walker.h"
#include "frontends/host_values/words.h"

namespace floodwall::host {

void Flow::Walker::define_class(const Class& klass) {
  for (const Expression* decorator : klass.decorators) evaluate(*decorator);
  for (const Argument& base : klass.bases) {
    if (base.value != nullptr) evaluate(*base.value);
  }
  const Class* outer = std::exchange(class_, &klass);
  environment_.mark();
  block(klass.body);
  const Changes body = undo_to_mark();
  auto& members = members_[&klass];
  for (const auto& [name, value] : body.values) members.insert_or_assign(name, value);
  class_ = outer;
  set(klass.name, unknown_value(std::string(klass.name)));
}

/// The functions that have been defined so far, with the variables of their surroundings as they are now.
void Flow::Walker::run_deferred() {
  std::deque<Deferred> now = std::exchange(deferred_, {});
  std::ranges::stable_partition(now, [](const Deferred& each) { return each.function->name == "__init__"; });
  for (const Deferred& each : now) {
    const Dominator* before = dominators_.latest();
    dominators_.go_to(each.dominators);
    const bool was_dead = std::exchange(is_dead_, false);
    run_function(*each.function, each.klass, nullptr, nullptr);
    is_dead_ = was_dead;
    dominators_.go_to(before);
  }
}

void Flow::Walker::run_function(const Function& function, const Class* klass,
                                const std::vector<Value>* arguments, const CallEvent* call) {
  const Function* outer_function = std::exchange(function_, &function);
  const Class* outer_class = std::exchange(class_, klass);
  std::set<std::string_view> outer_locals = std::exchange(locals_, {});
  std::deque<Deferred> outer_deferred = std::exchange(deferred_, {});
  environment_.mark();
  if (inlining_ != 0 && klass == nullptr) {  // the caller's variables are not the callee's
    for (const std::string_view name : outer_locals) {
      const auto global = module_.find(name);
      set(name, global == module_.end() ? unknown_value(std::string(name)) : global->second);
    }
    locals_.clear();
  }
  std::size_t position = 0;
  const bool is_method = klass != nullptr && function.owner == klass && !function.parameters.empty() &&
                         is_receiver(function.parameters.front().name);
  for (const Parameter& parameter : function.parameters) {
    const bool is_receiver = is_method && &parameter == &function.parameters.front();
    Value value = unknown_value(is_receiver ? "self" : std::string(parameter.name));
    if (!is_receiver) {
      const Value* given = call != nullptr ? call->argument(position, parameter.name) : nullptr;
      if (given != nullptr) {
        value = *given;
      } else if (parameter.preset != nullptr && !parameter.is_spread) {
        // Its calls were made where the function was defined.
        const FlowObserver* observer = std::exchange(observer_, nullptr);
        Value preset = evaluate(*parameter.preset);
        observer_ = observer;
        if (arguments == nullptr) preset.is_open = true;
        if (preset.is_text()) value = std::move(preset);
      }
      if (arguments == nullptr && !parameter.is_spread) {
        value.parameter = position;
        value.parameter_of = &function;
      }
      ++position;
    }
    set(parameter.name, std::move(value));
  }
  block(function.body);
  if (inlining_ == 0) run_deferred();
  undo_to_mark();
  deferred_ = std::move(outer_deferred);
  locals_ = std::move(outer_locals);
  class_ = outer_class;
  function_ = outer_function;
}

std::optional<Value> Flow::Walker::returned_by(const CallEvent& event) {
  if (inlining_ == deepest_inlining || inlining_left_ == 0) return std::nullopt;
  const Function* callee = nullptr;
  const Class* klass = nullptr;
  if (event.path.find('.') == std::string::npos) {
    const auto known = functions_.find(event.path);
    if (known != functions_.end()) callee = known->second;
  } else if (event.path.starts_with("self.") && class_ != nullptr) {
    klass = class_;
    callee = method(*class_, std::string_view(event.path).substr(5));
  }
  if (callee == nullptr || callee == function_ || !callee->decorators.empty()) return std::nullopt;
  std::optional<Value> outer = std::exchange(returned_, std::nullopt);
  const bool was_dead = std::exchange(is_dead_, false);
  ++inlining_;
  run_function(*callee, klass, &event.arguments, &event);
  --inlining_;
  is_dead_ = was_dead;
  std::optional<Value> value = std::exchange(returned_, std::move(outer));
  if (inlining_left_ == 0) return std::nullopt;
  if (value && !value->is_text() && value->kind != Value::Kind::List) return std::nullopt;
  return value;
}

const Value* Flow::Walker::member_value(const Class& klass, std::string_view name, int depth) const {
  if (const auto members = members_.find(&klass); members != members_.end()) {
    const auto member = members->second.find(name);
    if (member != members->second.end()) return &member->second;
  }
  for (const Argument& base : klass.bases) {
    if (depth == deepest_inlining || base.value == nullptr || base.value->kind != Expression::Kind::Name)
      continue;
    const auto parent = classes_.find(base.value->word);
    if (parent == classes_.end() || parent->second == &klass) continue;
    if (const Value* found = member_value(*parent->second, name, depth + 1)) return found;
  }
  return nullptr;
}

const Function* Flow::Walker::method(const Class& klass, std::string_view name, int depth) const {
  for (const Statement* each : klass.body) {
    if (each->kind == Statement::Kind::Function && each->function->name == name) return each->function;
  }
  for (const Argument& base : klass.bases) {
    if (depth == deepest_inlining || base.value == nullptr || base.value->kind != Expression::Kind::Name)
      continue;
    const auto parent = classes_.find(base.value->word);
    if (parent == classes_.end() || parent->second == &klass) continue;
    if (const Function* found = method(*parent->second, name, depth + 1)) return found;
  }
  return nullptr;
}

}  // namespace floodwall::host
