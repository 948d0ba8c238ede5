// Where something ends that is not understood, which is then left to tree-sitter.

#include <string>

#include "frontends/cpp/syntax/reader/reader.h"
#include "frontends/cpp/syntax/transcription.h"

namespace floodwall::cpp {

/// Leaves what begins there to tree-sitter.
bool Reader::recover(Parent& into, std::size_t from, Place place) {
  const std::size_t end = place == Place::Body ? end_of_statement(from) : end_of_item(from);
  if (end <= from) return false;
  const std::uint32_t begin = tokens_[from].begin;
  std::uint32_t last = tokens_[end - 1].end;
  const TreeNode* root = nullptr;
  if (place == Place::Body) {
    std::string body = "{";
    body += text_.substr(begin, last - begin);
    body += "\n}";
    root = parse_with_tree_sitter(body, begin - 1, tree_, Surroundings::Body);
    if (root == nullptr || root->first == nullptr || root->first->next != nullptr ||
        root->first->kind != Node::CompoundStatement)
      return false;
    root = root->first;
  } else {
    if (last < text_.size() && text_[last] == '\r') ++last;
    if (last < text_.size() && text_[last] == '\n') ++last;
    root = parse_with_tree_sitter(text_.substr(begin, last - begin), begin, tree_, Surroundings::File);
    if (root == nullptr) return false;
  }
  for (TreeNode* each = root->first; each != nullptr;) {
    TreeNode* next = each->next;
    each->next = nullptr;
    into.add(each, each->field);
    each = next;
  }
  left_out_ += last - begin;
  failed_ = false;
  pos_ = end;
  return true;
}

/// Behind the definition that begins there; 0: who knows.
std::size_t Reader::end_of_item(std::size_t from) const {
  bool has_parentheses = false;
  bool has_value = false;
  int open = 0;  // #if
  if (at(from).kind == Token::Kind::Directive) return end_of_statement(from);
  for (std::size_t i = from;;) {
    const Token& token = at(i);
    if (token.kind == Token::Kind::End) return i;
    if (token.kind == Token::Kind::Directive) {
      if (!skip_directive(i, open)) return i;
      continue;
    }
    if (is(token, ";") && open == 0) return i + 1;
    if (is(token, "}")) return open == 0 ? i : 0;
    if (is(token, ")") || is(token, "]")) return 0;
    if (is(token, "=")) has_value = true;
    if (is(token, "(")) has_parentheses = true;
    if (is(token, "(") || is(token, "[") || is(token, "{")) {
      const std::size_t next = behind(i);
      if (next == 0) return 0;
      if (is(token, "{") && !has_value && open == 0 &&
          (has_parentheses || is(at(from), Key::Namespace) || is(at(from), Key::Extern)))
        return is(at(next), ";") ? next + 1 : next;
      i = next;
    } else {
      ++i;
    }
  }
}

/// Within a definition or a statement; false: the group began before it.
bool Reader::skip_directive(std::size_t& i, int& open) const {
  const std::string_view name = directive_name(at(i));
  if (name.starts_with("if")) ++open;
  if (open == 0 && (name.starts_with("el") || name == "endif")) return false;
  if (name == "endif") --open;
  ++i;
  return true;
}

std::size_t Reader::end_of_statement(std::size_t from, int depth) const {
  if (deepest < depth) return 0;
  const auto rest = [&](std::size_t i) -> std::size_t {
    int open = 0;  // #if
    for (;;) {
      const Token& token = at(i);
      if (token.kind == Token::Kind::End) return 0;
      if (token.kind == Token::Kind::Directive) {
        if (!skip_directive(i, open)) return 0;
        continue;
      }
      if (is(token, ";") && open == 0) return i + 1;
      if (is(token, "}")) return open == 0 ? i : 0;
      if (is(token, ")") || is(token, "]")) return 0;
      if (is(token, "(") || is(token, "[") || is(token, "{")) {
        i = behind(i);
        if (i == 0) return 0;
      } else {
        ++i;
      }
    }
  };
  const Token& first = at(from);
  if (first.kind == Token::Kind::Directive) {  // all of the group
    if (!directive_name(first).starts_with("if")) return from + 1;
    int open = 0;
    for (std::size_t i = from; at(i).kind != Token::Kind::End; ++i) {
      if (at(i).kind != Token::Kind::Directive) continue;
      const std::string_view name = directive_name(at(i));
      if (name.starts_with("if")) ++open;
      if (name == "endif" && --open == 0) return i + 1;
    }
    return 0;
  }
  if (is(first, "{")) return behind(from);
  if (is(first, Key::If) || is(first, Key::While) || is(first, Key::For) || is(first, Key::Switch)) {
    std::size_t i = from + 1;
    while (at(i).kind == Token::Kind::Word) ++i;
    if (!is(at(i), "(") || behind(i) == 0) return 0;
    const std::size_t then = behind(i);
    i = end_of_statement(then, depth + 1);
    if (i <= then) return 0;
    if (is(first, Key::If) && is(at(i), Key::Else)) return end_of_statement(i + 1, depth + 1);
    return i;
  }
  if (is(first, Key::Do)) {
    const std::size_t body = end_of_statement(from + 1, depth + 1);
    return body == 0 ? 0 : rest(body);
  }
  if (is(first, Key::Try)) {
    std::size_t i = behind(from + 1);
    while (i != 0 && is(at(i), Key::Catch)) {
      i = behind(i + 1);
      if (i != 0) i = behind(i);
    }
    return i;
  }
  return rest(from);
}

}  // namespace floodwall::cpp
