// Macros around definitions, which nobody has expanded.

#include <algorithm>

#include "frontends/cpp/syntax/reader/reader.h"

// There are many more keywords than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {

bool Reader::is_shouted(std::size_t i) const {
  if (!is_name(at(i))) return false;
  const std::string_view name = word(at(i));
  return 2 < name.size() && std::ranges::none_of(name, [](char c) { return 'a' <= c && c <= 'z'; });
}

/// EXPORT void f();
bool Reader::is_shouted_in_front(std::size_t i) const {
  if (!is_shouted(i)) return false;
  const Token& next = at(i + 1);
  if (is_name(next)) {
    if (is_shouted_in_front(i + 1)) return true;
    const Token& last = at(end_of_path(i + 1));  // EXPORT List<int>* f(); but BOOL K::f();
    return is_name(last) || is(last, "*") || is(last, "&") || is(last, Key::Operator);
  }
  switch (next.kind == Token::Kind::Word ? static_cast<Key>(next.code) : Key::None) {
    case Key::Specifier:
    case Key::Primitive:
    case Key::Size:
    case Key::Class:
    case Key::Struct:
    case Key::Union:
    case Key::Enum:
    case Key::Template:
    case Key::Typedef:
    case Key::Namespace:
    case Key::Extern:
    case Key::Using:
    case Key::Friend:
    case Key::Access:
    case Key::Typename:
    case Key::Auto:
      return true;
    case Key::Qualifier:  // CONST const char*, but Foo const*
      return is_name(at(i + 2)) || is(at(i + 2), Key::Primitive) || is(at(i + 2), Key::Size) ||
             is(at(i + 2), Key::Struct);
    default:
      return false;
  }
}

/// Q_OBJECT, EXPORT, BEGIN_DECLARATIONS or DECLARE(x) in front of or between definitions: nobody misses them.
bool Reader::skip_macro(Place place) {
  if (!is_shouted(pos_)) return false;
  if (is_shouted_in_front(pos_)) {
    advance();
    return true;
  }
  const auto ends = [&](const Token& token) {
    return token.kind == Token::Kind::Directive || token.kind == Token::Kind::End || is(token, "}");
  };
  const Token& next = ahead(1);
  const bool is_line = text_.substr(now().end, next.begin - now().end).find('\n') != std::string_view::npos;
  const bool is_type = !is_shouted(pos_ + 1) && (is(ahead(2), "(") || is(ahead(2), "::"));  // of a function
  if (ends(next) || (is_line && is_name(next) && !is_type)) {
    advance();
    return true;
  }
  if (!is(next, "(")) return false;
  const std::size_t behind_call = behind(pos_ + 1);
  if (behind_call == 0) return false;
  const Token& last = at(behind_call);
  const bool is_whole =
      ends(last) || is(last, ";") ||
      (last.kind == Token::Kind::Word && !is(last, Key::Qualifier) && !is(last, Key::Noexcept) &&
       !is(last, Key::Final) && !is(last, Key::Try) && !is(last, Key::Attribute) && !is(last, Key::Strange));
  if (!is_whole) return false;
  for (std::size_t i = pos_; i < behind_call; ++i) {
    if (at(i).kind == Token::Kind::Literal && place == Place::File) return false;
  }
  pos_ = behind_call;
  return true;
}

/// f PROTO((int a))
bool Reader::is_wrapped_parameters() const {
  return is_name(now()) && is(ahead(1), "(") && is(ahead(2), "(") && ahead(2).match + 1 == ahead(1).match &&
         is_parameters(pos_ + 2);
}

/// PLUGIN("name") by itself.
bool Reader::is_lone_call() const {
  if (!is_shouted(pos_) || !is(ahead(1), "(")) return false;
  const Token& next = at(behind(pos_ + 1));
  const std::uint32_t end = at(ahead(1).match).end;
  return behind(pos_ + 1) != 0 &&
         (is(next, ";") || text_.substr(end, next.begin - end).find('\n') != std::string_view::npos);
}

/// TEST_CASE("name") { … }
bool Reader::is_headless() const {
  if (!is_name(now()) || !is(ahead(1), "(") || is_parameters(pos_ + 1)) return false;
  const std::size_t body = behind(pos_ + 1);
  return body != 0 && is(at(body), "{");
}

}  // namespace floodwall::cpp
