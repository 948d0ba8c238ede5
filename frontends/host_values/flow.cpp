// An abstract run of a program: values are what folding can tell, branches are joined, loops run once. A
// journal of overwritten variables makes a branch cost what it changes, not what there is.

#include "frontends/host_values/flow.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <set>
#include <unordered_map>
#include <utility>

#include "frontends/host_values/format.h"
#include "frontends/host_values/parameter_types.h"

namespace floodwall::host {
namespace {

constexpr int deepest_inlining = 3;
/// Statements of called functions that are run to see what they return, for each statement of the program.
constexpr std::size_t inlined_per_statement = 4;

using Variables = std::unordered_map<std::string_view, Value>;

bool is_self(std::string_view name) { return name == "self" || name == "cls"; }

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

/// The value behind a key of a map that is written out; the whole expression if it is none.
const Expression& entry_of(const Expression& map, std::string_view key) {
  for (std::size_t i = 0; map.kind == Expression::Kind::Map && i + 1 < map.operands.size(); i += 2) {
    const Expression* name = map.operands[i];
    const bool is_it = name != nullptr && name->kind == Expression::Kind::Text && name->parts.size() == 1 &&
                       name->parts.front().bytes == key;
    if (is_it) return *map.operands[i + 1];
  }
  return map;
}

/// contextlib.suppress, pytest.raises: what fails in the body goes on behind it.
bool may_swallow(const Expression& manager) {
  if (manager.kind != Expression::Kind::Call) return false;
  static constexpr std::array names = std::to_array<std::string_view>(
      {"suppress", "raises", "assertRaises", "assertRaisesRegex", "assertRaisesMessage", "ignored"});
  return std::ranges::find(names, manager.operands.front()->word) != names.end();
}

}  // namespace

const Value* CallEvent::argument(std::size_t position, std::string_view name) const {
  std::size_t by_position = 0;
  for (std::size_t i = 0; i < call->arguments.size(); ++i) {
    const Argument& each = call->arguments[i];
    if (each.is_spread) {
      by_position = ~std::size_t{0} / 2;  // who knows how many it is
    } else if (each.name.empty()) {
      if (by_position++ == position) return &arguments[i];
    } else if (each.name == name) {
      return &arguments[i];
    }
  }
  return nullptr;
}

const Expression* CallEvent::expression(std::size_t position, std::string_view name) const {
  const Value* value = argument(position, name);
  return value == nullptr ? nullptr
                          : call->arguments[static_cast<std::size_t>(value - arguments.data())].value;
}

class Flow::Walker {
 public:
  Walker(const Program& program, FlowOptions options) : program_(program), options_(std::move(options)) {
    for (const Function& function : program.functions()) {
      if (function.owner == nullptr) functions_.try_emplace(function.name, &function);
    }
    for (const Class& klass : program.classes()) classes_.try_emplace(klass.name, &klass);
    inlining_left_ = inlined_per_statement * (program.expressions().size() + 100);
  }

  FlowResult run(const FlowObserver& observer) {
    observer_ = &observer;
    block(program_.body);
    module_ = variables_;
    run_deferred();
    globals_ = variables_;
    observer_ = nullptr;
    FlowResult result;
    for (auto& [name, value] : globals_) result.globals.emplace(std::string(name), value);
    for (const auto& [klass, members] : members_) {
      for (const auto& [name, value] : members) result.members[klass].emplace(std::string(name), value);
    }
    return result;
  }

  Value value_of(const Expression& expression, const Class* klass) {
    const Class* outer = std::exchange(class_, klass);
    Value value = evaluate(expression);
    class_ = outer;
    return value;
  }

 private:
  struct Deferred {
    const Function* function;
    const Class* klass;
    const Dominator* dominators;
  };

  // Variables.
  void set(std::string_view name, Value value);
  const Value* find(std::string_view name) const;
  struct Changes {
    std::vector<std::pair<std::string_view, Value>> values;
    bool is_dead;
    const Dominator* dominators;
  };
  std::size_t mark() { return marks_.emplace_back(journal_.size()); }
  Changes changes_since(std::size_t begin) const;
  Changes undo_to_mark();
  void may_change(const Expression& name);
  void note_changes(const CallEvent& event, bool is_known);
  /// `condition`, if there is one, leads to `left`.
  void join(const Changes& left, const Changes& right, const Expression* condition = nullptr);

  // Dominators.
  void push(Dominator::Kind kind, const Expression* expression, std::string path = {});
  static const Dominator* common(const Dominator* left, const Dominator* right);

  // Statements.
  void block(const std::vector<const Statement*>& body);
  void statement(const Statement& each);
  void choice(const Statement& each);
  void loop(const Statement& each);
  void attempt(const Statement& each);
  void assign(const Expression& target, Value value);
  void bind_loop_target(const Expression& target, const Value& items);
  void import(const Statement& each);
  void define_class(const Class& klass);
  void run_deferred();
  void run_function(const Function& function, const Class* klass, const std::vector<Value>* arguments,
                    const CallEvent* call);

  // Expressions.
  Value evaluate(const Expression& expression);
  Value text(const Expression& expression);
  Value name(const Expression& expression);
  Value member(const Expression& expression);
  static Value seen_here(Value value, const Expression& expression);
  Value member_of(const Value& object, std::string_view name);
  Value index(const Expression& expression);
  Value binary(const Expression& expression);
  Value percent(const Value& pattern, const Expression& argument_expression, Value argument);
  Value call(const Expression& expression);
  std::optional<Value> returned_by(const CallEvent& event);
  const Value* member_value(const Class& klass, std::string_view name, int depth = 0) const;
  const Function* method(const Class& klass, std::string_view name, int depth = 0) const;
  bool is_local(const Expression& expression) const {
    return expression.kind != Expression::Kind::Name || locals_.contains(expression.word) ||
           function_ == nullptr;
  }
  Inserted inserted(Value value, const Expression& expression) const {
    return {std::move(value), expression.at, program_.written(expression.at)};
  }
  /// As an operand of +: a text from elsewhere is seen where it is named.
  Inserted operand(Value value, const Expression& expression) const {
    const bool stays = expression.kind == Expression::Kind::Text ||
                       expression.kind == Expression::Kind::Binary || is_local(expression);
    if (!stays && value.is_text()) {
      for (Text& each : value.texts.own()) each = each.seen_at(expression.at);
    }
    return inserted(std::move(value), expression);
  }
  std::string absolute(std::string_view module) const;

  const Program& program_;
  const FlowOptions options_;
  const FlowObserver* observer_ = nullptr;
  std::unordered_map<std::string_view, const Function*> functions_;
  std::unordered_map<std::string_view, const Class*> classes_;
  std::map<const Class*, std::map<std::string_view, Value>> members_;

  Variables variables_;  ///< of the function that runs, over those around it
  Variables globals_;
  Variables module_;  ///< at the end of its body: what a function sees that is called from another one
  std::set<std::string_view> locals_;
  std::vector<std::pair<std::string_view, std::optional<Value>>> journal_;
  std::vector<std::size_t> marks_;
  std::deque<Dominator> all_dominators_;
  const Dominator* dominators_ = nullptr;
  std::deque<Deferred> deferred_;
  const Function* function_ = nullptr;
  const Class* class_ = nullptr;
  std::optional<Value> returned_;
  std::size_t inlining_left_ = 0;
  int inlining_ = 0;
  int loops_ = 0;
  std::vector<std::size_t> loop_marks_;       ///< where the journal was when each loop began
  std::vector<std::vector<Changes>> leaves_;  ///< of each loop: the state at its break and continue
  bool is_dead_ = false;
  bool is_certain_ = true;
};

// Variables.

void Flow::Walker::set(std::string_view name, Value value) {
  const auto [place, is_new] = variables_.try_emplace(name);
  if (!marks_.empty())
    journal_.emplace_back(name, is_new ? std::nullopt : std::optional(std::move(place->second)));
  place->second = std::move(value);
  if (function_ != nullptr) locals_.insert(name);
}

const Value* Flow::Walker::find(std::string_view name) const {
  const auto found = variables_.find(name);
  return found == variables_.end() ? nullptr : &found->second;
}

/// What has been set since the journal had `begin` entries.
Flow::Walker::Changes Flow::Walker::changes_since(std::size_t begin) const {
  Changes changes{.values = {}, .is_dead = is_dead_, .dominators = dominators_};
  std::set<std::string_view> seen;
  for (std::size_t i = begin; i < journal_.size(); ++i) {
    if (seen.insert(journal_[i].first).second)
      changes.values.emplace_back(journal_[i].first, variables_.at(journal_[i].first));
  }
  return changes;
}

/// Takes back what has been set since the latest mark, and returns it.
Flow::Walker::Changes Flow::Walker::undo_to_mark() {
  const std::size_t begin = marks_.back();
  Changes changes = changes_since(begin);
  marks_.pop_back();
  while (begin < journal_.size()) {
    auto& [name, before] = journal_.back();
    if (before) {
      variables_.insert_or_assign(name, std::move(*before));
    } else {
      variables_.erase(name);
    }
    journal_.pop_back();
  }
  return changes;
}

/// One of the two has happened, from the state that they both began with.
void Flow::Walker::join(const Changes& left, const Changes& right, const Expression* condition) {
  is_dead_ = left.is_dead && right.is_dead;
  if (left.is_dead != right.is_dead) {
    const Changes& alive = left.is_dead ? right : left;
    for (const auto& [name, value] : alive.values) set(name, value);
    dominators_ = alive.dominators;
    return;
  }
  dominators_ = common(left.dominators, right.dominators);
  const auto value_in = [&](const Changes& changes, std::string_view name) -> Value {
    for (const auto& [changed, value] : changes.values) {
      if (changed == name) return value;
    }
    const Value* before = find(name);
    Value missing;
    missing.kind = Value::Kind::Nothing;  // not set on that way
    return before == nullptr ? missing : *before;
  };
  const std::string_view written = condition == nullptr ? "" : program_.written(condition->at);
  std::vector<std::pair<std::string_view, Value>> joined_values;
  std::set<std::string_view> seen;
  for (const Changes* changes : {&left, &right}) {
    for (const auto& [name, value] : changes->values) {
      if (seen.insert(name).second)
        joined_values.emplace_back(name, either(under(value_in(left, name), written, true),
                                                under(value_in(right, name), written, false)));
    }
  }
  for (auto& [name, value] : joined_values) set(name, std::move(value));
}

// Dominators.

void Flow::Walker::push(Dominator::Kind kind, const Expression* expression, std::string path) {
  if (inlining_ != 0) return;
  all_dominators_.push_back(
      {kind, expression, std::move(path), dominators_, dominators_ == nullptr ? 1 : dominators_->depth + 1});
  dominators_ = &all_dominators_.back();
}

const Dominator* Flow::Walker::common(const Dominator* left, const Dominator* right) {
  while (left != right) {
    const std::size_t left_depth = left == nullptr ? 0 : left->depth;
    const std::size_t right_depth = right == nullptr ? 0 : right->depth;
    if (right_depth <= left_depth) left = left->before;
    if (left_depth <= right_depth) right = right->before;
  }
  return left;
}

// Statements.

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
      const auto variable = variables_.find(each.target->word);
      Value before = variable == variables_.end() ? Value{}
                     : marks_.empty()             ? std::exchange(variable->second, {})
                                                  : variable->second;
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
      const Dominator* before = dominators_;
      block(each.body);
      if (each.value != nullptr && may_swallow(*each.value)) {  // who knows how far it came
        is_dead_ = was_dead;
        dominators_ = before;
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
      if (inlining_ == 0) deferred_.push_back({each.function, class_, dominators_});
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

void Flow::Walker::choice(const Statement& each) {
  if (each.value != nullptr) evaluate(*each.value);
  const Dominator* before = dominators_;
  const bool was_dead = is_dead_;
  mark();
  push(Dominator::Kind::Held, each.value);
  block(each.body);
  const Changes then = undo_to_mark();
  dominators_ = before;
  is_dead_ = was_dead;
  mark();
  push(Dominator::Kind::Failed, each.value);
  block(each.otherwise);
  const Changes otherwise = undo_to_mark();
  dominators_ = before;
  join(then, otherwise, each.value);
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
  const Dominator* before = dominators_;
  const bool was_dead = is_dead_;
  std::set<std::string_view> assigned;
  std::set<std::string_view> extended;
  assigned_names(each.body, assigned, extended);
  mark();
  ++loops_;
  loop_marks_.push_back(journal_.size());
  leaves_.emplace_back();
  for (const std::string_view name : extended) {  // an earlier round may have put anything in
    const Value* value = find(name);
    if (value == nullptr || !value->is_text()) continue;
    Value earlier;
    earlier.hole = HoleKind::Fragment;
    set(name, joined(*value, {earlier, each.at, "…"}));
  }
  for (const std::string_view name : assigned) {
    const Value* value = find(name);
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
  dominators_ = before;
  is_dead_ = was_dead;
  mark();
  const Changes did_not_run = undo_to_mark();
  Changes once = ran;
  once.dominators = before;
  once.is_dead = was_dead;
  join(once, did_not_run);
  for (Changes leave : leaves) {  // what holds where a round was left early
    leave.is_dead = was_dead;
    leave.dominators = before;
    mark();
    const Changes otherwise = undo_to_mark();
    join(leave, otherwise);
  }
  dominators_ = before;
  block(each.otherwise);
}

void Flow::Walker::attempt(const Statement& each) {
  const Dominator* before = dominators_;
  const bool was_dead = is_dead_;
  mark();
  block(each.body);
  Changes all = undo_to_mark();
  for (const auto& handler : each.handlers) {
    dominators_ = before;
    is_dead_ = was_dead;
    mark();
    for (const auto& [name, value] : all.values) {  // as far as it came
      const Value* old = find(name);
      set(name, old == nullptr ? value : either(*old, value));
    }
    block(handler);
    const Changes handled = undo_to_mark();
    mark();
    join(all, handled);
    all = undo_to_mark();
  }
  for (auto& [name, value] : all.values) set(name, std::move(value));
  dominators_ = all.dominators;
  is_dead_ = was_dead;
  block(each.otherwise);
  is_dead_ = is_dead_ || all.is_dead;
  if (each.last.empty()) return;
  const Dominator* after = dominators_;  // the last block also runs when the body has not
  const bool is_dead_after = is_dead_;
  dominators_ = before;
  is_dead_ = was_dead;
  block(each.last);
  dominators_ = after;
  is_dead_ = is_dead_ || is_dead_after;
}

void Flow::Walker::assign(const Expression& target, Value value) {
  if (target.kind == Expression::Kind::Name) {
    set(target.word, std::move(value));
  } else if (target.kind == Expression::Kind::Member) {
    const Expression& object = *target.operands.front();
    const bool is_own = object.kind == Expression::Kind::Name && is_self(object.word);
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
  const Value* value = find(name.word);
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

void Flow::Walker::define_class(const Class& klass) {
  for (const Expression* decorator : klass.decorators) evaluate(*decorator);
  for (const Argument& base : klass.bases) {
    if (base.value != nullptr) evaluate(*base.value);
  }
  const Class* outer = std::exchange(class_, &klass);
  mark();
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
    const Dominator* before = std::exchange(dominators_, each.dominators);
    const bool was_dead = std::exchange(is_dead_, false);
    run_function(*each.function, each.klass, nullptr, nullptr);
    is_dead_ = was_dead;
    dominators_ = before;
  }
}

void Flow::Walker::run_function(const Function& function, const Class* klass,
                                const std::vector<Value>* arguments, const CallEvent* call) {
  const Function* outer_function = std::exchange(function_, &function);
  const Class* outer_class = std::exchange(class_, klass);
  std::set<std::string_view> outer_locals = std::exchange(locals_, {});
  std::deque<Deferred> outer_deferred = std::exchange(deferred_, {});
  mark();
  if (inlining_ != 0 && klass == nullptr) {  // the caller's variables are not the callee's
    for (const std::string_view name : outer_locals) {
      const auto global = module_.find(name);
      set(name, global == module_.end() ? unknown_value(std::string(name)) : global->second);
    }
    locals_.clear();
  }
  std::size_t position = 0;
  const bool is_method = klass != nullptr && function.owner == klass && !function.parameters.empty() &&
                         is_self(function.parameters.front().name);
  for (const Parameter& parameter : function.parameters) {
    const bool is_receiver = is_method && &parameter == &function.parameters.front();
    Value value = unknown_value(is_receiver ? "self" : std::string(parameter.name));
    if (holds_no_text(parameter.annotation, program_)) value.hole = HoleKind::Value;
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

// Expressions.

Value Flow::Walker::evaluate(const Expression& expression) {
  if (inlining_ != 0) {
    if (inlining_left_ == 0) return {};
    --inlining_left_;
  }
  switch (expression.kind) {
    case Expression::Kind::Text:
      return text(expression);
    case Expression::Kind::Number: {
      Value value;
      value.kind = Value::Kind::Number;
      value.hole = HoleKind::Value;
      long long number = 0;
      const char* const end = expression.word.data() + expression.word.size();
      const auto parsed = std::from_chars(expression.word.data(), end, number);
      if (parsed.ec == std::errc() && parsed.ptr == end) value.number = number;
      return value;
    }
    case Expression::Kind::Boolean: {
      Value value;
      value.kind = Value::Kind::Boolean;
      value.number = expression.word == "True" || expression.word == "true" ? 1 : 0;
      return value;
    }
    case Expression::Kind::Nothing: {
      Value value;
      value.kind = Value::Kind::Nothing;
      return value;
    }
    case Expression::Kind::Name:
      return name(expression);
    case Expression::Kind::Member:
      return member(expression);
    case Expression::Kind::Index:
      return index(expression);
    case Expression::Kind::Call:
      return call(expression);
    case Expression::Kind::Binary:
      return binary(expression);
    case Expression::Kind::Not: {
      evaluate(*expression.operands.front());
      return {};
    }
    case Expression::Kind::Choice: {
      evaluate(*expression.operands[0]);
      const bool was_certain = std::exchange(is_certain_, false);
      const Value then = evaluate(*expression.operands[1]);
      const Value otherwise = evaluate(*expression.operands[2]);
      is_certain_ = was_certain;
      const std::string_view condition = program_.written(expression.operands[0]->at);
      return either(under(then, condition, true), under(otherwise, condition, false));
    }
    case Expression::Kind::Binding: {
      Value value = evaluate(*expression.operands.front());
      set(expression.word, value);
      return value;
    }
    case Expression::Kind::List:
    case Expression::Kind::Tuple: {
      Value value;
      value.kind = Value::Kind::List;
      value.made_by = &expression;
      for (const Expression* operand : expression.operands) {
        add_item(value, evaluate(*operand));
        if (operand->kind == Expression::Kind::Opaque) value.is_open = true;  // *more
      }
      return value;
    }
    case Expression::Kind::Map: {
      Value value;
      value.kind = Value::Kind::Map;
      value.made_by = &expression;
      for (std::size_t i = 0; i + 1 < expression.operands.size(); i += 2) {
        const Expression* key = expression.operands[i];
        const Value known_key = key == nullptr ? Value{} : evaluate(*key);
        Value entry = evaluate(*expression.operands[i + 1]);
        value.weight += entry.weight;
        const Text* constant = known_key.constant();
        if (constant != nullptr && value.weight <= most_values) {
          value.entries.emplace_back(constant->bytes(), std::move(entry));
        } else {
          value.is_open = true;
        }
      }
      return value;
    }
    case Expression::Kind::Opaque: {
      const bool was_certain = std::exchange(is_certain_, false);
      const bool binds = !expression.arguments.empty();
      if (binds) mark();
      for (const Argument& bound : expression.arguments)
        set(bound.name, unknown_value(std::string(bound.name)));
      for (const Expression* operand : expression.operands) evaluate(*operand);
      if (binds) undo_to_mark();
      is_certain_ = was_certain;
      return {};
    }
  }
  return {};
}

Value Flow::Walker::text(const Expression& expression) {
  Value made = text_value({});
  for (const TextPart& part : expression.parts) {
    if (part.inserted == nullptr) {
      Text bytes;
      for (const SourceMap::Piece& piece : part.pieces)
        bytes.append(slice(part.bytes, piece.sql), piece.host, piece.origin);
      made = joined(made, {text_value(std::move(bytes)), part.at, ""});
      continue;
    }
    Inserted value{evaluate(*part.inserted), part.at, program_.written(part.at)};
    HoleKind kind = HoleKind::Unknown;
    if (expression.is_raw_template) {  // psycopg's t-strings: {x:i} {x:l} {x:q}, else bound
      kind = part.format == ":i"   ? HoleKind::Identifier
             : part.format == ":l" ? HoleKind::Value
             : part.format == ":q" ? HoleKind::Fragment
                                   : HoleKind::Bind;
      if (part.format != ":q") value.value = {};
      value.value.hole = kind;
    } else if (!part.format.empty() && part.format != "!s" && part.format != ":s") {
      value.value = {};
      const bool is_number = part.format.ends_with('d') || part.format.ends_with('f');
      if (is_number) kind = HoleKind::Value;
    }
    made = with_inserted(std::move(made), value, kind);
  }
  return made;
}

Value Flow::Walker::name(const Expression& expression) {
  const Value* known = find(expression.word);
  if (known == nullptr) return unknown_value(std::string(expression.word));
  Value value = *known;
  if (value.kind == Value::Kind::Unknown && value.path.empty()) value.path = expression.word;
  return seen_here(std::move(value), expression);
}

/// A text that another file defines stands here where it is named.
Value Flow::Walker::seen_here(Value value, const Expression& expression) {
  if (value.is_foreign && value.is_text()) {
    for (Text& each : value.texts.own()) each = each.seen_at(expression.at);
  }
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

Value Flow::Walker::member_of(const Value& object, std::string_view name) {
  const bool is_own = object.path == "self" && class_ != nullptr;
  const auto klass = classes_.find(object.path);
  const Class* owner = is_own ? class_ : klass != classes_.end() ? klass->second : nullptr;
  const std::string path = object.path.empty() ? std::string(name) : object.path + "." + std::string(name);
  if (owner != nullptr) {
    if (const Value* found = member_value(*owner, name)) {
      Value value = *found;
      if (value.kind == Value::Kind::Unknown && value.path.empty()) value.path = path;
      return value;
    }
  }
  if (object.kind == Value::Kind::Unknown && options_.foreign && !object.path.empty()) {
    if (std::optional<Value> known = options_.foreign(path)) return std::move(*known);
  }
  return unknown_value(path);
}

Value Flow::Walker::member(const Expression& expression) {
  const Value object = evaluate(*expression.operands.front());
  return seen_here(member_of(object, expression.word), expression);
}

Value Flow::Walker::index(const Expression& expression) {
  const Value object = evaluate(*expression.operands[0]);
  const Value key = evaluate(*expression.operands[1]);
  if (object.kind == Value::Kind::List && !object.is_open && key.kind == Value::Kind::Number && key.number) {
    const auto at = static_cast<std::size_t>(*key.number);
    if (0 <= *key.number && at < object.items.size()) return object.items[at];
  }
  if (object.kind == Value::Kind::Map) {
    if (const Text* constant = key.constant()) {
      for (const auto& [name, value] : object.entries) {
        if (name == constant->bytes()) return value;
      }
    } else if (!object.is_open && !object.entries.empty()) {
      Value any = object.entries.front().second;
      for (const auto& [name, value] : object.entries) any = either(any, value);
      return any;
    }
  }
  const Text* constant = key.constant();
  return unknown_value(object.path + (constant == nullptr ? "[]" : "['" + constant->bytes() + "']"));
}

Value Flow::Walker::percent(const Value& pattern, const Expression& argument_expression, Value argument) {
  const auto by_position = [&](std::string_view name, std::size_t position) -> std::optional<Inserted> {
    if (!name.empty()) {
      if (argument.kind != Value::Kind::Map) return std::nullopt;
      for (const auto& [key, value] : argument.entries) {
        if (key == name) return inserted(value, entry_of(argument_expression, name));
      }
      return std::nullopt;
    }
    if (argument_expression.kind == Expression::Kind::Tuple) {
      if (argument.items.size() <= position) return std::nullopt;
      return inserted(argument.items[position], *argument_expression.operands[position]);
    }
    if (argument.kind == Value::Kind::List) {
      if (argument.items.size() <= position) return std::nullopt;
      return inserted(argument.items[position], argument_expression);
    }
    if (position != 0) return std::nullopt;
    return inserted(argument, argument_expression);
  };
  return percent_format(pattern, by_position);
}

Value Flow::Walker::binary(const Expression& expression) {
  std::vector<Value> values;
  const bool is_lazy = expression.word == "and" || expression.word == "or";
  const bool was_certain = is_certain_;
  for (const Expression* each : expression.operands) {
    values.push_back(evaluate(*each));
    if (is_lazy) is_certain_ = false;
  }
  is_certain_ = was_certain;
  if (values.size() < 2) return {};
  if (expression.word == "+" || expression.word == "/") {
    if (expression.word == "/") return unknown_value("");
    const bool is_list =
        std::ranges::all_of(values, [](const Value& each) { return each.kind == Value::Kind::List; });
    if (is_list) {
      Value all = values.front();
      for (std::size_t i = 1; i < values.size(); ++i) {
        for (const Value& item : values[i].items) add_item(all, item);
        all.is_open = all.is_open || values[i].is_open;
      }
      return all;
    }
    if (std::ranges::none_of(values, [](const Value& each) { return each.is_text(); })) return {};
    Value made = text_value({});
    for (std::size_t i = 0; i < values.size(); ++i)
      made = joined(made, operand(std::move(values[i]), *expression.operands[i]));
    return made;
  }
  if (expression.word == "%") {
    Value made = std::move(values.front());
    for (std::size_t i = 1; i < values.size(); ++i) {
      if (!made.is_text()) return {};
      made = percent(made, *expression.operands[i], std::move(values[i]));
    }
    return made;
  }
  if (expression.word == "and") return values.back();  // x and 'A' or 'B': what is falsy is no text
  if (expression.word == "or") {
    Value any = values.front();
    for (const Value& each : values) any = either(any, each);
    return any;
  }
  return {};
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

/// list.append(x) is the one change of a value that SQL is often built with; any other call may do anything
/// to the lists and maps that it gets hold of.
void Flow::Walker::note_changes(const CallEvent& event, bool is_known) {
  const Expression& callee = *event.call->operands.front();
  const bool is_method = callee.kind == Expression::Kind::Member;
  const Expression* object = is_method ? callee.operands.front() : nullptr;
  const bool is_list = event.receiver.kind == Value::Kind::List;
  if (is_list && callee.word == "append" && event.arguments.size() == 1 &&
      object->kind == Expression::Kind::Name) {
    Value longer = event.receiver;
    add_item(longer, event.arguments.front());
    longer.is_open = longer.is_open || loops_ != 0 || !is_certain_;
    set(object->word, std::move(longer));
    return;
  }
  static constexpr std::array only_read =
      std::to_array<std::string_view>({"copy", "count", "get", "index", "items", "keys", "values"});
  if (is_method && std::ranges::find(only_read, callee.word) == only_read.end()) may_change(*object);
  if (is_known) return;
  for (const Argument& argument : event.call->arguments) {
    if (argument.value != nullptr && !argument.is_spread) may_change(*argument.value);
  }
}

Value Flow::Walker::call(const Expression& expression) {
  CallEvent event{.call = &expression,
                  .path = {},
                  .receiver = {},
                  .arguments = {},
                  .function = function_,
                  .klass = class_,
                  .dominators = nullptr,
                  .in_loop = loops_ != 0,
                  .is_dead = is_dead_};
  const Expression& callee = *expression.operands.front();
  if (callee.kind == Expression::Kind::Member) {
    event.receiver = evaluate(*callee.operands.front());
    const Value& on = event.receiver;
    event.path = member_of(on, callee.word).path;
    if (event.path.empty()) event.path = callee.word;
  } else {
    event.path = evaluate(callee).path;
  }
  for (const Argument& argument : expression.arguments)
    event.arguments.push_back(argument.value == nullptr ? Value{} : evaluate(*argument.value));
  event.dominators = dominators_;
  if (inlining_ == 0 && observer_ != nullptr && observer_->on_call) observer_->on_call(event);

  std::optional<Value> value = options_.fold_call ? options_.fold_call(event) : std::nullopt;
  note_changes(event, value.has_value());
  if (is_certain_) push(Dominator::Kind::Returned, &expression, event.path);
  if (is_certain_ && options_.never_returns && options_.never_returns(event.path)) is_dead_ = true;

  if (!value) value = returned_by(event);
  Value result = value ? std::move(*value) : Value{};
  if (result.path.empty()) result.path = event.path + "()";
  result.made_by = &expression;
  return result;
}

Flow::Flow(const Program& program, FlowOptions options)
    : walker_(std::make_unique<Walker>(program, std::move(options))) {}
Flow::~Flow() = default;

FlowResult Flow::run(const FlowObserver& observer) { return walker_->run(observer); }
Value Flow::value_of(const Expression& expression, const Class* klass) {
  return walker_->value_of(expression, klass);
}
std::string Flow::path_of(const Expression& expression) {
  return walker_->value_of(expression, nullptr).path;
}

}  // namespace floodwall::host
