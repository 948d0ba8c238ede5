#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "frontends/python/reader/reader.h"

namespace floodwall::python {

using host::Expression;
using host::Statement;

namespace {

bool is_extension(std::uint64_t code) {
  switch (code) {
    case code_of("+="):
    case code_of("-="):
    case code_of("*="):
    case code_of("/="):
    case code_of("@="):
    case code_of("//="):
    case code_of("%="):
    case code_of("**="):
    case code_of(">>="):
    case code_of("<<="):
    case code_of("&="):
    case code_of("^="):
    case code_of("|="):
      return true;
    default:
      return false;
  }
}

}  // namespace

std::optional<host::Program> Reader::read() {
  while (!is(Token::Kind::End) && !is(Token::Kind::Wrong)) {
    if (tokens_.line_indent() != 0) return std::nullopt;
    statement(1, program_.body);
  }
  const bool is_too_deep = host::deepest_nesting - 10 < deepest_ + static_cast<int>(highest_);
  if (is(Token::Kind::Wrong) || is_too_deep) return std::nullopt;
  program_.comments = tokens_.comments();
  return std::move(program_);
}

/// What follows a colon: in the same line, or a block.
Reader::Body Reader::suite(int depth) {
  const Level level(*this);
  expect(code_of(":"));
  Body out;
  deepest_ = std::max(deepest_, depth + 2);
  if (!is(Token::Kind::LineEnd)) {
    simple_statements(out);
    return out;
  }
  const std::uint32_t outer = indent_;
  tokens_.advance();
  indent_ = tokens_.line_indent();
  if (indent_ <= outer) tokens_.fail();
  while (!is(Token::Kind::End) && !is(Token::Kind::Wrong) && tokens_.line_indent() == indent_)
    statement(depth + 1, out);
  if (indent_ < tokens_.line_indent()) tokens_.fail();
  tokens_.end_block(indent_);
  indent_ = outer;
  return out;
}

void Reader::statement(int depth, Body& out) {
  const std::uint32_t from = begin();
  switch (tokens_.now().code) {
    case code_of("if"):
      return if_statement(depth, out);
    case code_of("for"):
    case code_of("while"):
      return loop(from, depth, out);
    case code_of("with"):
      return with_statement(from, depth, out);
    case code_of("try"):
      return try_statement(depth, out);
    case code_of("def"):
      return function(from, {.begin = from, .all = {}}, depth, out);
    case code_of("class"):
      return klass({.begin = from, .all = {}}, depth, out);
    case code_of("@"):
      return decorated(depth, out);
    case code_of("async"):
      tokens_.advance();
      if (is(code_of("for"))) return loop(from, depth, out);
      if (is(code_of("with"))) return with_statement(from, depth, out);
      return function(from, {.begin = from, .all = {}}, depth, out);
    default:
      return simple_statements(out);
  }
}

void Reader::simple_statements(Body& out) {
  simple_statement(out);
  while (accept(code_of(";")) && !is(Token::Kind::LineEnd)) simple_statement(out);
  if (is(Token::Kind::LineEnd)) {
    tokens_.advance();
  } else {
    tokens_.fail();
  }
}

void Reader::simple_statement(Body& out) {
  const std::uint32_t from = begin();
  const bool is_keyword = is(Token::Kind::Keyword);
  const auto is_at_end = [&] { return is(Token::Kind::LineEnd) || is(code_of(";")); };
  const auto finish = [&](Statement& made) { made.at = {from, end()}; };
  switch (is_keyword ? tokens_.now().code : 0) {
    case code_of("return"): {
      Statement& made = add(Statement::Kind::Return, {}, out);
      tokens_.advance();
      if (!is_at_end()) made.value = expressions().value;
      return finish(made);
    }
    case code_of("raise"): {
      Statement& made = add(Statement::Kind::Raise, {}, out);
      tokens_.advance();
      if (!is_at_end()) made.value = expressions().value;
      const Aside aside(*this);
      if (accept(code_of("from"))) expression();
      return finish(made);
    }
    case code_of("assert"): {
      Statement& made = add(Statement::Kind::Assert, {}, out);
      tokens_.advance();
      made.value = expression().value;
      const Aside aside(*this);
      if (accept(code_of(","))) expression();
      return finish(made);
    }
    case code_of("del"): {
      Statement& made = add(Statement::Kind::Evaluate, {}, out);
      Node all = open(Expression::Kind::Opaque, from);
      tokens_.advance();
      take(all, expressions());
      made.value = closed(all).value;
      return finish(made);
    }
    case code_of("yield"): {
      Statement& made = add(Statement::Kind::Return, {}, out);
      made.word = "yield";
      tokens_.advance();
      if (accept(code_of("from"))) {
        made.value = expression().value;
      } else if (!is_at_end()) {
        made.value = expressions().value;
      }
      return finish(made);
    }
    case code_of("break"):
    case code_of("continue"):
      tokens_.advance();
      return finish(add(Statement::Kind::Leave, {}, out));
    case code_of("pass"):
      return shared_names("nonlocal", out);
    case code_of("global"):
    case code_of("nonlocal"):
      return shared_names(written(), out);
    case code_of("import"):
      return import_names(out);
    case code_of("from"):
      return import_from(out);
    default:
      return expression_statement(out);
  }
}

/// A `pass` shares nothing.
void Reader::shared_names(std::string_view word, Body& out) {
  Statement& made = add(Statement::Kind::Share, {}, out);
  made.word = word;
  Node names = open(Expression::Kind::Tuple, begin());
  const bool is_pass = is(code_of("pass"));
  tokens_.advance();
  if (!is_pass) {
    do {
      if (!is(Token::Kind::Name)) tokens_.fail();
      take(names, leaf(Expression::Kind::Name, true));
    } while (accept(code_of(",")));
  }
  made.target = closed(names).value;
  made.at = names.value->at;
}

/// A docstring says nothing to the program.
bool Reader::accept_docstring() {
  const Tokens::Mark mark = tokens_.mark();
  const Aside aside(*this);
  const bool is_alone = literals().form == Form::Literal && (is(Token::Kind::LineEnd) || is(code_of(";")));
  if (!is_alone) tokens_.go_back(mark);
  return is_alone;
}

void Reader::expression_statement(Body& out) {
  if (is(Token::Kind::Quote) && accept_docstring()) return;
  // What Python 2 prints and runs; a call is one all the same.
  const std::string_view word = is(Token::Kind::Name) ? written() : std::string_view();
  const bool may_be_old = word == "print" || word == "exec";
  const Node first = element();
  if (may_be_old && first.value->kind != Expression::Kind::Call) return tokens_.fail();
  if (is(code_of(":"))) return assignment(first, out);
  std::vector<Node> all = {first};
  while (accept(code_of(","))) {
    if (is(Token::Kind::LineEnd) || is(code_of("=")) || is(code_of(";"))) break;
    all.push_back(element());
  }
  const bool is_tuple = 1 < all.size() || first.at.end < end();
  Node left = first;
  const bool is_extended = is_extension(tokens_.now().code);
  if (is_tuple && (is(code_of("=")) || is_extended)) {
    left = open(Expression::Kind::Tuple, first.at.begin);
    for (const Node& each : all) take(left, each);
    left = closed(left);
  }
  if (is(code_of("="))) return assignment(left, out);
  if (is_extended) {
    if (!is_target(left)) tokens_.fail();
    Statement& made = add(Statement::Kind::Extend, {}, out);
    made.target = left.value;
    made.word = written();
    tokens_.advance();
    made.value = values().value;
    made.at = {left.at.begin, end()};
    return;
  }
  if (is_tuple && may_be_old) return tokens_.fail();
  for (const Node& each : all) {
    if (each.form == Form::Starred || each.form == Form::Literal) tokens_.fail();
    add(Statement::Kind::Evaluate, each.at, out).value = each.value;
  }
}

/// left = value, left: annotation = value, a = b = value
void Reader::assignment(Node left, Body& out) {
  const std::uint32_t from = left.at.begin;
  const Expression* annotation = nullptr;
  if (!is_target(left)) return tokens_.fail();
  if (accept(code_of(":"))) annotation = type().value;
  std::vector<Node> targets = {left};
  const Expression* value = nullptr;
  while (accept(code_of("="))) {
    const Node right = values();
    value = right.value;
    if (!is(code_of("="))) break;
    if (!is_target(right)) return tokens_.fail();
    targets.push_back(right);
  }
  for (const Node& target : targets) {
    Statement& made = add(Statement::Kind::Assign, {from, end()}, out);
    made.target = target.value;
    made.annotation = annotation;
    made.value = value;
    // a = b = f() calls f once.
    const bool has_name = target.value->kind == Expression::Kind::Name;
    if (value != nullptr) value = has_name ? target.value : &add(Expression::Kind::Opaque, made.at);
  }
}

void Reader::if_statement(int depth, Body& out) {
  const std::uint32_t from = begin();
  Statement& first = add(Statement::Kind::If, {}, out);
  Statement* last = &first;
  tokens_.advance();
  first.value = expression().value;
  first.body = suite(depth + 1);
  int chained = 0;
  while (is_clause(code_of("elif"))) {
    const std::uint32_t begun = begin();
    Statement& next = add(Statement::Kind::If, {}, last->otherwise);
    tokens_.advance();
    next.value = expression().value;
    next.body = suite(depth + 1);
    next.at = {begun, end()};
    if (++chained < host::deepest_nesting / 2) last = &next;
  }
  Body rest = clause_body(code_of("else"), depth);
  last->otherwise.insert(last->otherwise.end(), rest.begin(), rest.end());
  first.at = {from, end()};
}

/// Of a clause that may follow; nothing if it does not.
Reader::Body Reader::clause_body(std::uint64_t keyword, int depth) {
  if (!is_clause(keyword)) return {};
  tokens_.advance();
  return suite(depth + 1);
}

void Reader::loop(std::uint32_t from, int depth, Body& out) {
  Statement& made = add(Statement::Kind::Loop, {}, out);
  const bool is_for = is(code_of("for"));
  tokens_.advance();
  if (is_for) {
    made.target = targets().value;
    expect(code_of("in"));
  }
  made.value = is_for ? expressions().value : expression().value;
  made.body = suite(depth + 1);
  made.otherwise = clause_body(code_of("else"), depth);
  made.at = {from, end()};
}

/// with (a as b, c as d): — but not `with (a / b).open() as c:`.
bool Reader::has_parenthesized_items() {
  if (!is(code_of("("))) return false;
  const Tokens::Mark mark = tokens_.mark();
  const Aside aside(*this);
  tokens_.advance();
  do {
    if (is(code_of(")"))) break;
    expression();
    if (accept(code_of("as"))) expression();
  } while (accept(code_of(",")));
  const bool has = accept(code_of(")")) && is(code_of(":"));
  tokens_.go_back(mark);
  return has;
}

void Reader::with_statement(std::uint32_t from, int depth, Body& out) {
  std::vector<Statement*> all;
  Body* into = &out;
  int nested = depth;
  tokens_.advance();
  const bool is_parenthesized = has_parenthesized_items();
  if (is_parenthesized) tokens_.advance();
  do {
    if (is_parenthesized && is(code_of(")"))) break;
    Statement& made = add(Statement::Kind::With, {}, *into);
    all.push_back(&made);
    made.value = expression().value;
    if (accept(code_of("as"))) made.target = expression().value;
    if (++nested < host::deepest_nesting) into = &made.body;
  } while (accept(code_of(",")));
  if (is_parenthesized) expect(code_of(")"));
  deepest_ = std::max(deepest_, nested);
  Body body = suite(depth + 1);
  into->insert(into->end(), body.begin(), body.end());
  for (Statement* made : all) made->at = {from, end()};
}

void Reader::try_statement(int depth, Body& out) {
  const std::uint32_t from = begin();
  Statement& made = add(Statement::Kind::Try, {}, out);
  tokens_.advance();
  made.body = suite(depth + 1);
  while (is_clause(code_of("except"))) {
    tokens_.advance();
    if (!is(code_of(":"))) {
      const Aside aside(*this);
      accept(code_of("*"));
      expressions();
      if (accept(code_of("as"))) name();
    }
    made.handlers.push_back(suite(depth + 1));
  }
  made.otherwise = clause_body(code_of("else"), depth);
  made.last = clause_body(code_of("finally"), depth);
  made.at = {from, end()};
}

}  // namespace floodwall::python
