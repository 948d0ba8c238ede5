#include <algorithm>

#include "frontends/cpp/syntax/reader/reader.h"

// There are many more keywords than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {
namespace {

/// How strongly a sign binds its operands; 0: it is no operator between two.
int strength_of(std::uint32_t code) {
  switch (code) {
    case sign("||"):
      return 1;
    case sign("&&"):
      return 2;
    case sign("|"):
      return 3;
    case sign("^"):
      return 4;
    case sign("&"):
      return 5;
    case sign("=="):
    case sign("!="):
      return 6;
    case sign("<"):
    case sign(">"):
    case sign("<="):
    case sign(">="):
      return 7;
    case sign("<<"):
      return 9;
    case sign("+"):
    case sign("-"):
      return 10;
    case sign("*"):
    case sign("/"):
    case sign("%"):
      return 11;
    default:
      return 0;
  }
}

bool is_assignment(std::uint32_t code) {
  switch (code) {
    case sign("="):
    case sign("+="):
    case sign("-="):
    case sign("*="):
    case sign("/="):
    case sign("%="):
    case sign("&="):
    case sign("|="):
    case sign("^="):
    case sign("<<="):
      return true;
    default:
      return false;
  }
}

}  // namespace

/// The operator at hand, of so many tokens.
TreeNode* Reader::operator_token(std::uint32_t size) {
  TreeNode* made = tree_.add(Node::Token, {now().begin, ahead(size - 1).end});
  for (; size != 0; --size) advance();
  return made;
}

TreeNode* Reader::expression() {
  TreeNode* left = assignment();
  if (!is(",")) return left;
  Parent made = open(Node::CommaExpression, left->at.begin);
  made.add(left, Field::Left);
  advance();
  const Deeper deeper(*this);
  made.add(expression(), Field::Right);
  return close(made);
}

TreeNode* Reader::initializer() { return is("{") ? initializer_list() : assignment(); }

TreeNode* Reader::assignment() {
  const Deeper deeper(*this);
  TreeNode* left = conditional();
  std::uint32_t size = 1;
  if (now().kind != Token::Kind::Sign) return left;
  if (is(">") && is(ahead(1), ">=") && ahead(1).begin == now().end) {
    size = 2;
  } else if (!is_assignment(now().code)) {
    return left;
  }
  Parent made = open(Node::AssignmentExpression, left->at.begin);
  made.add(left, Field::Left);
  made.add(operator_token(size), Field::Operator);
  made.add(initializer(), Field::Right);
  return close(made);
}

TreeNode* Reader::conditional() {
  TreeNode* asked = binary(1);
  if (!is("?")) return asked;
  Parent made = open(Node::ConditionalExpression, asked->at.begin);
  made.add(asked, Field::Condition);
  advance();
  if (!is(":")) made.add(expression(), Field::Consequence);
  expect(":");
  made.add(assignment(), Field::Alternative);
  return close(made);
}

TreeNode* Reader::binary(int least) {
  TreeNode* left = unary();
  while (!failed_) {
    int strength = 0;
    std::uint32_t size = 1;
    if (now().kind == Token::Kind::Sign) {
      strength = strength_of(now().code);
      if (is(">") && is(ahead(1), ">") && ahead(1).begin == now().end) {
        strength = 9;
        size = 2;
      } else if (is(">") && is(ahead(1), ">=") && ahead(1).begin == now().end) {
        strength = 0;
      }
    } else if (is(Key::WordOperator)) {
      const std::string_view written = word(now());
      strength = written == "or" ? 1 : written == "and" ? 2 : 0;
      if (strength == 0) fail();
    }
    if (strength < least || strength == 0) return left;
    Parent made = open(Node::BinaryExpression, left->at.begin);
    made.add(left, Field::Left);
    made.add(operator_token(size), Field::Operator);
    made.add(binary(strength + 1), Field::Right);
    left = close(made);
  }
  return left;
}

TreeNode* Reader::unary() {
  const Deeper deeper(*this);
  if (failed_) return nothing();
  if (now().kind == Token::Kind::Sign) {
    Node kind = Node::Other;
    switch (now().code) {
      case sign("-"):
      case sign("+"):
        if (ahead(1).kind == Token::Kind::Number && ahead(1).begin == now().end) {
          TreeNode* made = tree_.add(Node::NumberLiteral, {now().begin, ahead(1).end});
          advance();
          advance();
          return made;
        }
        kind = Node::UnaryExpression;
        break;
      case sign("!"):
      case sign("~"):
        kind = Node::UnaryExpression;
        break;
      case sign("*"):
      case sign("&"):
        kind = Node::PointerExpression;
        break;
      case sign("++"):
      case sign("--"):
        kind = Node::UpdateExpression;
        break;
      default:
        break;
    }
    if (kind != Node::Other) {
      Parent made = open(kind);
      made.add(operator_token(1), Field::Operator);
      made.add(unary(), Field::Argument);
      return close(made);
    }
    if (is("(")) {
      const Looks looks = looks_of_parentheses(pos_);
      bool is_cast = looks == Looks::Type;
      if (looks == Looks::Name || looks == Looks::Path) {
        const Token& next = at(behind(pos_));
        is_cast = next.kind == Token::Kind::Literal || next.kind == Token::Kind::Number ||
                  next.kind == Token::Kind::Char || is(next, "!") || is(next, "~") || is(next, "{") ||
                  (is(next, "(") && !is(at(behind(pos_) + 1), ")") &&
                   (looks == Looks::Path || looks_of_parentheses(behind(pos_)) == Looks::Type)) ||
                  is_name(next) || is(next, Key::This) || is(next, Key::Sizeof) || is(next, Key::Null) ||
                  is(next, Key::True) || is(next, Key::False) || is(next, Key::New) || is(next, "::");
      }
      if (is_cast) {
        const std::size_t from = pos_ + 1;
        const std::size_t end = now().match;
        TreeNode* what = tree_.add(Node::TypeDescriptor, {tokens_[from].begin, tokens_[end - 1].end});
        const std::uint32_t begin = now().begin;
        pos_ = end + 1;
        Parent made = open(is("{") ? Node::CompoundLiteralExpression : Node::CastExpression, begin);
        made.add(what, Field::Type);
        made.add(is("{") ? initializer_list() : unary(), Field::Value);
        return close(made);
      }
    }
  } else if (now().kind == Token::Kind::Word) {
    switch (key()) {
      case Key::Sizeof:
        return size_of();
      case Key::New:
        return new_expression();
      case Key::Delete: {
        Parent made = open(Node::DeleteExpression);
        advance();
        if (is("[")) skip_brackets();
        made.add(unary());
        return close(made);
      }
      case Key::CoAwait: {
        Parent made = open(Node::CoAwaitExpression);
        made.add(operator_token(1), Field::Operator);
        made.add(unary(), Field::Argument);
        return close(made);
      }
      case Key::WordOperator:
        if (word(now()) == "not") {
          Parent made = open(Node::UnaryExpression);
          made.add(operator_token(1), Field::Operator);
          made.add(unary(), Field::Argument);
          return close(made);
        }
        break;
      default:
        break;
    }
  }
  return postfix();
}

TreeNode* Reader::postfix() {
  TreeNode* made = primary();
  while (!failed_ && now().kind == Token::Kind::Sign) {
    switch (now().code) {
      case sign("("): {
        Parent call = open(Node::CallExpression, made->at.begin);
        call.add(made, Field::Function);
        call.add(arguments(Node::ArgumentList, ")"), Field::Arguments);
        made = close(call);
        break;
      }
      case sign("["): {
        Parent index = open(Node::SubscriptExpression, made->at.begin);
        index.add(made, Field::Argument);
        index.add(arguments(Node::SubscriptArgumentList, "]"), Field::Indices);
        made = close(index);
        break;
      }
      case sign("."):
      case sign("->"): {
        Parent member = open(Node::FieldExpression, made->at.begin);
        member.add(made, Field::Argument);
        member.add(operator_token(1), Field::Operator);
        member.add(path(Node::FieldIdentifier), Field::Field);
        made = close(member);
        break;
      }
      case sign("++"):
      case sign("--"): {
        Parent update = open(Node::UpdateExpression, made->at.begin);
        update.add(made, Field::Argument);
        update.add(operator_token(1), Field::Operator);
        made = close(update);
        break;
      }
      case sign("{"): {
        TreeNode* last = made;
        while (last->kind == Node::QualifiedIdentifier) {
          TreeNode* inner = last->first;
          while (inner != nullptr && inner->field != Field::Name) inner = inner->next;
          if (inner == nullptr) break;
          last = inner;
        }
        if (last->kind == Node::Identifier) {
          last->kind = Node::TypeIdentifier;
        } else if (last->kind == Node::TemplateFunction) {
          last->kind = Node::TemplateType;
        } else if (last->kind != Node::PrimitiveType) {
          return made;
        }
        Parent literal = open(Node::CompoundLiteralExpression, made->at.begin);
        literal.add(made, Field::Type);
        literal.add(initializer_list(), Field::Value);
        made = close(literal);
        break;
      }
      default:
        return made;
    }
  }
  return made;
}

TreeNode* Reader::parenthesized() {
  Parent made = open(Node::ParenthesizedExpression);
  expect("(");
  made.add(expression());
  expect(")");
  return close(made);
}

}  // namespace floodwall::cpp
