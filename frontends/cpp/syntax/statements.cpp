#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "frontends/cpp/syntax/converter.h"

// The grammar has many more nodes than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {

using host::Expression;
using host::Statement;

void Converter::block(const TreeNode* node, int depth, Body& out) {
  if (node == nullptr || host::deepest_nesting < depth) return;
  if (kind(node) != Node::CompoundStatement) {
    statement(node, depth + 1, out);
    return;
  }
  scopes_.emplace_back();
  each_child(node, [&](const TreeNode* each, Field) { statement(each, depth + 1, out); });
  scopes_.pop_back();
}

/// With the lambdas in it before it.
void Converter::statement(const TreeNode* node, int depth, Body& out) {
  if (host::deepest_nesting < depth) return;
  hoisted_.emplace_back();
  Body own;
  statement_alone(node, depth, own);
  out.insert(out.end(), hoisted_.back().begin(), hoisted_.back().end());
  hoisted_.pop_back();
  out.insert(out.end(), own.begin(), own.end());
}

void Converter::statement_alone(const TreeNode* node, int depth, Body& out) {
  switch (node->kind) {
    case Node::ExpressionStatement:
      each_child(node, [&](const TreeNode* each, Field) { expression_statement(each, depth + 1, out); });
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
      const std::vector<const TreeNode*> parts = children(node);
      const Expression* value = parts.empty() ? nullptr : expression(parts.front(), depth + 1);
      Statement& made = add(Statement::Kind::Return, span_of(node), out);
      made.value = value;
      if (node->kind == Node::CoYieldStatement) made.word = "yield";
      break;
    }
    case Node::ThrowStatement: {
      const std::vector<const TreeNode*> parts = children(node);
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
      if (switches_ == 0 || node->kind == Node::ContinueStatement)
        add(Statement::Kind::Leave, span_of(node), out);
      break;
    case Node::LabeledStatement:
    case Node::AttributedStatement:
    case Node::ElseClause:
    case Node::InitStatement:
      each_child(node, [&](const TreeNode* each, Field) {
        if (each->kind != Node::AttributeDeclaration) statement(each, depth + 1, out);
      });
      break;
    case Node::CaseStatement:  // outside of a switch: something is broken
    case Node::Error:
      each_child(node, [&](const TreeNode* each, Field) { statement(each, depth + 1, out); });
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

void Converter::expression_statement(const TreeNode* node, int depth, Body& out) {
  if (host::deepest_nesting < depth) return;
  switch (node->kind) {
    case Node::AssignmentExpression:
      assignment(node, depth, out);
      return;
    case Node::CommaExpression:
      each_child(node, [&](const TreeNode* each, Field) { expression_statement(each, depth + 1, out); });
      return;
    case Node::CallExpression:
      call_statement(node, depth, out);
      return;
    case Node::BinaryExpression:
      if (word(child(node, Field::Operator)) == "<<") {
        shift_statement(node, depth, out);
        return;
      }
      break;
    case Node::CastExpression:  // (void)snprintf(…)
      expression_statement(child(node, Field::Value), depth + 1, out);
      return;
    case Node::ParenthesizedExpression: {
      const std::vector<const TreeNode*> parts = children(node);
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
  if (value->kind == Expression::Kind::Binding && node->kind == Node::UpdateExpression) {  // i++;
    assign(plain_name(value->word, value->at), value->operands.front(), span_of(node), out);
    return;
  }
  add(Statement::Kind::Evaluate, span_of(node), out).value = value;
}

void Converter::assignment(const TreeNode* node, int depth, Body& out) {
  if (host::deepest_nesting < depth) return;
  const TreeNode* left = child(node, Field::Left);
  const TreeNode* right = child(node, Field::Right);
  const std::string_view op = word(child(node, Field::Operator));
  const std::string_view given = word(right);
  if (op == "=" && kind(left) == Node::SubscriptExpression && word(child(left, Field::Indices)) == "[0]" &&
      (given == "'\\0'" || given == "0" || given == "'\\000'")) {  // buf[0] = '\0'
    bool ignored = false;
    if (const Expression* emptied = target_of(child(left, Field::Argument), ignored, depth)) {
      assign(emptied, constant("", span_of(node)), span_of(node), out);
      return;
    }
  }
  if (kind(right) == Node::AssignmentExpression) assignment(right, depth + 1, out);  // a = b = c
  const Expression* target = expression(left, depth + 1);
  const Expression* value = nullptr;
  if (kind(right) == Node::LambdaExpression && kind(left) == Node::Identifier) {
    value = lambda(right, depth + 1, word(left));
  } else if (kind(right) == Node::AssignmentExpression) {
    value = expression(child(right, Field::Left), depth + 1);
  } else {
    value = expression(right, depth + 1);
  }
  if (op == "=") {
    const Declared* known = declared(left);
    assign(target, value, span_of(node), out).is_number = known != nullptr && known->is_number();
  } else if (op == "+=") {
    extend(target, value, span_of(node), out);
  } else {
    Statement& made = add(Statement::Kind::Extend, span_of(node), out);
    made.target = target;
    made.value = value;
    made.word = op;
  }
}

/// What an `if` or a `while` asks; what it declares stands before it.
const Expression* Converter::condition(const TreeNode* node, int depth, Body& out) {
  if (node == nullptr) return nullptr;
  if (kind(node) != Node::ConditionClause) return expression(node, depth + 1);
  const TreeNode* init = child(node, Field::Initializer);
  if (init != nullptr) statement(init, depth + 1, out);
  const TreeNode* value = child(node, Field::Value);
  if (kind(value) != Node::Declaration) return expression(value, depth + 1);
  declaration(value, depth + 1, out);
  const TreeNode* declarator = child(value, Field::Declarator);
  if (kind(declarator) == Node::InitDeclarator) declarator = child(declarator, Field::Declarator);
  Declared ignored;
  declarator = innermost(declarator, ignored);
  return declarator == nullptr ? nullptr : expression(declarator, depth + 1);
}

void Converter::if_statement(const TreeNode* node, int depth, Body& out) {
  scopes_.emplace_back();
  const Expression* asked = condition(child(node, Field::Condition), depth, out);
  Body body;
  Body otherwise;
  block(child(node, Field::Consequence), depth + 1, body);
  const TreeNode* alternative = child(node, Field::Alternative);
  if (alternative != nullptr) statement(alternative, depth + 1, otherwise);
  Statement& made = add(Statement::Kind::If, span_of(node), out);
  made.value = asked;
  made.body = std::move(body);
  made.otherwise = std::move(otherwise);
  scopes_.pop_back();
}

void Converter::loop(const TreeNode* node, int depth, Body& out) {
  scopes_.emplace_back();
  const int switches = std::exchange(switches_, 0);
  const TreeNode* first = child(node, Field::Initializer);
  if (first != nullptr) {
    if (kind(first) == Node::Declaration) {
      declaration(first, depth + 1, out);
    } else {
      expression_statement(first, depth + 1, out);
    }
  }
  const bool is_do = kind(node) == Node::DoStatement;
  Body body;
  const Expression* asked = nullptr;
  if (!is_do) asked = condition(child(node, Field::Condition), depth, out);
  block(child(node, Field::Body), depth + 1, body);
  const TreeNode* update = child(node, Field::Update);
  if (update != nullptr) expression_statement(update, depth + 1, body);
  if (is_do) asked = condition(child(node, Field::Condition), depth, body);
  Statement& made = add(Statement::Kind::Loop, span_of(node), out);
  made.value = asked;
  made.body = std::move(body);
  switches_ = switches;
  scopes_.pop_back();
}

void Converter::range_loop(const TreeNode* node, int depth, Body& out) {
  scopes_.emplace_back();
  const int switches = std::exchange(switches_, 0);
  const Expression* items = expression(child(node, Field::Right), depth + 1);
  Declared as{.type = word(child(node, Field::Type))};
  as.kind = kind_of_type(as.type);
  const TreeNode* declarator = child(node, Field::Declarator);
  declarator = innermost(declarator, as);
  const Expression* target = nullptr;
  if (kind(declarator) == Node::StructuredBindingDeclarator) {
    Expression& names = add(Expression::Kind::Tuple, declarator);
    each_child(declarator, [&](const TreeNode* each, Field) {
      declare_name(word(each), {});
      names.operands.push_back(plain_name(word(each), span_of(each)));
    });
    target = &names;
  } else if (declarator != nullptr) {
    declare_name(word(declarator), as);
    target = plain_name(word(declarator), span_of(declarator));
  }
  Body body;
  block(child(node, Field::Body), depth + 1, body);
  Statement& made = add(Statement::Kind::Loop, span_of(node), out);
  made.target = target;
  made.value = items;
  made.body = std::move(body);
  switches_ = switches;
  scopes_.pop_back();
}

/// Each case may be taken: a choice among branches on an unknown condition.
void Converter::switch_statement(const TreeNode* node, int depth, Body& out) {
  scopes_.emplace_back();
  const Expression* asked = condition(child(node, Field::Condition), depth, out);
  if (asked != nullptr) add(Statement::Kind::Evaluate, asked->at, out).value = asked;
  ++switches_;
  Body* into = &out;
  int chained = 0;
  each_child(child(node, Field::Body), [&](const TreeNode* each, Field) {
    if (each->kind != Node::CaseStatement) {
      statement(each, depth + 1, *into);
      return;
    }
    Body body;
    const bool is_default = child(each, Field::Value) == nullptr;
    each_child(each, [&](const TreeNode* inner, Field field) {
      if (field != Field::Value) statement(inner, depth + 1, body);
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

void Converter::try_statement(const TreeNode* node, int depth, Body& out) {
  Body body;
  block(child(node, Field::Body), depth + 1, body);
  std::vector<Body> handlers;
  each_child(node, [&](const TreeNode* each, Field) {
    if (each->kind == Node::CatchClause) block(child(each, Field::Body), depth + 1, handlers.emplace_back());
  });
  Statement& made = add(Statement::Kind::Try, span_of(node), out);
  made.body = std::move(body);
  made.handlers = std::move(handlers);
}

}  // namespace floodwall::cpp
