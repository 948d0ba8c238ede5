// Where something ends that is not understood, which is then left to tree-sitter.

#include <string>

#include "frontends/cpp/syntax/reader/reader.h"
#include "frontends/cpp/syntax/transcription.h"

namespace floodwall::cpp {

/// What begins there: reads it once for each branch of the #if that part it, or leaves it to tree-sitter.
bool Reader::recover(Parent& into, std::size_t from, Place place) {
  failed_ = false;
  if (read_branches(into, from, place)) return true;
  const std::size_t end = end_of(from, place);
  if (end <= from || !is_whole(from, end)) return false;
  return leave_to_tree_sitter(into, from, end, place);
}

bool Reader::leave_to_tree_sitter(Parent& into, std::size_t from, std::size_t end, Place place) {
  if (!origins_.empty() && origins_[end - 1] - origins_[from] != end - 1 - from) return false;
  const std::uint32_t begin = tokens_[from].begin;
  std::uint32_t last = tokens_[end - 1].end;
  const TreeNode* root = nullptr;
  const TreeNode* parsed = nullptr;
  if (place == Place::File) {
    if (last < text_.size() && text_[last] == '\r') ++last;
    if (last < text_.size() && text_[last] == '\n') ++last;
    root = parse_with_tree_sitter(text_.substr(begin, last - begin), begin, tree_, Surroundings::File);
    parsed = root;
  } else {
    const bool is_member = place == Place::Class;
    const std::string head = is_member ? "struct{" : "{";
    std::string whole = head;
    whole += text_.substr(begin, last - begin);
    whole += is_member ? "\n};" : "\n}";
    root = parse_with_tree_sitter(whole, begin - static_cast<std::uint32_t>(head.size()), tree_,
                                  is_member ? Surroundings::File : Surroundings::Body);
    if (root != nullptr && (root->first == nullptr || root->first->next != nullptr)) return false;
    if (root != nullptr) parsed = is_member ? child_of(root->first, Field::Body) : root->first;
    if (parsed != nullptr &&
        parsed->kind != (is_member ? Node::FieldDeclarationList : Node::CompoundStatement))
      return false;
  }
  left_out_ += last - begin;
  pos_ = end;
  if (root == nullptr) {
    if (!unread_from_) unread_from_ = begin;
    return true;
  }
  if (parsed == nullptr) return false;
  for (TreeNode* each = parsed->first; each != nullptr;) {
    TreeNode* next = each->next;
    each->next = nullptr;
    into.add(each, each->field);
    each = next;
  }
  return true;
}

/// Behind what begins there; 0: who knows.
std::size_t Reader::end_of(std::size_t from, Place place) const {
  return place == Place::Body ? end_of_statement(from) : end_of_item(from);
}

/// Behind the definition that begins there; 0: who knows.
std::size_t Reader::end_of_item(std::size_t from) const {
  return at(from).kind == Token::Kind::Directive ? end_of_statement(from) : end_of_run(from, Place::File);
}

/// Behind the semicolon or the body that ends what begins there; 0: who knows.
std::size_t Reader::end_of_run(std::size_t from, Place place) const {
  const bool is_statement = place == Place::Body;
  bool may_have_body = !is_statement && (is(at(from), Key::Namespace) || is(at(from), Key::Extern));
  bool has_initializers = false;  // of a constructor
  bool has_value = false;
  int open = 0;  // #if
  for (std::size_t i = from;;) {
    const Token& token = at(i);
    if (token.kind == Token::Kind::End) return is_statement ? 0 : i;
    if (token.kind == Token::Kind::Directive) {
      if (!skip_directive(i, open)) return is_statement ? 0 : i;
      continue;
    }
    if (is(token, ";") && open == 0) return i + 1;
    if (is(token, "}")) return open == 0 ? i : 0;
    if (is(token, ")") || is(token, "]")) return 0;
    if (is(token, "=")) has_value = true;
    if (is(token, ":") && may_have_body) has_initializers = true;
    if (is(token, "(") && !is_statement) may_have_body = true;
    if (!is(token, "(") && !is(token, "[") && !is(token, "{")) {
      ++i;
      continue;
    }
    const std::size_t next = behind(i);
    if (next == 0) return 0;
    const bool is_initial = has_initializers && (is_name(at(i - 1)) || is(at(i - 1), ">"));
    if (is(token, "{") && may_have_body && !has_value && !is_initial && open == 0)
      return is(at(next), ";") ? next + 1 : next;
    i = next;
  }
}

/// Within a definition or a statement; false: the group began before it.
bool Reader::skip_directive(std::size_t& i, int& open) const {
  const Token& token = at(i);
  if (is(token, Part::Begins)) ++open;
  if (open == 0 && (is(token, Part::GoesOn) || is(token, Part::Ends))) return false;
  if (is(token, Part::Ends)) --open;
  ++i;
  return true;
}

/// Whether each #if that begins between the two ends there, and none that began before.
bool Reader::is_whole(std::size_t from, std::size_t end) const {
  int open = 0;
  for (std::size_t i = from; i < end;) {
    if (at(i).kind != Token::Kind::Directive) {
      ++i;
    } else if (!skip_directive(i, open)) {
      return false;
    }
  }
  return open == 0;
}

std::size_t Reader::end_of_statement(std::size_t from, int depth) const {
  if (deepest < depth) return 0;
  const Token& first = at(from);
  if (first.kind == Token::Kind::Directive)  // all of the group
    return is(first, Part::Begins) ? end_of_group(from) : is(first, Part::None) ? from + 1 : 0;
  if (is(first, "{")) return behind(from);
  if (is(first, Key::If) || is(first, Key::While) || is(first, Key::For) || is(first, Key::Switch)) {
    std::size_t i = from + 1;
    while (at(i).kind == Token::Kind::Word) ++i;
    if (!is(at(i), "(") || behind(i) == 0) return 0;
    const std::size_t then = behind(i);
    i = end_of_statement(then, depth + 1);
    if (i <= then || !is(first, Key::If)) return i <= then ? 0 : i;
    if (is(at(i), Key::Else)) return end_of_statement(i + 1, depth + 1);
    return goes_on_with(i, Key::Else) ? 0 : i;
  }
  if (is(first, Key::Do)) {
    const std::size_t body = end_of_statement(from + 1, depth + 1);
    return body == 0 ? 0 : end_of_run(body, Place::Body);
  }
  if (is(first, Key::Try)) {
    std::size_t i = behind(from + 1);
    while (i != 0 && is(at(i), Key::Catch)) {
      i = behind(i + 1);
      if (i != 0) i = behind(i);
    }
    return i;
  }
  return end_of_run(from, Place::Body);
}

}  // namespace floodwall::cpp
