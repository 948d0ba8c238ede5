#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "frontends/host_values/program.h"
#include "frontends/python/reader/tokens.h"

namespace floodwall::python {

/// Reads well-formed Python 3 in one pass and makes the Program that syntax/converter.h makes of
/// tree-sitter's tree: its spans, its nesting, and what tree-sitter's grammar says where it differs from
/// Python's. What stands in expressions and strings, statements and definitions is in the files of these
/// names.
///
/// It knows no recovery: the first thing that it does not know ends it, and tree-sitter reads the file
/// instead.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), tokens_(text) { program_.text = text; }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// nullopt: somebody else must read the text.
  std::optional<host::Program> read();

 private:
  using Body = std::vector<const host::Statement*>;

  struct Decorators {
    std::uint32_t begin;
    std::vector<const host::Expression*> all;
  };

  enum class Form : std::uint8_t {
    Plain,
    Literal,        ///< a single one
    Parenthesized,  ///< `value` is what stands in the parentheses
    Starred,
    Chain,  ///< of an operator: more operands may follow
  };
  /// An expression with the place of tree-sitter's node, which has the parentheses.
  struct Node {
    host::Expression* value = nullptr;
    Span at = {};
    Form form = Form::Plain;
    std::uint32_t height = 0;
  };

  struct Clause {
    Node left;
    Node right;
  };

  // Tokens.
  bool is(std::uint64_t code) const { return tokens_.is(code); }
  bool is(Token::Kind kind) const { return tokens_.is(kind); }
  std::uint32_t begin() const { return tokens_.now().at.begin; }
  std::uint32_t end() const { return tokens_.last_end(); }
  std::string_view written() const { return slice(text_, tokens_.now().at); }
  bool accept(std::uint64_t code) {
    if (!is(code)) return false;
    tokens_.advance();
    return true;
  }
  void expect(std::uint64_t code) {
    if (!accept(code)) tokens_.fail();
  }
  /// The Name at hand, which is then read.
  std::string_view name();

  // Expressions.
  host::Expression& add(host::Expression::Kind kind, Span at) {
    return read_->add(host::Expression{.kind = kind, .at = at});
  }
  Node leaf(host::Expression::Kind kind, bool has_word);
  Node open(host::Expression::Kind kind, std::uint32_t from) { return {.value = &add(kind, {from, from})}; }
  void take(Node& into, const Node& operand) {
    into.value->operands.push_back(operand.value);
    into.height = std::max(into.height, operand.height + 1);
  }
  Node closed(Node made);
  /// One that is made of `operands`, from `from` to what was read last.
  template <class... Operands>
  Node over(host::Expression::Kind kind, std::uint32_t from, const Operands&... operands) {
    Node made = open(kind, from);
    (take(made, operands), ...);
    return closed(made);
  }
  Node expression();
  Node starred();
  Node element();
  Node expressions();
  Node values();
  Node yield();
  Node joined(std::uint64_t word, Node (Reader::*operand)());
  Node disjunction();
  Node conjunction();
  Node inversion();
  Node comparison();
  bool accept_comparison();
  Node binary(int loosest);
  Node unary();
  Node power();
  Node chained(Node left, std::string_view word, const Node& right);
  Node primary();
  Node atom();
  Node call(const Node& callee);
  void argument(Node& into, std::uint32_t parenthesis);
  Node index(const Node& object);
  Node subscript();
  Node lambda();

  // What stands in brackets.
  Node parenthesized();
  Node list();
  Node braces();
  Node map(std::uint32_t from, Node key);
  Node sequence(host::Expression::Kind kind, std::uint32_t from, const Node& first, std::uint64_t close);
  Node comprehension(std::uint32_t from, const Node& body, std::uint64_t close);
  Node map_comprehension(Node made, const Node& pair);
  Clause clause(std::vector<host::Argument>* bound);
  Node condition_clause();
  bool begins_clause() const { return is(code_of("for")) || is(code_of("async")); }
  Node target();
  Node targets();
  bool is_target(const Node& node) const;

  // Strings.
  Node literals();
  void add_literal(Node& into);
  std::uint32_t add_insertion(Node& into, std::uint32_t brace, Quotes quotes);

  // Statements.
  host::Statement& add(host::Statement::Kind kind, Span at, Body& out) {
    host::Statement& made = program_.add(host::Statement{.kind = kind, .at = at});
    out.push_back(&made);
    return made;
  }
  Body suite(int depth);
  Body clause_body(std::uint64_t keyword, int depth);
  bool is_clause(std::uint64_t keyword) const { return is(keyword) && tokens_.line_indent() == indent_; }
  void statement(int depth, Body& out);
  void simple_statements(Body& out);
  void simple_statement(Body& out);
  bool accept_docstring();
  void expression_statement(Body& out);
  void assignment(Node left, Body& out);
  void import_names(Body& out);
  void import_from(Body& out);
  void shared_names(std::string_view word, Body& out);
  void if_statement(int depth, Body& out);
  void loop(std::uint32_t from, int depth, Body& out);
  bool has_parenthesized_items();
  void with_statement(std::uint32_t from, int depth, Body& out);
  void try_statement(int depth, Body& out);
  void decorated(int depth, Body& out);
  void function(std::uint32_t from, Decorators decorators, int depth, Body& out);
  void klass(Decorators decorators, int depth, Body& out);
  std::vector<host::Parameter> parameters();
  Node type();
  Node wrapped_type();
  std::string_view dotted_name();

  /// While it lives, expressions are read and forgotten.
  class Aside {
   public:
    explicit Aside(Reader& reader) : reader_(reader), before_(std::exchange(reader.read_, &reader.aside_)) {}
    ~Aside() { reader_.read_ = before_; }
    Aside(const Aside&) = delete;
    Aside& operator=(const Aside&) = delete;

   private:
    Reader& reader_;
    host::Program* before_;
  };
  /// While it lives, something that may hold itself is read; what goes too deep ends it all.
  class Level {
   public:
    explicit Level(Reader& reader) : reader_(reader) {
      if (deepest_level < ++reader.level_) reader.tokens_.fail();
    }
    ~Level() { --reader_.level_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    static constexpr int deepest_level = 100;
    Reader& reader_;
  };

  bool is_aside() const { return read_ == &aside_; }

  std::string_view text_;
  Tokens tokens_;
  host::Program program_;
  host::Program aside_;
  host::Program* read_ = &program_;  ///< or `aside_`
  const host::Class* owner_ = nullptr;
  std::vector<host::Argument>* bound_ = nullptr;  ///< where names are noted
  std::uint32_t indent_ = 0;                      ///< of the block at hand
  int level_ = 0;
  std::uint32_t highest_ = 0;  ///< expression
  int deepest_ = 0;            ///< statement
};

}  // namespace floodwall::python
