#include "frontends/cpp/syntax/reader/reader.h"

// There are many more keywords than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {

/// Foo::Foo( and TEST_F( stand without a type.
bool Reader::has_no_type() const {
  if (is("~")) return true;
  std::size_t i = pos_;
  if (is(at(i), "::")) ++i;
  while (is_name(at(i))) {
    ++i;
    if (is(at(i), "<")) {
      const std::size_t end = closing_angle(i);
      if (end == 0) return false;
      i = end + 1;
    }
    if (!is(at(i), "::"))
      return is(at(i), "(") && !is(at(i + 1), "*") && !is(at(i + 1), "&") && member_star(i + 1) == i + 1;
    ++i;
    if (is(at(i), "~") || is(at(i), Key::Operator)) return true;
  }
  return false;
}

void Reader::declaration(Parent& into, Place place) {
  Parent made = open(place == Place::Class ? Node::FieldDeclaration : Node::Declaration);
  bool is_typedef = false;
  for (;;) {
    if (is(Key::Typedef)) {
      is_typedef = true;
      advance();
    } else if (is(Key::Extern) || is_shouted_in_front(pos_)) {
      advance();
    } else if (is(Key::Qualifier) || is(Key::Specifier)) {
      advance();
    } else if (is(Key::Friend)) {
      return skip_item();
    } else if (!skip_attribute()) {
      break;
    }
  }
  if (is_typedef && is_shouted(pos_) && is(ahead(1), "("))
    return skip_item();  // typedef CALLBACK(int, name, (int));
  if (is_typedef) made.node->kind = Node::TypeDefinition;
  if (is(Key::Operator) && ahead(1).kind == Token::Kind::Word && !is(ahead(1), Key::New) &&
      !is(ahead(1), Key::Delete)) {  // operator bool() const
    Parent cast = open(Node::OperatorCast);
    advance();
    cast.add(type_descriptor(), Field::Type);
    if (!is("(")) return fail();
    skip_brackets();
    function_end();
    made.add(close(cast), Field::Declarator);
    if (is("{")) {
      made.node->kind = Node::FunctionDefinition;
      made.add(block(), Field::Body);
    } else {
      skip_to_semicolon();
    }
    return into.add(close(made));
  }
  TreeNode* what = nullptr;
  if (!has_no_type()) {
    what = type();
    if (failed_) return;
    if (what == nullptr) return fail();
    made.add(what, Field::Type);
    while (is(Key::Qualifier) || is(Key::Specifier) ||
           (place != Place::Body && is_shouted(pos_) && (is_name(ahead(1)) || is(ahead(1), "*"))))
      advance();
  } else if (place == Place::Body || is_typedef) {
    return fail();
  }
  if (is(";") && what != nullptr) {
    const bool stands_alone = what->kind == Node::ClassSpecifier || what->kind == Node::StructSpecifier ||
                              what->kind == Node::UnionSpecifier || what->kind == Node::EnumSpecifier;
    if (place != Place::Class && stands_alone && !is_typedef) {
      advance();
      what->field = Field::None;
      return into.add(what);
    }
    if (place != Place::Class) return fail();
  }
  while (!failed_ && !is(";")) {
    const std::size_t from = pos_;
    TreeNode* declared = declarator(place, false);
    if (failed_ || declared == nullptr) return fail();
    const TreeNode* function = declared;
    while (function != nullptr && function->kind != Node::FunctionDeclarator) {
      const TreeNode* inner = child_of(function, Field::Declarator);
      if (inner == nullptr && function->kind == Node::ReferenceDeclarator) inner = function->first;
      function = inner;
    }
    while (skip_attribute()) {
    }
    const bool begins_body = is("{") || is(":") || is(Key::Try);
    if (function != nullptr &&
        (begins_body || (is("=") && (is(ahead(1), Key::Default) || is(ahead(1), Key::Delete))))) {
      if (child_of(made.node, Field::Declarator) != nullptr || is_typedef) return fail();
      if (what == nullptr && place == Place::File) {  // a macro, unless it is a constructor
        const TreeNode* name = child_of(function, Field::Declarator);
        if (name->kind == Node::Identifier && is(":")) return fail();
      }
      made.add(declared, Field::Declarator);
      made.node->kind = Node::FunctionDefinition;
      if (!function_body(made)) return;
      return into.add(close(made));
    }
    if (what == nullptr) {  // of a constructor
      if (place != Place::Class || function == nullptr) return fail();
      made.node->kind = Node::Declaration;
    }
    if (accept("=")) {
      TreeNode* value = initializer();
      if (place == Place::Class || is_typedef) {
        made.add(declared, Field::Declarator);
        made.add(value, Field::DefaultValue);
      } else {
        made.add(initialized(from, declared, value), Field::Declarator);
      }
    } else if ((is("{") || is("(")) && function == nullptr && !is_typedef) {
      TreeNode* value = is("{") ? initializer_list() : arguments(Node::ArgumentList, ")");
      if (place == Place::Class) {
        if (value->kind == Node::ArgumentList) return fail();
        made.add(declared, Field::Declarator);
        made.add(value, Field::DefaultValue);
      } else {
        made.add(initialized(from, declared, value), Field::Declarator);
      }
    } else if (is(":") && place == Place::Class && function == nullptr) {  // int bits : 3
      advance();
      static_cast<void>(conditional());
      made.add(declared, Field::Declarator);
    } else {
      made.add(declared, Field::Declarator);
    }
    if (!is(";")) expect(",");
  }
  expect(";");
  into.add(close(made));
}

TreeNode* Reader::initialized(std::size_t from, TreeNode* declared, TreeNode* value) {
  Parent made = open(Node::InitDeclarator, tokens_[from].begin);
  made.add(declared, Field::Declarator);
  made.add(value, Field::Value);
  return close(made);
}

/// What follows a function's head; false: failed.
bool Reader::function_body(Parent& made) {
  if (is("=")) {
    advance();
    advance();
    expect(";");
    return !failed_;
  }
  if (is(Key::Try)) fail();
  if (is(":")) made.add(initializers());
  if (failed_ || !is("{")) {
    fail();
    return false;
  }
  made.add(block(), Field::Body);
  return !failed_;
}

TreeNode* Reader::declarator(Place place, bool may_be_nameless) {
  const Deeper deeper(*this);
  while (skip_attribute()) {
  }
  const std::size_t star = member_star(pos_);
  if (is("*") || star != pos_) {
    Parent made = open(Node::PointerDeclarator);
    pos_ = star;
    advance();
    while (is(Key::Qualifier)) advance();
    TreeNode* inner = declarator(place, may_be_nameless);
    if (inner == nullptr || inner->kind == Node::Other) made.node->kind = Node::Other;
    if (inner != nullptr) made.add(inner, Field::Declarator);
    return close(made);
  }
  if (is("&") || is("&&")) {
    Parent made = open(Node::ReferenceDeclarator);
    advance();
    TreeNode* inner = declarator(place, may_be_nameless);
    if (inner == nullptr || inner->kind == Node::Other) made.node->kind = Node::Other;
    if (inner != nullptr) made.add(inner);
    return close(made);
  }
  if (is("...") && may_be_nameless) {
    Parent spread = open(Node::VariadicDeclarator);
    advance();
    if (is_name(now())) spread.add(leaf(Node::Identifier));
    return close(spread);
  }
  TreeNode* made = nullptr;
  const std::size_t from = pos_;
  if (is("(") && (is(ahead(1), "*") || is(ahead(1), "&") || member_star(pos_ + 1) != pos_ + 1)) {
    Parent wrapped = open(Node::ParenthesizedDeclarator);
    advance();
    TreeNode* inner = declarator(place, may_be_nameless);
    if (inner == nullptr || inner->kind == Node::Other) wrapped.node->kind = Node::Other;
    if (inner != nullptr) wrapped.add(inner);
    expect(")");
    made = close(wrapped);
  } else if (is("[") && !may_be_nameless && place != Place::Class && is_name(ahead(1))) {
    Parent names = open(Node::StructuredBindingDeclarator);
    advance();
    do {
      if (!is_name(now())) fail();
      if (!failed_) names.add(leaf(Node::Identifier));
    } while (accept(","));
    expect("]");
    return close(names);
  } else if (is_name(now()) || is("::") || is("~") || is(Key::Operator)) {
    made = declared_name(place);
  } else if (!may_be_nameless) {
    fail();
    return nullptr;
  } else if (is("(") || is("[")) {
    while (is("(") || is("[")) skip_brackets();
    function_end();
    return failed_ ? nullptr : whole(Node::Other, from);
  } else {
    return nullptr;
  }
  while (!failed_) {
    if (is("[")) {
      if (is(ahead(1), "[")) break;
      Parent array = open(Node::ArrayDeclarator, tokens_[from].begin);
      if (made->kind == Node::Other) array.node->kind = Node::Other;
      array.add(made, Field::Declarator);
      skip_brackets();
      made = close(array);
    } else if (const bool is_wrapped = place != Place::Body && is_wrapped_parameters();
               is_wrapped || (is("(") && is_parameters(pos_))) {
      Parent function = open(Node::FunctionDeclarator, tokens_[from].begin);
      if (made->kind == Node::Other) function.node->kind = Node::Other;
      function.add(made, Field::Declarator);
      if (is_wrapped) pos_ += 2;
      function.add(parameters(), Field::Parameters);
      if (is_wrapped) expect(")");
      function_end();
      made = close(function);
    } else {
      break;
    }
  }
  return made;
}

TreeNode* Reader::declared_name(Place place) {
  TreeNode* made = path(Node::Identifier);
  if (place == Place::Class && made->kind == Node::Identifier) made->kind = Node::FieldIdentifier;
  return made;
}

/// const noexcept override -> T
void Reader::function_end() {
  for (;;) {
    if (is(Key::Qualifier) || is(Key::Final)) {
      advance();
    } else if (is(Key::Noexcept) || is(Key::Throw)) {
      advance();
      if (is("(")) skip_brackets();
    } else if ((is("&") || is("&&")) && (is(ahead(1), ";") || is(ahead(1), "{") || is(ahead(1), Key::Final) ||
                                         is(ahead(1), Key::Noexcept))) {
      advance();
    } else if (is("->")) {
      advance();
      static_cast<void>(type_descriptor());
    } else if (is(Key::Attribute)) {
      skip_attribute();
    } else if (is_shouted(pos_)) {  // OVERRIDE, PRINTF_LIKE(1, 2)
      const std::size_t next = is(ahead(1), "(") ? behind(pos_ + 1) : pos_ + 1;
      if (next == 0 || (!is(at(next), ";") && !is(at(next), "{") && !is(at(next), "=") && !is_shouted(next)))
        return;
      pos_ = next;
    } else {
      return;
    }
  }
}

TreeNode* Reader::parameters() {
  Parent made = open(Node::ParameterList);
  expect("(");
  while (!is_end() && !is(")")) {
    if (is("...")) {
      advance();
    } else {
      made.add(parameter());
    }
    if (!is(")")) expect(",");
  }
  expect(")");
  return close(made);
}

TreeNode* Reader::parameter() {
  Parent made = open(Node::ParameterDeclaration);
  if (is_shouted_in_front(pos_)) advance();
  TreeNode* what = type();
  if (what == nullptr) {
    fail();
    return made.node;
  }
  made.add(what, Field::Type);
  while (is(Key::Qualifier)) advance();
  const bool is_spread = is("...") || (((is("&") || is("&&") || is("*")) && is(ahead(1), "...")));
  if (is_spread) made.node->kind = Node::VariadicParameterDeclaration;
  TreeNode* declared = declarator(Place::Body, true);
  if (declared != nullptr) made.add(declared, Field::Declarator);
  while (skip_attribute()) {
  }
  if (accept("=")) {
    made.node->kind = Node::OptionalParameterDeclaration;
    made.add(initializer(), Field::DefaultValue);
  }
  return close(made);
}

}  // namespace floodwall::cpp
