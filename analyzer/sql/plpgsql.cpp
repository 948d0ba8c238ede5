// Finds the SQL in PL/pgSQL by its statements' first words (src/pl/plpgsql/src/pl_gram.y, pl_scanner.c).
//
// PL/pgSQL needs no tree here: every construct is a header that ends at a known word (IF … THEN, FOR … LOOP)
// or a semicolon, and then statements follow. So blocks, branches and loops are stepped over, and what they
// nest in is only kept to tell what may not run (plpgsql_nesting.h): a missing END costs nothing. A semicolon
// ends everything but a CREATE RULE and a BEGIN ATOMIC body, even inside parentheses: PostgreSQL would call
// it an error, and a body under the editor's cursor is read on behind it.
//
// pg_query_parse_plpgsql was the alternative. It gives lines where fixes need bytes, fails as a whole on
// half-typed bodies, and builds a JSON text of everything that then has to be read again.
#include "analyzer/sql/plpgsql.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "analyzer/sql/dynamic_variables.h"
#include "analyzer/sql/lexer.h"
#include "analyzer/sql/plpgsql_nesting.h"
#include "analyzer/sql/plpgsql_words.h"
#include "analyzer/text/mapped_text.h"

namespace floodwall {
namespace {

bool contains(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

class BodyReader {
 public:
  explicit BodyReader(std::string_view body)
      : body_(body), tokens_(significant_tokens(body)), variables_(body), nesting_(variables_, found_) {}

  std::vector<EmbeddedSql> read() {
    while (at_ < tokens_.size()) {
      const std::size_t begin = at_;
      statement();
      forget_targets(begin, at_);
    }
    return std::move(found_);
  }

 private:
  struct Form {
    std::string_view first_word;
    void (BodyReader::*read)();
  };
  using Words = std::initializer_list<std::string_view>;

  void statement() {
    if (is(at_, TokenKind::Operator)) return directive_or_label();
    if (is(at_, TokenKind::QuotedIdentifier)) return assignment();
    if (!is(at_, TokenKind::Word)) return is(at_, ';') ? step() : to_semicolon();
    if (is_assignment()) return assignment();
    const std::string word = lower_case(text(at_));
    const auto form = std::ranges::find(forms, std::string_view(word), &Form::first_word);
    if (form != std::end(forms)) return (this->*form->read)();
    contains(plpgsql_sql_words, word) ? sql_statement() : to_semicolon();
  }

  void step() { ++at_; }
  void to_semicolon() { at_ = semicolon_after(at_); }

  /// `#option dump`, `#variable_conflict use_column`, `<<label>>`.
  void directive_or_label() {
    const bool is_directive = text(at_) == "#";
    const bool is_label = text(at_) == "<<" && is(at_ + 2, TokenKind::Operator);
    is_directive || is_label ? void(at_ += 3) : to_semicolon();
  }

  /// `x := …`, `x = …`, `x.y[1] := …`, for variables named like a command, too. No statement starts like
  /// this.
  bool is_assignment() const {
    if (is(at_ + 1, '.') || is(at_ + 1, '[')) return true;
    if (!is(at_ + 1, TokenKind::Operator)) return false;
    const std::string_view sign = text(at_ + 1);
    return sign == ":=" || sign == "=" || sign == "=-" || sign == "=+" || sign == "=@" || sign == "=~";
  }

  /// `x := expression`. Of `x.y` and `x[1]`, whatever they are, nothing is known.
  void assignment() {
    const std::size_t target = at_;
    to_semicolon();
    const bool is_plain = is(target + 1, TokenKind::Operator) && text(target + 1).ends_with('=');
    if (is_plain) return variables_.assign(name(target), tokens(target + 2, at_));
    for (std::size_t i = target; i < at_ && !is(i, TokenKind::Operator); ++i) variables_.forget(name(i));
  }

  /// A statement other than an assignment may write to the variables behind INTO; GET and CALL to any.
  void forget_targets(std::size_t begin, std::size_t end) {
    bool is_target = is(begin, "get") || is(begin, "call");
    for (std::size_t i = begin; i < end; ++i) {
      if (is_target) variables_.forget(name(i));
      is_target = is_target || is(i, "into");
    }
  }

  void declarations() {
    step();
    while (at_ < tokens_.size() && !is(at_, "begin")) {
      const std::size_t end = header_end(at_, {"begin"});
      declaration(is(at_, "declare") ? at_ + 1 : at_, end);
      if (const std::optional<std::size_t> query = cursor_query(at_); query && *query < end)
        add_query(*query, end);
      at_ = is(end, ';') ? end + 1 : end;
    }
  }

  void declaration(std::size_t variable, std::size_t end) {
    if (end <= variable) return;
    nesting_.declare(name(variable));
    variables_.forget(name(variable));
    const std::size_t sign = std::min(value_sign(variable + 1, end), end);
    if (sign != end) variables_.assign(name(variable), tokens(sign + 1, end));
  }

  /// `:=`, `=` or DEFAULT, whatever type stands before it; the end if there is none.
  std::size_t value_sign(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i) {
      if (is(i, "default") || (is(i, TokenKind::Operator) && (text(i) == ":=" || text(i) == "="))) return i;
    }
    return end;
  }

  /// Behind `name [[NO] SCROLL] CURSOR [(arguments)] FOR`.
  std::optional<std::size_t> cursor_query(std::size_t at) const {
    at += 1;
    if (is(at, "no")) ++at;
    if (is(at, "scroll")) ++at;
    if (!is(at, "cursor")) return std::nullopt;
    ++at;
    if (is(at, '(')) at = header_end(at, {"for", "is"});
    if (!is(at, "for") && !is(at, "is")) return std::nullopt;
    return at + 1;
  }

  void begin() {
    step();
    nesting_.open(Construct::Block);
  }

  void to_then() {
    at_ = header_end(at_ + 1, {"then"});
    if (is(at_, "then")) step();
  }

  void if_statement() {
    to_then();
    nesting_.open(Construct::If);
  }

  void elsif_or_when() {
    to_then();
    nesting_.next_arm();
  }

  void else_arm() {
    step();
    nesting_.next_arm(/*is_else=*/true);
  }

  void exception() {
    step();
    nesting_.handlers();
  }

  void case_statement() {
    at_ = header_end(at_ + 1, {"when"});
    nesting_.open(Construct::Case);
  }

  void loop() {
    step();
    nesting_.open(Construct::Loop);
  }

  void loop_header() { at_ = header_end(at_ + 1, {"loop"}); }

  void for_loop() {
    at_ = header_end(at_ + 1, {"in", "loop"});
    if (!is(at_, "in")) return;
    const std::size_t first = at_ + 1;
    at_ = header_end(first, {"loop"});
    if (is(first, "execute")) return add_dynamic(first + 1);
    if (!is_range(first, at_)) add_query(first, at_);
  }

  /// Whether tokens [begin, end) are `low .. high`. The lexer may take the second dot for a number's.
  bool is_range(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i + 1 < end; ++i) {
      if (is(i, '.') && tokens_[i].at.end == tokens_[i + 1].at.begin && text(i + 1).starts_with('.'))
        return true;
    }
    return false;
  }

  /// `END`, `END IF`, `END LOOP label`: the semicolon belongs to it, but may be missing.
  void end() {
    step();
    nesting_.close(is(at_, "if")     ? Construct::If
                   : is(at_, "loop") ? Construct::Loop
                   : is(at_, "case") ? Construct::Case
                                     : Construct::Block);
    if (is(at_, "if") || is(at_, "loop") || is(at_, "case")) step();
    if (is(at_ + 1, ';')) step();
  }

  void return_statement() {
    const std::size_t query = at_ + 2;
    const bool is_query = is(at_ + 1, "query") && !is(query, ';');
    at_ = semicolon_after(at_);
    if (!is_query) return;
    is(query, "execute") ? add_dynamic(query + 1) : add_query(query, at_);
  }

  void open_cursor() {
    std::size_t at = at_ + 2;
    if (is(at, "no")) ++at;
    if (is(at, "scroll")) ++at;
    at_ = semicolon_after(at_);
    if (!is(at, "for")) return;
    is(at + 1, "execute") ? add_dynamic(at + 2) : add_query(at + 1, at_);
  }

  void execute() {
    add_dynamic(at_ + 1);
    to_semicolon();
  }

  void perform() {
    const std::size_t verb = at_;
    to_semicolon();
    if (at_ == verb + 1) return;
    MappedText sql;
    sql.append("SELECT", tokens_[verb].at, SourceMap::Origin::Decoded);
    sql.append_verbatim(body_, {tokens_[verb].at.end, tokens_[at_ - 1].at.end});
    add(std::move(sql));
  }

  void sql_statement() {
    const std::size_t begin = at_;
    at_ = statement_end(begin);
    MappedText sql;
    std::uint32_t copied = tokens_[begin].at.begin;
    int depth = 0;
    for (std::size_t i = begin; i < at_; ++i) {
      depth += bracket(i);
      if (depth != 0 || !is(i, "into") || !is_variables_into(begin, i)) continue;
      const std::size_t last = into_clause_last(i, at_);
      const Span clause = tokens_[i].at.joined(tokens_[last].at);
      sql.append_verbatim(body_, {copied, clause.begin});
      sql.append(std::string(clause.size(), ' '), clause, SourceMap::Origin::Decoded);
      copied = clause.end;
      i = last;
    }
    if (const std::uint32_t end = tokens_[at_ - 1].at.end; copied < end)
      sql.append_verbatim(body_, {copied, end});
    add(std::move(sql));
  }

  /// Not SQL's own INSERT INTO, MERGE INTO and IMPORT FOREIGN SCHEMA … INTO.
  bool is_variables_into(std::size_t begin, std::size_t into) const {
    return begin < into && !is(into - 1, "insert") && !is(into - 1, "merge") && !is(begin, "import");
  }

  /// The last token of `INTO [STRICT] name[.name][[subscript]], …`. What follows without a comma is the
  /// query's.
  std::size_t into_clause_last(std::size_t into, std::size_t end) const {
    std::size_t last = into;
    std::size_t at = into + 1;
    if (is(at, "strict") && is_name(at + 1)) ++at;
    while (at < end && is_name(at)) {
      last = at++;
      while (at < end && ((is(at, '.') && is_name(at + 1)) || is(at, '['))) {
        last = is(at, '.') ? at + 1 : std::min(closing_bracket(at), end - 1);
        at = last + 1;
      }
      if (!is(at, ',')) break;
      ++at;
    }
    return last;
  }

  bool is_name(std::size_t i) const {
    if (is(i, TokenKind::QuotedIdentifier) || is(i, TokenKind::Param)) return true;
    if (!is(i, TokenKind::Word)) return false;
    return is(i - 1, '.') || !contains(plpgsql_clause_words, lower_case(text(i)));
  }

  std::size_t closing_bracket(std::size_t open) const {
    int depth = 0;
    for (std::size_t i = open; i < tokens_.size() && !is(i, ';'); ++i) {
      depth += bracket(i);
      if (depth == 0) return i;
    }
    return tokens_.size();
  }

  /// The semicolon behind the SQL statement at `begin`, or the end.
  std::size_t statement_end(std::size_t begin) const {
    if (!is(begin, "create")) return semicolon_after(begin);
    const std::size_t object = is(begin + 1, "or") ? begin + 3 : begin + 1;
    const bool is_rule = is(object, "rule");
    const bool is_routine = is(object, "function") || is(object, "procedure");
    int depth = 0;
    int blocks = 0;
    for (std::size_t i = begin; i < tokens_.size(); ++i) {
      if (is_rule) depth += bracket(i);
      if (is_routine && (is(i, "begin") || (0 < blocks && is(i, "case")))) ++blocks;
      if (0 < blocks && is(i, "end")) --blocks;
      if (is(i, ';') && depth <= 0 && blocks == 0) return i;
    }
    return tokens_.size();
  }

  std::size_t semicolon_after(std::size_t begin) const {
    while (begin < tokens_.size() && !is(begin, ';')) ++begin;
    return begin;
  }

  /// The first of `words` outside of parentheses and CASE expressions, or the semicolon or end before it.
  std::size_t header_end(std::size_t begin, Words words) const {
    int depth = 0;
    std::size_t i = begin;
    for (; i < tokens_.size() && !is(i, ';'); ++i) {
      if (depth <= 0 && std::ranges::any_of(words, [&](std::string_view word) { return is(i, word); })) break;
      depth += bracket(i);
      if (is(i, "case")) ++depth;
      if (is(i, "end")) --depth;
    }
    return i;
  }

  /// SQL in tokens [begin, end) if they are a query rather than an expression or a cursor's name.
  void add_query(std::size_t begin, std::size_t end) {
    std::size_t verb = begin;
    while (is(verb, '(')) ++verb;
    if (end <= verb || !is(verb, TokenKind::Word)) return;
    if (!contains(plpgsql_sql_words, lower_case(text(verb))) || is(verb + 1, '.') || is(begin + 1, "loop"))
      return;
    MappedText sql;
    sql.append_verbatim(body_, tokens_[begin].at.joined(tokens_[end - 1].at));
    add(std::move(sql));
  }

  void add_dynamic(std::size_t begin) {
    const std::size_t end = header_end(begin, {"into", "using", "loop"});
    nesting_.add_one_of(variables_.fold(tokens(begin, end)));
  }

  void add(MappedText&& sql) {
    auto [text, map] = std::move(sql).release();
    nesting_.add({.sql = std::move(text), .map = std::move(map), .holes = {}, .dynamic = false});
  }

  std::span<const Token> tokens(std::size_t begin, std::size_t end) const {
    return std::span(tokens_).subspan(std::min(begin, tokens_.size()), end - std::min(begin, end));
  }
  std::string name(std::size_t i) const { return identifier_of(text(i)); }
  std::string_view text(std::size_t i) const { return slice(body_, tokens_[i].at); }
  bool is(std::size_t i, TokenKind kind) const { return i < tokens_.size() && tokens_[i].kind == kind; }
  bool is(std::size_t i, char mark) const { return is(i, TokenKind::Punctuation) && text(i).front() == mark; }
  /// An unquoted word that is not a field's name, as `x.end` is.
  bool is(std::size_t i, std::string_view word) const {
    return is(i, TokenKind::Word) && is_word(text(i), word) && !(0 < i && is(i - 1, '.') && !is(i - 2, '.'));
  }
  int bracket(std::size_t i) const {
    if (is(i, '(') || is(i, '[')) return 1;
    return is(i, ')') || is(i, ']') ? -1 : 0;
  }

  /// PL/pgSQL's own statements and the words between them. Longer ones than a word end at a semicolon.
  static constexpr Form forms[] = {
      {"assert", &BodyReader::to_semicolon},
      {"begin", &BodyReader::begin},
      {"case", &BodyReader::case_statement},
      {"close", &BodyReader::to_semicolon},
      {"continue", &BodyReader::to_semicolon},
      {"declare", &BodyReader::declarations},
      {"else", &BodyReader::else_arm},
      {"elseif", &BodyReader::elsif_or_when},
      {"elsif", &BodyReader::elsif_or_when},
      {"end", &BodyReader::end},
      {"exception", &BodyReader::exception},
      {"execute", &BodyReader::execute},
      {"exit", &BodyReader::to_semicolon},
      {"fetch", &BodyReader::to_semicolon},
      {"for", &BodyReader::for_loop},
      {"foreach", &BodyReader::loop_header},
      {"get", &BodyReader::to_semicolon},
      {"if", &BodyReader::if_statement},
      {"loop", &BodyReader::loop},
      {"move", &BodyReader::to_semicolon},
      {"null", &BodyReader::to_semicolon},
      {"open", &BodyReader::open_cursor},
      {"perform", &BodyReader::perform},
      {"raise", &BodyReader::to_semicolon},
      {"return", &BodyReader::return_statement},
      {"when", &BodyReader::elsif_or_when},
      {"while", &BodyReader::loop_header},
  };

  std::string_view body_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::vector<EmbeddedSql> found_;
  DynamicVariables variables_;
  PlpgsqlNesting nesting_;
};

}  // namespace

std::vector<EmbeddedSql> plpgsql_statements(std::string_view body) { return BodyReader(body).read(); }

}  // namespace floodwall
