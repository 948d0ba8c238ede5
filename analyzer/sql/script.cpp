#include "analyzer/sql/script.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "analyzer/base/line_end.h"
#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

constexpr std::array<std::string_view, 44> statement_words = {
    "abort",  "alter",   "analyze",  "begin",      "call",    "checkpoint", "close",    "cluster", "comment",
    "commit", "copy",    "create",   "deallocate", "declare", "delete",     "discard",  "do",      "drop",
    "end",    "execute", "explain",  "fetch",      "grant",   "import",     "insert",   "listen",  "load",
    "lock",   "merge",   "move",     "notify",     "prepare", "reassign",   "refresh",  "reindex", "release",
    "reset",  "revoke",  "rollback", "savepoint",  "select",  "set",        "truncate", "update"};

bool is_statement_word(std::string_view word) {
  return std::ranges::any_of(statement_words, [&](std::string_view known) { return is_word(word, known); });
}

std::uint32_t end_of_line(std::string_view sql, std::uint32_t from) {
  return static_cast<std::uint32_t>(line_end(sql, from));
}

std::uint32_t after_line_break(std::string_view sql, std::uint32_t at) {
  if (sql.substr(at).starts_with("\r\n")) return at + 2;
  return at < sql.size() ? at + 1 : at;
}

constexpr std::uint32_t longest_identifier = 63;  // NAMEDATALEN - 1

class Splitter {
 public:
  Splitter(std::string_view sql, const SplitOptions& options) : sql_(sql), options_(options), lexer_(sql) {}

  ScriptLayout split() {
    while (true) {
      while (pending_copies_ != 0 && skip_copy_data()) {
      }
      const Token token = lexer_.next();
      if (token.kind == TokenKind::End) break;
      take(token);
    }
    if (started_) {
      current_.damaged = current_.damaged || paren_depth_ != 0;
      end_statement();
    }
    return std::move(layout_);
  }

 private:
  void take(const Token& token) {
    if (token.kind == TokenKind::Comment) {
      layout_.comments.push_back(token.at);
      if (!token.terminated) current_.damaged = true;
      return;
    }
    if (token.kind == TokenKind::Backslash && options_.is_psql_script) {
      meta_command(token.at.begin);
      return;
    }
    if (token.kind == TokenKind::Punctuation && sql_[token.at.begin] == ';' && paren_depth_ == 0 &&
        atomic_depth_ == 0) {
      end_statement();
      return;
    }
    if (!started_) {
      // A template's own statement or comment before ours is no part of it.
      if (token.kind == TokenKind::Template &&
          (sql_.substr(token.at.begin).starts_with("{%") || sql_.substr(token.at.begin).starts_with("{#"))) {
        return;
      }
      started_ = true;
      current_.at.begin = token.at.begin;
    }
    current_.at.end = token.at.end;
    if (!token.terminated) current_.damaged = true;
    if (longest_identifier < token.at.size() && token.terminated &&
        (token.kind == TokenKind::Word || token.kind == TokenKind::QuotedIdentifier)) {
      layout_.long_identifiers.push_back(token.at);
    }
    if (token.kind == TokenKind::Template) current_.has_template = true;
    if (token.kind == TokenKind::Word) word(slice(sql_, token.at));
    if (token.kind == TokenKind::Punctuation) {
      if (sql_[token.at.begin] == '(') ++paren_depth_;
      if (sql_[token.at.begin] == ')' && paren_depth_ != 0) --paren_depth_;
    }
  }

  /// Follows what makes a semicolon belong to the statement (BEGIN ATOMIC, as psqlscan.l counts it) or what
  /// comes after it to data (COPY … FROM STDIN).
  void word(std::string_view text) {
    if (word_count_ < leading_.size()) leading_[word_count_] = text;
    ++word_count_;
    switch (text.size()) {
      case 3:
        if (atomic_depth_ != 0 && is_word(text, "end")) --atomic_depth_;
        break;
      case 4:
        if (atomic_depth_ != 0 && is_word(text, "case")) ++atomic_depth_;
        if (is_word(text, "from")) {
          previous_is_from_ = true;
          return;
        }
        break;
      case 5:
        if (paren_depth_ == 0 && is_word(text, "begin") && creates_routine()) ++atomic_depth_;
        copies_from_stdin_ = copies_from_stdin_ || (previous_is_from_ && is_word(text, "stdin"));
        break;
      case 6:  // COPY … FROM STDOUT reads the same data: to the grammar they are one
        copies_from_stdin_ = copies_from_stdin_ || (previous_is_from_ && is_word(text, "stdout"));
        break;
      default:
        break;
    }
    previous_is_from_ = false;
  }

  bool creates_routine() const {
    if (word_count_ < 3 || !is_word(leading_[0], "create")) return false;
    const std::size_t kind = is_word(leading_[1], "or") && is_word(leading_[2], "replace") ? 3 : 1;
    return is_word(leading_[kind], "function") || is_word(leading_[kind], "procedure");
  }

  void end_statement() {
    if (started_) {
      current_.backslash_quotes = backslash_quotes_;
      layout_.statements.push_back(current_);
      if (is_word(leading_[0], "set") || is_word(leading_[0], "reset"))
        follow_setting(slice(sql_, current_.at));
      if (copies_from_stdin_ && options_.is_psql_script && copies_a_table()) ++pending_copies_;
    }
    forget_statement();
  }

  /// COPY (query) FROM STDIN is an error, after which the server waits for no data.
  bool copies_a_table() const {
    if (!is_word(leading_[0], "copy")) return false;
    Lexer lexer(sql_, current_.at.begin + 4);
    Token second = lexer.next();
    while (second.kind == TokenKind::Comment) second = lexer.next();
    return slice(sql_, second.at) != "(";
  }

  void forget_statement() {
    started_ = false;
    current_ = {};
    paren_depth_ = 0;
    atomic_depth_ = 0;
    word_count_ = 0;
    leading_ = {};
    previous_is_from_ = false;
    copies_from_stdin_ = false;
  }

  void follow_setting(std::string_view statement) {
    const std::vector<Token> tokens = significant_tokens(statement);
    for (std::size_t i = 1; i < tokens.size() && i < 3; ++i) {
      const std::string_view name = slice(statement, tokens[i].at);
      const bool resets = is_word(leading_[0], "reset") &&
                          (is_word(name, "all") || is_word(name, "standard_conforming_strings"));
      if (!resets && !is_word(name, "standard_conforming_strings")) continue;
      std::string_view value = !resets && i + 2 < tokens.size() ? slice(statement, tokens[i + 2].at) : "on";
      if (value.starts_with('\'')) value = value.substr(1, value.size() - 2);
      backslash_quotes_ = is_word(value, "off") || is_word(value, "false") || value == "0";
      lexer_.set_standard_conforming_strings(!backslash_quotes_);
    }
  }

  /// Where a meta-command ends: at the end of its line, or behind a "\\\\" outside of quotes
  /// (psqlscanslash.l).
  std::uint32_t end_of_meta_command(std::uint32_t begin) const {
    char quote = '\0';
    for (std::uint32_t at = begin + 1; at < sql_.size(); ++at) {
      const char c = sql_[at];
      if (c == '\n' || c == '\r') return at;
      if (quote != '\0') {
        if (c == quote) quote = '\0';
        if (c == '\\' && quote == '\'') ++at;
      } else if (c == '\'' || c == '"' || c == '`') {
        quote = c;
      } else if (c == '\\' && sql_.substr(at).starts_with("\\\\")) {
        return at + 2;
      }
    }
    return static_cast<std::uint32_t>(sql_.size());
  }

  void meta_command(std::uint32_t begin) {
    if (sql_.substr(begin).starts_with("\\;")) {
      layout_.gaps.push_back({begin, begin + 2});
      lexer_.move_to(begin + 2);
      end_statement();
      return;
    }
    const std::uint32_t end = end_of_meta_command(begin);
    const std::string_view line = sql_.substr(begin + 1, end - begin - 1);
    std::size_t length = 0;
    while (length < line.size() && std::isalpha(static_cast<unsigned char>(line[length])) != 0) ++length;
    const std::string_view name = line.substr(0, length);

    lexer_.move_to(end);
    layout_.gaps.push_back({begin, end});
    static constexpr std::array<std::string_view, 10> senders = {
        "g", "gx", "gset", "gexec", "gdesc", "crosstabview", "watch", "bind", "parse", "sendpipeline"};
    if (std::ranges::find(senders, name) != senders.end()) {
      end_statement();
    } else if (name == "r" || name == "reset") {
      forget_statement();
    } else if (started_) {
      current_.has_gaps = true;
    }
    if (name == "copy" && reads_stdin(line)) ++pending_copies_;
  }

  static bool reads_stdin(std::string_view line) {
    const std::vector<Token> tokens = significant_tokens(line);
    for (std::size_t i = 1; i < tokens.size(); ++i) {
      if (is_word(slice(line, tokens[i].at), "stdin") && is_word(slice(line, tokens[i - 1].at), "from"))
        return true;
    }
    return false;
  }

  /// At the end of the line that asked for it, data follows until a line that is just `\.`. False: not yet
  /// there.
  bool skip_copy_data() {
    std::uint32_t at = lexer_.position();
    while (at < sql_.size() && (sql_[at] == ' ' || sql_[at] == '\t')) ++at;
    if (sql_.substr(at).starts_with("--")) {
      layout_.comments.push_back({at, end_of_line(sql_, at)});
      at = end_of_line(sql_, at);
      lexer_.move_to(at);
    }
    if (at < sql_.size() && sql_[at] != '\n' && sql_[at] != '\r')
      return false;  // more statements on this line
    --pending_copies_;
    const std::uint32_t begin = after_line_break(sql_, at);
    std::uint32_t line = begin;
    while (!no_terminator_ahead_ && line < sql_.size()) {
      const std::uint32_t end = end_of_line(sql_, line);
      if (sql_.substr(line, end - line) == "\\.") {
        layout_.copy_data.push_back({begin, line});
        lexer_.move_to(end);
        return true;
      }
      line = after_line_break(sql_, end);
    }
    no_terminator_ahead_ = true;
    // No end in sight. psql would read the rest as data; a file that a program feeds goes on with statements.
    Lexer rest(sql_, begin);
    Token first = rest.next();
    while (first.kind == TokenKind::Comment) first = rest.next();
    if (first.kind == TokenKind::Word && is_statement_word(slice(sql_, first.at))) return true;
    layout_.copy_data.push_back({begin, static_cast<std::uint32_t>(sql_.size())});
    lexer_.move_to(static_cast<std::uint32_t>(sql_.size()));
    return true;
  }

  std::string_view sql_;
  SplitOptions options_;
  Lexer lexer_;
  ScriptLayout layout_;
  StatementText current_;
  bool started_ = false;
  std::uint32_t paren_depth_ = 0;
  std::uint32_t atomic_depth_ = 0;
  std::uint32_t word_count_ = 0;
  std::array<std::string_view, 4> leading_;
  bool previous_is_from_ = false;
  bool copies_from_stdin_ = false;
  bool backslash_quotes_ = false;
  std::uint32_t pending_copies_ = 0;
  bool no_terminator_ahead_ = false;  ///< searched once, so that many COPYs without data stay linear
};

}  // namespace

ScriptLayout split_script(std::string_view sql, const SplitOptions& options) {
  return Splitter(sql, options).split();
}

namespace {

/// `…;  -- why` without its comment and the white space before it.
std::string_view without_trailing_comment(std::string_view line) {
  const auto trim = [&] {
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
  };
  const std::size_t comment = line.rfind("--");
  const std::size_t last =
      comment == std::string_view::npos ? comment : line.substr(0, comment).find_last_not_of(" \t");
  if (last != std::string_view::npos && line[last] == ';') line = line.substr(0, comment);
  trim();
  return line;
}

bool is_conflict_marker(std::string_view line) {
  return line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>");
}

}  // namespace

std::vector<StatementText> resynchronize(std::string_view sql, Span failed) {
  std::vector<StatementText> pieces;
  bool may_begin = false;  // the line above ended a statement, or is blank, or a mark of a merge
  std::uint32_t begin = failed.end;
  for (std::uint32_t line = failed.begin; line < failed.end;) {
    const std::uint32_t end = std::min(end_of_line(sql, line), failed.end);
    const std::string_view text = without_trailing_comment(sql.substr(line, end - line));
    const std::size_t first = text.find_first_not_of(" \t");
    const bool is_comment = text.substr(std::min(first, text.size())).starts_with("--");
    if (first == std::string_view::npos || is_conflict_marker(text)) {
      may_begin = true;
    } else if (!is_comment) {
      std::size_t word_end = first;
      while (word_end < text.size() && std::isalpha(static_cast<unsigned char>(text[word_end])) != 0)
        ++word_end;
      if (may_begin && is_statement_word(text.substr(first, word_end - first))) {
        begin = line + static_cast<std::uint32_t>(first);
      }
      may_begin = text.back() == ';';
      if (may_begin && begin < failed.end) {
        pieces.push_back({.at = {begin, line + static_cast<std::uint32_t>(text.size()) - 1}});
        begin = failed.end;
      }
    }
    line = after_line_break(sql, end);
  }
  if (begin < failed.end) pieces.push_back({.at = {begin, failed.end}});
  return pieces;
}

}  // namespace floodwall
