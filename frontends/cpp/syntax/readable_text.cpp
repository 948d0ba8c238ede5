#include "frontends/cpp/syntax/readable_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "frontends/cpp/literals.h"
#include "frontends/cpp/syntax/landmarks.h"
#include "frontends/host_values/signs.h"
#include "frontends/host_values/words.h"

namespace floodwall::cpp {
namespace {

constexpr std::size_t most_open = 300;    // brackets at a time
constexpr std::size_t most_parts = 1000;  // of one list: the parser's time grows with the square
constexpr std::size_t nowhere = ~std::size_t{0};
constexpr std::size_t most_words = 5000;  // with nothing or :: between them

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Words that may stand in front of a literal and are no macros.
bool is_keyword(std::string_view word) {
  static constexpr std::array words = std::to_array<std::string_view>(
      {"return",  "case",     "else",     "throw",     "co_return", "co_yield", "co_await",
       "extern",  "operator", "and",      "or",        "not",       "delete",   "do",
       "in",      "asm",      "volatile", "__asm__",   "__asm",     "sizeof",   "new",
       "goto",    "const",    "static",   "constexpr", "if",        "while",    "for",
       "switch",  "bitand",   "bitor",    "xor",       "not_eq",    "include",  "error",
       "warning", "pragma",   "line",     "using",     "typename",  "auto",     "include_next"});
  return host::is_among(word, words);
}

/// Words of what puts SQL together, runs it, or checks a database; each as it is written in any case, but for
/// its first letter.
bool is_about_sql(std::string_view body) {
  static const host::Signs signs(std::to_array<host::Sign>(
      {{"sql"},     {"SQL"},     {"Sql"},    {"uery"},   {"UERY"},     {"xec"},   {"EXEC"},     {"repar"},
       {"REPAR"},   {"PQ"},      {"SPI_"},   {"dbname"}, {"atabase"},  {"stmt"},  {"tatement"}, {"SELECT"},
       {"select "}, {"INSERT"},  {"DELETE"}, {"UPDATE"}, {"UNCATE"},   {"DROP "}, {"ALTER "},   {"CREATE "},
       {"FROM "},   {"WHERE"},   {"where "}, {"TABLE"},  {"able"},     {"olumn"}, {"COLUMN"},   {"chema"},
       {"SCHEMA"},  {"append"},  {"pqxx"},   {"soci"},   {"test"},     {"Test"},  {"TEST"},     {"prod"},
       {"ASSERT"},  {"REQUIRE"}, {"COPY"},   {"VALUES"}, {"floodwall"}}));
  return signs.any_in(body);
}

/// One walk over the tokens of a file.
class Rewriter {
 public:
  Rewriter(std::string_view text, Surroundings surroundings)
      : text_(text), readable_(text), body_(surroundings == Surroundings::Body ? nowhere : 0) {}

  std::string read() {
    for (std::uint32_t i = 0; i < text_.size();) {
      const std::uint32_t end = token(i);
      if (too_long_ != 0) blank(i, end);
      i = end;
    }
    return std::move(readable_);
  }

 private:
  /// Spells [begin, end) as a literal of one line, if it is large enough for the quotes.
  void spell_as_literal(std::uint32_t begin, std::uint32_t end) {
    if (end - begin < 2) return;
    for (std::uint32_t i = begin; i < end; ++i) readable_[i] = text_[i] == '\n' ? ' ' : 'x';
    readable_[begin] = readable_[end - 1] = '"';
  }
  void blank(std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t i = begin; i < end; ++i) {
      if (readable_[i] != '\n') readable_[i] = ' ';
    }
  }

  std::uint32_t token(std::uint32_t i) {
    const char c = text_[i];
    if (is_blank(c)) {
      if (c == '\n' && is_directive_) {  // its literals are not beside what follows
        is_directive_ = false;
        forget();
      }
      return i + 1;
    }
    if (c == '/') {
      if (const std::uint32_t end = end_of_comment(text_, i); end != i) {
        blank(i, end);
        return end;
      }
    }
    if (c == '\\' && i + 1 < text_.size() && text_[i + 1] == '\n') return i + 2;
    if (c == '\\' && text_.substr(i).starts_with("\\\r\n")) return i + 3;
    const bool may_be_literal = c == '"' || c == '\'' || c == 'R' || c == 'L' || c == 'u' || c == 'U';
    if (may_be_literal) {
      if (const std::uint32_t end = end_of_literal(text_, i); end != i) return literal(i, end);
    }
    if (begins_word(c)) return word(i);
    if ('0' <= c && c <= '9') return number(i);
    forget();
    if (c != ':') words_ = 0;
    if (most_words < words_) readable_[i] = ' ';
    if (c == '#') is_directive_ = true;
    const bool may_begin_body = std::exchange(behind_head_, c == ')');
    if (c == '{' && may_begin_body && body_ == 0) {
      if (const std::uint32_t end = end_of_dull_body(text_, i); end != i) {
        blank(i + 1, end);
        return end + 1;
      }
      body_ = commas_.size() + 1;
    }
    if (c == '(' || c == '[' || c == '{') {
      commas_.push_back(0);
      if (most_open < commas_.size()) readable_[i] = ' ';
    } else if (c == ')' || c == ']' || c == '}') {
      if (most_open < commas_.size()) readable_[i] = ' ';
      if (too_long_ == commas_.size()) too_long_ = 0;
      if (body_ == commas_.size()) body_ = 0;
      if (!commas_.empty()) commas_.pop_back();
    } else if (c == ',' && !commas_.empty()) {
      if (++commas_.back() == most_parts && too_long_ == 0) too_long_ = commas_.size();
    } else if (c == ';' && !commas_.empty()) {
      commas_.back() = 0;
    }
    return i + 1;
  }

  void forget() {
    behind_literal_ = false;
    word_begin_ = word_end_ = 0;
  }

  /// 1'000'000 holds no literals.
  std::uint32_t number(std::uint32_t i) {
    forget();
    if (most_words < ++words_) blank(i, i + 1);
    const auto is_part = [&](char each) {
      return ('0' <= each && each <= '9') || begins_word(each) || each == '.' || each == '\'';
    };
    const std::uint32_t begin = i;
    while (i < text_.size() && is_part(text_[i])) ++i;
    if (most_words < words_) blank(begin, i);
    return i;
  }

  std::uint32_t literal(std::uint32_t i, std::uint32_t end) {
    if (text_[i] == '\'') {
      forget();
      return end;
    }
    // A macro in front of it.
    if (word_begin_ < word_end_ && !is_directive_) spell_as_literal(word_begin_, word_end_);
    word_begin_ = word_end_ = 0;
    behind_literal_ = true;
    if (most_words < ++words_) blank(i, end);
    // A suffix is part of it.
    if (end < text_.size() && begins_word(text_[end]) && text_[end - 1] == '"')
      return end_of_word(text_, end);
    return end;
  }

  std::uint32_t word(std::uint32_t i) {
    const std::uint32_t end = end_of_word(text_, i);
    const std::string_view name = text_.substr(i, end - i);
    behind_head_ = behind_head_ && (name == "const" || name == "noexcept" || name == "override" ||
                                    name == "final" || name == "try");
    if (most_words < ++words_) {
      blank(i, end);
      return end;
    }
    if (is_directive_ || is_keyword(name)) {
      forget();
      return end;
    }
    std::uint32_t behind = end;
    while (behind < text_.size() && (text_[behind] == ' ' || text_[behind] == '\t')) ++behind;
    const bool is_call = behind < text_.size() && text_[behind] == '(';
    if (behind_literal_) {
      const std::uint32_t close = is_call ? end_of_parentheses(text_, behind, limit(behind)) : end;
      const bool is_whole = close != behind || !is_call;
      if (is_whole) {
        spell_as_literal(i, close);
        return close;
      }
    }
    forget();
    if (is_call) {  // only a look ahead tells whether a literal follows
      const std::uint32_t close = end_of_parentheses(text_, behind, limit(behind));
      std::uint32_t next = close;
      while (next < text_.size() && is_blank(text_[next])) ++next;
      const bool is_shouted = std::ranges::none_of(name, [](char c) { return 'a' <= c && c <= 'z'; });
      if (is_shouted && close != behind && next < text_.size() && text_[next] == '"') {
        word_begin_ = i;
        word_end_ = close;
        return close;
      }
      return end;
    }
    word_begin_ = i;
    word_end_ = end;
    return end;
  }

  std::uint32_t limit(std::uint32_t from) const {
    constexpr std::uint32_t longest_call = 400;
    return std::min<std::uint32_t>(static_cast<std::uint32_t>(text_.size()), from + longest_call);
  }

  std::string_view text_;
  std::string readable_;
  std::vector<std::size_t> commas_;  ///< in each of the brackets that are open
  std::size_t too_long_ = 0;         ///< how many brackets were open where a list became too long; 0: none
  std::size_t words_ = 0;            ///< with nothing between them
  std::uint32_t word_begin_ = 0;     ///< of a name with nothing behind it yet
  std::uint32_t word_end_ = 0;
  std::size_t body_;          ///< how many brackets are open within the function at hand; 0: in none
  bool behind_head_ = false;  ///< of a function, or of something like that
  bool behind_literal_ = false;
  bool is_directive_ = false;
};

}  // namespace

std::uint32_t end_of_dull_body(std::string_view text, std::uint32_t begin) {
  constexpr std::uint32_t shortest = 400;
  std::size_t depth = 0;
  for (std::uint32_t i = begin; i < text.size(); i = next_landmark(text, i)) {
    if (const std::uint32_t behind = end_at_landmark(text, i); behind != i) {
      i = behind;
      continue;
    }
    const char c = text[i++];
    if (c == '{') ++depth;
    if (c != '}' || --depth != 0) continue;
    const std::string_view body = text.substr(begin, i - 1 - begin);
    const bool is_dull = shortest < body.size() && !is_about_sql(body) &&
                         body.find("\n}") == std::string_view::npos &&
                         body.find("\n#") == std::string_view::npos;
    return is_dull ? i - 1 : begin;
  }
  return begin;
}

std::string readable_text(std::string_view text, Surroundings surroundings) {
  return Rewriter(text, surroundings).read();
}

}  // namespace floodwall::cpp
