// Each construct counts for a database: a decisive one is enough, of others two or more must come
// together. PostgreSQL collects points too, so that one foreign statement in a PostgreSQL script stays a
// syntax error.
#include "analyzer/sql/dialect.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <utility>
#include <vector>

#include "analyzer/base/line_end.h"
#include "analyzer/sql/dialect_constructs.h"
#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

using namespace dialects;

constexpr int enough = decisive;
constexpr int beyond_doubt = 4 * enough;  // stop looking
constexpr int most_of_one_kind = 3;       // times that one construct counts
constexpr std::size_t most_text = 1 << 20;

constexpr std::size_t longest_construct = 8;  // tokens

/// A construct, cut into its tokens.
struct Pattern {
  std::array<std::string_view, longest_construct> tokens;
  std::size_t size = 0;
  std::uint16_t construct = 0;  ///< its index
};

constexpr std::string_view first_word(std::string_view tokens) { return tokens.substr(0, tokens.find(' ')); }

constexpr Pattern pattern_of(std::uint16_t construct) {
  Pattern pattern{.tokens = {}, .construct = construct};
  std::string_view rest = constructs[construct].tokens;
  while (!rest.empty()) {
    const std::string_view token = first_word(rest);
    pattern.tokens[pattern.size++] = token;
    rest.remove_prefix(std::min(token.size() + 1, rest.size()));
  }
  return pattern;
}

constexpr std::size_t bucket_count = 1024;

/// The same for a word in any case. Most words that begin no construct fall into an empty one.
constexpr std::size_t bucket_of(std::string_view word) {
  const auto letter = [&](std::size_t at) { return static_cast<unsigned char>(word[at]) & 0x1FU; };
  return (word.size() * 59 + letter(0) * 37 + letter(word.size() / 2) * 13 + letter(word.size() - 1) * 101) %
         bucket_count;
}

/// In which bucket the construct of an index is.
constexpr auto buckets = [] {
  std::array<std::size_t, constructs.size()> all{};
  std::ranges::transform(constructs, all.begin(),
                         [](const Construct& each) { return bucket_of(first_word(each.tokens)); });
  return all;
}();

/// Bucket by bucket.
constexpr auto patterns = [] {
  std::array<std::uint16_t, constructs.size()> order{};
  for (std::uint16_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {}, [](std::uint16_t i) { return std::pair(buckets[i], i); });
  std::array<Pattern, constructs.size()> sorted{};
  std::ranges::transform(order, sorted.begin(), pattern_of);
  return sorted;
}();

/// Where in `patterns` a bucket begins; it ends where the next one does.
constexpr auto begins_of_buckets = [] {
  std::array<std::uint16_t, bucket_count + 1> begins{};
  for (const std::size_t bucket : buckets) ++begins[bucket + 1];
  for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
  return begins;
}();

class Investigation {
 public:
  explicit Investigation(std::string_view text) : text_(text.substr(0, most_text)), lexer_(text_) {}

  std::optional<ForeignDialect> run() {
    read();
    const auto most = std::ranges::max_element(std::next(scores_.begin()), scores_.end(), {}, &Score::points);
    if (most->points < enough || most->points <= scores_.front().points) return std::nullopt;
    return ForeignDialect{dialect_names[static_cast<std::size_t>(most - scores_.begin())], most->evidence,
                          most->at};
  }

  bool shows_postgresql() {
    read();
    return enough <= scores_.front().points;
  }

 private:
  void read() {
    for (Token token = lexer_.next(); token.kind != TokenKind::End && !is_beyond_doubt();
         token = lexer_.next()) {
      take(token);
    }
    match_constructs(tokens_.size() - matched_);
  }

  struct Score {
    int points = 0;
    int heaviest = 0;  ///< the weight of what is shown
    std::string evidence;
    Span at;
  };

  void take(const Token& token) {
    const std::string_view text = slice(text_, token.at);
    switch (token.kind) {
      case TokenKind::Comment:
        if (text.starts_with("/*!") && text.substr(3).find_first_of("0123456789") == 0) {
          add(Dialect::MySql, enough, "a /*! comment", {token.at.begin, token.at.begin + 3},
              executed_comments_);
        }
        return;
      case TokenKind::Operator:
        if (const std::size_t quote = text.find('`'); quote != std::string_view::npos) {
          if (backquoted(token.at.begin + static_cast<std::uint32_t>(quote))) return;
        }
        if (begins_line(token.at.begin) && text.starts_with('#')) {
          lexer_.move_to(end_of_line(token.at.begin));  // MySQL's comment
          return;
        }
        if (text == "/" && is_line(token.at))
          add(Dialect::Oracle, 3, "a line with only a slash", token.at, slash_lines_);
        if (text == "@@")
          add_if_word(token.at, {"error", "rowcount", "identity", "trancount", "fetch_status"});
        break;
      case TokenKind::Word:
        if (text.size() == 2 && is_word(text, "go") && is_line(token.at)) {
          add(Dialect::SqlServer, 4, "GO on a line of its own", token.at, go_lines_);
        }
        if (text.size() == 9 && is_word(text, "delimiter") && delimiter(token.at)) return;
        if (text.size() == 6 && is_word(text, "pragma") && begins_line(token.at.begin)) {
          const std::string_view rest = text_.substr(token.at.end, 2);
          if (2 <= rest.size() && rest[0] == ' ' && rest[1] != '(')
            add(Dialect::Sqlite, enough, "PRAGMA", token.at, pragmas_);
        }
        if (ends_with_engine()) engine(token.at);
        if (text.size() == 5 && is_word(text, "after")) after(token.at);
        in_alter_table_ = in_alter_table_ || (is_word(text, "table") && ends_with("alter"));
        break;
      case TokenKind::Punctuation:
        if (text == "[") bracket(token.at.begin);
        if (text == ";") in_alter_table_ = false;
        break;
      case TokenKind::End:
      case TokenKind::QuotedIdentifier:
      case TokenKind::String:
      case TokenKind::DollarString:
      case TokenKind::Number:
      case TokenKind::Param:
      case TokenKind::Template:
      case TokenKind::Backslash:
      case TokenKind::Other:
        break;
    }
    tokens_.push_back(token);
    if (longest_construct <= tokens_.size() - matched_) match_constructs(1);
  }

  void add(Dialect dialect, int weight, std::string_view evidence, Span at, int& times) {
    if (most_of_one_kind <= times) return;
    ++times;
    Score& score = scores_[static_cast<std::size_t>(dialect)];
    score.points += weight;
    if (weight <= score.heaviest) return;
    score.heaviest = weight;
    score.evidence = evidence;
    score.at = at;
  }

  bool is_beyond_doubt() const {
    return scores_.front().points == 0 &&
           std::ranges::any_of(scores_, [](const Score& score) { return beyond_doubt <= score.points; });
  }

  std::uint32_t end_of_line(std::uint32_t from) const {
    return static_cast<std::uint32_t>(line_end(text_, from));
  }
  bool begins_line(std::uint32_t at) const {
    while (at != 0 && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) --at;
    return at == 0 || text_[at - 1] == '\n' || text_[at - 1] == '\r';
  }
  bool is_line(Span at) const {
    if (!begins_line(at.begin)) return false;
    const std::string_view rest = text_.substr(at.end, end_of_line(at.end) - at.end);
    return rest.find_first_not_of(" \t;") == std::string_view::npos;
  }

  /// MySQL's `name`, BigQuery's `project.table`. A backquote is an operator of PostgreSQL, but no pair of
  /// them is.
  bool backquoted(std::uint32_t begin) {
    constexpr std::size_t longest_name = 192;
    const std::string_view rest = text_.substr(begin + 1, longest_name);
    const std::size_t end = rest.find_first_of("`\r\n;'\"()=,");
    if (end == std::string_view::npos || end == 0 || rest[end] != '`') return false;
    const Span at{begin, begin + static_cast<std::uint32_t>(end) + 2};
    const std::string_view name = rest.substr(0, end);
    const bool is_path = name.find('.') != std::string_view::npos;
    add(is_path ? Dialect::BigQuery : Dialect::MySql, is_path ? 3 : 2, "a name in backquotes", at,
        is_path ? backquoted_paths_ : backquoted_names_);
    lexer_.set_standard_conforming_strings(false);  // both escape with backslashes
    lexer_.move_to(at.end);
    return true;
  }

  /// `DELIMITER $$`: without its line, or the rest of the script would be a dollar quote.
  bool delimiter(Span word) {
    const std::uint32_t end = end_of_line(word.end);
    std::string_view mark = text_.substr(word.end, end - word.end);
    while (!mark.empty() && (mark.back() == ' ' || mark.back() == '\t')) mark.remove_suffix(1);
    while (!mark.empty() && (mark.front() == ' ' || mark.front() == '\t')) mark.remove_prefix(1);
    const bool is_mark = !mark.empty() && mark.size() <= 4 && std::ranges::none_of(mark, [](char c) {
      return c == '\'' || c == '(' || c == ')' || c == ',' || ('0' <= c && c <= '9') || c == '_';
    });
    if (!is_mark || !begins_line(word.begin) || text_[word.end] == '\n' || text_[word.end] == '\r')
      return false;
    add(Dialect::MySql, enough, "DELIMITER", word, delimiters_);
    lexer_.move_to(end);
    return true;
  }

  void add_if_word(Span marks, std::initializer_list<std::string_view> words) {
    Lexer ahead(text_, marks.end);
    const Token word = ahead.next();
    const bool is_one = word.at.begin == marks.end && std::ranges::any_of(words, [&](std::string_view known) {
                          return is_word(slice(text_, word.at), known);
                        });
    if (is_one)
      add(Dialect::SqlServer, 4, slice(text_, marks.joined(word.at)), marks.joined(word.at), at_at_names_);
  }

  bool ends_with_engine() const {
    return 2 <= tokens_.size() && slice(text_, tokens_.back().at) == "=" &&
           is_word(slice(text_, tokens_[tokens_.size() - 2].at), "engine");
  }
  void engine(Span name) {
    const std::string lower = lower_case(slice(text_, name));
    if (lower.ends_with("mergetree")) {
      add(Dialect::ClickHouse, enough, "ENGINE = " + std::string(slice(text_, name)), name, merge_trees_);
    }
  }

  bool ends_with(std::string_view word) const {
    return !tokens_.empty() && is_word(slice(text_, tokens_.back().at), word);
  }
  /// `ALTER TABLE t ADD COLUMN b int AFTER c`: where an action of PostgreSQL's has a name, not before it.
  void after(Span word) {
    constexpr auto before_names = std::to_array<std::string_view>(
        {"add",        "column", "exists",  "alter",      "drop",    "rename", "to",
         "constraint", "table",  "only",    "index",      "trigger", "rule",   "using",
         "default",    "check",  "collate", "references", "by",      "schema"});
    if (!in_alter_table_ || tokens_.empty()) return;
    const Token& before = tokens_.back();
    const bool may_be_type = before.kind == TokenKind::Word || before.kind == TokenKind::String ||
                             before.kind == TokenKind::Number || slice(text_, before.at) == ")";
    if (!may_be_type ||
        std::ranges::any_of(before_names, [&](std::string_view name) { return ends_with(name); }))
      return;
    Lexer ahead(text_, word.end);
    const Token name = ahead.next();
    const bool is_name = name.kind == TokenKind::Word || name.kind == TokenKind::QuotedIdentifier;
    const Token behind = ahead.next();
    const std::string_view mark = slice(text_, behind.at);
    if (is_name && (behind.kind == TokenKind::End || mark == ";" || mark == ","))
      add(Dialect::MySql, decisive, slice(text_, word.joined(name.at)), word.joined(name.at), afters_);
  }

  /// `[dbo].[table]`: in PostgreSQL an expression stands before a bracket, not a keyword or a full stop.
  void bracket(std::uint32_t begin) {
    if (tokens_.empty()) return;
    const std::string_view before = slice(text_, tokens_.back().at);
    const bool may_be_name =
        before == "." || std::ranges::any_of(std::to_array<std::string_view>(
                                                 {"from", "table", "into", "update", "join", "use", "on",
                                                  "references", "procedure", "view", "exists", "constraint"}),
                                             [&](std::string_view word) { return is_word(before, word); });
    if (!may_be_name) return;
    Lexer ahead(text_, begin + 1);
    const Token name = ahead.next();
    const Token close = ahead.next();
    if (name.kind != TokenKind::Word || slice(text_, close.at) != "]") return;
    add(Dialect::SqlServer, 3, "a name in brackets", {begin, close.at.end}, bracketed_names_);
  }

  /// Looks for constructs that begin at the next `count` of the tokens, and now and then forgets those that
  /// it is done with.
  void match_constructs(std::size_t count) {
    constexpr std::size_t most_kept = 512;
    for (const std::size_t end = matched_ + count; matched_ < end; ++matched_) match_at(matched_);
    if (matched_ < most_kept) return;
    tokens_.erase(tokens_.begin(), tokens_.begin() + static_cast<std::ptrdiff_t>(matched_));
    matched_ = 0;
  }

  void match_at(std::size_t index) {
    if (tokens_[index].kind != TokenKind::Word) return;
    const std::size_t bucket = bucket_of(slice(text_, tokens_[index].at));
    for (std::size_t i = begins_of_buckets[bucket]; i < begins_of_buckets[bucket + 1]; ++i) {
      const std::optional<Span> at = match(patterns[i], index);
      if (!at) continue;
      const Construct& construct = constructs[patterns[i].construct];
      add(construct.dialect, construct.weight, slice(text_, *at), *at, times_[patterns[i].construct]);
    }
  }

  std::optional<Span> match(const Pattern& pattern, std::size_t index) const {
    const Token& first = tokens_[index];
    Span at = first.at;
    for (std::size_t i = 1; i < pattern.size; ++i) {
      ++index;
      const std::string_view wanted = pattern.tokens[i];
      const bool is_qualified =
          wanted == "*" && index + 2 < tokens_.size() && slice(text_, tokens_[index + 1].at) == ".";
      if (is_qualified) index += 2;
      if (index == tokens_.size() || !is(tokens_[index], wanted)) return std::nullopt;
      at = at.joined(tokens_[index].at);
    }
    return is(first, pattern.tokens[0]) ? std::optional(at) : std::nullopt;  // last: it seldom fails
  }

  bool is(const Token& token, std::string_view wanted) const {
    if (wanted == "*") return token.kind == TokenKind::Word || token.kind == TokenKind::QuotedIdentifier;
    if (token.kind == TokenKind::Word) return is_word(slice(text_, token.at), wanted);
    if (token.kind == TokenKind::Number) return wanted == "1";
    if (token.kind == TokenKind::String) return wanted == "'";
    return slice(text_, token.at).starts_with(wanted);
  }

  std::string_view text_;
  Lexer lexer_;
  std::vector<Token> tokens_;  ///< the last ones, comments left out
  std::size_t matched_ = 0;    ///< so many of them are done with
  std::array<Score, dialect_names.size()> scores_;
  std::array<int, constructs.size()> times_{};
  bool in_alter_table_ = false;
  int executed_comments_ = 0, backquoted_names_ = 0, backquoted_paths_ = 0, delimiters_ = 0, pragmas_ = 0;
  int afters_ = 0, go_lines_ = 0, slash_lines_ = 0, at_at_names_ = 0, bracketed_names_ = 0, merge_trees_ = 0;
};

}  // namespace

std::optional<ForeignDialect> foreign_dialect_of(std::string_view text) { return Investigation(text).run(); }

bool shows_postgresql(std::string_view text) { return Investigation(text).shows_postgresql(); }

}  // namespace floodwall
