// What stands ahead: C++ cannot be told apart without types, so this decides as tree-sitter mostly does.

#include "frontends/cpp/syntax/reader/reader.h"

// There are many more keywords than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {

/// The `>` that closes the `<` at hand, if between them stands what may be a template's arguments; else 0.
std::size_t Reader::closing_angle(std::size_t from, Angles angles) const {
  if (angles == Angles::Certain) return closing_angle_of_type(from);
  constexpr std::size_t longest = 200;
  int open = 0;
  for (std::size_t i = from; i < from + longest; ++i) {
    const Token& token = at(i);
    if (is(token, "<")) {
      ++open;
    } else if (is(token, ">")) {
      if (--open == 0) return i;
    } else if (is(token, "(") || is(token, "[")) {
      const std::size_t next = behind(i);
      if (next == 0) return 0;
      i = next - 1;
    } else if (is(token, "&&")) {
      const Token& next = at(i + 1);
      if (!is(next, ",") && !is(next, ">") && !is(next, "...") && !is(next, "(")) return 0;
    } else if (token.kind == Token::Kind::Sign) {
      if (!is(token, "::") && !is(token, ",") && !is(token, "*") && !is(token, "&") && !is(token, "...") &&
          !is(token, "=") && !is(token, "-") && !is(token, "+"))
        return 0;
    } else if (token.kind == Token::Kind::Word) {
      switch (static_cast<Key>(token.code)) {
        case Key::None:
        case Key::Qualifier:
        case Key::Primitive:
        case Key::Size:
        case Key::Auto:
        case Key::Decltype:
        case Key::Typename:
        case Key::Class:
        case Key::Struct:
        case Key::Union:
        case Key::Enum:
        case Key::Template:
        case Key::True:
        case Key::False:
        case Key::Null:
        case Key::Sizeof:
          break;
        default:
          return 0;
      }
    } else if (token.kind != Token::Kind::Number && token.kind != Token::Kind::Char) {
      return 0;
    }
  }
  return 0;
}

/// The same where nothing else can stand.
std::size_t Reader::closing_angle_of_type(std::size_t from) const {
  constexpr std::size_t longest = 2000;
  int open = 0;
  for (std::size_t i = from; i < from + longest;) {
    const Token& token = at(i);
    if (token.kind == Token::Kind::End || token.kind == Token::Kind::Directive || is(token, ";")) return 0;
    if (is(token, "<")) ++open;
    if (is(token, ">") && --open == 0) return i;
    const bool is_bracket = is(token, "(") || is(token, "[") || is(token, "{");
    i = is_bracket ? behind(i) : i + 1;
    if (i == 0) return 0;
  }
  return 0;
}

/// The `*` of K::* as it stands in a declarator; `from` itself: there is none.
std::size_t Reader::member_star(std::size_t from) const {
  const std::size_t end = is_name(at(from)) ? end_of_path(from) : from;
  return end != from && is(at(end), "::") && is(at(end + 1), "*") ? end + 1 : from;
}

/// Whether the `<` behind a name within an expression begins a template's arguments.
bool Reader::is_template(std::size_t angle) const {
  const std::size_t end = closing_angle(angle);
  if (end == 0) return false;
  const Token& next = at(end + 1);
  return is(next, "(") || is(next, "::") || is(next, "{");
}

/// Behind a::b<c>::d as a type; `from` itself: there is none.
std::size_t Reader::end_of_path(std::size_t from) const {
  std::size_t i = from;
  if (is(at(i), "::")) ++i;
  for (;;) {
    const bool is_inner = i != from && is(at(i), Key::Primitive);  // std::size_t
    if (!is_name(at(i)) && !is_inner) return from;
    ++i;
    if (is(at(i), "<")) {
      const std::size_t end = closing_angle(i);
      if (end != 0) i = end + 1;
    }
    if (!is(at(i), "::") || (!is_name(at(i + 1)) && !is(at(i + 1), Key::Primitive))) return i;
    ++i;
  }
}

bool Reader::is_parameters(std::size_t open) const {
  const std::size_t end = at(open).match;
  if (end <= open) return false;
  for (std::size_t i = open + 1; i < end;) {
    std::size_t next = i;
    int angles = 0;
    while (next < end && (!is(at(next), ",") || 0 < angles)) {
      if (is(at(next), "<") && closing_angle(next) != 0) {
        ++angles;
      } else if (is(at(next), ">") && 0 < angles) {
        --angles;
      }
      if (is(at(next), "(") || is(at(next), "[") || is(at(next), "{")) {
        next = behind(next);
        if (next == 0) return false;
      } else {
        ++next;
      }
    }
    if (!is_parameter(i, next)) return false;
    i = next + 1;
  }
  return true;
}

bool Reader::is_parameter(std::size_t from, std::size_t end) const {
  const Token& first = at(from);
  if (is(first, "...")) return from + 1 == end;
  if (is(first, "[") && is(at(from + 1), "[")) return true;
  switch (first.kind == Token::Kind::Word ? static_cast<Key>(first.code) : Key::None) {
    case Key::Primitive:
    case Key::Size:
      return !is(at(from + 1), "{") && (!is(at(from + 1), "(") || is(at(from + 2), "*") ||
                                        is(at(from + 2), "&") || member_star(from + 2) != from + 2);
    case Key::Qualifier:
    case Key::Specifier:
    case Key::Struct:
    case Key::Class:
    case Key::Union:
    case Key::Enum:
    case Key::Typename:
    case Key::Auto:
    case Key::Attribute:
      return true;
    default:
      break;
  }
  if (from + 1 < end && is_shouted_in_front(from)) return true;
  std::size_t i = end_of_path(from);
  if (i == from) return false;
  if (i == end) return true;
  const auto ends = [&](std::size_t at_token) {
    return at_token == end || is(at(at_token), "=") || is(at(at_token), "[") ||
           is(at(at_token), Key::Attribute);
  };
  while (is(at(i), Key::Qualifier)) ++i;
  if (i < end && is(at(i), "(")) {
    if (is(at(i + 1), "*") || is(at(i + 1), "&") || member_star(i + 1) != i + 1)
      return is(at(behind(i)), "(") || is(at(behind(i)), "[");
    return behind(i) == end && is_parameters(i);
  }
  i = member_star(i);
  while (is(at(i), "*") || is(at(i), "&") || is(at(i), "&&") || is(at(i), Key::Qualifier)) ++i;
  if (is(at(i), "...")) ++i;
  if (ends(i)) return true;
  if (!is_name(at(i))) return false;
  return ends(i + 1) || (is(at(i + 1), "(") && behind(i + 1) == end && is_parameters(i + 1));  // UNUSED(x)
}

/// Whether the statement that begins with a name declares something.
bool Reader::is_declaration(std::size_t from) const {
  std::size_t i = end_of_path(from);
  if (i == from) return false;
  const auto ends = [&](const Token& token) {
    return is(token, "=") || is(token, ";") || is(token, ",") || is(token, "[") || is(token, "{") ||
           is(token, "(") || is(token, ":") || is(token, Key::Attribute);
  };
  if (is(at(i), Key::Qualifier)) return true;
  if (is_name(at(i))) return ends(at(i + 1)) || is(at(i + 1), "::");
  if (!is(at(i), "*") && !is(at(i), "&") && !is(at(i), "&&")) return false;
  while (is(at(i), "*") || is(at(i), "&") || is(at(i), "&&") || is(at(i), Key::Qualifier)) ++i;
  return is_name(at(i)) && ends(at(i + 1)) && !is(at(i + 1), "{");
}

Reader::Looks Reader::looks_of_parentheses(std::size_t open) const {
  std::size_t i = open + 1;
  bool is_sure = false;
  while (is(at(i), Key::Qualifier)) {
    ++i;
    is_sure = true;
  }
  bool is_path = false;
  if (is(at(i), Key::Size) || is(at(i), Key::Primitive)) {
    while (is(at(i), Key::Size) || is(at(i), Key::Primitive)) ++i;
    is_sure = true;
  } else if (is(at(i), Key::Struct) || is(at(i), Key::Union) || is(at(i), Key::Enum) ||
             is(at(i), Key::Class) || is(at(i), Key::Typename)) {
    const std::size_t end = end_of_path(i + 1);
    if (end == i + 1) return Looks::NoType;
    i = end;
    is_sure = true;
  } else {
    const std::size_t end = end_of_path(i);
    if (end == i) return Looks::NoType;
    is_path = end != i + 1;
    i = end;
  }
  while (is(at(i), "*") || is(at(i), "&") || is(at(i), "&&") || is(at(i), Key::Qualifier)) {
    ++i;
    is_sure = true;
  }
  if (is_sure && is(at(i), "(") && is(at(i + 1), "*") && is(at(i + 2), ")") && is(at(i + 3), "("))
    i = behind(i + 3);
  while (is_sure && is(at(i), "[") && is(at(i + 1), "]")) i += 2;
  if (i != at(open).match) return Looks::NoType;
  return is_sure ? Looks::Type : is_path ? Looks::Path : Looks::Name;
}

}  // namespace floodwall::cpp
