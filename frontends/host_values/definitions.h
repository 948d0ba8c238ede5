#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "frontends/host_values/program.h"

namespace floodwall::host {

/// Which expression a name was given, by the order of the text alone: what Flow's values, made for texts, do
/// not keep. Points into the Program, which must outlive it.
class Definitions {
 public:
  explicit Definitions(const Program& program);

  /// What `name` was last given above itself in `scope`, else in the functions around it and in the module;
  /// for self.x what any method gave it, for Settings.x and settings.x what the class says. nullptr: not
  /// known.
  const Expression* of(const Expression& name, const Function* scope) const;
  /// The statements that a function runs; those of the module for nullptr.
  const std::vector<const Statement*>& body_of(const Function* function) const;
  /// A function of the file by its last name; nullptr if there is none or more than one.
  const Function* function_named(std::string_view name) const;
  /// What it returns or yields, in the order of the text.
  const std::vector<const Expression*>& returned_by(const Function& function) const;
  /// The innermost function whose body a place is in; nullptr: the module.
  const Function* scope_of(Span at) const;
  /// What an imported name stands for: "app.db.engine", without the dots of a relative import. Empty: it is
  /// no import.
  std::string imported(std::string_view name) const;
  /// The calls of a function that `function_named` knows, by its name, or of a method of some variable; not
  /// its own calls of itself.
  const std::vector<const Expression*>& calls_of(const Function& function) const;

 private:
  void add(const std::vector<const Statement*>& body, const Function* scope);
  void add_bodies();
  void add_calls();
  void define(const Expression* target, const Expression* value, const Function* scope);

  const Program& program_;
  std::map<std::pair<const Function*, std::string_view>,
           std::vector<std::pair<std::uint32_t, const Expression*>>>
      values_;
  const Class* class_of(const Expression& object, const Function* scope) const;

  std::map<std::string_view, const Expression*> members_;  ///< self.x, whatever the class
  std::map<std::pair<const Class*, std::string_view>, const Expression*> class_members_;
  std::map<std::string_view, const Class*> classes_;
  std::unordered_map<std::string_view, std::vector<const Function*>> functions_;
  std::map<const Function*, std::vector<const Expression*>> returned_;
  std::map<std::string_view, const Import*> imports_;
  std::map<const Function*, std::vector<const Expression*>> calls_;
  struct Body {
    Span at;
    const Function* function;
    std::size_t around;  ///< the index of the body that this one is in; its own if there is none
  };
  std::vector<Body> bodies_;  ///< by where they begin, outer ones first
};

/// Calls `see` for the expression and everything in it, outer ones first.
template <class See>
void each_expression(const Expression* expression, const See& see, int depth = 0) {
  if (expression == nullptr || deepest_nesting < depth) return;
  see(*expression);
  for (const Expression* operand : expression->operands) each_expression(operand, see, depth + 1);
  for (const Argument& argument : expression->arguments) each_expression(argument.value, see, depth + 1);
  for (const TextPart& part : expression->parts) each_expression(part.inserted, see, depth + 1);
}

/// Calls `see` for each statement of a body and of those in it, but not for those of functions and classes.
template <class See>
void each_statement(const std::vector<const Statement*>& body, const See& see) {
  for (const Statement* statement : body) {
    see(*statement);
    if (statement->kind == Statement::Kind::Function || statement->kind == Statement::Kind::Class) continue;
    each_statement(statement->body, see);
    each_statement(statement->otherwise, see);
    each_statement(statement->last, see);
    for (const auto& handler : statement->handlers) each_statement(handler, see);
  }
}

}  // namespace floodwall::host
