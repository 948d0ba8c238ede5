#include <algorithm>
#include <array>
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

}  // namespace

void Flow::Walker::set(std::string_view name, Value value) {
  environment_.set(name, std::move(value));
  if (function_ != nullptr) locals_.insert(name);
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
      assign(*each.target, evaluate(*each.value));
      break;
    case Statement::Kind::Extend: {
      if (each.target == nullptr || each.value == nullptr) break;
      Value added = evaluate(*each.value);
      if (each.target->kind != Expression::Kind::Name) {
        assign(*each.target, {});
        break;
      }
      Value before = environment_.take(each.target->word);
      if (each.word == "+=" && before.kind == Value::Kind::List && added.kind == Value::Kind::List) {
        for (const Value& item : added.items) add_item(before, item);
        before.is_open = before.is_open || added.is_open || loops_ != 0;
        assign(*each.target, std::move(before));
      } else if (each.word == "+=" && before.is_text()) {
        assign(*each.target, joined(before, operand(std::move(added), *each.value)));
      } else if (each.word == "%=" && before.is_text()) {
        assign(*each.target, percent(before, *each.value, std::move(added)));
      } else {
        assign(*each.target, {});
      }
      break;
    }
    case Statement::Kind::If:
      choice(each);
      break;
    case Statement::Kind::Loop:
      loop(each);
      break;
    case Statement::Kind::With: {
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
      break;
    }
    case Statement::Kind::Try:
      attempt(each);
      break;
    case Statement::Kind::Return: {
      Value value;
      if (each.value != nullptr) value = evaluate(*each.value);
      if (inlining_ != 0) returned_ = returned_ ? either(*returned_, value) : value;
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
      if (!loop_marks_.empty() && !is_dead_) leaves_.back().push_back(changes_since(loop_marks_.back()));
      is_dead_ = true;
      break;
    case Statement::Kind::Function:
      for (const Expression* decorator : each.function->decorators) evaluate(*decorator);
      for (const Parameter& parameter : each.function->parameters) {
        if (parameter.preset != nullptr) evaluate(*parameter.preset);
      }
      if (each.function->owner == nullptr)
        set(each.function->name, unknown_value(std::string(each.function->name)));
      if (inlining_ == 0) deferred_.push_back({each.function, class_, dominators_.latest()});
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

void Flow::Walker::assign(const Expression& target, Value value) {
  if (target.kind == Expression::Kind::Name) {
    set(target.word, std::move(value));
  } else if (target.kind == Expression::Kind::Member) {
    const Expression& object = *target.operands.front();
    const bool is_own = object.kind == Expression::Kind::Name && is_receiver(object.word);
    if (class_ == nullptr || inlining_ != 0 || !is_own) return;
    auto& members = members_[class_];
    const auto known = members.find(target.word);
    if (known == members.end()) {
      members.emplace(target.word, std::move(value));
    } else {
      known->second = either(known->second, value);
    }
  } else if (target.kind == Expression::Kind::Tuple || target.kind == Expression::Kind::List) {
    const bool is_known = value.kind == Value::Kind::List && value.items.size() == target.operands.size();
    for (std::size_t i = 0; i < target.operands.size(); ++i)
      assign(*target.operands[i], is_known ? value.items[i] : Value{});
  } else {
    if (target.kind == Expression::Kind::Index) may_change(*target.operands.front());
    evaluate(target);
  }
}

/// A list or map that a name stands for may not be what it was.
void Flow::Walker::may_change(const Expression& name) {
  if (name.kind != Expression::Kind::Name) return;
  const Value* value = environment_.find(name.word);
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
