#include "frontends/cpp/literals.h"
#include "frontends/cpp/syntax/reader/reader.h"

namespace floodwall::cpp {

std::string_view Reader::directive_name(const Token& token) const {
  std::uint32_t begin = token.begin + 1;
  while (begin < token.end && (text_[begin] == ' ' || text_[begin] == '\t')) ++begin;
  return text_.substr(begin, end_of_word(text_, begin) - begin);
}

void Reader::directive(Parent& into, Place place) {
  const std::string_view name = directive_name(now());
  if (name == "define") {
    TreeNode* made = define();
    if (made != nullptr) into.add(made);
    return;
  }
  if (is(now(), Part::Begins)) {
    const bool has_body = place != Place::Body && is(at(end_of_group(pos_)), "{");
    if (has_body && is_parting(pos_)) return fail();  // several heads of one function
    return into.add(conditional_group(place));
  }
  if (name == "include" || name == "import" || name == "include_next") {
    const Token token = now();
    Parent made = open(Node::PreprocInclude);
    auto begin = static_cast<std::uint32_t>(name.data() + name.size() - text_.data());
    while (begin < token.end && (text_[begin] == ' ' || text_[begin] == '\t')) ++begin;
    std::uint32_t end = begin;
    if (begin < token.end && (text_[begin] == '"' || text_[begin] == '<')) {
      const std::size_t close_at = text_.find(text_[begin] == '<' ? '>' : '"', begin + 1);
      if (close_at < token.end) end = static_cast<std::uint32_t>(close_at) + 1;
    }
    advance();
    if (name != "include" || begin == end) return;
    made.add(tree_.add(Node::StringLiteral, {begin, end}), Field::Path);
    into.add(close(made));
    return;
  }
  advance();
}

/// nullptr: it has no value.
TreeNode* Reader::define() {
  const Token token = now();
  const std::string_view what = directive_name(token);
  const auto skip_blanks = [&](std::uint32_t i) {
    while (i < token.end) {
      const char c = text_[i];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        ++i;
      } else if (c == '\\' && i + 1 < token.end && (text_[i + 1] == '\n' || text_[i + 1] == '\r')) {
        ++i;
      } else if (c == '/' && end_of_comment(text_, i) != i) {
        i = end_of_comment(text_, i);
      } else {
        break;
      }
    }
    return i;
  };
  std::uint32_t i = skip_blanks(static_cast<std::uint32_t>(what.data() + what.size() - text_.data()));
  const Span name = {i, end_of_word(text_, i)};
  i = name.end;
  advance();
  if (name.begin == name.end) {
    fail();
    return nullptr;
  }
  const bool is_function = i < token.end && text_[i] == '(';
  Parent made = open(is_function ? Node::PreprocFunctionDef : Node::PreprocDef, token.begin);
  made.add(tree_.add(Node::Identifier, name), Field::Name);
  if (is_function) {
    Parent list = open(Node::PreprocParams, i);
    for (++i; i < token.end && text_[i] != ')';) {
      if (begins_word(text_[i])) {
        const std::uint32_t end = end_of_word(text_, i);
        list.add(tree_.add(Node::Identifier, {i, end}));
        i = end;
      } else {
        ++i;
      }
    }
    ++i;
    list.node->at.end = i;
    made.add(list.node, Field::Parameters);
  }
  i = skip_blanks(i);
  std::uint32_t end = token.end;
  if (i < end && text_[end - 1] == '\r') --end;
  if (end <= i) return nullptr;
  made.add(tree_.add(Node::Other, {i, end}), Field::Value);
  made.node->at.end = token.end;
  if (made.node->at.end < text_.size()) ++made.node->at.end;
  return made.node;
}

/// #if … up to its #endif, or #else … up to there.
TreeNode* Reader::conditional_group(Place place) {
  const Deeper deeper(*this);
  if (failed_) return tree_.add(Node::Other, {now().begin, now().begin});
  const std::string_view name = directive_name(now());
  const Node kind = name == "if"             ? Node::PreprocIf
                    : name.starts_with("if") ? Node::PreprocIfdef
                    : name == "else"         ? Node::PreprocElse
                    : name == "elif"         ? Node::PreprocElif
                                             : Node::PreprocElifdef;
  Parent made = open(kind);
  std::uint32_t end = static_cast<std::uint32_t>(name.data() + name.size() - text_.data());
  const Token head = now();
  advance();
  if (name != "else") end = head.end + (name == "elif" ? 1 : 0);
  items(made, place);
  while (!failed_ && place == Place::File && is("}")) {  // of an extern "C" that began in another group
    advance();
    items(made, place);
  }
  if (failed_) return made.node;
  if (made.node->first != nullptr) {
    const TreeNode* last = made.node->first;
    while (last->next != nullptr) last = last->next;
    end = last->at.end;
  }
  if (now().kind != Token::Kind::Directive) {
    fail();
    return made.node;
  }
  if (is(now(), Part::GoesOn)) {
    TreeNode* alternative = conditional_group(place);
    if (failed_) return made.node;
    end = alternative->at.end;
    made.add(alternative, Field::Alternative);
  }
  if (!name.starts_with("if")) {
    made.node->at.end = end;
    return made.node;
  }
  if (now().kind != Token::Kind::Directive) {
    fail();
    return made.node;
  }
  const std::string_view closing = directive_name(now());
  advance();
  made.node->at.end = static_cast<std::uint32_t>(closing.data() + closing.size() - text_.data());
  return made.node;
}

}  // namespace floodwall::cpp
