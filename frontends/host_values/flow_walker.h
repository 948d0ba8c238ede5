#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "frontends/host_values/dominators.h"
#include "frontends/host_values/environment.h"
#include "frontends/host_values/flow.h"
#include "frontends/host_values/format.h"
#include "frontends/host_values/members.h"

namespace floodwall::host {

constexpr int deepest_inlining = 3;

/// Flow's work: one walk over the program. Its parts are in flow_*.cpp.
class Flow::Walker {
 public:
  Walker(const Program& program, FlowOptions options);

  FlowResult run(const FlowObserver& observer);
  Value value_of(const Expression& expression, const Class* klass);
  Value member_of(const Value& object, std::string_view name);

 private:
  /// What a branch has led to.
  struct Changes {
    Environment::Changes values;
    bool is_dead;
    const Dominator* dominators;
  };
  struct Loop {
    std::size_t begin;                    ///< where the journal was
    std::vector<Changes> breaks = {};     ///< the state at each of them
    std::vector<Changes> continues = {};  ///< likewise
    bool is_left_often = false;           ///< at more places than we keep
  };
  struct Deferred {
    const Function* function;
    const Class* klass;
    const Dominator* dominators;
  };
  /// A function that runs, or the module.
  struct Frame {
    Environment variables;
    const Function* function = nullptr;
    const Class* klass = nullptr;
    std::deque<Deferred> deferred = {};            ///< functions that it has defined
    std::vector<Loop> loops = {};                  ///< that are open, the innermost last
    std::map<std::string_view, bool> shared = {};  ///< names that it has from around: whether from the module
    std::optional<Value> returned = {};            ///< when it was called to see what it returns
    std::size_t own_calls = 0;                     ///< of methods of the object: they may change its members
    std::map<std::string_view, std::size_t> members_set = {};  ///< self.x that it gave: `own_calls` then
  };

  // Variables and branches.
  Environment& variables() { return frame_->variables; }
  void set(std::string_view name, Value value);
  Changes changes_since(std::size_t point) {
    return {variables().changes_since(point), is_dead_, dominators_.latest()};
  }
  Changes undo_to_mark() { return {variables().undo_to_mark(), is_dead_, dominators_.latest()}; }
  void may_change(const Expression& name);
  void may_write_into(const Argument& argument, Argument::Use use, const Expression& call);
  void note_changes(const CallEvent& event, bool is_known);
  /// `condition`, if there is one, leads to the first of the two ways.
  void join(std::span<const Changes> ways, const Expression* condition = nullptr);
  void push(Dominator::Kind kind, const Expression* expression, std::string path = {}) {
    if (inlining_ == 0) dominators_.push(kind, expression, std::move(path));
  }

  // Statements.
  void block(const std::vector<const Statement*>& body);
  void statement(const Statement& each);
  void extend(const Statement& each);
  void with(const Statement& each);
  void choice(const Statement& each);
  void loop(const Statement& each);
  void begin_round(const Statement& each, const Value& items);
  void leave(const Statement& each);
  void attempt(const Statement& each);
  std::vector<std::pair<std::string_view, Value>> reached_in(const Environment::Changes& given);
  void assign(const Expression& target, Value value);
  void assign_member(const Expression& target, Value value, const Value* replaced);
  void bind_each(const Expression& target, std::span<const Value* const> items, bool is_open,
                 const Expression& axis);
  void import(const Statement& each);
  void share(const Statement& each);
  void define_class(const Class& klass);
  void run_deferred();
  void rehearse();
  std::optional<Value> run_function(const Function& function, const Class* klass, const CallEvent* call,
                                    Environment* around);

  // Expressions.
  Value evaluate(const Expression& expression);
  Value evaluate_as_written(const Expression& expression);
  Value text(const Expression& expression);
  Value name(const Expression& expression);
  Value member(const Expression& expression);
  Value member_so_far(const Expression& expression);
  static Value seen_here(Value value, const Expression& expression);
  Value index(const Expression& expression);
  Value element(const Value& list, const Expression& key);
  Value map(const Expression& expression);
  Value comprehension(const Expression& expression);
  Value sum(const Expression& expression, std::vector<Value> values);
  Value binary(const Expression& expression);
  Value percent(const Value& pattern, const Expression& argument_expression, Value argument);
  Value call(const Expression& expression);
  std::optional<Value> returned_by(const CallEvent& event);
  /// A function of the program that a call calls, and the class whose object it is called on.
  std::pair<const Function*, const Class*> callee_of(const CallEvent& event) const;
  bool may_return_text(const Function& function);
  bool is_own_member(const Expression& expression) const;
  bool is_constructor(const Function& function) const {
    return function.is_constructor || function.name == options_.constructor;
  }
  bool is_local(const Expression& expression) const {
    return expression.kind != Expression::Kind::Name || frame_->variables.has_own(expression.word) ||
           frame_->function == nullptr;
  }
  Inserted inserted(Value value, const Expression& expression) const {
    return {std::move(value), expression.at, program_.written(expression.at)};
  }
  Inserted operand(Value value, const Expression& expression) const;
  std::string absolute(std::string_view module) const;

  const Program& program_;
  const FlowOptions options_;
  const FlowObserver* observer_ = nullptr;
  std::unordered_map<std::string_view, const Function*> functions_;
  std::unordered_map<const Function*, bool> may_return_text_;
  bool shares_globals_;  ///< a function may change a variable of the module
  Members members_;
  /// Of the keys that are not known, as they are written in a function, the first.
  std::map<std::pair<const Function*, std::string_view>, const Expression*> axes_;

  Frame module_;
  Frame* frame_ = &module_;
  Dominators dominators_;
  std::size_t inlining_left_ = 0;
  int inlining_ = 0;  ///< how many calls deep we look at what a function returns: nobody observes that
  bool is_rehearsal_ = false;
  bool is_dead_ = false;
  bool is_certain_ = true;
};

}  // namespace floodwall::host
