// Functions and classes.

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

void Converter::items(const TreeNode* node, int depth, Body& out) {
  if (node == nullptr || host::deepest_nesting < depth) return;
  const std::vector<const TreeNode*> all = children(node);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool may_be_head =
        !in_function_ && i + 1 < all.size() && kind(all[i + 1]) == Node::CompoundStatement;
    if (may_be_head && headless_function(all[i], all[i + 1], depth, out)) {
      ++i;
      continue;
    }
    item(all[i], depth, out);
  }
}

/// TEST_CASE("name") { … }, which is no declaration to the grammar.
bool Converter::headless_function(const TreeNode* call, const TreeNode* body, int depth, Body& out) {
  if (kind(call) == Node::ExpressionStatement && first_of(call) != nullptr) call = first_of(call);
  if (kind(call) != Node::CallExpression) return false;
  host::Function& made = program_.add(host::Function{});
  const TreeNode* macro = child(call, Field::Function);
  made.name = word(macro);
  made.name_at = span_of(macro);
  made.at = {span_of(call).begin, span_of(body).end};
  made.decorators.push_back(expression(call, depth + 1));
  const bool was_in_function = std::exchange(in_function_, true);
  block(body, depth + 1, made.body);
  in_function_ = was_in_function;
  add(Statement::Kind::Function, made.at, out).function = &made;
  return true;
}

void Converter::item(const TreeNode* node, int depth, Body& out) {
  if (host::deepest_nesting < depth) return;
  switch (node->kind) {
    case Node::FunctionDefinition:
      function(node, depth, out);
      break;
    case Node::Declaration:
    case Node::FieldDeclaration:
      declaration(node, depth, out);
      break;
    case Node::TypeDefinition: {
      const TreeNode* type = child(node, Field::Type);
      if (is_class(kind(type))) {
        std::string_view name = word(child(type, Field::Name));
        if (name.empty()) name = word(child(node, Field::Declarator));
        klass(type, name, depth, out);
      }
      break;
    }
    case Node::ClassSpecifier:
    case Node::StructSpecifier:
    case Node::UnionSpecifier:
      klass(node, word(child(node, Field::Name)), depth, out);
      break;
    case Node::NamespaceDefinition:
    case Node::LinkageSpecification: {
      const TreeNode* body = child(node, Field::Body);
      if (kind(body) == Node::DeclarationList) {
        items(body, depth + 1, out);
      } else if (body != nullptr) {
        item(body, depth + 1, out);
      }
      break;
    }
    case Node::TemplateDeclaration:
    case Node::DeclarationList:
    case Node::Error:
      if (in_function_) {
        each_child(node, [&](const TreeNode* each, Field) { statement(each, depth + 1, out); });
      } else {
        items(node, depth + 1, out);
      }
      break;
    case Node::PreprocInclude: {
      std::string_view path = word(child(node, Field::Path));
      if (2 < path.size()) syntax_.includes.push_back(path.substr(1, path.size() - 2));
      break;
    }
    case Node::PreprocDef:
      macro(node, out);
      break;
    case Node::PreprocFunctionDef:
      function_macro(node, out);
      break;
    case Node::PreprocIf:
    case Node::PreprocIfdef:
    case Node::PreprocElse:
    case Node::PreprocElif:
    case Node::PreprocElifdef:
      conditional_group(node, depth, out);
      break;
    case Node::ExpressionStatement:
    case Node::CompoundStatement:
    case Node::IfStatement:
    case Node::ForStatement:
    case Node::WhileStatement:
    case Node::ForRangeLoop:
    case Node::SwitchStatement:
    case Node::TryStatement:
    case Node::ReturnStatement:
      statement(node, depth + 1, out);
      break;
    case Node::CallExpression:
    case Node::BinaryExpression:
    case Node::AssignmentExpression:
      expression_statement(node, depth + 1, out);
      break;
    case Node::StringLiteral:
    case Node::RawStringLiteral:
    case Node::ConcatenatedString:
      add(Statement::Kind::Other, span_of(node), out).value = expression(node, depth + 1);
      break;
    default:
      break;
  }
}

void Converter::add_parameters(const TreeNode* list, host::Function& into, int depth) {
  if (list == nullptr) return;
  each_child(list, [&](const TreeNode* each, Field) {
    Declared as{.type = word(child(each, Field::Type))};
    as.kind = kind_of_type(as.type);
    host::Parameter parameter;
    parameter.annotation = as.type;
    const TreeNode* declarator = child(each, Field::Declarator);
    if (declarator != nullptr)  // with its attributes
      parameter.annotation = slice(text_, {span_of(each).begin, span_of(declarator).begin});
    if (declarator != nullptr) {
      parameter.is_reference = kind(declarator) == Node::ReferenceDeclarator &&
                               !word(declarator).starts_with("&&") &&
                               parameter.annotation.find("const") == std::string_view::npos;
      const TreeNode* named = innermost(declarator, as);
      if (kind(named) == Node::Identifier) parameter.name = word(named);
      parameter.is_number = as.is_number();
    }
    const TreeNode* preset = child(each, Field::DefaultValue);
    if (preset != nullptr) parameter.preset = expression(preset, depth + 1);
    parameter.is_spread = each->kind == Node::VariadicParameterDeclaration;
    if (as.type == "void" && parameter.name.empty() && !as.is_pointer) return;
    if (!parameter.name.empty()) declare_name(parameter.name, as);
    into.parameters.push_back(parameter);
  });
}

/// Foo() : sql_("SELECT 1") {}
void Converter::add_initializers(const TreeNode* node, int depth, Body& out) {
  each_child(node, [&](const TreeNode* list, Field) {
    if (list->kind != Node::FieldInitializerList) return;
    each_child(list, [&](const TreeNode* each, Field) {
      const std::vector<const TreeNode*> parts = children(each);
      if (parts.size() < 2) return;
      const std::vector<const TreeNode*> given = children(parts.back());
      const std::string_view name = word(parts.front());
      const Declared* known = declared(name);
      if (given.empty()) return;
      const Expression* value = nullptr;
      const bool is_text = known == nullptr || known->kind == TypeKind::Text || known->is_pointer ||
                           known->kind == TypeKind::Scalar;
      if (is_text && given.size() == 1) {
        value = expression(given.front(), depth + 1);
      } else {
        Expression& made = add(Expression::Kind::Call, each);
        made.operands.push_back(
            plain_name(known == nullptr ? name : name_of_type(known->type), span_of(parts.front())));
        add_arguments(parts.back(), made, depth);
        value = &made;
      }
      assign(own_member(name, span_of(parts.front())), value, span_of(each), out);
    });
  });
}

Converter::OpenClass& Converter::class_named(std::string_view name, const TreeNode* node, Body& out) {
  const auto [known, is_new] = classes_.try_emplace(name);
  if (is_new) {
    host::Class& made = program_.add(host::Class{});
    made.name = name;
    made.at = made.name_at = span_of(node);
    known->second.klass = &made;
    add(Statement::Kind::Class, made.at, out).klass = &made;
  }
  return known->second;
}

void Converter::function(const TreeNode* node, int depth, Body& out) {
  const TreeNode* type = child(node, Field::Type);
  if (is_class(kind(type)) && child(type, Field::Body) != nullptr) item(type, depth + 1, out);
  const TreeNode* declarator = function_declarator(child(node, Field::Declarator));
  const TreeNode* body = child(node, Field::Body);
  if (declarator == nullptr) {  // something that only looks like a function
    block(body, depth + 1, out);
    return;
  }
  Declared ignored;
  const TreeNode* named = innermost(declarator, ignored);
  host::Function& made = program_.add(host::Function{});
  made.at = span_of(node);
  made.name_at = span_of(named);
  std::string_view whole = word(named);
  const std::size_t last = whole.rfind("::");
  made.name = last == std::string_view::npos ? whole : whole.substr(last + 2);
  const host::Class* outer = owner_;
  Body* into = &out;
  if (last != std::string_view::npos && 0 < last && owner_ == nullptr) {
    const std::string_view scope = name_of_type(whole.substr(0, last));
    if (!scope.empty() && !namespaces_.contains(scope)) {
      OpenClass& open = class_named(scope, named, out);
      owner_ = open.klass;
      into = &open.klass->body;
    }
  }
  made.owner = owner_;
  made.is_constructor = owner_ != nullptr && owner_->name == made.name;
  const TreeNode* parameters = child(declarator, Field::Parameters);
  const bool is_macro = type == nullptr && owner_ == nullptr;  // TEST_F(Fixture, Name)
  scopes_.emplace_back();
  const bool was_in_function = std::exchange(in_function_, true);
  const int switches = std::exchange(switches_, 0);
  if (is_macro) {
    Expression& decorator = add(Expression::Kind::Call, declarator);
    decorator.operands.push_back(plain_name(made.name, made.name_at));
    each_child(parameters, [&](const TreeNode* each, Field) {
      decorator.arguments.push_back({.value = plain_name(word(each), span_of(each))});
      made.name_at = span_of(each);
      made.name = word(each);
    });
    made.decorators.push_back(&decorator);
  } else {
    add_parameters(parameters, made, depth + 1);
  }
  add_initializers(node, depth + 1, made.body);
  if (kind(body) == Node::TryStatement) {
    statement(body, depth + 1, made.body);
  } else {
    block(body, depth + 1, made.body);
  }
  switches_ = switches;
  number_streams_.clear();
  in_function_ = was_in_function;
  scopes_.pop_back();
  owner_ = outer;
  add(Statement::Kind::Function, made.at, *into).function = &made;
}

void Converter::add_bases(const TreeNode* node, host::Class& klass) {
  each_child(node, [&](const TreeNode* clause, Field) {
    if (clause->kind != Node::BaseClassClause) return;
    each_child(clause, [&](const TreeNode* each, Field) {
      const Node what = each->kind;
      if (what != Node::TypeIdentifier && what != Node::QualifiedIdentifier && what != Node::TemplateType)
        return;
      klass.bases.push_back({.value = plain_name(name_of_type(word(each)), span_of(each))});
    });
  });
}

void Converter::klass(const TreeNode* node, std::string_view name, int depth, Body& out) {
  const TreeNode* body = child(node, Field::Body);
  if (body == nullptr || host::deepest_nesting < depth) return;
  OpenClass* open = nullptr;
  if (name.empty()) {
    static constexpr std::string_view unnamed = "(unnamed)";
    name = unnamed;
  }
  open = &class_named(name_of_type(name), node, out);
  open->is_declared = true;
  host::Class& made = *open->klass;
  const TreeNode* named = child(node, Field::Name);
  if (named != nullptr) made.name_at = span_of(named);
  made.at = span_of(node);
  add_bases(node, made);
  const host::Class* outer = std::exchange(owner_, &made);
  const bool was_in_function = std::exchange(in_function_, false);
  Body own;
  items(body, depth + 1, own);
  in_function_ = was_in_function;
  owner_ = outer;
  made.body.insert(made.body.end(), own.begin(), own.end());
}

/// What the file does not define may stand in a header.
void Converter::imports() {
  Statement& made = program_.add(Statement{.kind = Statement::Kind::Import});
  for (const std::string_view name : used_) made.imports.push_back({.name = name});
  program_.body.insert(program_.body.begin(), &made);
}

void Converter::convert(const TreeNode* root) {
  collect(root, 0);
  hoisted_.emplace_back();
  items(root, 0, program_.body);
  program_.body.insert(program_.body.end(), hoisted_.back().begin(), hoisted_.back().end());
  imports();
}

}  // namespace floodwall::cpp
