#include <string_view>

#include "frontends/python/reader/reader.h"
#include "frontends/python/syntax/comparison_word.h"

namespace floodwall::python {

using host::Expression;
using Kind = Expression::Kind;

namespace {

/// How strongly tree-sitter's grammar says that an operator binds; 0: it is none. (To Python, & binds more
/// than ^.)
int strength(std::uint64_t code) {
  switch (code) {
    case code_of("|"):
      return 14;
    case code_of("&"):
      return 15;
    case code_of("^"):
      return 16;
    case code_of("<<"):
    case code_of(">>"):
      return 17;
    case code_of("+"):
    case code_of("-"):
      return 18;
    case code_of("*"):
    case code_of("@"):
    case code_of("/"):
    case code_of("%"):
    case code_of("//"):
      return 19;
    default:
      return 0;
  }
}
constexpr int weakest = 14;

}  // namespace

std::string_view Reader::name() {
  if (!is(Token::Kind::Name)) {
    tokens_.fail();
    return {};
  }
  const std::string_view word = written();
  if (bound_ != nullptr) bound_->push_back({.name = word});
  tokens_.advance();
  return word;
}

/// The token at hand as an expression.
Reader::Node Reader::leaf(Kind kind, bool has_word) {
  Expression& made = add(kind, tokens_.now().at);
  if (has_word) made.word = written();
  if (kind == Kind::Name && bound_ != nullptr) bound_->push_back({.name = made.word});
  tokens_.advance();
  return {.value = &made, .at = made.at};
}

/// It ends with what was read last.
Reader::Node Reader::closed(Node made) {
  made.value->at.end = end();
  made.at = made.value->at;
  highest_ = std::max(highest_, made.height);
  return made;
}

Reader::Node Reader::expression() {
  const Level level(*this);
  const std::uint32_t from = begin();
  if (is(code_of("lambda"))) return lambda();
  if (is(Token::Kind::Name) && tokens_.is_before_walrus()) {
    const std::string_view word = name();
    tokens_.advance();
    const Node made = over(Kind::Binding, from, expression());
    made.value->word = word;
    return made;
  }
  const Node value = disjunction();
  if (!accept(code_of("if"))) return value;
  const Node condition = disjunction();
  expect(code_of("else"));
  const Node other = expression();
  return over(Kind::Choice, from, condition, value, other);
}

/// *x
Reader::Node Reader::starred() {
  const std::uint32_t from = begin();
  expect(code_of("*"));
  Node made = over(Kind::Opaque, from, primary());
  made.form = Form::Starred;
  return made;
}

/// Of a list.
Reader::Node Reader::element() { return is(code_of("*")) ? starred() : expression(); }

/// One expression, or several as a tuple.
Reader::Node Reader::expressions() {
  const Node first = element();
  if (!is(code_of(","))) return first;
  Node made = open(Kind::Tuple, first.at.begin);
  take(made, first);
  while (accept(code_of(","))) {
    const bool is_over = is(Token::Kind::LineEnd) || is(code_of("=")) || is(code_of(":")) ||
                         is(code_of("}")) || is(code_of(")")) || is(code_of(";"));
    if (is_over) break;
    take(made, element());
  }
  return closed(made);
}

/// What may stand to the right of `=`.
Reader::Node Reader::values() { return is(code_of("yield")) ? yield() : expressions(); }

Reader::Node Reader::yield() {
  const std::uint32_t from = begin();
  tokens_.advance();
  if (accept(code_of("from"))) return over(Kind::Opaque, from, expression());
  const bool is_alone = is(Token::Kind::LineEnd) || is(code_of(")")) || is(code_of(";")) ||
                        is(code_of("}")) || is(code_of("="));
  if (is_alone) return over(Kind::Opaque, from);
  return over(Kind::Opaque, from, expressions());
}

/// `left word right`; a + b + c is one expression.
Reader::Node Reader::chained(Node left, std::string_view word, const Node& right) {
  if (left.form != Form::Chain || left.value->word != word) {
    Node made = over(Kind::Binary, left.at.begin, left, right);
    made.value->word = word;
    made.form = Form::Chain;
    return made;
  }
  take(left, right);
  return closed(left);
}

/// Operands with `word` between them.
Reader::Node Reader::joined(std::uint64_t word, Node (Reader::*operand)()) {
  Node left = (this->*operand)();
  while (is(word)) {
    const std::string_view written_word = written();
    tokens_.advance();
    left = chained(left, written_word, (this->*operand)());
  }
  return left;
}

Reader::Node Reader::disjunction() { return joined(code_of("or"), &Reader::conjunction); }
Reader::Node Reader::conjunction() { return joined(code_of("and"), &Reader::inversion); }

Reader::Node Reader::inversion() {
  if (is(code_of("lambda"))) return lambda();
  if (!is(code_of("not"))) return comparison();
  const Level level(*this);
  const std::uint32_t from = begin();
  tokens_.advance();
  return over(Kind::Not, from, inversion());
}

bool Reader::accept_comparison() {
  switch (tokens_.now().code) {
    case code_of("<"):
    case code_of("<="):
    case code_of("=="):
    case code_of("!="):
    case code_of(">="):
    case code_of(">"):
    case code_of("in"):
      tokens_.advance();
      return true;
    case code_of("not"):
      tokens_.advance();
      expect(code_of("in"));
      return true;
    case code_of("is"):
      tokens_.advance();
      accept(code_of("not"));
      return true;
    default:
      return false;
  }
}

Reader::Node Reader::comparison() {
  const Node first = binary(weakest);
  if (!accept_comparison()) return first;
  const Node second = binary(weakest);
  Node made = over(Kind::Binary, first.at.begin, first, second);
  made.value->word = comparison_word(text_, {first.at.end, second.at.begin});
  while (accept_comparison()) {  // a < b < c
    made.value->kind = Kind::Opaque;
    made.value->word = {};
    take(made, binary(weakest));
    made = closed(made);
  }
  return made;
}

Reader::Node Reader::binary(int loosest) {
  Node left = unary();
  for (;;) {
    const int own = strength(tokens_.now().code);
    if (own < loosest) return left;
    const std::string_view word = written();
    tokens_.advance();
    left = chained(left, word, binary(own + 1));
  }
}

Reader::Node Reader::unary() {
  const std::uint32_t from = begin();
  if (is(code_of("await"))) {
    const Level level(*this);
    tokens_.advance();
    Node awaited = unary();
    awaited.at = {from, end()};
    awaited.form = Form::Plain;
    ++awaited.height;
    return awaited;
  }
  if (!is(code_of("-")) && !is(code_of("+")) && !is(code_of("~"))) return power();
  const Level level(*this);
  tokens_.advance();
  return over(Kind::Opaque, from, unary());
}

Reader::Node Reader::power() {
  const Node base = primary();
  if (!is(code_of("**"))) return base;
  const Level level(*this);
  const std::string_view word = written();
  tokens_.advance();
  const Node made = over(Kind::Binary, base.at.begin, base, unary());
  made.value->word = word;
  return made;
}

Reader::Node Reader::primary() {
  Node made = atom();
  for (;;) {
    switch (tokens_.now().code) {
      case code_of("."): {
        tokens_.advance();
        const std::string_view word = name();
        made = over(Kind::Member, made.at.begin, made);
        made.value->word = word;
        break;
      }
      case code_of("("):
        made = call(made);
        break;
      case code_of("["):
        made = index(made);
        break;
      default:
        return made;
    }
  }
}

Reader::Node Reader::atom() {
  if (is(Token::Kind::Name)) return leaf(Kind::Name, true);
  if (is(Token::Kind::Number)) return leaf(Kind::Number, true);
  if (is(Token::Kind::Quote)) return literals();
  switch (tokens_.now().code) {
    case code_of("True"):
    case code_of("False"):
      return leaf(Kind::Boolean, true);
    case code_of("None"):
      return leaf(Kind::Nothing, false);
    case code_of("..."):
      return leaf(Kind::Opaque, false);
    case code_of("("):
      return parenthesized();
    case code_of("["):
      return list();
    case code_of("{"):
      return braces();
    default:
      tokens_.fail();
      return leaf(Kind::Opaque, false);
  }
}

Reader::Node Reader::call(const Node& callee) {
  const std::uint32_t parenthesis = begin();
  tokens_.advance();
  Node made = open(Kind::Call, callee.at.begin);
  take(made, callee);
  while (!is(code_of(")"))) {
    argument(made, parenthesis);
    if (is(code_of(")")) || !accept(code_of(","))) break;
  }
  expect(code_of(")"));
  return closed(made);
}

void Reader::argument(Node& into, std::uint32_t parenthesis) {
  std::vector<host::Argument>& arguments = into.value->arguments;
  const auto push = [&](std::string_view name, const Node& value, bool is_spread) {
    arguments.push_back({.name = name, .value = value.value, .is_spread = is_spread});
    into.height = std::max(into.height, value.height + 1);
  };
  if (accept(code_of("*")) || accept(code_of("**"))) return push({}, expression(), true);
  if (is(Token::Kind::Name) && tokens_.is_before_equals()) {
    const std::string_view word = name();
    tokens_.advance();
    return push(word, expression(), false);
  }
  const Node value = expression();
  if (!begins_clause()) return push({}, value, false);
  // f(x for x in y): the parentheses are the generator's, too.
  if (!arguments.empty()) return tokens_.fail();
  push({}, comprehension(parenthesis, value, code_of(")")), false);
}

Reader::Node Reader::index(const Node& object) {
  tokens_.advance();
  Node made = open(Kind::Index, object.at.begin);
  take(made, object);
  take(made, subscript());
  while (accept(code_of(",")) && !is(code_of("]"))) {
    const Aside aside(*this);
    subscript();
  }
  expect(code_of("]"));
  return closed(made);
}

Reader::Node Reader::subscript() {
  const std::uint32_t from = begin();
  Node first;
  if (!is(code_of(":"))) {
    first = element();
    if (!is(code_of(":"))) return first;
  }
  Node slice = open(Kind::Opaque, from);
  if (first.value != nullptr) take(slice, first);
  for (int colons = 0; colons < 2 && accept(code_of(":")); ++colons) {
    if (!is(code_of(":")) && !is(code_of("]")) && !is(code_of(","))) take(slice, expression());
  }
  return closed(slice);
}

/// Its names are its own.
Reader::Node Reader::lambda() {
  const Level level(*this);
  Node made = open(Kind::Opaque, begin());
  tokens_.advance();
  {
    const Aside aside(*this);
    std::vector<host::Argument>* const outer = std::exchange(bound_, &made.value->arguments);
    while (!is(code_of(":"))) {
      if (!accept(code_of("*"))) accept(code_of("**"));
      if (!accept(code_of("/")) && !is(code_of(","))) name();
      if (accept(code_of("="))) expression();
      if (is(code_of(":")) || !accept(code_of(","))) break;
    }
    bound_ = outer;
    if (outer != nullptr)
      outer->insert(outer->end(), made.value->arguments.begin(), made.value->arguments.end());
  }
  expect(code_of(":"));
  take(made, expression());
  return closed(made);
}

}  // namespace floodwall::python
