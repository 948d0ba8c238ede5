#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "frontends/host_values/dominators.h"
#include "frontends/host_values/environment.h"
#include "frontends/host_values/flow.h"
#include "frontends/host_values/format.h"

namespace floodwall::host {

constexpr int deepest_inlining = 3;

/// Flow's work: one walk over the program. Its parts are in flow_*.cpp.
class Flow::Walker {
 public:
  Walker(const Program& program, FlowOptions options);

  FlowResult run(const FlowObserver& observer);
  Value value_of(const Expression& expression, const Class* klass);

 private:
  struct Deferred {
    const Function* function;
    const Class* klass;
    const Dominator* dominators;
  };

  /// What a branch has led to.
  struct Changes {
    Environment::Changes values;
    bool is_dead;
    const Dominator* dominators;
  };

  // Variables and branches.
  void set(std::string_view name, Value value);
  Changes changes_since(std::size_t point) const {
    return {environment_.changes_since(point), is_dead_, dominators_.latest()};
  }
  Changes undo_to_mark() { return {environment_.undo_to_mark(), is_dead_, dominators_.latest()}; }
  void may_change(const Expression& name);
  void note_changes(const CallEvent& event, bool is_known);
  void join(const Changes& left, const Changes& right);
  void push(Dominator::Kind kind, const Expression* expression, std::string path = {}) {
    if (inlining_ == 0) dominators_.push(kind, expression, std::move(path));
  }

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

  Environment environment_;  ///< of the function that runs, over those around it
  Environment::Variables
      module_;  ///< at the end of its body: what a function sees that is called from another one
  std::set<std::string_view> locals_;
  Dominators dominators_;
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

}  // namespace floodwall::host
