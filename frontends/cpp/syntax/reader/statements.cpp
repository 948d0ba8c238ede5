#include "frontends/cpp/syntax/reader/reader.h"

// There are many more keywords than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {

TreeNode* Reader::block() {
  Parent made = open(Node::CompoundStatement);
  expect("{");
  items(made, Place::Body);
  expect("}");
  return close(made);
}

/// One that is part of another.
TreeNode* Reader::single_statement() {
  Parent made = open(Node::Other);
  if (now().kind == Token::Kind::Directive || is("}")) {
    fail();
    return made.node;
  }
  if (is(";")) {
    Parent empty = open(Node::ExpressionStatement);
    advance();
    return close(empty);
  }
  statement(made);
  if (failed_ || made.node->first == nullptr || made.node->first->next != nullptr) {
    fail();
    return made.node;
  }
  return made.node->first;
}

void Reader::statement(Parent& into) {
  const Deeper deeper(*this);
  if (failed_) return;
  if (now().kind == Token::Kind::Directive) return directive(into, Place::Body);
  if (is("{")) return into.add(block());
  if (is(";")) {
    advance();
    return;
  }
  switch (key()) {
    case Key::If: {
      Parent made = open(Node::IfStatement);
      advance();
      if (is(Key::Qualifier)) advance();
      made.add(condition(), Field::Condition);
      made.add(single_statement(), Field::Consequence);
      if (goes_on_with(pos_, Key::Else)) return fail();
      if (is(Key::Else)) {
        Parent otherwise = open(Node::ElseClause);
        advance();
        otherwise.add(single_statement());
        made.add(close(otherwise), Field::Alternative);
      }
      return into.add(close(made));
    }
    case Key::While: {
      Parent made = open(Node::WhileStatement);
      advance();
      made.add(condition(), Field::Condition);
      made.add(single_statement(), Field::Body);
      return into.add(close(made));
    }
    case Key::Do: {
      Parent made = open(Node::DoStatement);
      advance();
      made.add(single_statement(), Field::Body);
      if (!is(Key::While)) return fail();
      advance();
      if (!is("(")) return fail();
      made.add(parenthesized(), Field::Condition);
      expect(";");
      return into.add(close(made));
    }
    case Key::For:
      return into.add(for_statement());
    case Key::Switch: {
      Parent made = open(Node::SwitchStatement);
      advance();
      made.add(condition(), Field::Condition);
      if (!is("{")) return fail();
      made.add(block(), Field::Body);
      return into.add(close(made));
    }
    case Key::Case:
    case Key::Default:
      return into.add(case_statement());
    case Key::Return:
      return into.add(simple_statement(Node::ReturnStatement));
    case Key::CoReturn:
      return into.add(simple_statement(Node::CoReturnStatement));
    case Key::CoYield:
      return into.add(simple_statement(Node::CoYieldStatement));
    case Key::Throw:
      return into.add(simple_statement(Node::ThrowStatement));
    case Key::Break:
    case Key::Continue: {
      Parent made = open(is(Key::Break) ? Node::BreakStatement : Node::ContinueStatement);
      advance();
      expect(";");
      return into.add(close(made));
    }
    case Key::Goto:
    case Key::StaticAssert:
    case Key::Using:
      return skip_to_semicolon();
    case Key::Namespace:
      if (!is_name(ahead(1)) || !is(ahead(2), "=")) return fail();
      return skip_to_semicolon();
    case Key::Try: {
      Parent made = open(Node::TryStatement);
      advance();
      if (!is("{")) return fail();
      made.add(block(), Field::Body);
      if (!is(Key::Catch)) return fail();
      while (is(Key::Catch)) {
        Parent handler = open(Node::CatchClause);
        advance();
        if (!is("(")) return fail();
        skip_brackets();
        if (!is("{")) return fail();
        handler.add(block(), Field::Body);
        made.add(close(handler));
      }
      return into.add(close(made));
    }
    case Key::Specifier:
    case Key::Qualifier:
    case Key::Auto:
    case Key::Decltype:
    case Key::Typename:
    case Key::Class:
    case Key::Struct:
    case Key::Union:
    case Key::Enum:
    case Key::Typedef:
    case Key::Extern:
    case Key::Attribute:
      return declaration(into, Place::Body);
    case Key::Size:
    case Key::Primitive:
      if ((!is(ahead(1), "(") || is(ahead(2), "*")) && !is(ahead(1), "{"))
        return declaration(into, Place::Body);
      break;
    case Key::Template:
    case Key::Friend:
    case Key::Access:
    case Key::Else:
    case Key::Catch:
    case Key::Strange:
      return fail();
    default:
      break;
  }
  if (is("[") && is(ahead(1), "[")) return fail();
  if (is_foreach()) return into.add(foreach_statement());
  if (is_name(now()) && is(ahead(1), ":")) {
    Parent made = open(Node::LabeledStatement);
    made.add(leaf(Node::Other), Field::Label);
    advance();
    made.add(single_statement());
    return into.add(close(made));
  }
  if ((is_name(now()) || is("::")) && is_declaration(pos_)) return declaration(into, Place::Body);
  Parent made = open(Node::ExpressionStatement);
  made.add(expression());
  const bool is_call = made.node->first->kind == Node::CallExpression;
  if (is_call && is("{")) return into.add(close(made));  // foreach (x, y) { … }
  const bool may_be_macro = is_call && !is(";") && (now().kind == Token::Kind::Word || is("}"));
  const bool is_line = may_be_macro && !failed_ &&
                       text_.substr(tokens_[pos_ - 1].end, now().begin - tokens_[pos_ - 1].end).find('\n') !=
                           std::string_view::npos;
  if (!is_line) expect(";");
  into.add(close(made));
}

TreeNode* Reader::simple_statement(Node kind) {
  Parent made = open(kind);
  advance();
  if (!is(";")) made.add(is("{") ? initializer_list() : expression());
  expect(";");
  return close(made);
}

/// (init; value) of an if, a while or a switch.
TreeNode* Reader::condition() {
  Parent made = open(Node::ConditionClause);
  expect("(");
  const auto declares = [&] {
    switch (key()) {
      case Key::Auto:
      case Key::Qualifier:
      case Key::Struct:
        return true;
      case Key::Primitive:
      case Key::Size:
        return !is(ahead(1), "(") && !is(ahead(1), "{");
      default:
        break;
    }
    if (!is_name(now()) && !is("::")) return false;
    std::size_t i = end_of_path(pos_);
    while (is(at(i), "*") || is(at(i), "&") || is(at(i), Key::Qualifier)) ++i;
    return is_name(at(i)) && is(at(i + 1), "=") && i != pos_;
  };
  const std::size_t end = pos_ == 0 ? 0 : tokens_[pos_ - 1].match;
  std::size_t semicolon = 0;
  for (std::size_t i = pos_; i < end; ++i) {
    if (is(at(i), "(") || is(at(i), "{") || is(at(i), "[")) {
      i = behind(i) - 1;
      if (i + 1 == 0) break;
    } else if (is(at(i), ";")) {
      semicolon = i;
    }
  }
  if (semicolon != 0) {
    Parent init = open(Node::InitStatement);
    statement(init);
    made.add(close(init), Field::Initializer);
  }
  if (failed_) return made.node;
  if (declares()) {
    Parent value = open(Node::Declaration);
    if (!typed_name(value)) return made.node;
    if (is("{")) {
      value.add(initializer_list(), Field::Value);
    } else {
      expect("=");
      value.add(initializer(), Field::Value);
    }
    made.add(close(value), Field::Value);
  } else {
    made.add(expression(), Field::Value);
  }
  expect(")");
  return close(made);
}

/// `const T& name`; false: that is not what stands here.
bool Reader::typed_name(Parent& into) {
  TreeNode* what = type();
  if (what == nullptr) fail();
  if (failed_) return false;
  into.add(what, Field::Type);
  while (is(Key::Qualifier)) advance();
  TreeNode* name = declarator(Place::Body, false);
  if (failed_ || name == nullptr) return false;
  into.add(name, Field::Declarator);
  return true;
}

TreeNode* Reader::for_statement() {
  Parent made = open(Node::ForStatement);
  advance();
  if (!is("(")) {
    fail();
    return made.node;
  }
  const std::size_t end = now().match;
  bool is_range = false;
  for (std::size_t i = pos_ + 1; i < end && !is(at(i), ";") && !is(at(i), "?"); ++i) {
    if (is(at(i), "(") || is(at(i), "[") || is(at(i), "{")) {
      i = behind(i) - 1;
      if (i + 1 == 0) break;
    } else if (is(at(i), ":")) {
      is_range = true;
      break;
    }
  }
  advance();
  if (is_range) {
    made.node->kind = Node::ForRangeLoop;
    if (!typed_name(made)) return made.node;
    expect(":");
    made.add(initializer(), Field::Right);
  } else {
    if (!accept(";")) {
      Parent first = open(Node::Other);
      statement(first);
      TreeNode* begin = first.node->first;
      if (failed_ || begin == nullptr) {
        fail();
        return made.node;
      }
      if (begin->kind == Node::ExpressionStatement) begin = begin->first;
      begin->next = nullptr;
      made.add(begin, Field::Initializer);
    }
    if (!is(";")) made.add(expression(), Field::Condition);
    expect(";");
    if (!is(")")) made.add(expression(), Field::Update);
  }
  expect(")");
  made.add(single_statement(), Field::Body);
  return close(made);
}

/// foreach (const T& x, list) …
bool Reader::is_foreach() const {
  if (!is_name(now()) || !is(ahead(1), "(")) return false;
  const std::string_view name = word(now());
  if (!name.ends_with("foreach") && !name.ends_with("FOREACH")) return false;
  std::size_t i = pos_ + 2;
  while (!is(at(i), ",") && i < ahead(1).match)
    i = is(at(i), "<") && closing_angle(i) != 0 ? closing_angle(i) + 1 : i + 1;
  return is(at(i), ",") && pos_ + 3 < i && is_parameter(pos_ + 2, i);
}

TreeNode* Reader::foreach_statement() {
  Parent made = open(Node::ForRangeLoop);
  advance();
  expect("(");
  if (!typed_name(made)) return made.node;
  expect(",");
  made.add(initializer(), Field::Right);
  expect(")");
  made.add(single_statement(), Field::Body);
  return close(made);
}

/// With all that follows, up to the next case or directive.
TreeNode* Reader::case_statement() {
  Parent made = open(Node::CaseStatement);
  const bool is_default = is(Key::Default);
  advance();
  if (!is_default) made.add(conditional(), Field::Value);
  expect(":");
  while (!failed_ && !is_end() && !is("}") && !is(Key::Case) && !is(Key::Default) &&
         now().kind != Token::Kind::Directive) {
    const std::size_t from = pos_;
    TreeNode** const next = made.next;
    statement(made);
    if (!failed_) continue;
    *next = nullptr;
    made.next = next;
    if (!recover(made, from, Place::Body)) fail();
  }
  return close(made);
}

}  // namespace floodwall::cpp
