#include "analyzer/engine/database_check.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

/// RAISE without a level that lets the script go on.
bool raises_exception(std::string_view body, const std::vector<Token>& tokens) {
  static constexpr std::array<std::string_view, 5> harmless = {"debug", "log", "info", "notice", "warning"};
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (!is_word(slice(body, tokens[i].at), "raise")) continue;
    const std::string_view level = slice(body, tokens[i + 1].at);
    if (std::ranges::none_of(harmless, [&](std::string_view word) { return is_word(level, word); }))
      return true;
  }
  return false;
}

bool names_test(std::string_view literal) {
  static constexpr std::array<std::string_view, 6> words = {"test",  "tmp",     "dev",
                                                            "local", "sandbox", "scratch"};
  const std::string lower = lower_case(literal);
  return std::ranges::any_of(words,
                             [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

/// The tokens of a block, read from the left.
class Words {
 public:
  Words(std::string_view body, std::span<const Token> tokens) : body_(body), tokens_(tokens) {}

  /// Takes the next token if it is this word or sign.
  bool take(std::string_view word) {
    const bool is_it = !tokens_.empty() && (text() == word || is_word(text(), word));
    if (is_it) tokens_ = tokens_.subspan(1);
    return is_it;
  }
  bool take_any(std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [this](std::string_view word) { return take(word); });
  }
  /// Takes a literal that names a database for tests.
  bool take_test_name() {
    const bool is_it = !tokens_.empty() && tokens_[0].kind == TokenKind::String && names_test(text());
    if (is_it) tokens_ = tokens_.subspan(1);
    return is_it;
  }
  bool next_is(std::string_view word) const { return !tokens_.empty() && is_word(text(), word); }

 private:
  std::string_view text() const { return slice(body_, tokens_[0].at); }

  std::string_view body_;
  std::span<const Token> tokens_;
};

/// `IF current_database() NOT LIKE '%_test' THEN RAISE …`.
bool refuses_others(Words words) {
  if (!words.take("if") || !words.take("current_database") || !words.take("(") || !words.take(")"))
    return false;
  const bool differs = words.take_any({"<>", "!=", "!~", "!~*"}) ||
                       (words.take("not") && (words.take_any({"like", "ilike", "in"}) ||
                                              (words.take("similar") && words.take("to"))));
  if (!differs) return false;
  const bool is_list = words.take("(");
  do {
    if (!words.take_test_name()) return false;
  } while (words.take(","));
  return is_list == words.take(")") && words.take("then") && words.next_is("raise");
}

}  // namespace

DatabaseCheck database_check_of(std::string_view body) {
  const std::vector<Token> tokens = significant_tokens(body);
  if (!raises_exception(body, tokens)) return DatabaseCheck::None;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (refuses_others({body, std::span(tokens).subspan(i)})) return DatabaseCheck::TestOnly;
  }
  return DatabaseCheck::Stops;
}

}  // namespace floodwall
