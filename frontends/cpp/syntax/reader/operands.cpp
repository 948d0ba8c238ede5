// What operators join.

#include "frontends/cpp/syntax/reader/reader.h"

// There are many more keywords than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {

TreeNode* Reader::primary() {
  const Token& token = now();
  switch (token.kind) {
    case Token::Kind::Literal:
      return string();
    case Token::Kind::Number: {
      const char last = text_[token.end - 1];
      constexpr std::string_view known = "0123456789.fFlLuUxXabcdeABCDEzZ";
      if (known.find(last) == std::string_view::npos) fail();
      return failed_ ? nothing() : leaf(Node::NumberLiteral);
    }
    case Token::Kind::Char:
      return leaf(Node::CharLiteral);
    case Token::Kind::Sign:
      if (is("(")) {
        if (is(ahead(1), "{")) fail();
        return parenthesized();
      }
      if (is("[")) return lambda();
      if (is("::")) return path(Node::Identifier);
      break;
    case Token::Kind::Word:
      switch (key()) {
        case Key::None: {
          const Token& next = ahead(1);
          if (next.kind == Token::Kind::Literal) return string();
          if (is(next, "(") && at(behind(pos_ + 1)).kind == Token::Kind::Literal) return string();
          return path(Node::Identifier);
        }
        case Key::This:
          return leaf(Node::This);
        case Key::True:
          return leaf(Node::True);
        case Key::False:
          return leaf(Node::False);
        case Key::Null:
          return leaf(Node::Null);
        case Key::Primitive:
          if (is(ahead(1), "(") || is(ahead(1), "{")) return leaf(Node::PrimitiveType);
          break;
        case Key::Operator:
          return path(Node::Identifier);
        case Key::Decltype:
        case Key::Typename:
          return type_of_value();
        default:
          break;
      }
      break;
    case Token::Kind::Directive:
    case Token::Kind::End:
      break;
  }
  fail();
  return nothing();
}

/// decltype(x){}, decltype(f())::value, typename K::type()
TreeNode* Reader::type_of_value() {
  TreeNode* made = type();
  if (made == nullptr) fail();
  if (failed_) return nothing();
  if (is("{")) {
    Parent literal = open(Node::CompoundLiteralExpression, made->at.begin);
    literal.add(made, Field::Type);
    literal.add(initializer_list(), Field::Value);
    return close(literal);
  }
  if (!is("::")) return made;
  Parent qualified = open(Node::QualifiedIdentifier, made->at.begin);
  made->kind = Node::DependentName;
  qualified.add(made, Field::Scope);
  advance();
  qualified.add(path(Node::Identifier), Field::Name);
  return close(qualified);
}

/// Literals and macros side by side.
TreeNode* Reader::string() {
  const std::size_t from = pos_;
  constexpr std::uint32_t longest_call = 400;
  std::size_t parts = 0;
  while (!failed_) {
    if (now().kind == Token::Kind::Literal) {
      advance();
    } else if (is_name(now())) {
      const std::uint32_t begin = now().begin;
      std::uint32_t end = now().end;
      if (is(ahead(1), "(")) {
        advance();
        skip_brackets();
        if (!failed_) end = tokens_[pos_ - 1].end;
      } else {
        advance();
      }
      if (end - begin < 2 || longest_call < end - begin) fail();
    } else {
      break;
    }
    ++parts;
  }
  if (failed_) return nothing();
  if (1 < parts) return whole(Node::ConcatenatedString, from);
  const std::string_view written = word(tokens_[from]);
  if (written.back() != '"') return whole(Node::UserDefinedLiteral, from);
  return whole(written[written.find('"') == 0 ? 0 : written.find('"') - 1] == 'R' ? Node::RawStringLiteral
                                                                                  : Node::StringLiteral,
               from);
}

TreeNode* Reader::lambda() {
  const Deeper deeper(*this);
  Parent made = open(Node::LambdaExpression);
  std::size_t from = pos_;
  skip_brackets();
  if (failed_) return made.node;
  made.add(whole(Node::Other, from), Field::Captures);
  if (is("(")) {
    from = pos_;
    Parent declared = open(Node::Other);
    declared.add(parameters(), Field::Parameters);
    function_end();
    made.add(close(declared), Field::Declarator);
  }
  if (!is("{")) {
    fail();
    return made.node;
  }
  made.add(block(), Field::Body);
  return close(made);
}

TreeNode* Reader::new_expression() {
  Parent made = open(Node::NewExpression);
  advance();
  if (is("(")) made.add(arguments(Node::ArgumentList, ")"));
  TreeNode* what = type();
  if (what == nullptr) {
    fail();
    return made.node;
  }
  made.add(what, Field::Type);
  if (is("*")) fail();
  if (is("[")) {
    const std::size_t from = pos_;
    skip_brackets();
    if (!failed_) made.add(whole(Node::Other, from), Field::Declarator);
  }
  if (is("(")) {
    made.add(arguments(Node::ArgumentList, ")"), Field::Arguments);
  } else if (is("{")) {
    made.add(initializer_list(), Field::Arguments);
  }
  return close(made);
}

TreeNode* Reader::size_of() {
  Parent made = open(Node::Other);
  advance();
  accept("...");
  if (is("(") && looks_of_parentheses(pos_) == Looks::Type) {
    skip_brackets();
    return close(made);
  }
  made.add(unary(), Field::Value);
  return close(made);
}

TreeNode* Reader::initializer_list() {
  const Deeper deeper(*this);
  Parent made = open(Node::InitializerList);
  expect("{");
  while (!is_end() && !is("}")) {
    if ((is(".") && is_name(ahead(1))) || (is("[") && is(at(now().match + 1), "="))) {
      Parent pair = open(Node::InitializerPair);
      while (is(".") || is("[")) {
        const bool is_index = is("[");
        Parent designator = open(is_index ? Node::Other : Node::FieldDesignator);
        advance();
        designator.add(is_index ? assignment() : leaf(Node::FieldIdentifier));
        if (is_index) expect("]");
        pair.add(close(designator), Field::Designator);
        if (failed_) break;
      }
      expect("=");
      pair.add(initializer(), Field::Value);
      made.add(close(pair));
    } else {
      made.add(initializer());
    }
    accept("...");
    if (!is("}")) expect(",");
  }
  expect("}");
  return close(made);
}

/// A value, or a type where it is a macro that is called.
TreeNode* Reader::argument() {
  switch (key()) {
    case Key::Qualifier:
    case Key::Struct:
    case Key::Union:
    case Key::Enum:
    case Key::Size:
      return type_descriptor();
    case Key::Primitive:
      return is(ahead(1), "(") || is(ahead(1), "{") ? assignment() : type_descriptor();
    default:
      return initializer();
  }
}

/// (a, b) or [a]
TreeNode* Reader::arguments(Node kind, std::string_view closing) {
  Parent made = open(kind);
  advance();
  while (!is_end() && !is(closing)) {
    TreeNode* each = argument();
    if (is("...")) {
      Parent pack = open(Node::ParameterPackExpansion, each->at.begin);
      pack.add(each);
      advance();
      each = close(pack);
    }
    made.add(each);
    if (!is(closing)) {
      expect(",");
      if (is(closing)) fail();
    }
  }
  expect(closing);
  return close(made);
}

}  // namespace floodwall::cpp
