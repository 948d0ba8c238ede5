// What a file declares, before anything that uses it is looked at.

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

namespace {

bool is_class(Node kind) {
  return kind == Node::ClassSpecifier || kind == Node::StructSpecifier || kind == Node::UnionSpecifier;
}

bool is_group(Node kind) {
  switch (kind) {
    case Node::TranslationUnit:
    case Node::DeclarationList:
    case Node::NamespaceDefinition:
    case Node::LinkageSpecification:
    case Node::TemplateDeclaration:
    case Node::PreprocIf:
    case Node::PreprocIfdef:
    case Node::PreprocElse:
    case Node::PreprocElif:
    case Node::PreprocElifdef:
    case Node::FieldDeclarationList:
    case Node::Error:
      return true;
    default:
      return false;
  }
}

}  // namespace

/// The names of a class's members, before anything that uses them is looked at.
void Converter::collect_class(const TreeNode* node) {
  const std::string_view name = name_of_type(word(child(node, Field::Name)));
  const TreeNode* body = child(node, Field::Body);
  if (name.empty() || body == nullptr) return;
  ClassNames& names = class_names_[name];
  const auto look = [&](const auto& self, const TreeNode* list, int depth) -> void {
    if (host::deepest_nesting < depth) return;
    each_child(list, [&](const TreeNode* each, Field) {
      const Node what = each->kind;
      if (what == Node::FieldDeclaration || what == Node::Declaration || what == Node::FunctionDefinition) {
        Declared as{.type = word(child(each, Field::Type))};
        as.kind = kind_of_type(as.type);
        if (is_class(kind(child(each, Field::Type)))) collect_class(child(each, Field::Type));
        each_child(each, [&](const TreeNode* declarator, Field) {
          const Node form = declarator->kind;
          const bool is_name = form == Node::FieldIdentifier || form == Node::Identifier ||
                               form == Node::PointerDeclarator || form == Node::ReferenceDeclarator ||
                               form == Node::ArrayDeclarator || form == Node::FunctionDeclarator ||
                               form == Node::InitDeclarator;
          if (!is_name) return;
          Declared field = as;
          const TreeNode* named = innermost(declarator, field);
          if (function_declarator(declarator) == nullptr) {
            names.fields.emplace(word(named), field);
          } else {
            names.methods.insert(word(named));
          }
        });
      } else if (is_class(what)) {
        collect_class(each);
      } else if (is_group(what)) {
        self(self, each, depth + 1);
      }
    });
  };
  look(look, body, 0);
}

void Converter::collect(const TreeNode* node, int depth) {
  if (host::deepest_nesting < depth) return;
  each_child(node, [&](const TreeNode* each, Field) {
    const Node what = each->kind;
    if (what == Node::NamespaceDefinition) {
      const TreeNode* name = child(each, Field::Name);
      if (name != nullptr) {
        std::string_view names = word(name);  // a::b::c
        for (std::size_t at = names.find("::"); at != std::string_view::npos; at = names.find("::")) {
          namespaces_.insert(names.substr(0, at));
          names.remove_prefix(at + 2);
        }
        namespaces_.insert(names);
      }
      collect(child(each, Field::Body), depth + 1);
    } else if (is_group(what)) {
      collect(each, depth + 1);
    } else if (is_class(what)) {
      collect_class(each);
    } else if (what == Node::Declaration || what == Node::TypeDefinition) {
      if (is_class(kind(child(each, Field::Type)))) collect_class(child(each, Field::Type));
    } else if (what == Node::FunctionDefinition) {
      if (is_class(kind(child(each, Field::Type)))) return;
      Declared ignored;
      const TreeNode* named = innermost(child(each, Field::Declarator), ignored);
      if (kind(named) == Node::Identifier) functions_.insert(word(named));
      if (kind(named) != Node::QualifiedIdentifier) return;
      const std::string_view whole = word(named);
      const std::size_t last = whole.rfind("::");
      if (last == std::string_view::npos || last == 0) return;
      const std::string_view method = whole.substr(last + 2);
      const std::string_view scope = name_of_type(whole.substr(0, last));
      if (namespaces_.contains(scope)) {
        functions_.insert(method);
      } else {
        class_names_[scope].methods.insert(method);
      }
    }
  });
}

}  // namespace floodwall::cpp
