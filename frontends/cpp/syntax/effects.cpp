// Calls that stand alone: what they do to a text or a list, and what goes on only if they find it right.

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

/// GTEST_SKIP() << why; ss << a << b
void Converter::shift_statement(const TreeNode* node, int depth, Body& out) {
  const std::vector<const TreeNode*> operands = chain(node, "<<");
  const TreeNode* object = operands.front();
  const bool ends =
      kind(object) == Node::CallExpression && gives_up(name_of_type(word(child(object, Field::Function))));
  if (!ends && stream_statement(operands, depth, out)) return;
  const Expression* value = ends ? expression(object, depth + 1) : shift(node, "<<", depth);
  add(ends ? Statement::Kind::Raise : Statement::Kind::Evaluate, span_of(node), out).value = value;
}

bool Converter::assertion(const TreeNode* node, std::string_view callee, int depth, Body& out) {
  const auto known = std::ranges::find(assertions, callee, &Assertion::name);
  if (known == assertions.end()) return false;
  const std::vector<const TreeNode*> given = children(child(node, Field::Arguments));
  if (given.size() < (known->op.empty() ? 1U : 2U)) return false;
  const Expression* condition = expression(given.front(), depth + 1);
  if (!known->op.empty()) {
    Expression& compared = add(Expression::Kind::Binary, child(node, Field::Arguments));
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

/// memset is for whatever there is.
bool Converter::may_hold_text(const Builder& builder, const TreeNode* target) {
  if (builder.does != Builder::Does::Zeroes) return true;
  const Declared* known = declared(target);
  return known != nullptr && known->is_buffer();
}

bool Converter::builder_statement(const Builder& builder, const TreeNode* node, int depth, Body& out) {
  const std::vector<const TreeNode*> given = children(child(node, Field::Arguments));
  if (given.size() <= builder.target) return false;
  bool appends = builder.does == Builder::Does::Appends;
  const Expression* target = target_of(given[builder.target], appends, depth);
  if (target == nullptr) return false;
  if (!may_hold_text(builder, given[builder.target])) return false;
  if (builder.empties()) {
    assign(target, constant("", span_of(node)), span_of(node), out);
    return true;
  }
  Expression& made = add(Expression::Kind::Call, node);
  made.operands.push_back(callee(child(node, Field::Function), depth + 1));
  add_arguments(child(node, Field::Arguments), made, depth);
  made.arguments[builder.target].use = host::Argument::Use::Reads;  // the statement says it
  if (appends) {
    extend(target, &made, span_of(node), out);
  } else {
    assign(target, &made, span_of(node), out);
  }
  return true;
}

/// s.append(x), s.clear(), v.push_back(x): what the call does to the object.
bool Converter::method_statement(const TreeNode* node, const TreeNode* function, int depth, Body& out) {
  if (host::deepest_nesting < depth) return false;
  const TreeNode* object = child(function, Field::Argument);
  if (kind(object) == Node::CallExpression &&
      appends(word(child(child(object, Field::Function), Field::Field)))) {
    // s.append(a).append(b)
    if (!method_statement(object, child(object, Field::Function), depth + 1, out)) return false;
    while (kind(object) == Node::CallExpression)
      object = child(child(object, Field::Function), Field::Argument);
  }
  const std::string_view method = word(child(function, Field::Field));
  const std::vector<const TreeNode*> given = children(child(node, Field::Arguments));
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
  const bool prints =
      is_text && !given.empty() && (method == "Printf" || method == "sprintf" || method == "Format");
  if (prints) {
    const Expression* printed = target_of(object, ignored, depth);
    if (printed == nullptr) return false;
    Expression& made = add(Expression::Kind::Call, node);
    made.operands.push_back(plain_name("Printf", span_of(child(function, Field::Field))));
    add_arguments(child(node, Field::Arguments), made, depth);
    assign(printed, &made, span_of(node), out);
    return true;
  }
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
    extend(target, given.size() == 1 ? added : opaque(child(node, Field::Arguments), depth + 1),
           span_of(node), out);
  } else {
    assign(target, call(node, depth + 1), span_of(node), out);
  }
  return true;
}

void Converter::call_statement(const TreeNode* node, int depth, Body& out) {
  const TreeNode* function = child(node, Field::Function);
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

}  // namespace floodwall::cpp
