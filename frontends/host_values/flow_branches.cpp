// What happens in some runs only: branches, loops, handlers. They are joined where they meet.

#include <algorithm>
#include <set>
#include <utility>

#include "frontends/host_values/flow_walker.h"

namespace floodwall::host {
namespace {

/// Places where a loop is left early whose state we keep, for each loop.
constexpr std::size_t most_leaves = 16;

/// The names that a loop's body gives new values to, and those that it extends.
struct GivenNames {
  std::set<std::string_view> assigned;
  std::set<std::string_view> extended;

  void add(const std::vector<const Statement*>& body) {
    for (const Statement* each : body) {
      if (each->target != nullptr) add(*each);
      add(each->body);
      add(each->otherwise);
      add(each->last);
      for (const auto& handler : each->handlers) add(handler);
    }
  }

 private:
  void add(const Statement& each) {
    const Expression& target = *each.target;
    if (each.kind == Statement::Kind::Extend && target.kind == Expression::Kind::Name)
      extended.insert(target.word);
    if (each.kind != Statement::Kind::Assign) return;
    if (target.kind == Expression::Kind::Name) assigned.insert(target.word);
    if (target.kind != Expression::Kind::Tuple && target.kind != Expression::Kind::List) return;
    for (const Expression* element : target.operands) {
      if (element->kind == Expression::Kind::Name) assigned.insert(element->word);
    }
  }
};

bool is_endless(const Statement& loop) {
  if (loop.target != nullptr || loop.value == nullptr) return false;
  const std::string_view word = loop.value->word;
  return (loop.value->kind == Expression::Kind::Boolean && (word == "True" || word == "true")) ||
         (loop.value->kind == Expression::Kind::Number && word == "1");
}

}  // namespace

/// One of these ways has been gone, from the state that they all began with: the one at hand.
void Flow::Walker::join(std::span<const Changes> ways, const Expression* condition) {
  std::vector<const Changes*> alive;
  for (const Changes& way : ways) {
    if (!way.is_dead) alive.push_back(&way);
  }
  is_dead_ = alive.empty();
  if (alive.empty()) {  // nobody comes here; what is written here is looked at all the same
    for (const Changes& way : ways) alive.push_back(&way);
  }
  if (alive.empty()) return;
  const Dominator* certain = alive.front()->dominators;
  for (const Changes* way : alive) certain = Dominators::common(certain, way->dominators);
  dominators_.go_to(certain);
  const bool is_chosen = condition != nullptr && alive.size() == 2;
  const std::string_view written = is_chosen ? program_.written(condition->at) : "";
  struct Met {
    std::string_view name;
    Value value;
    std::size_t ways;
  };
  std::vector<Met> all;
  std::unordered_map<std::string_view, std::size_t> places;
  const auto before = [&](std::string_view name) {
    const Value* value = variables().find(name);
    if (value != nullptr) return *value;
    Value missing;
    missing.kind = Value::Kind::Nothing;  // not set on that way
    return missing;
  };
  for (const Changes* way : alive) {
    for (const auto& [name, value] : way->values) {
      const auto [place, is_new] = places.try_emplace(name, all.size());
      Value here = under(value, written, way == alive.front());
      if (!is_new) {
        Met& met = all[place->second];
        met.value = either(met.value, here);
        ++met.ways;
      } else if (way == alive.front()) {
        all.push_back({name, std::move(here), 1});
      } else {  // the first way left it as it was
        all.push_back({name, either(under(before(name), written, true), here), alive.size()});
      }
    }
  }
  for (Met& met : all) {
    if (met.ways < alive.size()) met.value = either(met.value, under(before(met.name), written, false));
    set(met.name, std::move(met.value));
  }
}

void Flow::Walker::choice(const Statement& each) {
  if (each.value != nullptr) evaluate(*each.value);
  const Dominator* before = dominators_.latest();
  const bool was_dead = is_dead_;
  std::vector<Changes> ways;
  for (const auto& [body, kind] :
       {std::pair(&each.body, Dominator::Kind::Held), std::pair(&each.otherwise, Dominator::Kind::Failed)}) {
    variables().mark();
    push(kind, each.value);
    block(*body);
    ways.push_back(undo_to_mark());
    dominators_.go_to(before);
    is_dead_ = was_dead;
  }
  join(ways, each.value);
}

/// A name of the target for each element of the items, in step: `for table, column in PAIRS`. nullptr: an
/// item that is not known. `axis` is what they are in step with.
void Flow::Walker::bind_each(const Expression& target, std::span<const Value* const> items, bool is_open,
                             const Expression& axis) {
  if (target.kind == Expression::Kind::Tuple || target.kind == Expression::Kind::List) {
    std::vector<const Value*> elements(items.size());
    for (std::size_t i = 0; i < target.operands.size(); ++i) {
      std::ranges::transform(items, elements.begin(), [&](const Value* item) -> const Value* {
        const bool has = item != nullptr && item->kind == Value::Kind::List && !item->is_open &&
                         item->items.size() == target.operands.size();
        return has ? &item->items[i] : nullptr;
      });
      bind_each(*target.operands[i], elements, is_open, axis);
    }
    return;
  }
  Value any = items.empty() ? Value{} : any_of(items, axis);
  any.is_open = any.is_open || (is_open && !items.empty());
  assign(target, std::move(any));
}

/// What holds where any round of a loop begins.
void Flow::Walker::begin_round(const Statement& each, const Value& items) {
  GivenNames given;
  given.add(each.body);
  for (const std::string_view name : given.extended) {  // an earlier round may have put anything in
    const Value* value = variables().find(name);
    if (value == nullptr || !value->is_text()) continue;
    Value earlier;
    earlier.hole = HoleKind::Fragment;
    set(name, joined(*value, {earlier, each.at, "…"}));
  }
  for (const std::string_view name : given.extended) {  // a number, a list
    const Value* value = variables().find(name);
    if (value != nullptr && !value->is_text()) given.assigned.insert(name);
  }
  for (const std::string_view name : given.assigned) {
    const Value* value = variables().find(name);
    if (value == nullptr || value->is_open) continue;
    Value open = *value;
    open.is_open = true;
    set(name, std::move(open));
  }
  if (each.target == nullptr) {
    push(Dominator::Kind::Held, each.value);
    return;
  }
  std::vector<const Value*> elements;
  const Value keys = items.kind == Value::Kind::Map ? keys_of(items, each.target->at) : Value{};
  for (const Value& item : items.kind == Value::Kind::Map ? keys.items : items.items)
    elements.push_back(&item);
  bind_each(*each.target, elements, items.is_open, *each.target);
}

void Flow::Walker::loop(const Statement& each) {
  const Value items = each.value == nullptr ? Value{} : evaluate(*each.value);
  const Dominator* before = dominators_.latest();
  const bool was_dead = is_dead_;
  const bool ends = !is_endless(each);
  const bool runs =
      !ends || (each.target != nullptr && !items.is_open && (!items.items.empty() || !items.entries.empty()));
  variables().mark();
  frame_->loops.push_back({.begin = variables().now()});
  begin_round(each, items);
  block(each.body);
  Loop done = std::move(frame_->loops.back());
  frame_->loops.pop_back();
  Changes ran = undo_to_mark();
  if (done.is_left_often) {
    for (auto& [name, value] : ran.values) value.is_open = true;
    ran.is_dead = was_dead;
    done.breaks.push_back(ran);
  }
  std::vector<Changes> ways;  // on which the loop comes to its end
  if (!runs) ways.push_back({{}, was_dead, before});
  if (ends) {
    ways.push_back(std::move(ran));
    std::ranges::move(done.continues, std::back_inserter(ways));
  }
  if (!each.otherwise.empty() && ends) {  // not run behind a break
    variables().mark();
    join(ways);
    block(each.otherwise);
    ways = {undo_to_mark()};
  }
  std::ranges::move(done.breaks, std::back_inserter(ways));
  dominators_.go_to(before);
  join(ways);
  is_dead_ = is_dead_ || was_dead;
}

/// break, continue
void Flow::Walker::leave(const Statement& each) {
  if (!frame_->loops.empty() && !is_dead_) {
    Loop& loop = frame_->loops.back();
    const bool is_break = program_.written(each.at).starts_with("break");
    if (loop.breaks.size() + loop.continues.size() == most_leaves) {
      loop.is_left_often = true;
    } else {
      (is_break ? loop.breaks : loop.continues).push_back(changes_since(loop.begin));
    }
  }
  is_dead_ = true;
}

/// What each name may be where a handler begins: what it was before the body, or anything the body gave it.
std::vector<std::pair<std::string_view, Value>> Flow::Walker::reached_in(const Environment::Changes& given) {
  std::vector<std::pair<std::string_view, Value>> reached;
  std::unordered_map<std::string_view, std::size_t> places;
  for (const auto& [name, value] : given) {
    const auto [place, is_new] = places.try_emplace(name, reached.size());
    if (is_new) {
      const Value* old = variables().find(name);
      reached.emplace_back(name, old == nullptr ? value : either(*old, value));
    } else {
      reached[place->second].second = either(reached[place->second].second, value);
    }
  }
  return reached;
}

void Flow::Walker::attempt(const Statement& each) {
  const Dominator* before = dominators_.latest();
  const bool was_dead = is_dead_;
  variables().mark();
  variables().record();
  block(each.body);
  const Environment::Changes given = variables().stop_recording();
  block(each.otherwise);
  std::vector<Changes> ways = {undo_to_mark()};
  const auto reached = reached_in(given);
  const auto begin_anywhere = [&] {
    dominators_.go_to(before);
    is_dead_ = was_dead;
    variables().mark();
  };
  if (!each.handlers.empty()) {
    begin_anywhere();
    for (const auto& [name, value] : reached) set(name, value);
    std::vector<Changes> handled;
    for (const auto& handler : each.handlers) {
      begin_anywhere();
      block(handler);
      handled.push_back(undo_to_mark());
    }
    join(handled);
    ways.push_back(undo_to_mark());
  }
  join(ways);
  if (each.last.empty()) return;
  // The last block also runs when the body has come anywhere; behind it we are only when all went well.
  const Dominator* after = dominators_.latest();
  const bool is_dead_after = is_dead_;
  begin_anywhere();
  for (const auto& [name, value] : reached) {
    const Value* now = variables().find(name);
    set(name, now == nullptr ? value : either(*now, value));
  }
  begin_anywhere();
  block(each.last);
  const Changes last = undo_to_mark();
  undo_to_mark();
  for (const auto& [name, value] : last.values) set(name, value);
  dominators_.go_to(after);
  is_dead_ = last.is_dead || is_dead_after;
}

}  // namespace floodwall::host
