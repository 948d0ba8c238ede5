#include "frontends/python/syntax/comparison_word.h"
#include "frontends/python/syntax/converter.h"

#include <cstdint>
#include <string_view>
#include <vector>

// The grammar has many more nodes than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::python {

using host::Expression;

const Expression* Converter::opaque(TSNode node, int depth) {
  Expression& made = add(Expression::Kind::Opaque, node);
  if (depth < host::deepest_nesting) {
    each_child(node, [&](TSNode each, TSFieldId) { made.operands.push_back(expression(each, depth + 1)); });
  }
  return &made;
}

const Expression* Converter::comprehension(TSNode node, int depth) {
  const TSNode element = child(node, g_.body);
  if (host::deepest_nesting <= depth || ts_node_is_null(element) || g_.kind(element) == Node::Pair)
    return scope(node, depth);
  Expression& made = add(Expression::Kind::Comprehension, node);
  made.operands.push_back(expression(element, depth + 1));
  each_child(node, [&](TSNode each, TSFieldId field) {
    if (field == g_.body) return;
    if (g_.kind(each) == Node::ForInClause) {
      made.operands.push_back(expression(child(each, g_.left), depth + 1));
      made.operands.push_back(expression(child(each, g_.right), depth + 1));
    } else {  // if …
      made.arguments.push_back({.value = opaque(each, depth + 1)});
    }
  });
  return &made;
}

/// A comprehension of a map or a lambda: its names are its own.
const Expression* Converter::scope(TSNode node, int depth) {
  Expression& made = add(Expression::Kind::Opaque, node);
  if (host::deepest_nesting <= depth) return &made;
  each_child(node, [&](TSNode each, TSFieldId field) {
    const TSNode bound = field == g_.parameters ? each : child(each, g_.left);
    if (!ts_node_is_null(bound) && (field == g_.parameters || g_.kind(each) == Node::ForInClause))
      add_bound_names(bound, made, depth);
    if (field != g_.parameters) made.operands.push_back(expression(each, depth + 1));
  });
  return &made;
}

void Converter::add_bound_names(TSNode node, Expression& into, int depth) {
  if (g_.kind(node) == Node::Identifier) into.arguments.push_back({.name = word(node)});
  if (host::deepest_nesting <= depth) return;
  each_child(node, [&](TSNode each, TSFieldId) { add_bound_names(each, into, depth + 1); });
}

const Expression* Converter::sequence(Expression::Kind kind, TSNode node, int depth) {
  Expression& made = add(kind, node);
  each_child(node, [&](TSNode each, TSFieldId) { made.operands.push_back(expression(each, depth + 1)); });
  return &made;
}

const Expression* Converter::call(TSNode node, int depth) {
  Expression& made = add(Expression::Kind::Call, node);
  made.operands.push_back(expression(child(node, g_.function), depth + 1));
  const TSNode list = child(node, g_.arguments);
  if (ts_node_is_null(list)) return &made;
  if (g_.kind(list) != Node::ArgumentList) {  // f(x for x in y)
    made.arguments.push_back({.value = expression(list, depth + 1)});
    return &made;
  }
  each_child(list, [&](TSNode each, TSFieldId) {
    switch (g_.kind(each)) {
      case Node::KeywordArgument:
        made.arguments.push_back(
            {.name = word(child(each, g_.name)), .value = expression(child(each, g_.value), depth + 1)});
        break;
      case Node::ListSplat:
      case Node::DictionarySplat:
        for (const TSNode part : children(each)) {
          made.arguments.push_back({.value = expression(part, depth + 1), .is_spread = true});
        }
        break;
      default:
        made.arguments.push_back({.value = expression(each, depth + 1)});
        break;
    }
  });
  return &made;
}

/// a + b + c, flat: a chain may be longer than any nesting.
const Expression* Converter::chain(TSNode node, Node kind, int depth) {
  Expression& made = add(Expression::Kind::Binary, node);
  made.word = word(child(node, g_.op));
  std::vector<TSNode> right;
  TSNode left = node;
  while (g_.kind(left) == kind && word(child(left, g_.op)) == made.word) {
    right.push_back(child(left, g_.right));
    left = child(left, g_.left);
  }
  made.operands.push_back(expression(left, depth + 1));
  for (auto each = right.rbegin(); each != right.rend(); ++each)
    made.operands.push_back(expression(*each, depth + 1));
  return &made;
}

const Expression* Converter::comparison(TSNode node, int depth) {
  const std::vector<TSNode> operands = children(node);
  if (operands.size() != 2) return opaque(node, depth);
  Expression& made = add(Expression::Kind::Binary, node);
  made.word = comparison_word(text_, {ts_node_end_byte(operands[0]), ts_node_start_byte(operands[1])});
  for (const TSNode operand : operands) made.operands.push_back(expression(operand, depth + 1));
  return &made;
}

const Expression* Converter::map(TSNode node, int depth) {
  Expression& made = add(Expression::Kind::Map, node);
  each_child(node, [&](TSNode each, TSFieldId) {
    const bool is_pair = g_.kind(each) == Node::Pair;
    made.operands.push_back(is_pair ? expression(child(each, g_.key), depth + 1) : nullptr);
    made.operands.push_back(is_pair ? expression(child(each, g_.value), depth + 1) : opaque(each, depth + 1));
  });
  return &made;
}

/// (x) = y: to tree-sitter a tuple.
bool Converter::is_parenthesized_target(TSNode node) {
  const std::vector<TSNode> parts = children(node);
  if (parts.size() != 1) return false;
  return !slice(text_, {ts_node_end_byte(parts.front()), ts_node_end_byte(node)}).contains(',');
}

const Expression* Converter::expression(TSNode node, int depth) {
  if (ts_node_is_null(node)) return &program_.add(Expression{});
  if (host::deepest_nesting < depth) return &add(Expression::Kind::Opaque, node);
  switch (g_.kind(node)) {
    case Node::String:
    case Node::ConcatenatedString:
      return string(node, depth);
    case Node::Identifier: {
      Expression& made = add(Expression::Kind::Name, node);
      made.word = word(node);
      return &made;
    }
    case Node::Integer:
    case Node::Float: {
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
    case Node::None:
      return &add(Expression::Kind::Nothing, node);
    case Node::Attribute: {
      Expression& made = add(Expression::Kind::Member, node);
      made.operands.push_back(expression(child(node, g_.object), depth + 1));
      made.word = word(child(node, g_.attribute));
      return &made;
    }
    case Node::Call:
      return call(node, depth);
    case Node::Subscript: {
      Expression& made = add(Expression::Kind::Index, node);
      made.operands.push_back(expression(child(node, g_.value), depth + 1));
      made.operands.push_back(expression(child(node, g_.subscript), depth + 1));
      return &made;
    }
    case Node::List:
    case Node::ListPattern:
    case Node::Set:
      return sequence(Expression::Kind::List, node, depth);
    case Node::TuplePattern:
      return is_parenthesized_target(node) ? expression(children(node).front(), depth + 1)
                                           : sequence(Expression::Kind::Tuple, node, depth);
    case Node::Tuple:
    case Node::ExpressionList:
    case Node::PatternList:
      return sequence(Expression::Kind::Tuple, node, depth);
    case Node::Dictionary:
      return map(node, depth);
    case Node::BinaryOperator:
    case Node::BooleanOperator:
      return chain(node, g_.kind(node), depth);
    case Node::ComparisonOperator:
      return comparison(node, depth);
    case Node::NotOperator: {
      Expression& made = add(Expression::Kind::Not, node);
      made.operands.push_back(expression(child(node, g_.argument), depth + 1));
      return &made;
    }
    case Node::Conditional: {
      const std::vector<TSNode> parts = children(node);
      if (parts.size() != 3) return opaque(node, depth);
      Expression& made = add(Expression::Kind::Choice, node);
      made.operands = {expression(parts[1], depth + 1), expression(parts[0], depth + 1),
                       expression(parts[2], depth + 1)};
      return &made;
    }
    case Node::NamedExpression: {
      Expression& made = add(Expression::Kind::Binding, node);
      made.word = word(child(node, g_.name));
      made.operands.push_back(expression(child(node, g_.value), depth + 1));
      return &made;
    }
    case Node::Await:
    case Node::Parenthesized: {
      const std::vector<TSNode> parts = children(node);
      return parts.size() == 1 ? expression(parts.front(), depth + 1) : opaque(node, depth);
    }
    case Node::GeneratorExpression:
    case Node::ListComprehension:
      return comprehension(node, depth);
    case Node::Lambda:
      return scope(node, depth);
    default:
      return opaque(node, depth);
  }
}

}  // namespace floodwall::python
