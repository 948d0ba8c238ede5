// Tuples, lists, sets, maps and their comprehensions, and what a value may be given to.
#include <algorithm>
#include <string_view>

#include "frontends/python/reader/reader.h"

namespace floodwall::python {

using host::Expression;
using Kind = Expression::Kind;

Reader::Node Reader::parenthesized() {
  const std::uint32_t from = begin();
  tokens_.advance();
  if (accept(code_of(")"))) return over(Kind::Tuple, from);
  Node first;
  if (is(code_of("yield"))) {
    first = yield();
  } else {
    first = element();
    if (begins_clause()) {
      const Node made = comprehension(from, first, code_of(")"));
      expect(code_of(")"));
      return closed(made);
    }
    if (is(code_of(","))) return sequence(Kind::Tuple, from, first, code_of(")"));
    if (first.form == Form::Starred) tokens_.fail();
  }
  expect(code_of(")"));
  return {.value = first.value, .at = {from, end()}, .form = Form::Parenthesized, .height = first.height + 1};
}

Reader::Node Reader::list() {
  const std::uint32_t from = begin();
  tokens_.advance();
  if (accept(code_of("]"))) return over(Kind::List, from);
  const Node first = element();
  if (!begins_clause()) return sequence(Kind::List, from, first, code_of("]"));
  const Node made = comprehension(from, first, code_of("]"));
  expect(code_of("]"));
  return closed(made);
}

/// The rest of it.
Reader::Node Reader::sequence(Kind kind, std::uint32_t from, const Node& first, std::uint64_t close) {
  Node made = open(kind, from);
  take(made, first);
  while (accept(code_of(",")) && !is(close)) take(made, element());
  expect(close);
  return closed(made);
}

Reader::Node Reader::braces() {
  const std::uint32_t from = begin();
  tokens_.advance();
  if (is(code_of("}")) || is(code_of("**"))) return map(from, {});
  const Node first = element();
  if (is(code_of(":"))) return map(from, first);
  if (!begins_clause()) return sequence(Kind::List, from, first, code_of("}"));
  const Node made = comprehension(from, first, code_of("}"));
  expect(code_of("}"));
  return closed(made);
}

/// `key`: its first one, if that has been read.
Reader::Node Reader::map(std::uint32_t from, Node key) {
  Node made = open(Kind::Map, from);
  while (!is(code_of("}"))) {
    const std::uint32_t pair = begin();
    if (key.value == nullptr && accept(code_of("**"))) {
      made.value->operands.push_back(nullptr);
      take(made, over(Kind::Opaque, pair, expression()));
    } else {
      if (key.value == nullptr) key = expression();
      expect(code_of(":"));
      const Node value = expression();
      if (begins_clause()) {
        if (!made.value->operands.empty()) tokens_.fail();
        return map_comprehension(made, over(Kind::Opaque, key.at.begin, key, value));
      }
      take(made, key);
      take(made, value);
    }
    key = {};
    if (is(code_of("}")) || !accept(code_of(","))) break;
  }
  expect(code_of("}"));
  return closed(made);
}

/// for left in right. The names in `left` are noted in `bound`.
Reader::Clause Reader::clause(std::vector<host::Argument>* bound) {
  Clause made;
  accept(code_of("async"));
  expect(code_of("for"));
  std::vector<host::Argument>* const outer = std::exchange(bound_, bound);
  made.left = targets();
  bound_ = outer;
  expect(code_of("in"));
  if (is(code_of("lambda"))) tokens_.fail();
  made.right = disjunction();
  // `for x in a if b else c` and `for x in a, b` were Python 2.
  if (is(code_of("else")) || is(code_of(","))) tokens_.fail();
  return made;
}

/// if condition
Reader::Node Reader::condition_clause() {
  const std::uint32_t from = begin();
  tokens_.advance();
  if (is(code_of("lambda"))) tokens_.fail();
  const Node made = over(Kind::Opaque, from, disjunction());
  if (is(code_of("else"))) tokens_.fail();
  return made;
}

/// Up to its bracket, which the caller reads.
Reader::Node Reader::comprehension(std::uint32_t from, const Node& body, std::uint64_t close) {
  Node made = open(Kind::Comprehension, from);
  take(made, body);
  while (!is(close)) {
    if (is(code_of("if"))) {
      const Node condition = condition_clause();
      made.value->arguments.push_back({.value = condition.value});
      made.height = std::max(made.height, condition.height + 1);
    } else {
      const Clause each = clause(bound_);
      take(made, each.left);
      take(made, each.right);
    }
    if (is(Token::Kind::Wrong)) break;
  }
  made.value->at.end = tokens_.now().at.end;
  made.at = made.value->at;
  highest_ = std::max(highest_, made.height);
  return made;
}

/// `made`: the map that it has been taken for. Its names are its own.
Reader::Node Reader::map_comprehension(Node made, const Node& pair) {
  made.value->kind = Kind::Opaque;
  take(made, pair);
  while (!is(code_of("}")) && !is(Token::Kind::Wrong)) {
    if (is(code_of("if"))) {
      take(made, condition_clause());
      continue;
    }
    const std::uint32_t begun = begin();
    const Clause each = clause(&made.value->arguments);
    take(made, over(Kind::Opaque, begun, each.left, each.right));
  }
  expect(code_of("}"));
  return closed(made);
}

Reader::Node Reader::target() { return is(code_of("*")) ? starred() : primary(); }

/// What a loop gives its values to, up to `in`.
Reader::Node Reader::targets() {
  Node made = target();
  if (is(code_of(","))) {
    const Node first = made;
    made = open(Kind::Tuple, first.at.begin);
    take(made, first);
    while (accept(code_of(",")) && !is(code_of("in"))) take(made, target());
    made = closed(made);
  }
  if (!is_target(made)) tokens_.fail();
  return made;
}

/// Whether a value can be given to it.
bool Reader::is_target(const Node& node) const {
  const auto is_place = [](const Expression& each) {
    return each.kind == Kind::Name || each.kind == Kind::Member || each.kind == Kind::Index;
  };
  const auto is_list = [](const Expression& each) {
    return each.kind == Kind::Tuple || each.kind == Kind::List;
  };
  const auto can_be = [&](const Expression* each) {
    return is_place(*each) || is_list(*each) || each->kind == Kind::Opaque;
  };
  return is_place(*node.value) || (is_list(*node.value) && text_[node.at.begin] != '{' &&
                                   std::ranges::all_of(node.value->operands, can_be));
}

}  // namespace floodwall::python
