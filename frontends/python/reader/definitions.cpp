#include <string_view>
#include <utility>
#include <vector>

#include "frontends/python/reader/reader.h"

namespace floodwall::python {

using host::Class;
using host::Expression;
using host::Function;
using host::Import;
using host::Parameter;
using host::Statement;

void Reader::decorated(int depth, Body& out) {
  Decorators decorators{.begin = begin(), .all = {}};
  while (accept(code_of("@"))) {
    decorators.all.push_back(expression().value);
    if (!is(Token::Kind::LineEnd)) tokens_.fail();
    tokens_.advance();
  }
  if (tokens_.line_indent() != indent_) tokens_.fail();
  const std::uint32_t from = begin();
  if (is(code_of("class"))) return klass(std::move(decorators), depth, out);
  accept(code_of("async"));
  function(from, std::move(decorators), depth, out);
}

void Reader::function(std::uint32_t from, Decorators decorators, int depth, Body& out) {
  expect(code_of("def"));
  const Span name_at = tokens_.now().at;
  Function& made = program_.add(Function{.name = name(), .name_at = name_at});
  made.decorators = std::move(decorators.all);
  made.parameters = parameters();
  made.owner = owner_;
  if (accept(code_of("->"))) {
    const Aside aside(*this);
    type();
  }
  const Class* outer = std::exchange(owner_, nullptr);
  made.body = suite(depth + 1);
  owner_ = outer;
  made.at = {decorators.begin, end()};
  add(Statement::Kind::Function, {from, end()}, out).function = &made;
}

std::vector<Parameter> Reader::parameters() {
  std::vector<Parameter> all;
  expect(code_of("("));
  while (!is(code_of(")")) && !is(Token::Kind::Wrong)) {
    Parameter made;
    const bool is_separator = is(code_of("/")) || (is(code_of("*")) && tokens_.is_before_comma());
    if (is_separator) {
      tokens_.advance();
    } else {
      made.is_spread = accept(code_of("*")) || accept(code_of("**"));
      made.name = name();
      if (accept(code_of(":"))) {
        const Aside aside(*this);
        made.annotation = slice(text_, type().at);
      }
      if (accept(code_of("="))) made.preset = expression().value;
      all.push_back(made);
    }
    if (!accept(code_of(","))) break;
  }
  expect(code_of(")"));
  return all;
}

void Reader::klass(Decorators decorators, int depth, Body& out) {
  const std::uint32_t from = begin();
  tokens_.advance();
  const Span name_at = tokens_.now().at;
  Class& made = program_.add(Class{.name = name(), .name_at = name_at});
  made.decorators = std::move(decorators.all);
  made.owner = owner_;
  if (accept(code_of("("))) {
    while (!is(code_of(")")) && !is(Token::Kind::Wrong)) {
      host::Argument base;
      if (is(Token::Kind::Name) && tokens_.is_before_equals()) {
        base.name = name();
        tokens_.advance();
      }
      if (is(code_of("*")) || is(code_of("**"))) tokens_.fail();
      base.value = expression().value;
      made.bases.push_back(base);
      if (!accept(code_of(","))) break;
    }
    expect(code_of(")"));
  }
  const Class* outer = std::exchange(owner_, &made);
  made.body = suite(depth + 1);
  owner_ = outer;
  made.at = {decorators.begin, end()};
  add(Statement::Kind::Class, {from, end()}, out).klass = &made;
}

/// a.b.c as it is written
std::string_view Reader::dotted_name() {
  const std::uint32_t from = begin();
  name();
  while (accept(code_of("."))) name();
  return slice(text_, {from, end()});
}

void Reader::import_names(Body& out) {
  const std::uint32_t from = begin();
  Statement& made = add(Statement::Kind::Import, {}, out);
  tokens_.advance();
  do {
    Import import{.module = dotted_name()};
    if (accept(code_of("as"))) import.alias = name();
    made.imports.push_back(import);
  } while (accept(code_of(",")));
  made.at = {from, end()};
}

void Reader::import_from(Body& out) {
  const std::uint32_t from = begin();
  tokens_.advance();
  const std::uint32_t begun = begin();
  while (accept(code_of(".")) || accept(code_of("..."))) {
  }
  if (!is(code_of("import"))) dotted_name();
  const std::string_view module = slice(text_, {begun, end()});
  std::vector<Import> imports;
  expect(code_of("import"));
  if (is(code_of("*"))) {
    imports.push_back({.module = module, .name = written()});
    tokens_.advance();
  } else {
    const bool has_parentheses = accept(code_of("("));
    do {
      if (is(code_of(")"))) break;
      Import import{.module = module};
      import.name = dotted_name();
      if (accept(code_of("as"))) import.alias = name();
      imports.push_back(import);
    } while (accept(code_of(",")));
    if (has_parentheses) expect(code_of(")"));
  }
  if (module == "__future__") return;  // says nothing to the program
  Statement& made = add(Statement::Kind::Import, {from, end()}, out);
  made.imports = std::move(imports);
}

/// To tree-sitter's grammar, a name with brackets is no expression where a type is expected.
Reader::Node Reader::type() {
  const Level level(*this);
  const std::uint32_t from = begin();
  if (!is(Token::Kind::Name) || !tokens_.is_before_bracket()) return expression();
  Node made = open(Expression::Kind::Opaque, from);
  take(made, leaf(Expression::Kind::Name, true));
  Node parameters = open(Expression::Kind::Opaque, begin());
  expect(code_of("["));
  while (!is(code_of("]"))) {
    take(parameters, wrapped_type());
    if (!accept(code_of(","))) break;
  }
  expect(code_of("]"));
  take(made, closed(parameters));
  made = closed(made);
  while (is(code_of("|"))) {
    Node both = open(Expression::Kind::Opaque, from);
    take(both, over(Expression::Kind::Opaque, from, made));
    tokens_.advance();
    take(both, wrapped_type());
    made = closed(both);
  }
  return made;
}

Reader::Node Reader::wrapped_type() {
  const std::uint32_t from = begin();
  Node made = open(Expression::Kind::Opaque, from);
  take(made, type());
  return closed(made);
}

}  // namespace floodwall::python
