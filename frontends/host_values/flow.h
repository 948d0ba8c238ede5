#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "frontends/host_values/dominators.h"
#include "frontends/host_values/program.h"
#include "frontends/host_values/value.h"

namespace floodwall::host {

/// A call that the program makes, met in the order of execution.
struct CallEvent {
  const Expression* call;
  /// Of the callee, with imports resolved: "alembic.op.execute", "psycopg2.connect().cursor().execute".
  std::string path;
  Value receiver;                ///< of a method: what it is called on
  std::vector<Value> arguments;  ///< beside call->arguments, spread ones included
  const Function* function;      ///< that it stands in; nullptr: the module
  const Class* klass;            ///< whose body or method it stands in
  const Dominator* dominators;   ///< live as long as the Flow
  bool in_loop = false;
  bool is_dead = false;  ///< behind a raise or a return: never made

  /// The argument at `position`, or else named `name`; nullptr if there is none, or a spread hides it.
  const Value* argument(std::size_t position, std::string_view name = {}) const;
  /// The same as written.
  const Expression* expression(std::size_t position, std::string_view name = {}) const;
};

/// What other files define, by the whole name: "app.queries.FIND_USER".
using ForeignConstants = std::function<std::optional<Value>(std::string_view path)>;

struct FlowOptions {
  std::string module = {};  ///< dotted name of the file, for relative imports: "app.db.queries"
  bool is_package = false;  ///< the module is the package itself (__init__.py)
  ForeignConstants foreign = {};
  /// What the host's own functions and methods make of texts; nullopt: not known.
  std::function<std::optional<Value>(const CallEvent&)> fold_call = {};
  /// What the host makes of a member of a value: the text behind an enumerator.
  std::function<std::optional<Value>(const Value& object, std::string_view name)> fold_member = {};
  /// What else is known of an expression whose value the program does not tell.
  std::function<std::optional<Value>(const Expression&)> known = {};
  /// What a class calls the function that makes its objects: it runs before its methods.
  std::string_view constructor = {};
  /// Whether a callee never returns: "sys.exit".
  std::function<bool(std::string_view path)> never_returns = {};
};

/// Whoever wants to see the calls: each once, inner ones before outer ones, also those in class bodies,
/// decorators and defaults.
struct FlowObserver {
  std::function<void(const CallEvent&)> on_call = {};
};

/// What the walk has learnt.
struct FlowResult {
  std::map<std::string, Value> globals;                          ///< at the end of the module
  std::map<const Class*, std::map<std::string, Value>> members;  ///< class bodies and self.x of methods
};

/// Runs over the program once, in the order of execution as far as it is known: the module's body, then each
/// function with what is known then. Branches are joined, loops run once; functions that give
/// texts to members or globals run once more beforehand, unobserved. Never fails; ends after a number of
/// steps that is bounded by the size of the program.
class Flow {
 public:
  Flow(const Program& program, FlowOptions options);
  ~Flow();
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;

  FlowResult run(const FlowObserver& observer);
  /// The value of an expression in the module's scope, after `run`: for class bodies, decorators, defaults.
  Value value_of(const Expression& expression, const Class* klass = nullptr);
  /// A member of a value, as far as it is known, also while the run goes on.
  Value member_of(const Value& object, std::string_view name);
  /// The dotted name that an expression stands for, with imports resolved: sa.Column -> "sqlalchemy.Column".
  std::string path_of(const Expression& expression);

 private:
  class Walker;
  std::unique_ptr<Walker> walker_;
};

}  // namespace floodwall::host
