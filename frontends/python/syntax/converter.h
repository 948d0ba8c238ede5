#pragma once
#include <tree_sitter/api.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "frontends/host_values/program.h"
#include "frontends/python/syntax/grammar.h"

namespace floodwall::python {

using Body = std::vector<const host::Statement*>;

/// Makes a Program of tree-sitter's tree of one file. What it does with statements, definitions, expressions
/// and strings stands in the files of these names.
class Converter {
 public:
  Converter(std::string_view text, host::Program& program) : g_(grammar()), text_(text), program_(program) {}
  ~Converter() {
    for (TSTreeCursor& cursor : cursors_) ts_tree_cursor_delete(&cursor);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  void convert(TSNode root) { program_.body = statements(root, 0); }

 private:
  // Nodes.
  TSNode child(TSNode node, TSFieldId field) const { return ts_node_child_by_field_id(node, field); }
  std::string_view word(TSNode node) const {
    return ts_node_is_null(node) ? std::string_view() : slice(text_, span_of(node));
  }
  Span span(TSNode node) const { return span_of(node); }
  /// Calls `see(child)` for each named child that is no comment or broken line; notes the comments.
  template <class See>
  void each_child(TSNode node, const See& see) {
    // To ask for the field of the nth child costs n in a node that error recovery made; it has no fields.
    const bool has_fields = g_.kind(node) != Node::Error;
    if (cursors_.size() == nesting_) cursors_.push_back(ts_tree_cursor_new(node));
    const std::size_t own = nesting_++;  // a cursor for each level: making one costs more than moving it
    ts_tree_cursor_reset(&cursors_[own], node);
    for (bool more = ts_tree_cursor_goto_first_child(&cursors_[own]); more;
         more = ts_tree_cursor_goto_next_sibling(&cursors_[own])) {
      const TSNode current = ts_tree_cursor_current_node(&cursors_[own]);
      if (!ts_node_is_named(current)) continue;
      if (g_.kind(current) == Node::Comment) {
        program_.comments.push_back(span(current));
      } else if (g_.kind(current) != Node::LineContinuation) {
        see(current, has_fields ? ts_tree_cursor_current_field_id(&cursors_[own]) : TSFieldId{0});
      }
    }
    --nesting_;
  }
  std::vector<TSNode> children(TSNode node) {
    std::vector<TSNode> all;
    each_child(node, [&](TSNode each, TSFieldId) { all.push_back(each); });
    return all;
  }

  // Statements.
  Body statements(TSNode block, int depth);
  void statement(TSNode node, int depth, Body& out);
  void if_statement(TSNode node, int depth, Body& out);
  bool is_any_case(TSNode node, int depth, Body& captured);
  void capture(TSNode pattern, int depth, Body& captured);
  void loop(TSNode node, int depth, Body& out);
  void with_statement(TSNode node, int depth, Body& out);
  void try_statement(TSNode node, int depth, Body& out);
  void assignment(TSNode node, int depth, Body& out);
  void function(TSNode node, std::vector<const host::Expression*> decorators, Span at, int depth, Body& out);
  void klass(TSNode node, std::vector<const host::Expression*> decorators, Span at, int depth, Body& out);
  void decorated(TSNode node, int depth, Body& out);
  void imports(TSNode node, Body& out);
  void import_from(TSNode node, Body& out);
  std::vector<host::Parameter> parameters(TSNode list, int depth);
  host::Statement& add(host::Statement::Kind kind, TSNode node, Body& out) {
    host::Statement& made = program_.add(host::Statement{.kind = kind, .at = span(node)});
    out.push_back(&made);
    return made;
  }

  // Expressions.
  const host::Expression* expression(TSNode node, int depth);
  host::Expression& add(host::Expression::Kind kind, TSNode node) {
    return program_.add(host::Expression{.kind = kind, .at = span(node)});
  }
  const host::Expression* sequence(host::Expression::Kind kind, TSNode node, int depth);
  const host::Expression* opaque(TSNode node, int depth);
  const host::Expression* scope(TSNode node, int depth);
  const host::Expression* comprehension(TSNode node, int depth);
  void add_bound_names(TSNode node, host::Expression& into, int depth);
  const host::Expression* call(TSNode node, int depth);
  const host::Expression* chain(TSNode node, Node kind, int depth);
  bool is_parenthesized_target(TSNode node);
  const host::Expression* comparison(TSNode node, int depth);
  const host::Expression* string(TSNode node, int depth);
  void add_string(TSNode node, host::Expression& into, int depth);
  const host::Expression* map(TSNode node, int depth);

  const Grammar& g_;
  std::string_view text_;
  host::Program& program_;
  const host::Class* owner_ = nullptr;
  std::vector<TSTreeCursor> cursors_;  ///< by nesting of each_child
  std::size_t nesting_ = 0;
};

}  // namespace floodwall::python
