// Calls, and what they do to their arguments.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "frontends/cpp/syntax/converter.h"
#include "frontends/host_values/words.h"

// The grammar has many more nodes than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {

using host::Argument;
using host::Expression;
using host::Statement;

namespace {

/// What begins a chain of % that is boost's format.
bool makes_format(std::string_view callee) { return callee == "format" || callee == "wformat"; }

}  // namespace

/// What a call calls.
const Expression* Converter::callee(const TreeNode* node, int depth) {
  switch (kind(node)) {
    case Node::Identifier: {
      const std::string_view called = word(node);
      if (owner_ != nullptr && !functions_.contains(called)) {
        const auto names = class_names_.find(owner_->name);
        if (names != class_names_.end() && names->second.methods.contains(called))
          return own_member(called, span_of(node));
      }
      return plain_name(called, span_of(node));
    }
    case Node::TemplateFunction:
      return callee(child(node, Field::Name), depth);
    default:
      return expression(node, depth);
  }
}

void Converter::add_arguments(const TreeNode* arguments, Expression& into, int depth) {
  if (arguments == nullptr) return;
  each_child(arguments, [&](const TreeNode* each, Field) {
    const bool is_pack = each->kind == Node::ParameterPackExpansion;
    into.arguments.push_back(
        {.value = expression(each, depth + 1), .is_spread = is_pack, .use = use_of(each, arguments)});
  });
}

/// f(&x), f(buffer), f(x, sizeof(x)), f(text), which may be by reference.
Argument::Use Converter::use_of(const TreeNode* argument, const TreeNode* all) {
  bool is_address = false;
  for (int depth = 0; depth < host::deepest_nesting; ++depth) {
    if (kind(argument) == Node::CastExpression) {
      argument = child(argument, Field::Value);
    } else if (kind(argument) == Node::PointerExpression && word(argument).starts_with('&')) {
      is_address = true;
      argument = child(argument, Field::Argument);
    } else {
      break;
    }
  }
  if (kind(argument) != Node::Identifier && kind(argument) != Node::FieldExpression)
    return Argument::Use::Reads;
  const Declared* known = declared(argument);
  if (known == nullptr) return Argument::Use::Reads;
  if (known->kind == TypeKind::Buffer || known->kind == TypeKind::Stream) return Argument::Use::Extends;
  if (known->kind != TypeKind::Text) return Argument::Use::Reads;
  const bool is_object = !known->is_pointer && !known->is_array;
  if (is_address) return is_object ? Argument::Use::Extends : Argument::Use::Sets;
  if (is_object) return Argument::Use::Fills;
  const std::string size = "sizeof(" + std::string(word(argument)) + ")";
  return known->is_array && word(all).find(size) != std::string_view::npos ? Argument::Use::Sets
                                                                           : Argument::Use::Reads;
}

const Expression* Converter::call(const TreeNode* node, int depth) {
  const TreeNode* function = child(node, Field::Function);
  const TreeNode* arguments = child(node, Field::Arguments);
  const std::string_view written = word(function);
  const std::string_view called = name_of_type(written);
  if (kind(function) == Node::TemplateFunction && called.ends_with("_cast")) {  // static_cast<T>(x)
    const std::vector<const TreeNode*> inner = children(arguments);
    const std::string_view type = written.substr(written.find('<') + 1);
    if (inner.size() == 1) return converted(type.substr(0, type.rfind('>')), inner.front(), depth);
  }
  if (kind(function) == Node::UserDefinedLiteral && written.ends_with("\"_format")) {  // "…"_format(x)
    Expression& formatted = add(Expression::Kind::Call, node);
    Expression& format = add(Expression::Kind::Member, function);
    format.operands.push_back(plain_name("fmt", format.at));
    format.word = "format";
    formatted.operands.push_back(&format);
    formatted.arguments.push_back({.value = text(span_of(function))});
    add_arguments(arguments, formatted, depth);
    return &formatted;
  }
  if (const Builder* builder = builder_named(called)) return written_into(*builder, node, depth);
  Expression& made = add(Expression::Kind::Call, node);
  made.operands.push_back(callee(function, depth + 1));
  add_arguments(arguments, made, depth);
  return &made;
}

/// The operands of a op b op c, flat: a chain may be longer than any nesting.
std::vector<const TreeNode*> Converter::chain(const TreeNode* node, std::string_view op) {
  std::vector<const TreeNode*> operands;
  const TreeNode* left = node;
  while (kind(left) == Node::BinaryExpression && word(child(left, Field::Operator)) == op) {
    operands.push_back(child(left, Field::Right));
    left = child(left, Field::Left);
  }
  operands.push_back(left);
  std::ranges::reverse(operands);
  return operands;
}

/// boost::format("…") % a % b: a call with the pattern and what is put in.
const Expression* Converter::percent(const TreeNode* node, const std::vector<const TreeNode*>& operands,
                                     int depth) {
  const TreeNode* pattern = operands.front();
  while (kind(pattern) == Node::ParenthesizedExpression) {
    const std::vector<const TreeNode*> inner = children(pattern);
    if (inner.size() != 1) return nullptr;
    pattern = inner.front();
  }
  if (kind(pattern) != Node::CallExpression ||
      !makes_format(name_of_type(word(child(pattern, Field::Function)))))
    return nullptr;
  const std::vector<const TreeNode*> given = children(child(pattern, Field::Arguments));
  if (given.empty()) return nullptr;
  Expression& made = add(Expression::Kind::Call, node);
  Expression& format = add(Expression::Kind::Member, child(pattern, Field::Function));
  format.operands.push_back(plain_name("boost", format.at));
  format.word = "format";
  made.operands.push_back(&format);
  made.arguments.push_back({.value = expression(given.front(), depth + 1)});
  for (std::size_t i = 1; i < operands.size(); ++i)
    made.arguments.push_back({.value = expression(operands[i], depth + 1)});
  return &made;
}

/// A function of its own, in front of the statement at hand. It sees the variables around it.
const Expression* Converter::lambda(const TreeNode* node, int depth, std::string_view name) {
  if (hoisted_.empty() || host::deepest_nesting < depth) return &add(Expression::Kind::Opaque, node);
  host::Function& made = program_.add(host::Function{});
  made.name = name.empty() ? "lambda" : name;
  made.at = span_of(node);
  made.name_at = span_of(child(node, Field::Captures));
  scopes_.emplace_back();
  const int switches = std::exchange(switches_, 0);
  const TreeNode* declarator = child(node, Field::Declarator);
  if (declarator != nullptr) add_parameters(child(declarator, Field::Parameters), made, depth + 1);
  block(child(node, Field::Body), depth + 1, made.body);
  scopes_.pop_back();
  switches_ = switches;
  add(Statement::Kind::Function, made.at, hoisted_.back()).function = &made;
  return name.empty() ? &add(Expression::Kind::Opaque, node) : plain_name(name, made.name_at);
}

/// What a function writes into: `buf`, `&buf`, `buf + n` (behind what is there), std::back_inserter(buf).
const Expression* Converter::target_of(const TreeNode* node, bool& appends, int depth) {
  if (host::deepest_nesting < depth) return nullptr;
  switch (kind(node)) {
    case Node::ParenthesizedExpression: {
      const std::vector<const TreeNode*> inner = children(node);
      return inner.size() == 1 ? target_of(inner.front(), appends, depth + 1) : nullptr;
    }
    case Node::CastExpression:
      return target_of(child(node, Field::Value), appends, depth + 1);
    case Node::PointerExpression:
      return target_of(child(node, Field::Argument), appends, depth + 1);
    case Node::BinaryExpression:
      if (word(child(node, Field::Operator)) != "+") return nullptr;
      appends = true;
      return target_of(child(node, Field::Left), appends, depth + 1);
    case Node::SubscriptExpression:  // &buf[n]
      appends = word(child(node, Field::Indices)) != "[0]";
      return target_of(child(node, Field::Argument), appends, depth + 1);
    case Node::CallExpression: {
      const TreeNode* function = child(node, Field::Function);
      const std::vector<const TreeNode*> given = children(child(node, Field::Arguments));
      if (name_of_type(word(function)) == "back_inserter" && given.size() == 1)
        return target_of(given.front(), appends, depth + 1);
      const bool is_method = kind(function) == Node::FieldExpression && given.empty();
      return is_method ? target_of(child(function, Field::Argument), appends, depth + 1)
                       : nullptr;  // s.data()
    }
    case Node::Identifier:
    case Node::FieldExpression: {
      const Expression* made = expression(node, depth + 1);
      const bool is_own =
          made->kind == Expression::Kind::Name ||
          (made->kind == Expression::Kind::Member && made->operands.front()->kind == Expression::Kind::Name &&
           made->operands.front()->word == "self");
      return is_own ? made : nullptr;
    }
    default:
      return nullptr;
  }
}

/// snprintf(buf, …) within an expression gives `buf` the text, too.
const Expression* Converter::written_into(const Builder& builder, const TreeNode* node, int depth) {
  Expression& made = add(Expression::Kind::Call, node);
  made.operands.push_back(callee(child(node, Field::Function), depth + 1));
  const TreeNode* arguments = child(node, Field::Arguments);
  add_arguments(arguments, made, depth);
  const std::vector<const TreeNode*> given = children(arguments);
  if (given.size() <= builder.target || !may_hold_text(builder, given[builder.target])) return &made;
  bool appends = builder.does == Builder::Does::Appends;
  const Expression* target = target_of(given[builder.target], appends, depth);
  if (target == nullptr || target->kind != Expression::Kind::Name) return &made;
  made.arguments[builder.target].use = Argument::Use::Reads;  // the binding says it
  Expression& bound = add(Expression::Kind::Binding, node);
  bound.word = target->word;
  if (builder.empties()) {
    bound.operands.push_back(constant("", span_of(node)));
  } else if (appends) {
    Expression& longer = add(Expression::Kind::Binary, node);
    longer.word = "+";
    longer.operands = {target, &made};
    bound.operands.push_back(&longer);
  } else {
    bound.operands.push_back(&made);
  }
  return &bound;
}

}  // namespace floodwall::cpp
