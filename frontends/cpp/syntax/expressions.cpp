#include <algorithm>
#include <string_view>
#include <vector>

#include "frontends/cpp/syntax/converter.h"
#include "frontends/host_values/words.h"

// The grammar has many more nodes than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {

using host::Expression;
using host::Statement;

namespace {

bool is_comparison(std::string_view op) {
  return op == "==" || op == "!=" || op == "<" || op == ">" || op == "<=" || op == ">=";
}

/// m_sql, sql_, _sql: what people call members.
bool sounds_like_member(std::string_view name) {
  return name.ends_with('_') || name.starts_with("m_") ||
         (name.size() > 2 && name[0] == '_' && 'a' <= name[1] && name[1] <= 'z') ||
         (name.size() > 2 && name[0] == 'm' && 'A' <= name[1] && name[1] <= 'Z');
}

}  // namespace

const Declared* Converter::declared(std::string_view name) const {
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
    const auto known = scope->find(name);
    if (known != scope->end()) return &known->second;
  }
  if (owner_ == nullptr) return nullptr;
  const auto names = class_names_.find(owner_->name);
  if (names == class_names_.end()) return nullptr;
  const auto field = names->second.fields.find(name);
  return field == names->second.fields.end() ? nullptr : &field->second;
}

/// Of a variable, this->x or x->y, as far as a declaration is in sight.
const Declared* Converter::declared(const TreeNode* object) {
  for (int depth = 0; depth < host::deepest_nesting; ++depth) {
    switch (kind(object)) {
      case Node::Identifier:
        return declared(word(object));
      case Node::FieldExpression:
        if (kind(child(object, Field::Argument)) == Node::This)
          return declared(word(child(object, Field::Field)));
        return nullptr;
      case Node::PointerExpression:
        object = child(object, Field::Argument);
        break;
      case Node::ParenthesizedExpression:
        object = only_child(object);
        break;
      default:
        return nullptr;
    }
  }
  return nullptr;
}

TypeKind Converter::kind_of_object(const TreeNode* object) {
  const Declared* known = declared(object);
  return known == nullptr ? TypeKind::Unknown : known->kind;
}

/// `value`, whose text is that of a number, whatever we know of it.
const Expression* Converter::as_number(const Expression* value, Span at) {
  const bool may_be_text = value->kind == Expression::Kind::Name || value->kind == Expression::Kind::Member ||
                           value->kind == Expression::Kind::Call || value->kind == Expression::Kind::Index;
  if (!may_be_text) return value;
  Expression& made = add(Expression::Kind::Call, at);
  made.operands.push_back(plain_name("to_string", at));
  made.arguments.push_back({.value = value});
  return &made;
}

/// static_cast<long>(x), (long)x: a number, and else the same as x.
const Expression* Converter::converted(std::string_view type, const TreeNode* value, int depth) {
  const Expression* same = expression(value, depth + 1);
  const bool is_number = type.find('*') == std::string_view::npos && kind_of_type(type) == TypeKind::Scalar &&
                         name_of_type(type) != "void";
  return is_number ? as_number(same, span_of(value)) : same;
}

const Expression* Converter::opaque(const TreeNode* node, int depth) {
  Expression& made = add(Expression::Kind::Opaque, node);
  if (depth < host::deepest_nesting) {
    each_child(node, [&](const TreeNode* each, Field) {
      const Node inner = each->kind;
      if (inner == Node::CompoundStatement || inner == Node::TypeDescriptor) return;
      made.operands.push_back(expression(each, depth + 1));
    });
  }
  return &made;
}

const Expression* Converter::plain_name(std::string_view word, Span at) {
  Expression& made = add(Expression::Kind::Name, at);
  made.word = word;
  return &made;
}

const Expression* Converter::own_member(std::string_view word, Span at) {
  Expression& made = add(Expression::Kind::Member, at);
  made.operands.push_back(plain_name("self", at));
  made.word = word;
  return &made;
}

/// A variable, or a member that is named without `this`.
const Expression* Converter::name(std::string_view word, Span at) {
  for (const Scope& scope : scopes_) {
    if (scope.contains(word)) return plain_name(word, at);
  }
  if (owner_ != nullptr) {
    const auto names = class_names_.find(owner_->name);
    const bool is_field = names != class_names_.end() && names->second.fields.contains(word);
    if (is_field || (sounds_like_member(word) && !functions_.contains(word))) return own_member(word, at);
  }
  if (!functions_.contains(word)) used_.insert(word);
  return plain_name(word, at);
}

/// ns::x is x if this file has that namespace; Class::x is a member.
const Expression* Converter::qualified(const TreeNode* node) {
  std::vector<std::string_view> names;
  const TreeNode* each = node;
  Span last = span_of(node);
  while (kind(each) == Node::QualifiedIdentifier) {
    const TreeNode* scope = child(each, Field::Scope);
    if (scope != nullptr)
      names.push_back(kind(scope) == Node::TemplateType ? word(child(scope, Field::Name)) : word(scope));
    each = child(each, Field::Name);
  }
  if (kind(each) == Node::TemplateFunction || kind(each) == Node::TemplateType)
    each = child(each, Field::Name);
  if (each != nullptr) last = span_of(each);
  const std::string_view own = slice(text_, last);
  while (!names.empty() && namespaces_.contains(names.front())) names.erase(names.begin());
  if (host::deepest_nesting < static_cast<int>(names.size())) return &add(Expression::Kind::Opaque, node);
  const bool is_own = !names.empty() && names.back() == "this";
  if (names.empty() || is_own) return name(own, last);
  const Expression* made = nullptr;
  for (const std::string_view part : names) {
    if (made == nullptr) {
      made = plain_name(part, span_of(node));
      continue;
    }
    Expression& inner = add(Expression::Kind::Member, node);
    inner.operands.push_back(made);
    inner.word = part;
    made = &inner;
  }
  Expression& whole = add(Expression::Kind::Member, node);
  whole.operands.push_back(made);
  whole.word = own;
  return &whole;
}

const Expression* Converter::member(const TreeNode* node, int depth) {
  const TreeNode* object = child(node, Field::Argument);
  const TreeNode* field = child(node, Field::Field);
  if (kind(field) == Node::TemplateMethod) field = child(field, Field::Name);
  if (kind(field) == Node::DependentName) {
    const std::vector<const TreeNode*> parts = children(field);
    if (!parts.empty())
      field = kind(parts.back()) == Node::TemplateMethod ? child(parts.back(), Field::Name) : parts.back();
  }
  if (kind(object) == Node::This) return own_member(word(field), span_of(field));
  Expression& made = add(Expression::Kind::Member, node);
  const Expression* on = expression(object, depth + 1);
  if (const Declared* known = declared(object)) syntax_.types.emplace(on, known->type);
  made.operands.push_back(on);
  made.word = word(field);
  return &made;
}

/// a << b << c, which is a call of what stands first; a >> b writes into `b`.
const Expression* Converter::shift(const TreeNode* node, std::string_view op, int depth) {
  const std::vector<const TreeNode*> operands = chain(node, op);
  Expression& made = add(Expression::Kind::Call, node);
  Expression& method = add(Expression::Kind::Member, operands.front());
  const Expression* on = expression(operands.front(), depth + 1);
  if (const Declared* known = declared(operands.front())) syntax_.types.emplace(on, known->type);
  method.operands.push_back(on);
  method.word = op;
  made.operands.push_back(&method);
  const auto use = op == ">>" ? host::Argument::Use::Sets : host::Argument::Use::Reads;
  for (std::size_t i = 1; i < operands.size(); ++i)
    made.arguments.push_back({.value = expression(operands[i], depth + 1), .use = use});
  return &made;
}

const Expression* Converter::binary(const TreeNode* node, int depth) {
  std::string_view op = word(child(node, Field::Operator));
  if (op == "<<" || op == ">>") return shift(node, op, depth);
  const bool is_chain = op == "+" || op == "%" || op == "&&" || op == "||" || op == "and" || op == "or";
  if (!is_chain && !is_comparison(op)) return opaque(node, depth);
  const std::vector<const TreeNode*> operands =
      is_chain ? chain(node, op)
               : std::vector<const TreeNode*>{child(node, Field::Left), child(node, Field::Right)};
  const auto is_of_qt = [this](const TreeNode* each) {  // QStringLiteral("a") % b is Qt's "a" + b
    return kind(each) == Node::CallExpression && word(child(each, Field::Function)).starts_with('Q');
  };
  if (op == "%" && std::ranges::any_of(operands, is_of_qt)) op = "+";
  if (op == "%") {
    const Expression* format = percent(node, operands, depth);
    return format == nullptr ? opaque(node, depth) : format;
  }
  Expression& made = add(Expression::Kind::Binary, node);
  made.word = op == "&&" ? "and" : op == "||" ? "or" : op;
  for (const TreeNode* each : operands) made.operands.push_back(expression(each, depth + 1));
  return &made;
}

/// {a, b}; {.a = x, .b = y} is a map.
const Expression* Converter::list(const TreeNode* node, int depth) {
  const std::vector<const TreeNode*> elements = children(node);
  const bool is_map = !elements.empty() && std::ranges::all_of(elements, [&](const TreeNode* each) {
    return each->kind == Node::InitializerPair;
  });
  Expression& made = add(is_map ? Expression::Kind::Map : Expression::Kind::List, node);
  for (const TreeNode* each : elements) {
    if (each->kind != Node::InitializerPair) {
      made.operands.push_back(expression(each, depth + 1));
      continue;
    }
    if (is_map) {
      const TreeNode* designator = child(each, Field::Designator);
      std::string_view key = word(designator);
      while (!key.empty() && key.front() == '.') key.remove_prefix(1);
      made.operands.push_back(constant(key, span_of(designator)));
    }
    made.operands.push_back(expression(child(each, Field::Value), depth + 1));
  }
  return &made;
}

const Expression* Converter::expression(const TreeNode* node, int depth) {
  if (node == nullptr) return &program_.add(Expression{});
  if (host::deepest_nesting < depth) return &add(Expression::Kind::Opaque, node);
  switch (node->kind) {
    case Node::StringLiteral:
    case Node::RawStringLiteral:
    case Node::ConcatenatedString:
    case Node::UserDefinedLiteral:
      return text(span_of(node));
    case Node::CharLiteral: {
      std::string_view written = word(node);
      if (written.size() == 3) return constant(written.substr(1, 1), span_of(node));
      if (written == "'\\n'") return constant("\n", span_of(node));
      if (written == "'\\''") return constant("'", span_of(node));
      if (written == "'\\\"'") return constant("\"", span_of(node));
      return &add(Expression::Kind::Opaque, node);
    }
    case Node::Identifier:
    case Node::FieldIdentifier:
    case Node::TypeIdentifier:
    case Node::NamespaceIdentifier: {
      if (word(node) == "NULL") return &add(Expression::Kind::Nothing, node);
      return name(word(node), span_of(node));
    }
    case Node::This:
      return plain_name("self", span_of(node));
    case Node::QualifiedIdentifier:
      return qualified(node);
    case Node::TemplateFunction:
    case Node::TemplateType:
      return expression(child(node, Field::Name), depth + 1);
    case Node::NumberLiteral: {
      Expression& made = add(Expression::Kind::Number, node);
      made.word = word(node);
      return &made;
    }
    case Node::True:
    case Node::False: {
      Expression& made = add(Expression::Kind::Boolean, node);
      made.word = word(node);
      return &made;
    }
    case Node::Null:
      return &add(Expression::Kind::Nothing, node);
    case Node::FieldExpression:
      return member(node, depth);
    case Node::CallExpression:
      return call(node, depth);
    case Node::CompoundLiteralExpression:  // std::string{"x"}
      return construct(child(node, Field::Type), child(node, Field::Value), node, depth);
    case Node::NewExpression:
      return construct(child(node, Field::Type), child(node, Field::Arguments), node, depth);
    case Node::SubscriptExpression: {
      Expression& made = add(Expression::Kind::Index, node);
      made.operands.push_back(expression(child(node, Field::Argument), depth + 1));
      const std::vector<const TreeNode*> indices = children(child(node, Field::Indices));
      made.operands.push_back(indices.empty() ? &add(Expression::Kind::Opaque, node)
                                              : expression(indices.front(), depth + 1));
      return &made;
    }
    case Node::BinaryExpression:
      return binary(node, depth);
    case Node::UnaryExpression: {
      const std::string_view op = word(child(node, Field::Operator));
      if (op != "!" && op != "not") return opaque(node, depth);
      Expression& made = add(Expression::Kind::Not, node);
      made.operands.push_back(expression(child(node, Field::Argument), depth + 1));
      return &made;
    }
    case Node::PointerExpression:
      return expression(child(node, Field::Argument), depth + 1);
    case Node::CastExpression:
      return converted(word(child(node, Field::Type)), child(node, Field::Value), depth);
    case Node::CoAwaitExpression:
      return expression(child(node, Field::Argument), depth + 1);
    case Node::ParenthesizedExpression:
    case Node::ParameterPackExpansion: {
      const std::vector<const TreeNode*> parts = children(node);
      return parts.size() == 1 ? expression(parts.front(), depth + 1) : opaque(node, depth);
    }
    case Node::ConditionalExpression: {
      Expression& made = add(Expression::Kind::Choice, node);
      const TreeNode* then = child(node, Field::Consequence);
      const Expression* asked = expression(child(node, Field::Condition), depth + 1);
      made.operands = {asked, then == nullptr ? asked : expression(then, depth + 1),
                       expression(child(node, Field::Alternative), depth + 1)};
      return &made;
    }
    case Node::AssignmentExpression: {
      const TreeNode* left = child(node, Field::Left);
      if (kind(left) != Node::Identifier || word(child(node, Field::Operator)) != "=")
        return opaque(node, depth);
      const Expression* target = name(word(left), span_of(left));
      const Expression* value = expression(child(node, Field::Right), depth + 1);
      if (target->kind != Expression::Kind::Name) return value;
      Expression& made = add(Expression::Kind::Binding, node);
      made.word = target->word;
      made.operands.push_back(value);
      return &made;
    }
    case Node::UpdateExpression: {
      const TreeNode* counter = child(node, Field::Argument);
      const Declared* known = kind(counter) == Node::Identifier ? declared(counter) : nullptr;
      if (known == nullptr || !known->is_number()) return opaque(node, depth);
      Expression& number = add(Expression::Kind::Number, node);  // whichever
      number.word = word(node);
      Expression& made = add(Expression::Kind::Binding, node);
      made.word = word(counter);
      made.operands.push_back(&number);
      return &made;
    }
    case Node::InitializerList:
      return list(node, depth);
    case Node::LambdaExpression:
      return lambda(node, depth, {});
    default:
      return opaque(node, depth);
  }
}

}  // namespace floodwall::cpp
