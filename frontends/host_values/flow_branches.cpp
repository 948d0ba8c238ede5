// What happens in some runs only: branches, loops, handlers. They are joined where they meet.

#include <set>
#include <utility>

#include "frontends/host_values/flow_walker.h"

namespace floodwall::host {
namespace {

/// The names that a loop's body gives new values to, and those that it extends.
void assigned_names(const std::vector<const Statement*>& body, std::set<std::string_view>& assigned,
                    std::set<std::string_view>& extended) {
  for (const Statement* each : body) {
    if (each->target != nullptr && each->target->kind == Expression::Kind::Name) {
      if (each->kind == Statement::Kind::Extend) extended.insert(each->target->word);
      if (each->kind == Statement::Kind::Assign) assigned.insert(each->target->word);
    }
    assigned_names(each->body, assigned, extended);
    assigned_names(each->otherwise, assigned, extended);
    assigned_names(each->last, assigned, extended);
    for (const auto& handler : each->handlers) assigned_names(handler, assigned, extended);
  }
}

}  // namespace

/// One of the two has happened, from the state that they both began with.
void Flow::Walker::join(const Changes& left, const Changes& right) {
  is_dead_ = left.is_dead && right.is_dead;
  if (left.is_dead != right.is_dead) {
    const Changes& alive = left.is_dead ? right : left;
    for (const auto& [name, value] : alive.values) set(name, value);
    dominators_.go_to(alive.dominators);
    return;
  }
  dominators_.go_to(Dominators::common(left.dominators, right.dominators));
  const auto value_in = [&](const Changes& changes, std::string_view name) -> Value {
    for (const auto& [changed, value] : changes.values) {
      if (changed == name) return value;
    }
    const Value* before = environment_.find(name);
    Value missing;
    missing.kind = Value::Kind::Nothing;  // not set on that way
    return before == nullptr ? missing : *before;
  };
  std::vector<std::pair<std::string_view, Value>> joined_values;
  std::set<std::string_view> seen;
  for (const Changes* changes : {&left, &right}) {
    for (const auto& [name, value] : changes->values) {
      if (seen.insert(name).second)
        joined_values.emplace_back(name, either(value_in(left, name), value_in(right, name)));
    }
  }
  for (auto& [name, value] : joined_values) set(name, std::move(value));
}

void Flow::Walker::choice(const Statement& each) {
  if (each.value != nullptr) evaluate(*each.value);
  const Dominator* before = dominators_.latest();
  const bool was_dead = is_dead_;
  environment_.mark();
  push(Dominator::Kind::Held, each.value);
  block(each.body);
  const Changes then = undo_to_mark();
  dominators_.go_to(before);
  is_dead_ = was_dead;
  environment_.mark();
  push(Dominator::Kind::Failed, each.value);
  block(each.otherwise);
  const Changes otherwise = undo_to_mark();
  dominators_.go_to(before);
  join(then, otherwise);
  is_dead_ = is_dead_ || was_dead;
}

void Flow::Walker::bind_loop_target(const Expression& target, const Value& items) {
  std::optional<Value> any;
  if (items.kind == Value::Kind::List) {
    for (const Value& item : items.items) any = any ? either(*any, item) : item;
  } else if (items.kind == Value::Kind::Map) {
    for (const auto& [key, value] : items.entries) {
      Text text;
      text.append(key, target.at, SourceMap::Origin::Decoded);
      const Value item = text_value(std::move(text));
      any = any ? either(*any, item) : item;
    }
  }
  if (any && items.is_open) any->is_open = true;
  const bool is_pair = target.kind == Expression::Kind::Tuple || target.kind == Expression::Kind::List;
  if (!is_pair) {
    assign(target, any ? *any : Value{});
    return;
  }
  for (std::size_t i = 0; i < target.operands.size(); ++i) {
    std::optional<Value> element;
    for (const Value& item : items.items) {
      const bool has = item.kind == Value::Kind::List && i < item.items.size();
      const Value& own = has ? item.items[i] : Value{};
      element = element ? either(*element, own) : own;
    }
    assign(*target.operands[i], element ? *element : Value{});
  }
}

void Flow::Walker::loop(const Statement& each) {
  const Value items = each.value == nullptr ? Value{} : evaluate(*each.value);
  const Dominator* before = dominators_.latest();
  const bool was_dead = is_dead_;
  std::set<std::string_view> assigned;
  std::set<std::string_view> extended;
  assigned_names(each.body, assigned, extended);
  environment_.mark();
  ++loops_;
  loop_marks_.push_back(environment_.now());
  leaves_.emplace_back();
  for (const std::string_view name : extended) {  // an earlier round may have put anything in
    const Value* value = environment_.find(name);
    if (value == nullptr || !value->is_text()) continue;
    Value earlier;
    earlier.hole = HoleKind::Fragment;
    set(name, joined(*value, {earlier, each.at, "…"}));
  }
  for (const std::string_view name : assigned) {
    const Value* value = environment_.find(name);
    if (value == nullptr || value->is_open) continue;
    Value open = *value;
    open.is_open = true;
    set(name, std::move(open));
  }
  if (each.target != nullptr) {
    bind_loop_target(*each.target, items);
  } else {
    push(Dominator::Kind::Held, each.value);
  }
  block(each.body);
  --loops_;
  loop_marks_.pop_back();
  const std::vector<Changes> leaves = std::move(leaves_.back());
  leaves_.pop_back();
  is_dead_ = false;  // break and continue lead on; who returns in every round still may run none
  const Changes ran = undo_to_mark();
  dominators_.go_to(before);
  is_dead_ = was_dead;
  environment_.mark();
  const Changes did_not_run = undo_to_mark();
  Changes once = ran;
  once.dominators = before;
  once.is_dead = was_dead;
  join(once, did_not_run);
  for (Changes leave : leaves) {  // what holds where a round was left early
    leave.is_dead = was_dead;
    leave.dominators = before;
    environment_.mark();
    const Changes otherwise = undo_to_mark();
    join(leave, otherwise);
  }
  dominators_.go_to(before);
  block(each.otherwise);
}

void Flow::Walker::attempt(const Statement& each) {
  const Dominator* before = dominators_.latest();
  const bool was_dead = is_dead_;
  environment_.mark();
  block(each.body);
  Changes all = undo_to_mark();
  for (const auto& handler : each.handlers) {
    dominators_.go_to(before);
    is_dead_ = was_dead;
    environment_.mark();
    for (const auto& [name, value] : all.values) {  // as far as it came
      const Value* old = environment_.find(name);
      set(name, old == nullptr ? value : either(*old, value));
    }
    block(handler);
    const Changes handled = undo_to_mark();
    environment_.mark();
    join(all, handled);
    all = undo_to_mark();
  }
  for (auto& [name, value] : all.values) set(name, std::move(value));
  dominators_.go_to(all.dominators);
  is_dead_ = was_dead;
  block(each.otherwise);
  is_dead_ = is_dead_ || all.is_dead;
  if (each.last.empty()) return;
  const Dominator* after = dominators_.latest();  // the last block also runs when the body has not
  const bool is_dead_after = is_dead_;
  dominators_.go_to(before);
  is_dead_ = was_dead;
  block(each.last);
  dominators_.go_to(after);
  is_dead_ = is_dead_ || is_dead_after;
}

}  // namespace floodwall::host
