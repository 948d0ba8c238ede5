// What stands in a file, a namespace or a class.

#include "frontends/cpp/syntax/reader/reader.h"

// There are many more keywords than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {

TreeNode* Reader::read() {
  tokens_ = tokens_of(text_);
  if (tokens_.empty()) return nullptr;
  pos_ = 1;
  TreeNode* root = tree_.add(Node::TranslationUnit, {0, static_cast<std::uint32_t>(text_.size())});
  Parent made{root, &root->first};
  items(made, Place::File);
  while (!failed_ && is("}")) {  // of what another file begins, or a branch that is not read
    advance();
    items(made, Place::File);
  }
  return failed_ || !is_end() ? nullptr : root;
}

bool Reader::stops() const {
  if (is_end() || is("}")) return true;
  return is(now(), Part::GoesOn) || is(now(), Part::Ends);
}

void Reader::items(Parent& into, Place place) {
  const Deeper deeper(*this);
  while (!failed_ && !stops()) {
    const std::size_t from = pos_;
    TreeNode** const next = into.next;
    if (place == Place::Body) {
      statement(into);
    } else {
      item(into, place);
    }
    if (!failed_ && from < pos_) continue;
    *next = nullptr;
    into.next = next;
    if (!recover(into, from, place)) return fail();
  }
}

void Reader::item(Parent& into, Place place) {
  if (now().kind == Token::Kind::Directive) return directive(into, place);
  switch (key()) {
    case Key::Namespace:
      return into.add(name_space());
    case Key::Specifier:
      if (!is(ahead(1), Key::Namespace)) break;
      advance();
      return into.add(name_space());
    case Key::Using:
    case Key::StaticAssert:
      return skip_to_semicolon();
    case Key::Friend:
      return skip_item();
    case Key::Template:
      return template_declaration(into, place);
    case Key::Extern:
      if (ahead(1).kind == Token::Kind::Literal) return into.add(linkage());
      break;
    case Key::Access:
      advance();
      return expect(":");
    default:
      break;
  }
  if (accept(";")) return;
  if (skip_macro(place)) return;
  if (place == Place::File && is_headless()) {
    Parent head = open(Node::ExpressionStatement);
    head.add(postfix());
    if (head.node->first->kind != Node::CallExpression || !is("{")) return fail();
    into.add(close(head));
    return into.add(block());
  }
  if (place == Place::File && is_lone_call() && !is_parameters(pos_ + 1)) {
    Parent call = open(Node::ExpressionStatement);
    call.add(postfix());
    accept(";");
    return into.add(close(call));
  }
  declaration(into, place);
}

void Reader::skip_item() {
  const std::size_t end = end_of_item(pos_);
  if (end <= pos_) return fail();
  pos_ = end;
}

void Reader::skip_to_semicolon() {
  while (!is_end() && !is(";")) {
    if (is("(") || is("{") || is("[")) {
      skip_brackets();
    } else if (is("}") || now().kind == Token::Kind::Directive) {
      return fail();
    } else {
      advance();
    }
  }
  expect(";");
}

TreeNode* Reader::name_space() {
  Parent made = open(Node::NamespaceDefinition);
  advance();
  if (now().kind == Token::Kind::Word) {
    const std::size_t from = pos_;
    while (is_name(now()) || is("::")) advance();
    if (is("=")) {
      skip_to_semicolon();
      made.node->kind = Node::Other;
      return close(made);
    }
    if (from == pos_) fail();
    if (failed_) return made.node;
    made.add(whole(Node::Other, from), Field::Name);
  }
  Parent body = open(Node::DeclarationList);
  expect("{");
  items(body, Place::File);
  if (now().kind != Token::Kind::Directive) expect("}");  // unless it only begins within an #if
  made.add(close(body), Field::Body);
  return close(made);
}

TreeNode* Reader::linkage() {
  Parent made = open(Node::LinkageSpecification);
  advance();
  made.add(leaf(Node::StringLiteral), Field::Value);
  if (is("{")) {
    Parent body = open(Node::DeclarationList);
    advance();
    items(body, Place::File);
    if (now().kind != Token::Kind::Directive) expect("}");  // unless it only begins within an #if
    made.add(close(body), Field::Body);
  } else {
    Parent body = open(Node::DeclarationList);
    item(body, Place::File);
    if (body.node->first == nullptr) fail();
    if (!failed_) made.add(body.node->first, Field::Body);
  }
  return close(made);
}

void Reader::template_declaration(Parent& into, Place place) {
  const Deeper deeper(*this);
  if (failed_) return;
  Parent made = open(Node::TemplateDeclaration);
  advance();
  if (!is("<")) return fail();
  const std::size_t close_at = closing_angle(pos_, Angles::Certain);
  if (close_at == 0) return fail();
  pos_ = close_at + 1;
  item(made, place);
  into.add(close(made));
}

TreeNode* Reader::class_specifier() {
  const Key what = key();
  Parent made = open(what == Key::Class    ? Node::ClassSpecifier
                     : what == Key::Struct ? Node::StructSpecifier
                                           : Node::UnionSpecifier);
  advance();
  while (skip_attribute()) {
  }
  const auto begins_body = [](const Token& token) { return is(token, "{") || is(token, ":"); };
  const auto is_last_macro = [&](std::size_t i) { return is_shouted(i) && begins_body(at(i + 1)); };
  if (is_name(now()) && is_name(ahead(1))) {  // EXPORT K, EXPORT K SEALED, but K SEALED
    const std::size_t end = end_of_path(pos_ + 1);
    const bool ends = begins_body(at(end)) || is(at(end), Key::Final) || is(at(end), "<");
    if (is_last_macro(end) || (ends && (is_shouted(pos_) || !is_last_macro(pos_ + 1)))) advance();
  }
  if (is_name(now())) made.add(path(Node::TypeIdentifier, Angles::Certain), Field::Name);
  if (is(Key::Final) || is_last_macro(pos_)) advance();
  if (is(":")) {
    if (!is_name(ahead(1)) && !is(ahead(1), Key::Access) && !is(ahead(1), Key::Specifier)) {
      fail();
      return made.node;
    }
    base_classes(made);
    if (!is("{")) fail();
  }
  if (is("{")) {
    Parent body = open(Node::FieldDeclarationList);
    advance();
    items(body, Place::Class);
    expect("}");
    made.add(close(body), Field::Body);
  }
  return close(made);
}

void Reader::base_classes(Parent& into) {
  Parent made = open(Node::BaseClassClause);
  advance();
  while (!is_end() && !is("{")) {
    while (is(Key::Access) || is(Key::Specifier)) advance();
    if (!is_name(now()) && !is("::")) return fail();
    made.add(path(Node::TypeIdentifier, Angles::Certain));
    accept("...");
    if (!accept(",") && !is("{")) return fail();
  }
  into.add(close(made));
}

TreeNode* Reader::enum_specifier() {
  Parent made = open(Node::EnumSpecifier);
  advance();
  if (is(Key::Class) || is(Key::Struct)) advance();
  if (is_name(now())) made.add(path(Node::TypeIdentifier), Field::Name);
  if (accept(":")) {
    TreeNode* base = type();
    if (base == nullptr) fail();
  }
  if (is("{")) {
    Parent body = open(Node::EnumeratorList);
    advance();
    while (!is_end() && !is("}")) {
      if (now().kind == Token::Kind::Directive) {
        advance();
        continue;
      }
      if (!is_name(now())) {
        fail();
        break;
      }
      Parent each = open(Node::Enumerator);
      each.add(leaf(Node::Identifier), Field::Name);
      while (!is_end() && !is(",") && !is("}")) {
        if (is("(") || is("{") || is("[")) {
          skip_brackets();
        } else if (now().kind == Token::Kind::Directive) {
          fail();
        } else {
          advance();
        }
      }
      body.add(close(each));
      accept(",");
    }
    expect("}");
    made.add(close(body), Field::Body);
  }
  return close(made);
}

/// : a(1), b{2}
TreeNode* Reader::initializers() {
  Parent made = open(Node::FieldInitializerList);
  expect(":");
  do {
    Parent each = open(Node::FieldInitializer);
    if (!is_name(now())) {
      fail();
      break;
    }
    TreeNode* name = path(Node::FieldIdentifier);
    each.add(name);
    if (is("(")) {
      each.add(arguments(Node::ArgumentList, ")"));
    } else if (is("{")) {
      each.add(initializer_list());
    } else {
      fail();
    }
    made.add(close(each));
  } while (accept(","));
  return close(made);
}

}  // namespace floodwall::cpp
