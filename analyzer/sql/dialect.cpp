// Each construct below counts for a database: a decisive one is enough, of others two or more must come
// together. PostgreSQL collects points too, so that one foreign statement in a PostgreSQL script stays a
// syntax error.
#include "analyzer/sql/dialect.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <vector>

#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

enum class Dialect : std::uint8_t {
  PostgreSql,
  MySql,
  Sqlite,
  SqlServer,
  Oracle,
  ClickHouse,
  Snowflake,
  BigQuery
};
constexpr std::array<std::string_view, 8> dialect_names = {
    "PostgreSQL", "MySQL", "SQLite", "SQL Server", "Oracle", "ClickHouse", "Snowflake", "BigQuery"};

constexpr int enough = 6;
constexpr int beyond_doubt = 4 * enough;  // stop looking
constexpr int most_of_one_kind = 3;       // times that one construct counts
constexpr std::size_t most_text = 1 << 20;

/// Tokens in a row: lower case words stand for themselves in any case, `1` for a number, `'` for a string,
/// other marks for a token that begins so.
struct Construct {
  std::string_view tokens;
  Dialect dialect;
  int weight;
};

constexpr std::array constructs = std::to_array<Construct>({
    // Behind a type, not where any column may be called so.
    {"null auto_increment", Dialect::MySql, 6},
    {"int auto_increment", Dialect::MySql, 6},
    {"integer auto_increment", Dialect::MySql, 6},
    {"bigint auto_increment", Dialect::MySql, 6},
    {"smallint auto_increment", Dialect::MySql, 6},
    {"unsigned auto_increment", Dialect::MySql, 6},
    {"auto_increment primary", Dialect::MySql, 6},
    {"auto_increment unique", Dialect::MySql, 6},
    {"auto_increment not", Dialect::MySql, 6},
    {"auto_increment =", Dialect::MySql, 6},
    {"engine = innodb", Dialect::MySql, 6},
    {"engine = myisam", Dialect::MySql, 6},
    {"engine = memory", Dialect::MySql, 3},
    {"engine = aria", Dialect::MySql, 6},
    {"lock tables", Dialect::MySql, 4},
    {"unlock tables", Dialect::MySql, 6},
    {"default charset", Dialect::MySql, 4},
    {"default character set", Dialect::MySql, 3},
    {"on update current_timestamp", Dialect::MySql, 6},
    {"on duplicate key", Dialect::MySql, 6},
    {"foreign_key_checks", Dialect::MySql, 6},
    {"sql_mode =", Dialect::MySql, 4},
    {"sql_safe_updates", Dialect::MySql, 4},
    {"names utf8mb4", Dialect::MySql, 6},
    {"utf8mb4_unicode_ci", Dialect::MySql, 3},
    {"utf8mb4_general_ci", Dialect::MySql, 3},
    {"int unsigned", Dialect::MySql, 3},
    {"integer unsigned", Dialect::MySql, 3},
    {"bigint unsigned", Dialect::MySql, 3},
    {"smallint unsigned", Dialect::MySql, 3},
    {"tinyint unsigned", Dialect::MySql, 3},
    {"mediumint unsigned", Dialect::MySql, 3},
    {"unsigned not", Dialect::MySql, 3},
    {"unsigned default", Dialect::MySql, 3},
    {"unsigned null", Dialect::MySql, 3},
    {"unsigned zerofill", Dialect::MySql, 3},
    {"mediumtext", Dialect::MySql, 3},
    {"longtext", Dialect::MySql, 3},
    {"mediumint", Dialect::MySql, 3},
    {"longblob", Dialect::MySql, 3},
    {"mediumblob", Dialect::MySql, 3},
    {"tinyint", Dialect::MySql, 1},
    {"insert ignore", Dialect::MySql, 4},
    {"replace into", Dialect::MySql, 2},
    {"drop foreign key", Dialect::MySql, 4},
    {"change column", Dialect::MySql, 3},
    {"modify column", Dialect::MySql, 3},
    {"show tables", Dialect::MySql, 2},
    {"straight_join", Dialect::MySql, 3},
    {"sql_calc_found_rows", Dialect::MySql, 4},
    {"using btree key", Dialect::MySql, 2},
    {"start slave", Dialect::MySql, 4},
    {"flush privileges", Dialect::MySql, 6},
    {"identified by '", Dialect::MySql, 3},

    {"autoincrement", Dialect::Sqlite, 4},
    {"primary key autoincrement", Dialect::Sqlite, 6},
    {"insert or replace", Dialect::Sqlite, 6},
    {"insert or ignore", Dialect::Sqlite, 6},
    {"insert or abort", Dialect::Sqlite, 6},
    {"update or replace", Dialect::Sqlite, 6},
    {"update or ignore", Dialect::Sqlite, 6},
    {"without rowid", Dialect::Sqlite, 6},
    {"collate nocase", Dialect::Sqlite, 4},
    {"sqlite_master", Dialect::Sqlite, 3},
    {"sqlite_sequence", Dialect::Sqlite, 4},
    {"sqlite_stat1", Dialect::Sqlite, 4},
    {"begin immediate", Dialect::Sqlite, 3},
    {"begin exclusive", Dialect::Sqlite, 3},
    {"create virtual table", Dialect::Sqlite, 5},
    {"using fts5", Dialect::Sqlite, 6},
    {"replace into", Dialect::Sqlite, 2},
    {"on conflict replace", Dialect::Sqlite, 4},
    {"on conflict ignore", Dialect::Sqlite, 4},
    {"attach database", Dialect::Sqlite, 4},
    {"strftime (", Dialect::Sqlite, 1},

    {"set nocount", Dialect::SqlServer, 6},
    {"set ansi_nulls", Dialect::SqlServer, 6},
    {"set ansi_padding", Dialect::SqlServer, 6},
    {"set quoted_identifier", Dialect::SqlServer, 6},
    {"set identity_insert", Dialect::SqlServer, 6},
    {"set xact_abort", Dialect::SqlServer, 6},
    {"declare @", Dialect::SqlServer, 6},
    {"identity ( 1 ,", Dialect::SqlServer, 5},
    {"nvarchar (", Dialect::SqlServer, 3},
    {"nvarchar", Dialect::SqlServer, 1},
    {"varchar ( max", Dialect::SqlServer, 4},
    {"varbinary (", Dialect::SqlServer, 2},
    {"datetime2", Dialect::SqlServer, 3},
    {"smalldatetime", Dialect::SqlServer, 3},
    {"uniqueidentifier", Dialect::SqlServer, 3},
    {"rowversion", Dialect::SqlServer, 1},
    {"dbo .", Dialect::SqlServer, 2},
    {"getdate ( )", Dialect::SqlServer, 2},
    {"newid ( )", Dialect::SqlServer, 3},
    {"sysutcdatetime", Dialect::SqlServer, 3},
    {"primary key clustered", Dialect::SqlServer, 6},
    {"primary key nonclustered", Dialect::SqlServer, 6},
    {"clustered index", Dialect::SqlServer, 5},
    {"nonclustered index", Dialect::SqlServer, 5},
    {"with ( nolock", Dialect::SqlServer, 5},
    {"create or alter", Dialect::SqlServer, 4},
    {"select top 1", Dialect::SqlServer, 3},
    {"select top (", Dialect::SqlServer, 3},
    {"delete top (", Dialect::SqlServer, 4},
    {"object_id (", Dialect::SqlServer, 3},
    {"exec sp_rename", Dialect::SqlServer, 5},
    {"with check add", Dialect::SqlServer, 5},
    {"cross apply", Dialect::SqlServer, 3},
    {"outer apply", Dialect::SqlServer, 3},
    {"begin tran", Dialect::SqlServer, 4},
    {"begin try", Dialect::SqlServer, 5},
    {"raiserror (", Dialect::SqlServer, 3},
    {"sys . objects", Dialect::SqlServer, 3},
    {"sys . columns", Dialect::SqlServer, 3},

    {"varchar2 (", Dialect::Oracle, 4},
    {"varchar2", Dialect::Oracle, 2},
    {"nvarchar2", Dialect::Oracle, 3},
    {"number ( 1", Dialect::Oracle, 2},
    {"clob", Dialect::Oracle, 1},
    {"create or replace package", Dialect::Oracle, 6},
    {"create package", Dialect::Oracle, 4},
    {"package body", Dialect::Oracle, 4},
    {"from dual", Dialect::Oracle, 2},
    {"sysdate", Dialect::Oracle, 2},
    {"systimestamp", Dialect::Oracle, 2},
    {"nvl (", Dialect::Oracle, 1},
    {"rownum", Dialect::Oracle, 2},
    {"connect by prior", Dialect::Oracle, 5},
    {"dbms_output .", Dialect::Oracle, 3},
    {"dbms_lob .", Dialect::Oracle, 3},
    {"set serveroutput", Dialect::Oracle, 6},
    {"set define off", Dialect::Oracle, 6},
    {"whenever sqlerror", Dialect::Oracle, 5},
    {"execute immediate", Dialect::Oracle, 3},
    {"cascade constraints", Dialect::Oracle, 5},
    {"is begin", Dialect::Oracle, 4},
    {"using index tablespace", Dialect::Oracle, 1},
    {"enable row movement", Dialect::Oracle, 4},
    {"pctfree 1", Dialect::Oracle, 4},
    {"create public synonym", Dialect::Oracle, 5},
    {"create or replace synonym", Dialect::Oracle, 5},
    {"minus select", Dialect::Oracle, 3},

    {"on cluster", Dialect::ClickHouse, 3},
    {"lowcardinality (", Dialect::ClickHouse, 5},
    {"nullable (", Dialect::ClickHouse, 3},
    {"datetime64 (", Dialect::ClickHouse, 3},
    {"codec (", Dialect::ClickHouse, 2},
    {"uint8", Dialect::ClickHouse, 2},
    {"uint16", Dialect::ClickHouse, 2},
    {"uint32", Dialect::ClickHouse, 2},
    {"uint64", Dialect::ClickHouse, 2},
    {"toyyyymm (", Dialect::ClickHouse, 4},
    {"index_granularity =", Dialect::ClickHouse, 5},
    {"engine = distributed (", Dialect::ClickHouse, 6},
    {"engine = kafka", Dialect::ClickHouse, 6},
    {"engine = null", Dialect::ClickHouse, 4},
    {"engine = log", Dialect::ClickHouse, 4},
    {"engine = tinylog", Dialect::ClickHouse, 6},
    {"format jsoneachrow", Dialect::ClickHouse, 5},
    {"optimize table", Dialect::ClickHouse, 2},

    {"timestamp_ntz", Dialect::Snowflake, 4},
    {"timestamp_ltz", Dialect::Snowflake, 4},
    {"timestamp_tz", Dialect::Snowflake, 3},
    {"lateral flatten (", Dialect::Snowflake, 5},
    {"copy into", Dialect::Snowflake, 4},
    {"file_format =", Dialect::Snowflake, 3},
    {"use warehouse", Dialect::Snowflake, 6},
    {"use role", Dialect::Snowflake, 4},
    {"create warehouse", Dialect::Snowflake, 4},
    {"create or replace warehouse", Dialect::Snowflake, 6},
    {"create or replace stage", Dialect::Snowflake, 6},
    {"create or replace stream", Dialect::Snowflake, 4},
    {"create or replace task", Dialect::Snowflake, 4},
    {"create or replace table", Dialect::Snowflake, 1},
    {"create or replace transient table", Dialect::Snowflake, 6},
    {"variant", Dialect::Snowflake, 1},
    {"qualify row_number (", Dialect::Snowflake, 3},

    {"array <", Dialect::BigQuery, 4},
    {"struct <", Dialect::BigQuery, 4},
    {"int64", Dialect::BigQuery, 2},
    {"float64", Dialect::BigQuery, 2},
    {"safe_cast (", Dialect::BigQuery, 4},
    {"bignumeric", Dialect::BigQuery, 3},
    {"create or replace table", Dialect::BigQuery, 1},
    {"qualify row_number (", Dialect::BigQuery, 2},

    {"language plpgsql", Dialect::PostgreSql, 6},
    {"bigserial", Dialect::PostgreSql, 3},
    {"timestamptz", Dialect::PostgreSql, 3},
    {"jsonb", Dialect::PostgreSql, 3},
    {"bytea", Dialect::PostgreSql, 3},
    {"tsvector", Dialect::PostgreSql, 3},
    {"regclass", Dialect::PostgreSql, 3},
    {"create extension", Dialect::PostgreSql, 6},
    {"comment on", Dialect::PostgreSql, 2},
    {"search_path", Dialect::PostgreSql, 4},
    {"pg_catalog", Dialect::PostgreSql, 4},
    {"gen_random_uuid (", Dialect::PostgreSql, 3},
    {"owner to", Dialect::PostgreSql, 3},
    {"using gin", Dialect::PostgreSql, 4},
    {"using gist", Dialect::PostgreSql, 4},
    {"not valid", Dialect::PostgreSql, 2},
    {"index concurrently", Dialect::PostgreSql, 4},
    {"row level security", Dialect::PostgreSql, 4},
    {"do $", Dialect::PostgreSql, 4},
    {"as $", Dialect::PostgreSql, 2},
    {"timestamp with time", Dialect::PostgreSql, 2},
    {"lock_timeout", Dialect::PostgreSql, 3},
    {"statement_timeout", Dialect::PostgreSql, 3},
    {"from stdin", Dialect::PostgreSql, 4},
    {"returns trigger", Dialect::PostgreSql, 3},
    {"only", Dialect::PostgreSql, 1},
});

std::string_view first_word(std::string_view tokens) { return tokens.substr(0, tokens.find(' ')); }

/// Indexes of `constructs`, sorted by their first words.
constexpr auto by_first_word = [] {
  std::array<std::uint16_t, constructs.size()> order{};
  for (std::uint16_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {}, [](std::uint16_t i) {
    return constructs[i].tokens.substr(0, constructs[i].tokens.find(' '));
  });
  return order;
}();

class Investigation {
 public:
  explicit Investigation(std::string_view text) : text_(text.substr(0, most_text)), lexer_(text_) {}

  std::optional<ForeignDialect> run() {
    for (Token token = lexer_.next(); token.kind != TokenKind::End && !is_beyond_doubt();
         token = lexer_.next()) {
      take(token);
    }
    match_constructs(tokens_.size());
    const auto most = std::ranges::max_element(std::next(scores_.begin()), scores_.end(), {}, &Score::points);
    if (most->points < enough || most->points <= scores_.front().points) return std::nullopt;
    return ForeignDialect{dialect_names[static_cast<std::size_t>(most - scores_.begin())], most->evidence,
                          most->at};
  }

 private:
  struct Score {
    int points = 0;
    int heaviest = 0;  ///< the weight of what is shown
    std::string evidence;
    Span at;
  };

  static constexpr std::size_t longest_construct = 5;  // tokens

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
        break;
      case TokenKind::Punctuation:
        if (text == "[") bracket(token.at.begin);
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
    if (longest_construct <= tokens_.size()) match_constructs(1);
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
    return static_cast<std::uint32_t>(std::min(text_.find_first_of("\r\n", from), text_.size()));
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

  /// Looks for constructs that begin at the first `count` of the tokens kept, and forgets these.
  void match_constructs(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) match_at(i);
    tokens_.erase(tokens_.begin(), tokens_.begin() + static_cast<std::ptrdiff_t>(count));
  }

  void match_at(std::size_t index) {
    const Token& token = tokens_[index];
    constexpr std::uint32_t longest_word = 24;
    if (token.kind != TokenKind::Word || longest_word < token.at.size()) return;
    const std::string word = lower_case(slice(text_, token.at));
    const auto known =
        std::ranges::equal_range(by_first_word, std::string_view(word), {},
                                 [](std::uint16_t i) { return first_word(constructs[i].tokens); });
    for (const std::uint16_t i : known) {
      if (const std::optional<Span> at = match(constructs[i].tokens, index)) {
        add(constructs[i].dialect, constructs[i].weight, slice(text_, *at), *at, times_[i]);
      }
    }
  }

  std::optional<Span> match(std::string_view pattern, std::size_t index) const {
    Span at = tokens_[index].at;
    for (; !pattern.empty(); ++index) {
      const std::string_view wanted = first_word(pattern);
      pattern.remove_prefix(std::min(wanted.size() + 1, pattern.size()));
      if (index == tokens_.size() || !is(tokens_[index], wanted)) return std::nullopt;
      at = at.joined(tokens_[index].at);
    }
    return at;
  }

  bool is(const Token& token, std::string_view wanted) const {
    if (token.kind == TokenKind::Word) return is_word(slice(text_, token.at), wanted);
    if (token.kind == TokenKind::Number) return wanted == "1";
    if (token.kind == TokenKind::String) return wanted == "'";
    return slice(text_, token.at).starts_with(wanted);
  }

  std::string_view text_;
  Lexer lexer_;
  std::vector<Token> tokens_;  ///< the last ones, comments left out
  std::array<Score, dialect_names.size()> scores_;
  std::array<int, constructs.size()> times_{};
  int executed_comments_ = 0, backquoted_names_ = 0, backquoted_paths_ = 0, delimiters_ = 0, pragmas_ = 0;
  int go_lines_ = 0, slash_lines_ = 0, at_at_names_ = 0, bracketed_names_ = 0, merge_trees_ = 0;
};

}  // namespace

std::optional<ForeignDialect> foreign_dialect_of(std::string_view text) { return Investigation(text).run(); }

}  // namespace floodwall
