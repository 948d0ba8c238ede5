// Variables, and what they have at first.

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

bool is_class(Node kind) {
  return kind == Node::ClassSpecifier || kind == Node::StructSpecifier || kind == Node::UnionSpecifier;
}

}  // namespace

/// The name that a declarator declares; what it says besides goes into `declared`.
TSNode Converter::innermost(TSNode declarator, Declared& declared) const {
  for (int depth = 0; depth < host::deepest_nesting; ++depth) {
    TSNode next = child(declarator, g_.declarator);
    switch (kind(declarator)) {
      case Node::PointerDeclarator:
        declared.is_pointer = true;
        break;
      case Node::ArrayDeclarator:
        declared.is_array = true;
        break;
      case Node::ReferenceDeclarator:
      case Node::ParenthesizedDeclarator:
      case Node::AttributedDeclarator:
      case Node::VariadicDeclarator:
        if (ts_node_is_null(next) && 0 < ts_node_named_child_count(declarator))
          next = ts_node_named_child(declarator, 0);
        break;
      case Node::FunctionDeclarator:
      case Node::InitDeclarator:
        break;
      default:
        return declarator;
    }
    if (ts_node_is_null(next)) return declarator;
    declarator = next;
  }
  return declarator;
}

/// The part of a declarator with the parameters; null: it declares no function.
TSNode Converter::function_declarator(TSNode declarator) const {
  for (int depth = 0; depth < host::deepest_nesting; ++depth) {
    if (ts_node_is_null(declarator) || kind(declarator) == Node::FunctionDeclarator) return declarator;
    TSNode next = child(declarator, g_.declarator);
    const bool may_hold = kind(declarator) == Node::ReferenceDeclarator ||
                          kind(declarator) == Node::ParenthesizedDeclarator ||
                          kind(declarator) == Node::AttributedDeclarator;
    if (ts_node_is_null(next) && may_hold && 0 < ts_node_named_child_count(declarator))
      next = ts_node_named_child(declarator, 0);
    declarator = next;
  }
  return child(declarator, g_.label);  // null
}

/// `pqxx::work` as an expression.
const Expression* Converter::type_expression(TSNode type) {
  if (kind(type) == Node::QualifiedIdentifier) return qualified(type);
  return plain_name(name_of_type(word(type)), span_of(type));
}

/// T(a, b), which is `a` if T is a text.
const Expression* Converter::construct(TSNode type, TSNode arguments, TSNode at, int depth) {
  const TypeKind what = kind_of_type(word(type));
  const std::vector<TSNode> given = ts_node_is_null(arguments) ? std::vector<TSNode>() : children(arguments);
  if (what == TypeKind::Text || what == TypeKind::Stream) {
    if (given.empty()) return constant("", span_of(at));
    if (given.size() == 1) return expression(given.front(), depth + 1);
  }
  if (what == TypeKind::List && kind(arguments) == Node::InitializerList) return list(arguments, depth + 1);
  Expression& made = add(Expression::Kind::Call, at);
  made.operands.push_back(type_expression(type));
  add_arguments(arguments, made, depth);
  return &made;
}

/// What a variable has at first; nullptr: whatever.
const Expression* Converter::initial(const Declared& declared, TSNode type, TSNode value, TSNode at,
                                     int depth) {
  const bool is_text = declared.kind == TypeKind::Text || declared.kind == TypeKind::Stream;
  const bool is_object = !declared.is_pointer && !declared.is_array;
  if (ts_node_is_null(value)) {
    if (!is_object || name_of_type(declared.type) == "char") return nullptr;
    if (is_text) return constant("", span_of(at));
    const bool is_class = kind(type) == Node::TypeIdentifier || kind(type) == Node::QualifiedIdentifier ||
                          kind(type) == Node::TemplateType;
    if (declared.kind == TypeKind::List) return &add(Expression::Kind::List, at);
    if (declared.kind != TypeKind::Other || !is_class) return nullptr;
    Expression& made = add(Expression::Kind::Call, at);
    made.operands.push_back(type_expression(type));
    return &made;
  }
  const bool is_direct = kind(value) == Node::ArgumentList || (kind(value) == Node::InitializerList &&
                                                               is_object && declared.kind != TypeKind::List);
  if (!is_direct) return expression(value, depth + 1);
  if (declared.kind == TypeKind::Unknown || declared.kind == TypeKind::Scalar || declared.is_pointer) {
    const std::vector<TSNode> given = children(value);
    return given.size() == 1 ? expression(given.front(), depth + 1) : expression(value, depth + 1);
  }
  return construct(type, value, at, depth);
}

void Converter::declare(TSNode declarator, TSNode value, std::string_view type, TSNode type_node, int depth,
                        Body& out) {
  Declared as{.type = type};
  as.kind = kind_of_type(type);
  const TSNode named = innermost(declarator, as);
  if (kind(named) == Node::StructuredBindingDeclarator) {
    Expression& names = add(Expression::Kind::Tuple, named);
    each_child(named, [&](TSNode each, TSFieldId) {
      declare_name(word(each), {});
      names.operands.push_back(plain_name(word(each), span_of(each)));
    });
    if (!ts_node_is_null(value)) assign(&names, expression(value, depth + 1), span_of(declarator), out);
    return;
  }
  const std::string_view whole = word(named);
  if (kind(named) == Node::QualifiedIdentifier) {  // const std::string Foo::sql = "…";
    const std::size_t last = whole.rfind("::");
    const std::string_view scope = name_of_type(whole.substr(0, last));
    const std::string_view own = whole.substr(last + 2);
    if (ts_node_is_null(value)) return;
    const Expression* first = initial(as, type_node, value, declarator, depth);
    if (namespaces_.contains(scope)) {
      assign(plain_name(own, span_of(named)), first, span_of(declarator), out);
    } else {
      assign(plain_name(own, span_of(named)), first, span_of(declarator),
             class_named(scope, named, out).klass->body);
    }
    return;
  }
  if (kind(named) != Node::Identifier && kind(named) != Node::FieldIdentifier) return;
  // In a class the members are told apart by `declared`.
  const bool is_field = owner_ != nullptr && !in_function_;
  const Expression* first = nullptr;
  if (kind(value) == Node::LambdaExpression && in_function_) {
    first = lambda(value, depth + 1, whole);
  } else {
    first = initial(as, type_node, value, declarator, depth);
  }
  if (!is_field) declare_name(whole, as);
  if (first != nullptr) assign(plain_name(whole, span_of(named)), first, span_of(declarator), out);
}

/// work txn(conn); is no function, though it looks like one.
bool Converter::is_construction(TSNode declarator) {
  if (!in_function_) return false;
  const std::vector<TSNode> parameters = children(child(declarator, g_.parameters));
  return !parameters.empty() && std::ranges::all_of(parameters, [&](TSNode each) {
    return g_.kind(each) == Node::ParameterDeclaration && ts_node_is_null(child(each, g_.declarator)) &&
           (kind(child(each, g_.type)) == Node::TypeIdentifier ||
            kind(child(each, g_.type)) == Node::QualifiedIdentifier);
  });
}

/// Its names are numbers.
void Converter::enumeration(TSNode node) {
  each_child(child(node, g_.body), [&](TSNode each, TSFieldId) {
    declare_name(word(child(each, g_.name)), {.kind = TypeKind::Scalar});
  });
}

void Converter::declaration(TSNode node, int depth, Body& out) {
  const TSNode type = child(node, g_.type);
  const std::string_view written = is_class(kind(type)) ? word(child(type, g_.name)) : word(type);
  if (is_class(kind(type))) klass(type, word(child(type, g_.name)), depth + 1, out);
  if (kind(type) == Node::EnumSpecifier) enumeration(type);
  const TSNode preset = child(node, g_.preset);  // of a field
  each_child(node, [&](TSNode each, TSFieldId field) {
    if (field != g_.declarator) return;
    if (g_.kind(each) == Node::InitDeclarator) {
      declare(child(each, g_.declarator), child(each, g_.value), written, type, depth, out);
      return;
    }
    const TSNode function = function_declarator(each);
    if (ts_node_is_null(function)) {
      declare(each, preset, written, type, depth, out);
      return;
    }
    if (!is_construction(function)) return;
    Declared as{.type = written};
    as.kind = kind_of_type(written);
    const TSNode named = innermost(function, as);
    if (kind(named) != Node::Identifier) return;
    Expression& made = add(Expression::Kind::Call, each);
    made.operands.push_back(type_expression(type));
    each_child(child(function, g_.parameters), [&](TSNode parameter, TSFieldId) {
      const TSNode given = child(parameter, g_.type);
      made.arguments.push_back({.value = kind(given) == Node::QualifiedIdentifier
                                             ? qualified(given)
                                             : name(word(given), span_of(given))});
    });
    const bool is_text = as.kind == TypeKind::Text && made.arguments.size() == 1;
    const Expression* value = is_text ? made.arguments.front().value : &made;
    declare_name(word(named), as);
    assign(plain_name(word(named), span_of(named)), value, span_of(each), out);
  });
}

}  // namespace floodwall::cpp
