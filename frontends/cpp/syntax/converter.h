#pragma once
#include <tree_sitter/api.h>

#include <cstddef>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "frontends/cpp/syntax.h"
#include "frontends/cpp/syntax/builders.h"
#include "frontends/cpp/syntax/grammar.h"
#include "frontends/cpp/syntax/types.h"
#include "frontends/host_values/program.h"

namespace floodwall::cpp {

using Body = std::vector<const host::Statement*>;

/// Makes a Syntax of tree-sitter's tree of one file. What it does with definitions, statements, expressions,
/// texts and macros stands in the files of these names.
class Converter {
 public:
  Converter(std::string_view text, Syntax& syntax)
      : g_(grammar()), text_(text), syntax_(syntax), program_(syntax.program) {}
  ~Converter() {
    for (TSTreeCursor& cursor : cursors_) ts_tree_cursor_delete(&cursor);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  void convert(TSNode root);

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
  TSNode child(TSNode node, TSFieldId field) const {
    return ts_node_is_null(node) ? node : ts_node_child_by_field_id(node, field);
  }
  std::string_view word(TSNode node) const {
    return ts_node_is_null(node) ? std::string_view() : slice(text_, span_of(node));
  }
  Node kind(TSNode node) const { return ts_node_is_null(node) ? Node::Other : g_.kind(node); }
  /// Calls `see(child, field)` for each named child that is no comment.
  template <class See>
  void each_child(TSNode node, const See& see) {
    if (ts_node_is_null(node)) return;
    // To ask for the field of the nth child costs n in a node that error recovery made; it has no fields.
    const bool has_fields = g_.kind(node) != Node::Error;
    if (cursors_.size() == nesting_) cursors_.push_back(ts_tree_cursor_new(node));
    const std::size_t own = nesting_++;  // a cursor for each level: making one costs more than moving it
    ts_tree_cursor_reset(&cursors_[own], node);
    for (bool more = ts_tree_cursor_goto_first_child(&cursors_[own]); more;
         more = ts_tree_cursor_goto_next_sibling(&cursors_[own])) {
      const TSNode current = ts_tree_cursor_current_node(&cursors_[own]);
      if (!ts_node_is_named(current) || g_.kind(current) == Node::Comment) continue;
      see(current, has_fields ? ts_tree_cursor_current_field_id(&cursors_[own]) : TSFieldId{0});
    }
    --nesting_;
  }
  std::vector<TSNode> children(TSNode node) {
    std::vector<TSNode> all;
    each_child(node, [&](TSNode each, TSFieldId) { all.push_back(each); });
    return all;
  }

  // Definitions.
  void collect(TSNode node, int depth);
  void collect_class(TSNode node);
  void items(TSNode node, int depth, Body& out);
  void item(TSNode node, int depth, Body& out);
  bool headless_function(TSNode call, TSNode body, int depth, Body& out);
  void function(TSNode node, int depth, Body& out);
  void add_parameters(TSNode list, host::Function& into, int depth);
  void add_initializers(TSNode node, int depth, Body& out);
  void klass(TSNode node, std::string_view name, int depth, Body& out);
  void add_bases(TSNode node, host::Class& klass);
  OpenClass& class_named(std::string_view name, TSNode node, Body& out);
  void enumeration(TSNode node);
  void declaration(TSNode node, int depth, Body& out);
  void declare(TSNode declarator, TSNode value, std::string_view type, TSNode type_node, int depth,
               Body& out);
  const host::Expression* initial(const Declared& declared, TSNode type, TSNode value, TSNode at, int depth);
  const host::Expression* type_expression(TSNode type);
  const host::Expression* construct(TSNode type, TSNode arguments, TSNode at, int depth);
  TSNode innermost(TSNode declarator, Declared& declared) const;
  TSNode function_declarator(TSNode declarator) const;
  bool is_construction(TSNode function_declarator);
  void imports();

  // Macros.
  void macro(TSNode node, Body& out);
  void function_macro(TSNode node, Body& out);
  void conditional_group(TSNode node, int depth, Body& out);

  // Statements.
  void block(TSNode node, int depth, Body& out);
  void statement(TSNode node, int depth, Body& out);
  void statement_alone(TSNode node, int depth, Body& out);
  void expression_statement(TSNode node, int depth, Body& out);
  void call_statement(TSNode node, int depth, Body& out);
  bool method_statement(TSNode node, TSNode function, int depth, Body& out);
  bool builder_statement(const Builder& builder, TSNode node, int depth, Body& out);
  bool assertion(TSNode node, std::string_view callee, int depth, Body& out);
  void stream_statement(TSNode node, int depth, Body& out);
  void assignment(TSNode node, int depth, Body& out);
  void if_statement(TSNode node, int depth, Body& out);
  void loop(TSNode node, int depth, Body& out);
  void range_loop(TSNode node, int depth, Body& out);
  void switch_statement(TSNode node, int depth, Body& out);
  void try_statement(TSNode node, int depth, Body& out);
  const host::Expression* condition(TSNode node, int depth, Body& out);
  host::Statement& add(host::Statement::Kind kind, Span at, Body& out) {
    host::Statement& made = program_.add(host::Statement{.kind = kind, .at = at});
    out.push_back(&made);
    return made;
  }
  void assign(const host::Expression* target, const host::Expression* value, Span at, Body& out) {
    host::Statement& made = add(host::Statement::Kind::Assign, at, out);
    made.target = target;
    made.value = value;
  }
  void extend(const host::Expression* target, const host::Expression* value, Span at, Body& out) {
    host::Statement& made = add(host::Statement::Kind::Extend, at, out);
    made.target = target;
    made.value = value;
    made.word = "+=";
  }

  // Expressions.
  const host::Expression* expression(TSNode node, int depth);
  host::Expression& add(host::Expression::Kind kind, TSNode node) {
    return program_.add(host::Expression{.kind = kind, .at = span_of(node)});
  }
  host::Expression& add(host::Expression::Kind kind, Span at) {
    return program_.add(host::Expression{.kind = kind, .at = at});
  }
  const host::Expression* opaque(TSNode node, int depth);
  const host::Expression* name(std::string_view word, Span at);
  const host::Expression* plain_name(std::string_view word, Span at);
  const host::Expression* own_member(std::string_view word, Span at);
  const host::Expression* qualified(TSNode node);
  const host::Expression* call(TSNode node, int depth);
  const host::Expression* callee(TSNode node, int depth);
  void add_arguments(TSNode arguments, host::Expression& into, int depth);
  const host::Expression* member(TSNode node, int depth);
  const host::Expression* binary(TSNode node, int depth);
  const host::Expression* shift(TSNode node, int depth);
  const host::Expression* percent(TSNode node, const std::vector<TSNode>& operands, int depth);
  std::vector<TSNode> chain(TSNode node, std::string_view op);
  const host::Expression* list(TSNode node, int depth);
  const host::Expression* lambda(TSNode node, int depth, std::string_view name);
  const host::Expression* written_into(const Builder& builder, TSNode node, int depth);
  const host::Expression* target_of(TSNode node, bool& appends, int depth);

  // Texts.
  const host::Expression* text(Span at);
  const host::Expression* macro_argument(Span at);
  const host::Expression* constant(std::string_view bytes, Span at);

  // What names mean.
  const Declared* declared(std::string_view name) const;
  const Declared* declared(TSNode object);
  TypeKind kind_of_object(TSNode object);
  void declare_name(std::string_view name, const Declared& as) { scopes_.back()[name] = as; }

  const Grammar& g_;
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
  int switches_ = 0;  ///< that are open within the innermost loop: `break` leaves one of them
  std::vector<TSTreeCursor> cursors_;  ///< by nesting of each_child
  std::size_t nesting_ = 0;
};

}  // namespace floodwall::cpp
