// Names and types.

#include "frontends/cpp/syntax/reader/reader.h"

// There are many more keywords than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {

/// a::b<c>::d, whose last name is a `last`.
TreeNode* Reader::path(Node last, Angles angles) {
  const Deeper deeper(*this);
  if (is("::")) {
    Parent made = open(Node::QualifiedIdentifier);
    advance();
    made.add(path(last, angles), Field::Name);
    return close(made);
  }
  const std::size_t from = pos_;
  if (is("~") && is_name(ahead(1))) {
    Parent made = open(Node::DestructorName);
    advance();
    made.add(leaf(Node::Identifier));
    return close(made);
  }
  if (is(Key::Operator)) {
    advance();
    if (is("(") || is("[")) {
      skip_brackets();
    } else if (is(Key::New) || is(Key::Delete)) {
      advance();
      if (is("[")) skip_brackets();
    } else if (now().kind == Token::Kind::Sign) {
      while (now().kind == Token::Kind::Sign && !is("(")) advance();
    } else if (now().kind == Token::Kind::Literal) {  // operator"" _s
      advance();
      if (is_name(now())) advance();
    } else if (now().kind == Token::Kind::Word) {
      static_cast<void>(type_descriptor());
    } else {
      fail();
    }
    return failed_ ? nothing() : whole(Node::OperatorName, from);
  }
  if (is(Key::Template)) advance();
  const bool is_inner = is(Key::Primitive) && 0 < pos_ && is(at(pos_ - 1), "::");  // std::size_t
  if (!is_name(now()) && !is_inner) {
    fail();
    return nothing();
  }
  const bool is_type = last == Node::TypeIdentifier;
  TreeNode* name = leaf(last);
  const bool has_arguments = is("<") && (is_type ? closing_angle(pos_, angles) != 0 : is_template(pos_));
  const bool goes_on = has_arguments ? is(at(closing_angle(pos_, angles) + 1), "::") : is("::");
  if (has_arguments) {
    Parent made = open(is_type || goes_on              ? Node::TemplateType
                       : last == Node::FieldIdentifier ? Node::TemplateMethod
                                                       : Node::TemplateFunction,
                       name->at.begin);
    if (is_type || goes_on) name->kind = Node::TypeIdentifier;
    made.add(name, Field::Name);
    const std::size_t angle = pos_;
    pos_ = closing_angle(pos_, angles) + 1;
    made.add(whole(Node::Other, angle), Field::Arguments);
    name = close(made);
  }
  if (!goes_on) return name;
  const Token& next = ahead(1);
  if (!is_name(next) && !is(next, "~") && !is(next, Key::Operator) && !is(next, Key::Primitive) &&
      !is(next, Key::Template)) {
    fail();
    return name;
  }
  if (name->kind != Node::TemplateType) name->kind = Node::NamespaceIdentifier;
  Parent made = open(Node::QualifiedIdentifier, name->at.begin);
  made.add(name, Field::Scope);
  advance();
  made.add(path(last == Node::FieldIdentifier ? Node::Identifier : last, angles), Field::Name);
  return close(made);
}

/// nullptr: none is written.
TreeNode* Reader::type() {
  skip_qualifiers();
  switch (key()) {
    case Key::Size: {
      const std::size_t from = pos_;
      while (is(Key::Size) || (is(Key::Primitive) &&
                               (word(now()) == "int" || word(now()) == "char" || word(now()) == "double")))
        advance();
      return whole(Node::SizedTypeSpecifier, from);
    }
    case Key::Primitive: {
      TreeNode* made = leaf(Node::PrimitiveType);
      if (is(Key::Size)) fail();
      return made;
    }
    case Key::Auto:
      return leaf(Node::PlaceholderTypeSpecifier);
    case Key::Decltype: {
      const std::size_t from = pos_;
      advance();
      if (!is("(")) {
        fail();
        return nullptr;
      }
      skip_brackets();
      return whole(Node::Other, from);
    }
    case Key::Typename: {
      Parent made = open(Node::Other);
      advance();
      made.add(path(Node::TypeIdentifier, Angles::Certain));
      return close(made);
    }
    case Key::Class:
    case Key::Struct:
    case Key::Union:
      return class_specifier();
    case Key::Enum:
      return enum_specifier();
    case Key::None:
      break;
    default:
      return nullptr;
  }
  if (!is_name(now()) && !is("::")) return nullptr;
  return path(Node::TypeIdentifier);
}

/// A type with its stars, as an argument of sizeof or in a trailing return type.
TreeNode* Reader::type_descriptor() {
  const std::size_t from = pos_;
  if (type() == nullptr) fail();
  while (is(Key::Qualifier)) advance();
  while (is("*") || is("&") || is("&&") || is(Key::Qualifier)) advance();
  return failed_ ? nothing() : whole(Node::TypeDescriptor, from);
}

bool Reader::skip_attribute() {
  if (is("[") && is(ahead(1), "[")) {
    skip_brackets();
    return true;
  }
  if (!is(Key::Attribute)) return false;
  advance();
  if (!is("(")) {
    fail();
    return false;
  }
  skip_brackets();
  return true;
}

void Reader::skip_qualifiers() {
  for (;;) {
    if (is(Key::Qualifier) || is(Key::Specifier)) {
      advance();
    } else if (!skip_attribute()) {
      return;
    }
  }
}

}  // namespace floodwall::cpp
