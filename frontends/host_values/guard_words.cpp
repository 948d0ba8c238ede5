#include "frontends/host_values/guard_words.h"

#include <algorithm>
#include <array>

#include "frontends/host_values/words.h"

namespace floodwall::host {

using Kind = Expression::Kind;

std::string_view last_word(const Expression& expression) {
  if (expression.kind == Kind::Name || expression.kind == Kind::Member) return expression.word;
  if (expression.operands.empty()) return {};
  if (expression.kind == Kind::Call) return last_word(*expression.operands.front());
  if (expression.kind != Kind::Index) return {};
  const Expression& key = *expression.operands.back();
  return key.kind == Kind::Text && key.parts.size() == 1 ? std::string_view(key.parts.front().bytes)
                                                         : std::string_view();
}

std::string_view text_of(const Expression& expression) {
  return expression.kind == Kind::Text && expression.parts.size() == 1 ? expression.parts.front().bytes
                                                                       : std::string_view();
}

bool is_bare(std::string_view name) { return name == "db" || name == "database"; }

bool is_comparison(std::string_view word) {
  static constexpr std::array words = std::to_array<std::string_view>(
      {"==", "!=", "in", "not in", "<>", ">", "<", ">=", "<=", "is", "is not"});
  return std::ranges::find(words, word) != words.end();
}

bool is_nothing(const Expression& expression) {
  return expression.kind == Kind::Nothing || (expression.kind == Kind::Text && expression.parts.empty()) ||
         (expression.kind == Kind::Text && expression.parts.size() == 1 &&
          expression.parts.front().inserted == nullptr && expression.parts.front().bytes.empty());
}

bool is_match(std::string_view callee) {
  static constexpr std::array words = std::to_array<std::string_view>(
      {"startswith", "endswith", "match", "search", "fullmatch", "fnmatch", "fnmatchcase", "starts_with",
       "ends_with", "contains", "find", "regex_match", "regex_search", "strcmp", "any", "all"});
  return std::ranges::find(words, callee) != words.end();
}

bool asks_person(std::string_view callee) {
  static constexpr std::array words =
      std::to_array<std::string_view>({"input", "raw_input", "confirm", "prompt", "ask", "getpass"});
  return std::ranges::find(words, callee) != words.end();
}

bool sounds_like_check(std::string_view name) {
  const Words words(name);
  const bool acts =
      words.has_any({"assert", "ensure", "require", "requires", "check", "validate", "verify", "guard",
                     "protect", "refuse", "forbid", "confirm", "only", "abort", "must", "is", "not"});
  const bool is_about = words.has_any({"test", "tests", "testing", "prod", "production", "live", "safe",
                                       "throwaway", "disposable", "destructive", "local"});
  const bool is_database = words.has_any({"db", "database", "databases", "dsn", "url", "environment", "env",
                                          "production", "prod", "destructive", "connection"});
  return acts && is_about && is_database;
}

bool names_environment(std::string_view name) {
  return Words(name).has_any({"env", "environment", "testing", "test", "tests", "debug", "stage", "staging",
                              "production", "prod", "ci", "mode", "profile", "development", "dev"});
}

bool names_address(std::string_view name) {
  const Words words(name);
  if (words.has_any({"dsn", "dbname", "dburl", "dburi", "conninfo", "pgdatabase"})) return true;
  const bool is_database =
      words.has_any({"db", "database", "postgres", "postgresql", "pg", "sqlalchemy", "pgdb"});
  const bool is_address =
      words.has_any({"url", "uri", "name", "dsn", "connection", "conn", "string", "database"});
  return (is_database && is_address) || name == "database" || name == "db";
}

}  // namespace floodwall::host
