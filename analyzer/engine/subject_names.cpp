#include "analyzer/engine/subject_names.h"

#include <algorithm>
#include <span>

#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

/// Significant tokens, one at a time.
class Words {
 public:
  explicit Words(std::string_view sql) : sql_(sql), lexer_(sql) { advance(); }

  bool is_at_end() const { return token_.kind == TokenKind::End; }
  std::string_view text() const { return slice(sql_, token_.at); }
  bool is_at(std::string_view word) const { return token_.kind == TokenKind::Word && is_word(text(), word); }
  void advance() {
    do token_ = lexer_.next();
    while (token_.kind == TokenKind::Comment);
  }
  bool skip(std::string_view word) {
    if (!is_at(word)) return false;
    advance();
    return true;
  }
  void skip_any(std::span<const std::string_view> words) {
    while (std::ranges::any_of(words, [&](std::string_view word) { return is_at(word); })) advance();
  }
  /// The last part of a name.
  std::string name() {
    std::string bare;
    while (token_.kind == TokenKind::Word || token_.kind == TokenKind::QuotedIdentifier) {
      bare = identifier_of(text());
      advance();
      if (text() != ".") break;
      advance();
    }
    return bare;
  }
  int depth_step() const { return text() == "(" ? 1 : text() == ")" ? -1 : 0; }

 private:
  std::string_view sql_;
  Lexer lexer_;
  Token token_;
};

constexpr std::string_view before_kind[] = {"or",        "replace",  "global",  "local",     "temp",
                                            "temporary", "unlogged", "foreign", "recursive", "materialized"};
constexpr std::string_view before_name[] = {"if", "not", "exists", "only"};

/// Behind CREATE or ALTER: whether a table, view or sequence follows; then its name is next.
bool skip_kind(Words& words) {
  words.skip_any(before_kind);
  if (!words.skip("table") && !words.skip("view") && !words.skip("sequence")) return false;
  words.skip_any(before_name);
  return true;
}

std::string made_by_select(Words& words) {
  int depth = 0;
  for (; !words.is_at_end(); words.advance()) {
    depth += words.depth_step();
    if (depth != 0 || !words.is_at("into")) continue;
    words.advance();
    words.skip_any(before_kind);
    words.skip("table");
    return words.name();
  }
  return {};
}

}  // namespace

SubjectNames names_in(std::string_view sql) {
  Words words(sql);
  if (words.skip("create")) {
    if (!skip_kind(words)) return {};
    return {.made = words.name()};
  }
  if (words.skip("alter")) {
    if (!skip_kind(words)) return {};
    SubjectNames names{.altered = words.name()};
    if (words.skip("rename") && words.skip("to")) names.made = words.name();
    return names;
  }
  if (words.is_at("select") || words.is_at("with") || words.text() == "(")
    return {.made = made_by_select(words)};
  return {};
}

}  // namespace floodwall
