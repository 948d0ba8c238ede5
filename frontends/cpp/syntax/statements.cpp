#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "frontends/cpp/syntax/converter.h"
#include "frontends/host_values/words.h"

// The grammar has many more nodes than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {

using host::Expression;
using host::Statement;

namespace {

/// Macros of test frameworks, and assert, that go on only if what they are given holds.
struct Assertion {
  std::string_view name;
  std::string_view op = {};  ///< that compares the two arguments; empty: the argument is the condition
  bool holds = true;
};
constexpr std::array assertions = std::to_array<Assertion>({
    {"assert"},
    {"ASSERT_TRUE"},
    {"ASSERT_FALSE", "", false},
    {"ASSERT_EQ", "=="},
    {"ASSERT_NE", "!="},
    {"ASSERT_STREQ", "=="},
    {"ASSERT_STRNE", "!="},
    {"REQUIRE"},
    {"REQUIRE_FALSE", "", false},
    {"BOOST_REQUIRE"},
    {"BOOST_REQUIRE_EQUAL", "=="},
    {"BOOST_REQUIRE_NE", "!="},
    {"BOOST_TEST_REQUIRE"},
    {"QVERIFY"},
    {"QCOMPARE", "=="},
    {"Q_ASSERT"},
});

/// What ends the run of a test, or of the program.
bool gives_up(std::string_view callee) {
  static constexpr std::array names = std::to_array<std::string_view>(
      {"GTEST_SKIP", "FAIL", "GTEST_FAIL", "QSKIP", "QFAIL", "SKIP", "BOOST_FAIL", "pg_fatal", "qFatal",
       "errx", "err", "die", "exit", "_exit", "_Exit", "abort", "quick_exit", "terminate"});
  return host::is_among(callee, names);
}

/// Methods that put a text behind the one that they are called on.
bool appends(std::string_view method) {
  return method == "append" || method == "push_back" || method == "Append" || method == "operator+=";
}

}  // namespace

void Converter::block(TSNode node, int depth, Body& out) {
  if (ts_node_is_null(node) || host::deepest_nesting < depth) return;
  if (kind(node) != Node::CompoundStatement) {
    statement(node, depth + 1, out);
    return;
  }
  scopes_.emplace_back();
  each_child(node, [&](TSNode each, TSFieldId) { statement(each, depth + 1, out); });
  scopes_.pop_back();
}

/// With the lambdas in it before it.
void Converter::statement(TSNode node, int depth, Body& out) {
  if (host::deepest_nesting < depth) return;
  hoisted_.emplace_back();
  Body own;
  statement_alone(node, depth, own);
  out.insert(out.end(), hoisted_.back().begin(), hoisted_.back().end());
  hoisted_.pop_back();
  out.insert(out.end(), own.begin(), own.end());
}

void Converter::statement_alone(TSNode node, int depth, Body& out) {
  switch (g_.kind(node)) {
    case Node::ExpressionStatement:
      each_child(node, [&](TSNode each, TSFieldId) { expression_statement(each, depth + 1, out); });
      break;
    case Node::CompoundStatement:
      block(node, depth + 1, out);
      break;
    case Node::IfStatement:
      if_statement(node, depth, out);
      break;
    case Node::ForStatement:
    case Node::WhileStatement:
    case Node::DoStatement:
      loop(node, depth, out);
      break;
    case Node::ForRangeLoop:
      range_loop(node, depth, out);
      break;
    case Node::SwitchStatement:
      switch_statement(node, depth, out);
      break;
    case Node::ReturnStatement:
    case Node::CoReturnStatement:
    case Node::CoYieldStatement: {
      const std::vector<TSNode> parts = children(node);
      const Expression* value = parts.empty() ? nullptr : expression(parts.front(), depth + 1);
      Statement& made = add(Statement::Kind::Return, span_of(node), out);
      made.value = value;
      if (g_.kind(node) == Node::CoYieldStatement) made.word = "yield";
      break;
    }
    case Node::ThrowStatement: {
      const std::vector<TSNode> parts = children(node);
      const Expression* value = parts.empty() ? nullptr : expression(parts.front(), depth + 1);
      add(Statement::Kind::Raise, span_of(node), out).value = value;
      break;
    }
    case Node::TryStatement:
    case Node::SehTryStatement:
      try_statement(node, depth, out);
      break;
    case Node::BreakStatement:
    case Node::ContinueStatement:
      if (switches_ == 0 || g_.kind(node) == Node::ContinueStatement)
        add(Statement::Kind::Leave, span_of(node), out);
      break;
    case Node::LabeledStatement:
    case Node::AttributedStatement:
    case Node::ElseClause:
    case Node::InitStatement:
      each_child(node, [&](TSNode each, TSFieldId) {
        if (g_.kind(each) != Node::AttributeDeclaration) statement(each, depth + 1, out);
      });
      break;
    case Node::CaseStatement:  // outside of a switch: something is broken
    case Node::Error:
      each_child(node, [&](TSNode each, TSFieldId) { statement(each, depth + 1, out); });
      break;
    case Node::GotoStatement:
    case Node::Comment:
    case Node::StaticAssertDeclaration:
    case Node::AttributeDeclaration:
      break;
    default:
      item(node, depth, out);
      break;
  }
}

void Converter::expression_statement(TSNode node, int depth, Body& out) {
  switch (g_.kind(node)) {
    case Node::AssignmentExpression:
      assignment(node, depth, out);
      return;
    case Node::CommaExpression:
      each_child(node, [&](TSNode each, TSFieldId) { expression_statement(each, depth + 1, out); });
      return;
    case Node::CallExpression:
      call_statement(node, depth, out);
      return;
    case Node::BinaryExpression:
      if (word(child(node, g_.op)) == "<<") {
        stream_statement(node, depth, out);
        return;
      }
      break;
    case Node::CastExpression:  // (void)snprintf(…)
      expression_statement(child(node, g_.value), depth + 1, out);
      return;
    case Node::ParenthesizedExpression: {
      const std::vector<TSNode> parts = children(node);
      if (parts.size() == 1) {
        expression_statement(parts.front(), depth + 1, out);
        return;
      }
      break;
    }
    default:
      break;
  }
  const Expression* value = expression(node, depth + 1);
  add(Statement::Kind::Evaluate, span_of(node), out).value = value;
}

void Converter::assignment(TSNode node, int depth, Body& out) {
  const TSNode left = child(node, g_.left);
  const TSNode right = child(node, g_.right);
  const std::string_view op = word(child(node, g_.op));
  if (kind(right) == Node::AssignmentExpression) assignment(right, depth + 1, out);  // a = b = c
  const Expression* target = expression(left, depth + 1);
  const Expression* value = nullptr;
  if (kind(right) == Node::LambdaExpression && kind(left) == Node::Identifier) {
    value = lambda(right, depth + 1, word(left));
  } else if (kind(right) == Node::AssignmentExpression) {
    value = expression(child(right, g_.left), depth + 1);
  } else {
    value = expression(right, depth + 1);
  }
  if (op == "=") {
    assign(target, value, span_of(node), out);
  } else if (op == "+=") {
    extend(target, value, span_of(node), out);
  } else {
    Statement& made = add(Statement::Kind::Extend, span_of(node), out);
    made.target = target;
    made.value = value;
    made.word = op;
  }
}

/// ss << a << b: each is put behind the text in `ss`, if that is a stream into memory.
void Converter::stream_statement(TSNode node, int depth, Body& out) {
  const std::vector<TSNode> operands = chain(node, "<<");
  const TSNode object = operands.front();
  if (kind(object) == Node::CallExpression && gives_up(name_of_type(word(child(object, g_.function))))) {
    const Expression* value = expression(object, depth + 1);
    add(Statement::Kind::Raise, span_of(node), out).value = value;
    return;
  }
  bool appends = false;
  const Expression* target = nullptr;
  if (kind(object) == Node::Identifier || kind(object) == Node::FieldExpression) {
    const Declared* known = declared(object);
    bool is_stream = known != nullptr && known->kind == TypeKind::Stream;
    if (known == nullptr) {  // a member that a header declares: whoever asks it for a text has a stream
      const std::string asks = std::string(word(object)) + ".str(";
      is_stream = text_.find(asks) != std::string_view::npos;
    }
    if (is_stream) target = target_of(object, appends, depth);
  }
  if (target == nullptr) {
    const Expression* value = shift(node, depth);
    add(Statement::Kind::Evaluate, span_of(node), out).value = value;
    return;
  }
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const std::string_view written = name_of_type(word(operands[i]));
    const bool is_end = written == "endl" || written == "ends";
    extend(target, is_end ? constant("\n", span_of(operands[i])) : expression(operands[i], depth + 1),
           span_of(operands[i]), out);
  }
}

bool Converter::assertion(TSNode node, std::string_view callee, int depth, Body& out) {
  const auto known = std::ranges::find(assertions, callee, &Assertion::name);
  if (known == assertions.end()) return false;
  const std::vector<TSNode> given = children(child(node, g_.arguments));
  if (given.size() < (known->op.empty() ? 1U : 2U)) return false;
  const Expression* condition = expression(given.front(), depth + 1);
  if (!known->op.empty()) {
    Expression& compared = add(Expression::Kind::Binary, child(node, g_.arguments));
    compared.word = known->op;
    compared.operands = {condition, expression(given[1], depth + 1)};
    condition = &compared;
  } else if (!known->holds) {
    Expression& negated = add(Expression::Kind::Not, given.front());
    negated.operands.push_back(condition);
    condition = &negated;
  }
  add(Statement::Kind::Assert, span_of(node), out).value = condition;
  return true;
}

bool Converter::builder_statement(const Builder& builder, TSNode node, int depth, Body& out) {
  const std::vector<TSNode> given = children(child(node, g_.arguments));
  if (given.size() <= builder.target) return false;
  bool appends = builder.does == Builder::Does::Appends;
  const Expression* target = target_of(given[builder.target], appends, depth);
  if (target == nullptr) return false;
  if (builder.does == Builder::Does::Empties) {
    assign(target, constant("", span_of(node)), span_of(node), out);
    return true;
  }
  Expression& made = add(Expression::Kind::Call, node);
  made.operands.push_back(callee(child(node, g_.function), depth + 1));
  add_arguments(child(node, g_.arguments), made, depth);
  if (appends) {
    extend(target, &made, span_of(node), out);
  } else {
    assign(target, &made, span_of(node), out);
  }
  return true;
}

/// s.append(x), s.clear(), v.push_back(x): what the call does to the object.
bool Converter::method_statement(TSNode node, TSNode function, int depth, Body& out) {
  const TSNode object = child(function, g_.argument);
  const std::string_view method = word(child(function, g_.member));
  const std::vector<TSNode> given = children(child(node, g_.arguments));
  const TypeKind type = kind_of_object(object);
  if (type == TypeKind::List) {
    if ((method != "push_back" && method != "emplace_back" && method != "append") || given.size() != 1)
      return false;
    Expression& made = add(Expression::Kind::Call, node);
    Expression& callee = add(Expression::Kind::Member, function);
    callee.operands.push_back(expression(object, depth + 1));
    callee.word = "append";
    made.operands.push_back(&callee);
    made.arguments.push_back({.value = expression(given.front(), depth + 1)});
    add(Statement::Kind::Evaluate, span_of(node), out).value = &made;
    return true;
  }
  if (type == TypeKind::Other || type == TypeKind::Scalar) return false;
  bool ignored = false;
  const bool is_text = type == TypeKind::Text || type == TypeKind::Stream || type == TypeKind::Buffer;
  static constexpr std::array changes = std::to_array<std::string_view>(
      {"pop_back", "erase", "resize", "chop", "truncate", "remove", "replace", "insert", "chomp", "prepend"});
  const bool is_change = is_text && host::is_among(method, changes);
  const bool is_empty = given.empty() || (given.size() == 1 && word(given.front()) == "\"\"") ||
                        (given.size() == 1 && word(given.front()).ends_with("string()"));
  const bool empties =
      is_text && ((method == "clear" && given.empty()) || (method == "str" && !given.empty() && is_empty));
  const bool sets =
      is_text && (method == "assign" || (method == "str" && !given.empty())) && given.size() == 1;
  const bool extends = appends(method) && !given.empty() && (is_text || method != "push_back");
  if (!is_change && !empties && !sets && !extends) return false;
  const Expression* target = target_of(object, ignored, depth);
  if (target == nullptr) return false;
  if (empties) {
    assign(target, constant("", span_of(node)), span_of(node), out);
  } else if (sets) {
    assign(target, expression(given.front(), depth + 1), span_of(node), out);
  } else if (extends) {
    const Expression* added = expression(given.front(), depth + 1);
    extend(target, given.size() == 1 ? added : opaque(child(node, g_.arguments), depth + 1), span_of(node),
           out);
  } else {
    assign(target, call(node, depth + 1), span_of(node), out);
  }
  return true;
}

void Converter::call_statement(TSNode node, int depth, Body& out) {
  const TSNode function = child(node, g_.function);
  const std::string_view called = name_of_type(word(function));
  if (kind(function) == Node::FieldExpression) {
    if (method_statement(node, function, depth, out)) return;
  } else {
    if (assertion(node, called, depth, out)) return;
    if (const Builder* builder = builder_named(called)) {
      if (builder_statement(*builder, node, depth, out)) return;
    }
  }
  const Expression* value = expression(node, depth + 1);
  const bool ends = kind(function) != Node::FieldExpression && gives_up(called);
  add(ends ? Statement::Kind::Raise : Statement::Kind::Evaluate, span_of(node), out).value = value;
}

/// What an `if` or a `while` asks; what it declares stands before it.
const Expression* Converter::condition(TSNode node, int depth, Body& out) {
  if (ts_node_is_null(node)) return nullptr;
  if (kind(node) != Node::ConditionClause) return expression(node, depth + 1);
  const TSNode init = child(node, g_.initializer);
  if (!ts_node_is_null(init)) statement(init, depth + 1, out);
  const TSNode value = child(node, g_.value);
  if (kind(value) != Node::Declaration) return expression(value, depth + 1);
  declaration(value, depth + 1, out);
  TSNode declarator = child(value, g_.declarator);
  if (kind(declarator) == Node::InitDeclarator) declarator = child(declarator, g_.declarator);
  Declared ignored;
  declarator = innermost(declarator, ignored);
  return ts_node_is_null(declarator) ? nullptr : expression(declarator, depth + 1);
}

void Converter::if_statement(TSNode node, int depth, Body& out) {
  scopes_.emplace_back();
  const Expression* asked = condition(child(node, g_.condition), depth, out);
  Body body;
  Body otherwise;
  block(child(node, g_.consequence), depth + 1, body);
  const TSNode alternative = child(node, g_.alternative);
  if (!ts_node_is_null(alternative)) statement(alternative, depth + 1, otherwise);
  Statement& made = add(Statement::Kind::If, span_of(node), out);
  made.value = asked;
  made.body = std::move(body);
  made.otherwise = std::move(otherwise);
  scopes_.pop_back();
}

void Converter::loop(TSNode node, int depth, Body& out) {
  scopes_.emplace_back();
  const int switches = std::exchange(switches_, 0);
  const TSNode first = child(node, g_.initializer);
  if (!ts_node_is_null(first)) {
    if (kind(first) == Node::Declaration) {
      declaration(first, depth + 1, out);
    } else {
      expression_statement(first, depth + 1, out);
    }
  }
  const bool is_do = kind(node) == Node::DoStatement;
  Body body;
  const Expression* asked = nullptr;
  if (!is_do) asked = condition(child(node, g_.condition), depth, out);
  block(child(node, g_.body), depth + 1, body);
  const TSNode update = child(node, g_.update);
  if (!ts_node_is_null(update)) expression_statement(update, depth + 1, body);
  if (is_do) asked = condition(child(node, g_.condition), depth, body);
  Statement& made = add(Statement::Kind::Loop, span_of(node), out);
  made.value = asked;
  made.body = std::move(body);
  switches_ = switches;
  scopes_.pop_back();
}

void Converter::range_loop(TSNode node, int depth, Body& out) {
  scopes_.emplace_back();
  const int switches = std::exchange(switches_, 0);
  const Expression* items = expression(child(node, g_.right), depth + 1);
  Declared as{.type = word(child(node, g_.type))};
  as.kind = kind_of_type(as.type);
  TSNode declarator = child(node, g_.declarator);
  declarator = innermost(declarator, as);
  const Expression* target = nullptr;
  if (kind(declarator) == Node::StructuredBindingDeclarator) {
    Expression& names = add(Expression::Kind::Tuple, declarator);
    each_child(declarator, [&](TSNode each, TSFieldId) {
      declare_name(word(each), {});
      names.operands.push_back(plain_name(word(each), span_of(each)));
    });
    target = &names;
  } else if (!ts_node_is_null(declarator)) {
    declare_name(word(declarator), as);
    target = plain_name(word(declarator), span_of(declarator));
  }
  Body body;
  block(child(node, g_.body), depth + 1, body);
  Statement& made = add(Statement::Kind::Loop, span_of(node), out);
  made.target = target;
  made.value = items;
  made.body = std::move(body);
  switches_ = switches;
  scopes_.pop_back();
}

/// Each case may be taken: a choice among branches on an unknown condition.
void Converter::switch_statement(TSNode node, int depth, Body& out) {
  scopes_.emplace_back();
  const Expression* asked = condition(child(node, g_.condition), depth, out);
  if (asked != nullptr) add(Statement::Kind::Evaluate, asked->at, out).value = asked;
  ++switches_;
  Body* into = &out;
  int chained = 0;
  each_child(child(node, g_.body), [&](TSNode each, TSFieldId) {
    if (g_.kind(each) != Node::CaseStatement) {
      statement(each, depth + 1, *into);
      return;
    }
    Body body;
    const bool is_default = ts_node_is_null(child(each, g_.value));
    each_child(each, [&](TSNode inner, TSFieldId field) {
      if (field != g_.value) statement(inner, depth + 1, body);
    });
    if (body.empty()) return;
    if (is_default) {
      into->insert(into->end(), body.begin(), body.end());
      return;
    }
    const Expression* unknown = &add(Expression::Kind::Opaque, each);
    Statement& made = add(Statement::Kind::If, span_of(each), *into);
    made.value = unknown;
    made.body = std::move(body);
    if (++chained < host::deepest_nesting / 2) into = &made.otherwise;
  });
  --switches_;
  scopes_.pop_back();
}

void Converter::try_statement(TSNode node, int depth, Body& out) {
  Body body;
  block(child(node, g_.body), depth + 1, body);
  std::vector<Body> handlers;
  each_child(node, [&](TSNode each, TSFieldId) {
    if (g_.kind(each) == Node::CatchClause) block(child(each, g_.body), depth + 1, handlers.emplace_back());
  });
  Statement& made = add(Statement::Kind::Try, span_of(node), out);
  made.body = std::move(body);
  made.handlers = std::move(handlers);
}

}  // namespace floodwall::cpp
