#pragma once
#include <cstddef>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "frontends/cpp/syntax.h"
#include "frontends/cpp/syntax/builders.h"
#include "frontends/cpp/syntax/tree.h"
#include "frontends/cpp/syntax/types.h"
#include "frontends/host_values/program.h"

namespace floodwall::cpp {

using Body = std::vector<const host::Statement*>;

/// Makes a Syntax of the tree of one file. What it does with definitions, statements, expressions,
/// texts and macros stands in the files of these names.
class Converter {
 public:
  Converter(std::string_view text, Syntax& syntax) : text_(text), syntax_(syntax), program_(syntax.program) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  void convert(const TreeNode* root);

 private:
  using Scope = std::unordered_map<std::string_view, Declared>;
  /// What the file says of one of its classes.
  struct ClassNames {
    Scope fields = {};
    std::unordered_set<std::string_view> methods = {};
  };
  /// A class whose body is not finished: methods that stand outside of it come later.
  struct OpenClass {
    host::Class* klass;
    bool is_declared = false;  ///< its body is in this file
  };

  // Nodes.
  static const TreeNode* child(const TreeNode* node, Field field) { return child_of(node, field); }
  std::string_view word(const TreeNode* node) const {
    return node == nullptr ? std::string_view() : slice(text_, node->at);
  }
  static Node kind(const TreeNode* node) { return node == nullptr ? Node::Other : node->kind; }
  /// Calls `see(child, field)` for each child that is no operator.
  template <class See>
  static void each_child(const TreeNode* node, const See& see) {
    if (node == nullptr) return;
    for (const TreeNode* each = node->first; each != nullptr; each = each->next) {
      if (each->kind != Node::Token) see(each, each->field);
    }
  }
  static std::vector<const TreeNode*> children(const TreeNode* node) {
    std::vector<const TreeNode*> all;
    each_child(node, [&](const TreeNode* each, Field) { all.push_back(each); });
    return all;
  }
  static const TreeNode* first_of(const TreeNode* node) {
    for (const TreeNode* each = node->first; each != nullptr; each = each->next) {
      if (each->kind != Node::Token) return each;
    }
    return nullptr;
  }
  /// If it is the only one; else nullptr.
  static const TreeNode* only_child(const TreeNode* node) {
    const TreeNode* only = nullptr;
    for (const TreeNode* each = node->first; each != nullptr; each = each->next) {
      if (each->kind == Node::Token) continue;
      if (only != nullptr) return nullptr;
      only = each;
    }
    return only;
  }

  // Definitions.
  void collect(const TreeNode* node, int depth);
  void collect_class(const TreeNode* node);
  void items(const TreeNode* node, int depth, Body& out);
  void item(const TreeNode* node, int depth, Body& out);
  bool headless_function(const TreeNode* call, const TreeNode* body, int depth, Body& out);
  void function(const TreeNode* node, int depth, Body& out);
  void add_parameters(const TreeNode* list, host::Function& into, int depth);
  void add_initializers(const TreeNode* node, int depth, Body& out);
  void klass(const TreeNode* node, std::string_view name, int depth, Body& out);
  void add_bases(const TreeNode* node, host::Class& klass);
  OpenClass& class_named(std::string_view name, const TreeNode* node, Body& out);
  void enumeration(const TreeNode* node);
  void declaration(const TreeNode* node, int depth, Body& out);
  void declare(const TreeNode* declarator, const TreeNode* value, std::string_view type,
               const TreeNode* type_node, int depth, Body& out);
  bool is_zeroed_buffer(const Declared& declared, const TreeNode* value) const;
  const host::Expression* initial(const Declared& declared, const TreeNode* type, const TreeNode* value,
                                  const TreeNode* at, int depth);
  const host::Expression* type_expression(const TreeNode* type);
  const host::Expression* construct(const TreeNode* type, const TreeNode* arguments, const TreeNode* at,
                                    int depth);
  const TreeNode* innermost(const TreeNode* declarator, Declared& declared) const;
  const TreeNode* function_declarator(const TreeNode* declarator) const;
  bool is_construction(const TreeNode* function_declarator);
  void imports();

  // Macros.
  void macro(const TreeNode* node, Body& out);
  void function_macro(const TreeNode* node, Body& out);
  void macro_calls(Span at, Body& out);
  void conditional_group(const TreeNode* node, int depth, Body& out);

  // Statements.
  void block(const TreeNode* node, int depth, Body& out);
  void statement(const TreeNode* node, int depth, Body& out);
  void statement_alone(const TreeNode* node, int depth, Body& out);
  void expression_statement(const TreeNode* node, int depth, Body& out);
  void call_statement(const TreeNode* node, int depth, Body& out);
  bool method_statement(const TreeNode* node, const TreeNode* function, int depth, Body& out);
  bool may_hold_text(const Builder& builder, const TreeNode* target);
  bool builder_statement(const Builder& builder, const TreeNode* node, int depth, Body& out);
  bool assertion(const TreeNode* node, std::string_view callee, int depth, Body& out);
  void shift_statement(const TreeNode* node, int depth, Body& out);
  bool stream_statement(std::span<const TreeNode* const> operands, int depth, Body& out);
  const host::Expression* written_to_stream(const TreeNode* operand, int depth);
  void assignment(const TreeNode* node, int depth, Body& out);
  void if_statement(const TreeNode* node, int depth, Body& out);
  void loop(const TreeNode* node, int depth, Body& out);
  void range_loop(const TreeNode* node, int depth, Body& out);
  void switch_statement(const TreeNode* node, int depth, Body& out);
  void try_statement(const TreeNode* node, int depth, Body& out);
  const host::Expression* condition(const TreeNode* node, int depth, Body& out);
  host::Statement& add(host::Statement::Kind kind, Span at, Body& out) {
    host::Statement& made = program_.add(host::Statement{.kind = kind, .at = at});
    out.push_back(&made);
    return made;
  }
  host::Statement& assign(const host::Expression* target, const host::Expression* value, Span at, Body& out) {
    host::Statement& made = add(host::Statement::Kind::Assign, at, out);
    made.target = target;
    made.value = value;
    return made;
  }
  void extend(const host::Expression* target, const host::Expression* value, Span at, Body& out) {
    host::Statement& made = add(host::Statement::Kind::Extend, at, out);
    made.target = target;
    made.value = value;
    made.word = "+=";
  }

  // Expressions.
  const host::Expression* expression(const TreeNode* node, int depth);
  host::Expression& add(host::Expression::Kind kind, const TreeNode* node) {
    return program_.add(host::Expression{.kind = kind, .at = span_of(node)});
  }
  host::Expression& add(host::Expression::Kind kind, Span at) {
    return program_.add(host::Expression{.kind = kind, .at = at});
  }
  const host::Expression* opaque(const TreeNode* node, int depth);
  const host::Expression* name(std::string_view word, Span at);
  const host::Expression* plain_name(std::string_view word, Span at);
  const host::Expression* own_member(std::string_view word, Span at);
  const host::Expression* qualified(const TreeNode* node);
  const host::Expression* call(const TreeNode* node, int depth);
  const host::Expression* callee(const TreeNode* node, int depth);
  void add_arguments(const TreeNode* arguments, host::Expression& into, int depth);
  host::Argument::Use use_of(const TreeNode* argument, const TreeNode* all);
  const host::Expression* member(const TreeNode* node, int depth);
  const host::Expression* binary(const TreeNode* node, int depth);
  const host::Expression* shift(const TreeNode* node, std::string_view op, int depth);
  const host::Expression* percent(const TreeNode* node, const std::vector<const TreeNode*>& operands,
                                  int depth);
  std::vector<const TreeNode*> chain(const TreeNode* node, std::string_view op);
  const host::Expression* list(const TreeNode* node, int depth);
  const host::Expression* lambda(const TreeNode* node, int depth, std::string_view name);
  const host::Expression* written_into(const Builder& builder, const TreeNode* node, int depth);
  const host::Expression* target_of(const TreeNode* node, bool& appends, int depth);

  // Texts.
  const host::Expression* text(Span at);
  const host::Expression* macro_argument(Span at);
  const host::Expression* constant(std::string_view bytes, Span at);

  // What names mean.
  const Declared* declared(std::string_view name) const;
  const Declared* declared(const TreeNode* object);
  TypeKind kind_of_object(const TreeNode* object);
  const host::Expression* as_number(const host::Expression* value, Span at);
  const host::Expression* converted(std::string_view type, const TreeNode* value, int depth);
  void declare_name(std::string_view name, const Declared& as) { scopes_.back()[name] = as; }

  std::string_view text_;
  Syntax& syntax_;
  host::Program& program_;
  std::vector<Scope> scopes_ = {{}};  ///< the file's first, the innermost last
  std::unordered_map<std::string_view, ClassNames> class_names_;
  std::unordered_map<std::string_view, OpenClass> classes_;
  std::unordered_set<std::string_view> namespaces_;
  std::unordered_set<std::string_view> functions_;  ///< that are no methods
  std::set<std::string_view> used_;                 ///< names that no declaration in sight explains
  std::vector<Body> hoisted_;                       ///< lambdas of the statement at hand
  const host::Class* owner_ = nullptr;              ///< of the function at hand
  bool in_function_ = false;
  std::unordered_set<std::string_view> number_streams_;  ///< of the function at hand: numbers follow
  int switches_ = 0;  ///< that are open within the innermost loop: `break` leaves one of them
};

}  // namespace floodwall::cpp
