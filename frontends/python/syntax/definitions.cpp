#include "frontends/python/syntax/converter.h"

#include <string_view>
#include <utility>
#include <vector>

// The grammar has many more nodes than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::python {

using host::Class;
using host::Expression;
using host::Function;
using host::Import;
using host::Parameter;
using host::Statement;

std::vector<Parameter> Converter::parameters(TSNode list, int depth) {
  std::vector<Parameter> all;
  if (ts_node_is_null(list)) return all;
  each_child(list, [&](TSNode each, TSFieldId) {
    Parameter made;
    TSNode named = each;
    switch (g_.kind(each)) {
      case Node::TypedParameter: {
        const std::vector<TSNode> parts = children(each);
        if (!parts.empty()) named = parts.front();
        made.annotation = word(child(each, g_.type));
        break;
      }
      case Node::DefaultParameter:
      case Node::TypedDefaultParameter:
        named = child(each, g_.name);
        made.preset = expression(child(each, g_.value), depth + 1);
        made.annotation = word(child(each, g_.type));
        break;
      case Node::Identifier:
      case Node::ListSplatPattern:
      case Node::DictionarySplatPattern:
        break;
      default:  // the bare * and /
        return;
    }
    const Node kind = g_.kind(named);
    made.is_spread = kind == Node::ListSplatPattern || kind == Node::DictionarySplatPattern;
    made.name = word(named);
    while (made.name.starts_with('*')) made.name.remove_prefix(1);
    all.push_back(made);
  });
  return all;
}

void Converter::function(TSNode node, std::vector<const Expression*> decorators, Span at, int depth,
                         Body& out) {
  const TSNode name = child(node, g_.name);
  Function& made = program_.add(Function{.name = word(name), .name_at = span(name), .at = at});
  made.decorators = std::move(decorators);
  made.parameters = parameters(child(node, g_.parameters), depth);
  made.owner = owner_;
  const Class* outer = std::exchange(owner_, nullptr);
  made.body = statements(child(node, g_.body), depth + 1);
  owner_ = outer;
  add(Statement::Kind::Function, node, out).function = &made;
}

void Converter::klass(TSNode node, std::vector<const Expression*> decorators, Span at, int depth, Body& out) {
  const TSNode name = child(node, g_.name);
  Class& made = program_.add(Class{.name = word(name), .name_at = span(name), .at = at});
  made.decorators = std::move(decorators);
  made.owner = owner_;
  const TSNode bases = child(node, g_.superclasses);
  if (!ts_node_is_null(bases)) {
    each_child(bases, [&](TSNode each, TSFieldId) {
      if (g_.kind(each) == Node::KeywordArgument) {
        made.bases.push_back(
            {.name = word(child(each, g_.name)), .value = expression(child(each, g_.value), depth + 1)});
      } else {
        made.bases.push_back({.value = expression(each, depth + 1)});
      }
    });
  }
  const Class* outer = std::exchange(owner_, &made);
  made.body = statements(child(node, g_.body), depth + 1);
  owner_ = outer;
  add(Statement::Kind::Class, node, out).klass = &made;
}

void Converter::decorated(TSNode node, int depth, Body& out) {
  std::vector<const Expression*> decorators;
  each_child(node, [&](TSNode each, TSFieldId) {
    if (g_.kind(each) != Node::Decorator) return;
    for (const TSNode part : children(each)) decorators.push_back(expression(part, depth + 1));
  });
  const TSNode definition = child(node, g_.definition);
  if (ts_node_is_null(definition)) return;
  if (g_.kind(definition) == Node::ClassDefinition) {
    klass(definition, std::move(decorators), span(node), depth, out);
  } else if (g_.kind(definition) == Node::FunctionDefinition) {
    function(definition, std::move(decorators), span(node), depth, out);
  }
}

void Converter::imports(TSNode node, Body& out) {
  Statement& made = add(Statement::Kind::Import, node, out);
  each_child(node, [&](TSNode each, TSFieldId) {
    if (g_.kind(each) == Node::AliasedImport) {
      made.imports.push_back({.module = word(child(each, g_.name)), .alias = word(child(each, g_.alias))});
    } else {
      made.imports.push_back({.module = word(each)});
    }
  });
}

void Converter::import_from(TSNode node, Body& out) {
  Statement& made = add(Statement::Kind::Import, node, out);
  const std::string_view module = word(child(node, g_.module_name));
  each_child(node, [&](TSNode each, TSFieldId field) {
    if (field != g_.name && g_.kind(each) != Node::Wildcard) return;
    Import import{.module = module};
    if (g_.kind(each) == Node::AliasedImport) {
      import.name = word(child(each, g_.name));
      import.alias = word(child(each, g_.alias));
    } else {
      import.name = word(each);  // "*", too
    }
    made.imports.push_back(import);
  });
}

}  // namespace floodwall::python
