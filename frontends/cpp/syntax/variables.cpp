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
const TreeNode* Converter::innermost(const TreeNode* declarator, Declared& declared) const {
  for (int depth = 0; depth < host::deepest_nesting; ++depth) {
    const TreeNode* next = child(declarator, Field::Declarator);
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
        if (next == nullptr && first_of(declarator) != nullptr) next = first_of(declarator);
        break;
      case Node::FunctionDeclarator:
      case Node::InitDeclarator:
        break;
      default:
        return declarator;
    }
    if (next == nullptr) return declarator;
    declarator = next;
  }
  return declarator;
}

/// The part of a declarator with the parameters; null: it declares no function.
const TreeNode* Converter::function_declarator(const TreeNode* declarator) const {
  for (int depth = 0; depth < host::deepest_nesting; ++depth) {
    if (declarator == nullptr || kind(declarator) == Node::FunctionDeclarator) return declarator;
    const TreeNode* next = child(declarator, Field::Declarator);
    const bool may_hold = kind(declarator) == Node::ReferenceDeclarator ||
                          kind(declarator) == Node::ParenthesizedDeclarator ||
                          kind(declarator) == Node::AttributedDeclarator;
    if (next == nullptr && may_hold && first_of(declarator) != nullptr) next = first_of(declarator);
    declarator = next;
  }
  return nullptr;
}

/// `pqxx::work` as an expression.
const Expression* Converter::type_expression(const TreeNode* type) {
  if (kind(type) == Node::QualifiedIdentifier) return qualified(type);
  return plain_name(name_of_type(word(type)), span_of(type));
}

/// T(a, b), which is `a` if T is a text.
const Expression* Converter::construct(const TreeNode* type, const TreeNode* arguments, const TreeNode* at,
                                       int depth) {
  const TypeKind what = kind_of_type(word(type));
  const std::vector<const TreeNode*> given =
      arguments == nullptr ? std::vector<const TreeNode*>() : children(arguments);
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

/// What a variable has at first; nullptr: whatever. Without a type it gets that somewhere else.
/// char buf[99] = {0}: no text yet.
bool Converter::is_zeroed_buffer(const Declared& declared, const TreeNode* value) const {
  if (!declared.is_buffer()) return false;
  if (kind(value) == Node::CallExpression) {
    const std::string_view callee = name_of_type(word(child(value, Field::Function)));
    return callee == "calloc" || callee == "palloc0" || callee == "g_malloc0" || callee == "pg_malloc0";
  }
  return declared.is_array && kind(value) == Node::InitializerList &&
         std::ranges::all_of(children(value), [&](const TreeNode* each) {
           return word(each) == "0" || word(each) == "'\\0'";
         });
}

const Expression* Converter::initial(const Declared& declared, const TreeNode* type, const TreeNode* value,
                                     const TreeNode* at, int depth) {
  const bool is_text = declared.kind == TypeKind::Text || declared.kind == TypeKind::Stream;
  const bool is_object = !declared.is_pointer && !declared.is_array;
  if (value == nullptr) {
    if (type == nullptr || !is_object || name_of_type(declared.type) == "char") return nullptr;
    if (is_text) return constant("", span_of(at));
    const bool is_class = kind(type) == Node::TypeIdentifier || kind(type) == Node::QualifiedIdentifier ||
                          kind(type) == Node::TemplateType;
    if (declared.kind == TypeKind::List) return &add(Expression::Kind::List, at);
    if (declared.kind != TypeKind::Other || !is_class) return nullptr;
    Expression& made = add(Expression::Kind::Call, at);
    made.operands.push_back(type_expression(type));
    return &made;
  }
  if (is_zeroed_buffer(declared, value)) return constant("", span_of(at));
  const bool is_direct = kind(value) == Node::ArgumentList || (kind(value) == Node::InitializerList &&
                                                               is_object && declared.kind != TypeKind::List);
  if (!is_direct) return expression(value, depth + 1);
  if (declared.kind == TypeKind::Unknown || declared.kind == TypeKind::Scalar || declared.is_pointer) {
    const std::vector<const TreeNode*> given = children(value);
    return given.size() == 1 ? expression(given.front(), depth + 1) : expression(value, depth + 1);
  }
  return construct(type, value, at, depth);
}

void Converter::declare(const TreeNode* declarator, const TreeNode* value, std::string_view type,
                        const TreeNode* type_node, int depth, Body& out) {
  Declared as{.type = type};
  as.kind = kind_of_type(type);
  const TreeNode* named = innermost(declarator, as);
  if (kind(named) == Node::StructuredBindingDeclarator) {
    Expression& names = add(Expression::Kind::Tuple, named);
    each_child(named, [&](const TreeNode* each, Field) {
      declare_name(word(each), {});
      names.operands.push_back(plain_name(word(each), span_of(each)));
    });
    if (value != nullptr) assign(&names, expression(value, depth + 1), span_of(declarator), out);
    return;
  }
  const std::string_view whole = word(named);
  if (kind(named) == Node::QualifiedIdentifier) {  // const std::string Foo::sql = "…";
    const std::size_t last = whole.rfind("::");
    const std::string_view scope = name_of_type(whole.substr(0, last));
    const std::string_view own = whole.substr(last + 2);
    if (value == nullptr) return;
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
  if (first == nullptr && as.is_number() && in_function_) first = &add(Expression::Kind::Opaque, named);
  if (first == nullptr) return;
  assign(plain_name(whole, span_of(named)), first, span_of(declarator), out).is_number = as.is_number();
}

/// work txn(conn); is no function, though it looks like one.
bool Converter::is_construction(const TreeNode* declarator) {
  if (!in_function_) return false;
  const std::vector<const TreeNode*> parameters = children(child(declarator, Field::Parameters));
  return !parameters.empty() && std::ranges::all_of(parameters, [&](const TreeNode* each) {
    return each->kind == Node::ParameterDeclaration && child(each, Field::Declarator) == nullptr &&
           (kind(child(each, Field::Type)) == Node::TypeIdentifier ||
            kind(child(each, Field::Type)) == Node::QualifiedIdentifier);
  });
}

/// Its names are numbers.
void Converter::enumeration(const TreeNode* node) {
  each_child(child(node, Field::Body), [&](const TreeNode* each, Field) {
    declare_name(word(child(each, Field::Name)), {.kind = TypeKind::Scalar});
  });
}

void Converter::declaration(const TreeNode* node, int depth, Body& out) {
  const TreeNode* type = child(node, Field::Type);
  const std::string_view written = is_class(kind(type)) ? word(child(type, Field::Name)) : word(type);
  if (is_class(kind(type))) klass(type, word(child(type, Field::Name)), depth + 1, out);
  if (kind(type) == Node::EnumSpecifier) enumeration(type);
  const TreeNode* preset = child(node, Field::DefaultValue);  // of a field
  // extern std::string x; and, in a class, static const std::string x; have their values elsewhere.
  // extern std::string x; and, in a class, static const std::string x; have their values elsewhere.
  const host::Words before(type == nullptr ? std::string_view()
                                           : slice(text_, {span_of(node).begin, span_of(type).begin}));
  const bool is_field = owner_ != nullptr && !in_function_;
  const bool is_only_declared =
      preset == nullptr && (before.has("extern") || (is_field && before.has("static")));
  each_child(node, [&](const TreeNode* each, Field field) {
    if (field != Field::Declarator) return;
    if (each->kind == Node::InitDeclarator) {
      declare(child(each, Field::Declarator), child(each, Field::Value), written, type, depth, out);
      return;
    }
    const TreeNode* function = function_declarator(each);
    if (function == nullptr) {
      declare(each, preset, written, is_only_declared ? nullptr : type, depth, out);
      return;
    }
    if (!is_construction(function)) return;
    Declared as{.type = written};
    as.kind = kind_of_type(written);
    const TreeNode* named = innermost(function, as);
    if (kind(named) != Node::Identifier) return;
    Expression& made = add(Expression::Kind::Call, each);
    made.operands.push_back(type_expression(type));
    each_child(child(function, Field::Parameters), [&](const TreeNode* parameter, Field) {
      const TreeNode* given = child(parameter, Field::Type);
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
