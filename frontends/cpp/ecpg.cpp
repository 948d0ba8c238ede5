#include "frontends/cpp/ecpg.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <optional>

#include "frontends/cpp/literals.h"
#include "frontends/host_values/words.h"

namespace floodwall::cpp {
namespace {

using host::Text;
using Origin = SourceMap::Origin;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

std::string upper(std::string_view word) {
  std::string made(word);
  for (char& c : made) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return made;
}

/// What stands behind EXEC SQL, up to the semicolon.
class StatementReader {
 public:
  StatementReader(std::string_view text, std::uint32_t begin) : text_(text), at_(begin) {}

  /// Goes to the semicolon; reads on the way. False: there is none.
  bool read() {
    piece_ = at_;
    while (at_ < text_.size() && text_[at_] != ';') token();
    keep();
    return at_ < text_.size();
  }
  std::uint32_t end() const { return at_; }  ///< of the semicolon
  Text take() { return std::move(sql_); }
  bool has_holes() const { return !sql_.holes().empty(); }
  /// Keywords and names at the beginning, in upper case.
  const std::vector<std::string>& words() const { return words_; }
  Span literal() const { return literal_; }                ///< the first one, in double quotes
  std::string_view variable() const { return variable_; }  ///< the first one
  bool is_for_name() const { return is_for_name_; }        ///< CURSOR FOR name

 private:
  std::string_view rest() const { return text_.substr(at_); }

  /// What has been passed since the last piece is SQL.
  void keep() {
    if (piece_ < at_) sql_.append(text_.substr(piece_, at_ - piece_), {piece_, at_}, Origin::Verbatim);
    piece_ = at_;
  }
  void skip_blanks() {
    while (at_ < text_.size()) {
      if (is_blank(text_[at_])) {
        ++at_;
      } else if (rest().starts_with("/*")) {
        at_ = end_of_comment(text_, at_);
      } else {
        return;
      }
    }
  }

  void token() {
    const char c = text_[at_];
    if (c == '\'' || c == '"') {
      quoted(c);
    } else if (rest().starts_with("--")) {
      while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    } else if (rest().starts_with("/*")) {
      at_ = end_of_comment(text_, at_);
    } else if (c == '$') {
      dollar_quoted();
    } else if (rest().starts_with("::")) {
      at_ += 2;
    } else if (c == ':' && at_ + 1 < text_.size() && begins_word(text_[at_ + 1])) {
      keep();
      const std::uint32_t begin = at_;
      host_variable();
      sql_.append_hole(HoleKind::Bind, {begin, at_}, text_.substr(begin, at_ - begin));
      piece_ = at_;
    } else if (begins_word(c)) {
      word();
    } else {
      ++at_;
    }
  }

  void quoted(char quote) {
    const std::uint32_t begin = at_++;
    while (at_ < text_.size() && text_[at_] != quote) at_ += text_[at_] == '\\' && quote == '"' ? 2 : 1;
    at_ = std::min(at_ + 1, static_cast<std::uint32_t>(text_.size()));
    if (quote == '"' && literal_.begin == literal_.end) literal_ = {begin, at_};
  }

  void dollar_quoted() {
    const std::size_t close = text_.find('$', at_ + 1);
    const std::string_view tag = close == std::string_view::npos ? "" : text_.substr(at_, close - at_ + 1);
    const bool is_tag = 1 < tag.size() && std::ranges::all_of(tag.substr(1, tag.size() - 2), begins_word);
    const std::size_t end = is_tag ? text_.find(tag, close + 1) : std::string_view::npos;
    at_ = end == std::string_view::npos ? at_ + 1 : static_cast<std::uint32_t>(end + tag.size());
  }

  /// :name, :name.x->y[1], and what may follow: :indicator
  void host_variable() {
    const std::uint32_t begin = ++at_;
    at_ = end_of_word(text_, at_);
    if (variable_.empty()) variable_ = text_.substr(begin, at_ - begin);
    while (at_ < text_.size()) {
      if (text_[at_] == '[') {
        const std::size_t close = text_.find(']', at_);
        if (close == std::string_view::npos) return;
        at_ = static_cast<std::uint32_t>(close) + 1;
      } else if (text_[at_] == '.' && at_ + 1 < text_.size() && begins_word(text_[at_ + 1])) {
        at_ = end_of_word(text_, at_ + 1);
      } else if (rest().starts_with("->")) {
        at_ = end_of_word(text_, at_ + 2);
      } else if (text_[at_] == ':' && at_ + 1 < text_.size() && begins_word(text_[at_ + 1])) {
        at_ = end_of_word(text_, at_ + 1);
      } else {
        return;
      }
    }
  }

  void word() {
    const std::uint32_t begin = at_;
    at_ = end_of_word(text_, at_);
    const std::string word = upper(text_.substr(begin, at_ - begin));
    constexpr std::size_t most_words = 6;
    const bool was_for = !words_.empty() && last_ == "FOR";
    last_ = word;
    if (words_.size() < most_words) words_.push_back(word);
    if (was_for) is_for_name_ = word != "SELECT" && word != "WITH" && word != "VALUES" && word != "TABLE";
    if (word != "INTO") return;
    const std::uint32_t behind = at_;
    skip_blanks();
    const bool is_descriptor =
        upper(rest().substr(0, 3)) == "SQL" || upper(rest().substr(0, 10)) == "DESCRIPTOR";
    if (at_ == text_.size() || (text_[at_] != ':' && !is_descriptor)) {
      at_ = behind;
      return;
    }
    const std::uint32_t into = at_;
    at_ = begin;
    keep();
    at_ = into;
    if (is_descriptor) {
      while (at_ < text_.size() && text_[at_] != ';') ++at_;
      piece_ = at_;
      return;
    }
    for (;;) {
      host_variable();
      const std::uint32_t end = at_;
      skip_blanks();
      if (at_ < text_.size() && text_[at_] == ':') continue;  // an indicator
      if (at_ == text_.size() || text_[at_] != ',') {
        at_ = end;
        break;
      }
      ++at_;
      skip_blanks();
      if (at_ == text_.size() || text_[at_] != ':') break;
    }
    piece_ = at_;
  }

  std::string_view text_;
  std::uint32_t at_;
  std::uint32_t piece_ = 0;
  Text sql_;
  std::vector<std::string> words_;
  std::string last_;
  Span literal_ = {};
  std::string_view variable_;
  bool is_for_name_ = false;
};

/// Whether the precompiler keeps a statement to itself.
bool is_for_precompiler(const std::vector<std::string>& words, bool is_for_name, bool has_variable) {
  static constexpr std::array first = std::to_array<std::string_view>(
      {"INCLUDE",    "WHENEVER", "CONNECT",  "DISCONNECT", "TYPE",    "VAR",     "ALLOCATE",
       "DEALLOCATE", "GET",      "DESCRIBE", "OPEN",       "DEFINE",  "UNDEF",   "IFDEF",
       "IFNDEF",     "ELIF",     "ELSE",     "ENDIF",      "EXECUTE", "PREPARE", "FREE"});
  if (words.empty() || host::is_among(words.front(), first)) return true;
  const auto is = [&](std::size_t i, std::string_view word) { return i < words.size() && words[i] == word; };
  if ((is(0, "BEGIN") || is(0, "END")) && is(1, "DECLARE")) return true;
  if (is(0, "SET") && (is(1, "CONNECTION") || is(1, "AUTOCOMMIT") || is(1, "DESCRIPTOR") || is(1, "SQL")))
    return true;
  if (is(0, "DECLARE") && (is(2, "STATEMENT") || is_for_name)) return true;
  const bool is_of_cursor = is(0, "FETCH") || is(0, "CLOSE") || is(0, "MOVE") || is(0, "DEALLOCATE");
  if (is_of_cursor && (has_variable || is(1, "DESCRIPTOR") || words.size() < 2)) return true;
  return (is(0, "COMMIT") || is(0, "ROLLBACK")) && (is(1, "RELEASE") || is(2, "RELEASE"));
}

/// Where EXEC SQL ends that begins here; 0: none does.
std::uint32_t end_of_head(std::string_view text, std::uint32_t begin) {
  const std::uint32_t end = end_of_word(text, begin);
  if (upper(text.substr(begin, end - begin)) != "EXEC") return 0;
  std::uint32_t sql = end;
  while (sql < text.size() && is_blank(text[sql])) ++sql;
  const std::uint32_t behind = end_of_word(text, sql);
  return sql != end && upper(text.substr(sql, behind - sql)) == "SQL" ? behind : 0;
}

/// AT connection, in front of a statement.
std::uint32_t behind_connection(std::string_view text, std::uint32_t at) {
  const auto skip = [&] {
    while (at < text.size() && is_blank(text[at])) ++at;
  };
  skip();
  const std::uint32_t begin = at;
  if (upper(text.substr(at, 3)) != "AT " && upper(text.substr(at, 3)) != "AT\n") return begin;
  at += 2;
  skip();
  if (at < text.size() && text[at] == ':') ++at;
  at = end_of_word(text, at);
  skip();
  return at;
}

/// A call in the place of a statement.
void spell_as_call(std::string& c, Span at, std::string_view variable) {
  constexpr std::string_view callee = "EXEC_SQL(";
  for (std::uint32_t i = at.begin; i < at.end; ++i) {
    if (c[i] != '\n') c[i] = ' ';
  }
  std::string call = std::string(callee) + std::string(variable) + ");";
  if (at.end - at.begin < call.size()) call = std::string(callee) + ");";
  if (at.end - at.begin < call.size()) return;
  for (std::size_t i = 0; i < call.size(); ++i) c[at.begin + i] = call[i];
}

}  // namespace

EcpgFile read_ecpg(std::string_view text) {
  EcpgFile file;
  file.c = text;
  for (std::uint32_t i = 0; i < text.size();) {
    const std::uint32_t behind = std::max(end_of_literal(text, i), end_of_comment(text, i));
    if (i < behind) {
      i = behind;
      continue;
    }
    if (!begins_word(text[i])) {
      ++i;
      continue;
    }
    const std::uint32_t head = end_of_head(text, i);
    if (head == 0) {
      i = end_of_word(text, i);
      continue;
    }
    StatementReader reader(text, behind_connection(text, head));
    if (!reader.read()) break;
    EcpgStatement statement;
    statement.at = {i, reader.end() + 1};
    const std::vector<std::string>& words = reader.words();
    const bool runs_text =
        !words.empty() &&
        ((words[0] == "EXECUTE" && 1 < words.size() && words[1] == "IMMEDIATE") || words[0] == "PREPARE");
    std::string_view variable;
    if (runs_text) {
      const Span literal = reader.literal();
      if (literal.begin < literal.end) {
        for (const TextToken& token : text_tokens(text, literal)) {
          for (const SourceMap::Piece& piece : token.pieces)
            statement.sql.append(slice(token.bytes, piece.sql), piece.host, piece.origin);
        }
      } else {
        variable = reader.variable();
      }
    } else if (!is_for_precompiler(words, reader.is_for_name(), reader.has_holes())) {
      statement.sql = reader.take();
    }
    const bool is_outside = !runs_text && statement.sql.empty();
    spell_as_call(file.c, statement.at, variable);
    if (is_outside) {  // BEGIN DECLARE SECTION and the like stand where no call may
      for (std::uint32_t j = statement.at.begin; j < statement.at.end; ++j) {
        if (file.c[j] != '\n') file.c[j] = ' ';
      }
    }
    i = statement.at.end;
    file.statements.push_back(std::move(statement));
  }
  return file;
}

}  // namespace floodwall::cpp
