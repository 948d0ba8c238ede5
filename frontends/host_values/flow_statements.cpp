#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "frontends/host_values/flow_walker.h"
#include "frontends/host_values/words.h"

namespace floodwall::host {
namespace {

/// contextlib.suppress, pytest.raises: what fails in the body goes on behind it.
bool may_swallow(const Expression& manager) {
  if (manager.kind != Expression::Kind::Call) return false;
  static constexpr std::array names = std::to_array<std::string_view>(
      {"suppress", "raises", "assertRaises", "assertRaisesRegex", "assertRaisesMessage", "ignored"});
  return std::ranges::find(names, manager.operands.front()->word) != names.end();
}

/// `more` behind the texts that do not have it yet: a method that was rehearsed has put it there before.
Value put_behind_once(const Value& before, const Inserted& more) {
  const bool is_written = more.value.is_text() && !more.value.texts.front().pieces().empty();
  const Span place = is_written ? more.value.texts.front().pieces().front().host : more.at;
  const auto has_it = [&](const Text& text) {
    return std::ranges::find(text.pieces(), place, &SourceMap::Piece::host) != text.pieces().end();
  };
  Value with = before;
  Value without = before;
  std::erase_if(with.texts.own(), std::not_fn(has_it));
  if (with.texts.empty()) return joined(before, more);
  std::erase_if(without.texts.own(), has_it);
  return without.texts.empty() ? with : either(joined(without, more), with);
}

}  // namespace

void Flow::Walker::set(std::string_view name, Value value) {
  if (const auto shared = frame_->shared.find(name); shared != frame_->shared.end()) {
    Environment* owner = variables().around();
    while (owner->around() != nullptr && (shared->second || !owner->has_own(name))) owner = owner->around();
    const Value* before = owner->find(name);
    owner->set(name, before == nullptr ? value : either(*before, value));
  }
  variables().set(name, std::move(value));
}

/// global, nonlocal
void Flow::Walker::share(const Statement& each) {
  if (each.target == nullptr || variables().around() == nullptr) return;
  for (const Expression* name : each.target->operands) frame_->shared[name->word] = each.word == "global";
}

void Flow::Walker::block(const std::vector<const Statement*>& body) {
  for (const Statement* each : body) {
    if (inlining_ != 0) {
      if (inlining_left_ == 0) return;
      --inlining_left_;
      if (is_dead_) return;
    }
    statement(*each);
  }
}

void Flow::Walker::statement(const Statement& each) {
  switch (each.kind) {
    case Statement::Kind::Evaluate:
      if (each.value != nullptr) evaluate(*each.value);
      break;
    case Statement::Kind::Assign:
      if (each.annotation != nullptr && each.value == nullptr) break;
      if (each.target == nullptr || each.value == nullptr) break;
      if (each.value->kind == Expression::Kind::Name) may_change(*each.value);  // two names of one list
      {
        Value value = evaluate(*each.value);
        if (each.is_number && value.kind == Value::Kind::Unknown) value.hole = HoleKind::Value;
        assign(*each.target, std::move(value));
      }
      break;
    case Statement::Kind::Extend:
      extend(each);
      break;
    case Statement::Kind::If:
      choice(each);
      break;
    case Statement::Kind::Loop:
      loop(each);
      break;
    case Statement::Kind::With:
      with(each);
      break;
    case Statement::Kind::Try:
      attempt(each);
      break;
    case Statement::Kind::Return: {
      Value value;
      if (each.value != nullptr) value = evaluate(*each.value);
      if (inlining_ != 0) {
        std::optional<Value>& returned = frame_->returned;
        returned = returned ? either(*returned, value) : value;
      }
      if (each.word != "yield") is_dead_ = true;
      break;
    }
    case Statement::Kind::Raise:
      if (each.value != nullptr) evaluate(*each.value);
      is_dead_ = true;
      break;
    case Statement::Kind::Assert:
      if (each.value == nullptr) break;
      evaluate(*each.value);
      push(Dominator::Kind::Held, each.value);
      break;
    case Statement::Kind::Leave:
      leave(each);
      break;
    case Statement::Kind::Share:
      share(each);
      break;
    case Statement::Kind::Function:
      for (const Expression* decorator : each.function->decorators) evaluate(*decorator);
      for (const Parameter& parameter : each.function->parameters) {
        if (parameter.preset != nullptr) evaluate(*parameter.preset);
      }
      if (each.function->owner == nullptr)
        set(each.function->name, unknown_value(std::string(each.function->name)));
      if (inlining_ == 0) frame_->deferred.push_back({each.function, frame_->klass, dominators_.latest()});
      break;
    case Statement::Kind::Class:
      if (inlining_ == 0) define_class(*each.klass);
      break;
    case Statement::Kind::Import:
      import(each);
      break;
    case Statement::Kind::Other:
      if (each.value != nullptr) evaluate(*each.value);
      break;
  }
}

void Flow::Walker::extend(const Statement& each) {
  if (each.target == nullptr || each.value == nullptr) return;
  Value added = evaluate(*each.value);
  const bool is_name = each.target->kind == Expression::Kind::Name;
  const bool is_member = is_own_member(*each.target);
  Value before = is_name     ? variables().take(each.target->word)
                 : is_member ? member_so_far(*each.target)
                             : Value{};
  const Value unchanged = is_member ? before : Value{};
  Value after;
  if (each.word == "+=" && before.kind == Value::Kind::List && added.kind == Value::Kind::List) {
    after = std::move(before);
    for (const Value& item : added.items) add_item(after, item);
    after.is_open = after.is_open || added.is_open || !frame_->loops.empty();
  } else if (each.word == "+=" && before.is_text()) {
    const Inserted more = operand(std::move(added), *each.value);
    after = is_member ? put_behind_once(before, more) : joined(before, more);
  } else if (each.word == "%=" && before.is_text()) {
    after = percent(before, *each.value, std::move(added));
  }
  if (is_member) {
    assign_member(*each.target, std::move(after), &unchanged);
  } else {
    assign(*each.target, std::move(after));
  }
}

void Flow::Walker::with(const Statement& each) {
  Value value = each.value == nullptr ? Value{} : evaluate(*each.value);
  const bool was_dead = is_dead_;
  push(Dominator::Kind::Entered, each.value);
  if (each.target != nullptr) assign(*each.target, std::move(value));
  const Dominator* before = dominators_.latest();
  block(each.body);
  if (each.value != nullptr && may_swallow(*each.value)) {  // who knows how far it came
    is_dead_ = was_dead;
    dominators_.go_to(before);
  }
  push(Dominator::Kind::Left, each.value);
}

void Flow::Walker::assign(const Expression& target, Value value) {
  if (target.kind == Expression::Kind::Name) {
    set(target.word, std::move(value));
  } else if (target.kind == Expression::Kind::Member) {
    if (is_own_member(target)) assign_member(target, std::move(value), nullptr);
  } else if (target.kind == Expression::Kind::Tuple || target.kind == Expression::Kind::List) {
    const bool is_known = value.kind == Value::Kind::List && value.items.size() == target.operands.size();
    for (std::size_t i = 0; i < target.operands.size(); ++i) {
      Value element = is_known ? value.items[i] : Value{};
      element.is_open = element.is_open || (is_known && value.is_open);
      assign(*target.operands[i], std::move(element));
    }
  } else {
    if (target.kind == Expression::Kind::Index) may_change(*target.operands.front());
    evaluate(target);
  }
}

/// self.x, in a method.
bool Flow::Walker::is_own_member(const Expression& expression) const {
  if (expression.kind != Expression::Kind::Member || frame_->klass == nullptr) return false;
  const Expression& object = *expression.operands.front();
  return object.kind == Expression::Kind::Name && is_receiver(object.word);
}

/// Here the member is what it was given; for other methods that is one of the things that it may be.
/// `replaced`: what it was before, if it has only grown.
void Flow::Walker::assign_member(const Expression& target, Value value, const Value* replaced) {
  const std::string_view written = program_.written(target.at);
  frame_->members_set[written] = frame_->own_calls;
  if (inlining_ == 0 || is_rehearsal_) members_.give(*frame_->klass, target.word, value, replaced);
  set(written, std::move(value));
}

/// A list or map that a name stands for may not be what it was.
void Flow::Walker::may_change(const Expression& name) {
  if (name.kind != Expression::Kind::Name) return;
  const Value* value = variables().find(name.word);
  if (value == nullptr || value->is_open) return;
  if (value->kind != Value::Kind::List && value->kind != Value::Kind::Map) return;
  Value open = *value;
  open.is_open = true;
  set(name.word, std::move(open));
}

std::string Flow::Walker::absolute(std::string_view module) const {
  if (!module.starts_with('.')) return std::string(module);
  std::string base = options_.module;
  bool strips = !options_.is_package;
  while (module.starts_with('.')) {
    module.remove_prefix(1);
    if (strips) base = base.substr(0, base.rfind('.') == std::string::npos ? 0 : base.rfind('.'));
    strips = true;
  }
  if (base.empty() || module.empty()) return base + std::string(module);
  return base + "." + std::string(module);
}

void Flow::Walker::import(const Statement& each) {
  for (const Import& one : each.imports) {
    const std::string module = absolute(one.module);
    if (one.name.empty()) {
      if (!one.alias.empty()) {
        set(one.alias, unknown_value(module));
      } else {
        const std::string_view top = one.module.substr(0, one.module.find('.'));
        set(top, unknown_value(std::string(top)));
      }
      continue;
    }
    if (one.name == "*") continue;
    const std::string path = module.empty() ? std::string(one.name) : module + "." + std::string(one.name);
    std::optional<Value> known = options_.foreign ? options_.foreign(path) : std::nullopt;
    Value value = known ? std::move(*known) : unknown_value(path);
    if (value.path.empty()) value.path = path;
    set(one.alias.empty() ? one.name : one.alias, std::move(value));
  }
}

}  // namespace floodwall::host
