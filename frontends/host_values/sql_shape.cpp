#include "frontends/host_values/sql_shape.h"
#include "frontends/host_values/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

namespace floodwall::host {
namespace {

constexpr std::array verbs = std::to_array<std::string_view>({
    "ABORT",  "ALTER",    "ANALYZE",  "BEGIN",      "CALL",     "CHECKPOINT", "CLOSE",   "CLUSTER", "COMMENT",
    "COMMIT", "COPY",     "CREATE",   "DEALLOCATE", "DECLARE",  "DELETE",     "DISCARD", "DO",      "DROP",
    "END",    "EXECUTE",  "EXPLAIN",  "FETCH",      "GRANT",    "IMPORT",     "INSERT",  "LISTEN",  "LOAD",
    "LOCK",   "MERGE",    "MOVE",     "NOTIFY",     "PREPARE",  "REASSIGN",   "REFRESH", "REINDEX", "RELEASE",
    "RESET",  "REVOKE",   "ROLLBACK", "SAVEPOINT",  "SECURITY", "SELECT",     "SET",     "SHOW",    "START",
    "TABLE",  "TRUNCATE", "UNLISTEN", "UPDATE",     "VACUUM",   "VALUES",     "WITH",
});

/// What follows CREATE, ALTER, DROP.
constexpr std::array objects = std::to_array<std::string_view>({
    "AGGREGATE", "CAST",        "COLLATION",    "CONVERSION", "DATABASE",   "DOMAIN",   "EVENT",
    "EXTENSION", "FOREIGN",     "FUNCTION",     "GLOBAL",     "GROUP",      "INDEX",    "LANGUAGE",
    "LARGE",     "LOCAL",       "MATERIALIZED", "OPERATOR",   "OR",         "OWNED",    "POLICY",
    "PROCEDURE", "PUBLICATION", "ROLE",         "ROUTINE",    "RULE",       "SCHEMA",   "SEQUENCE",
    "SERVER",    "STATISTICS",  "SUBSCRIPTION", "TABLE",      "TABLESPACE", "TEMP",     "TEMPORARY",
    "TEXT",      "TRANSFORM",   "TRIGGER",      "TYPE",       "UNIQUE",     "UNLOGGED", "USER",
    "VIEW",      "DEFAULT",
});

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

/// Without white space, comments, semicolons and opening parentheses in front.
std::string_view without_lead(std::string_view text) {
  while (!text.empty()) {
    if (is_blank(text.front()) || text.front() == '(' || text.front() == ';') {
      text.remove_prefix(1);
    } else if (text.starts_with("--")) {
      const std::size_t end = text.find('\n');
      text.remove_prefix(end == std::string_view::npos ? text.size() : end);
    } else if (text.starts_with("/*")) {
      const std::size_t end = text.find("*/");
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    } else {
      break;
    }
  }
  return text;
}

/// The word at the start of `text`, which is then without it and the white space behind it.
std::string_view take_word(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && is_word(text[size])) ++size;
  const std::string_view word = text.substr(0, size);
  text.remove_prefix(size);
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return word;
}

std::string upper(std::string_view word) {
  std::string copy(word);
  for (char& c : copy) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return copy;
}

/// The words of the first part of a text, in upper case; quoted text is left out.
std::vector<std::string> words_of(std::string_view text, std::size_t most) {
  std::vector<std::string> words;
  while (!text.empty() && words.size() < most) {
    if (text.front() == '\'' || text.front() == '"') {
      const std::size_t end = text.find(text.front(), 1);
      words.emplace_back("''");
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    } else if (is_word(text.front())) {
      words.push_back(upper(take_word(text)));
    } else {
      text.remove_prefix(1);
    }
  }
  return words;
}

bool has_signs_of_sql(std::string_view text) {
  return text.find_first_of("*=;()<>_%$") != std::string_view::npos ||
         text.find('"') != std::string_view::npos;
}

/// Words that stand in sentences, not behind SQL's verbs.
bool reads_like_prose(const std::vector<std::string>& words) {
  static constexpr std::array articles =
      std::to_array<std::string_view>({"A", "AN", "THE", "YOUR", "THIS", "THESE", "THAT", "IF", "TO"});
  for (std::size_t i = 1; i < std::min<std::size_t>(words.size(), 4); ++i) {
    const bool is_if_exists =
        words[i] == "IF" && i + 1 < words.size() && (words[i + 1] == "EXISTS" || words[i + 1] == "NOT");
    if (is_among(words[i], articles) && !is_if_exists) return true;
  }
  return false;
}

bool has_word(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

/// A text of nothing but holes and signs says nothing.
bool has_word_outside_holes(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (text.substr(i).starts_with("_h") && i + 7 < text.size() && text[i + 7] == '_') {
      i += 8;
    } else if (is_word(text[i])) {
      return true;
    } else {
      ++i;
    }
  }
  return false;
}

bool has_shape_of_sql(std::string_view text) {
  if (text.find(" [ ") != std::string_view::npos || text.find("[, ...") != std::string_view::npos)
    return false;  // a synopsis
  std::string_view rest = text;
  const std::string_view verb = take_word(rest);
  if (verb.size() < 2 || rest.empty()) return false;
  const bool is_upper = std::ranges::all_of(verb, [](char c) { return 'A' <= c && c <= 'Z'; });
  const bool is_lower = std::ranges::all_of(verb, [](char c) { return 'a' <= c && c <= 'z'; });
  if (!is_upper && !is_lower) return false;  // "Select a file from the list"
  const std::vector<std::string> words = words_of(text, 400);
  std::string_view behind = rest;
  const std::string_view next = take_word(behind);
  const bool is_shouted = is_upper && std::ranges::all_of(next, [](char c) { return 'A' <= c && c <= 'Z'; });
  if (words.size() < 2 || (!is_shouted && reads_like_prose(words))) return false;
  if (is_lower && !has_signs_of_sql(rest)) return false;
  const std::string& first = words[0];
  const std::string& second = words[1];
  if (first == "SELECT")
    return has_word(words, "FROM") || rest.find('(') != std::string_view::npos ||
           (is_upper && words.size() == 2);
  if (first == "INSERT") return second == "INTO";
  if (first == "DELETE") return second == "FROM";
  if (first == "UPDATE") return has_word(words, "SET");
  if (first == "TRUNCATE")
    return second == "TABLE" || second == "ONLY" || is_upper || has_word(words, "CASCADE");
  if (first == "CREATE" || first == "ALTER" || first == "DROP")
    return is_among(second, objects) && 2 < words.size();
  if (first == "WITH") return (has_word(words, "AS") && rest.find('(') != std::string_view::npos);
  if (first == "MERGE") return second == "INTO";
  if (first == "COPY") return has_word(words, "FROM") || has_word(words, "TO");
  if (first == "GRANT") return has_word(words, "TO") && is_upper;
  if (first == "REVOKE") return has_word(words, "FROM") && is_upper;
  if (first == "REFRESH") return second == "MATERIALIZED";
  if (first == "REINDEX" || first == "VACUUM" || first == "LOCK" || first == "CLUSTER")
    return is_upper && words.size() < 12;
  if (first == "COMMENT") return second == "ON";
  if (first == "DO") return rest.starts_with("$") || rest.starts_with("'");
  if (first == "EXPLAIN") return has_shape_of_sql(rest);
  return false;
}

}  // namespace

bool looks_like_sql(std::string_view text, Evidence wanted) {
  const std::string_view begin = without_lead(text);
  if (begin.empty()) return false;
  if (wanted == Evidence::Shape)
    return text.find_first_not_of(" \t\r\n") != text.find('(') && has_shape_of_sql(begin);
  std::string_view rest = begin;
  const std::string_view verb = take_word(rest);
  if (wanted == Evidence::VerbInCapitals)
    return (is_among(verb, verbs) && !rest.starts_with(':')) || has_shape_of_sql(begin);
  const bool begins_with_hole = begin.starts_with("_h") && 8 <= begin.size() && begin[7] == '_';
  if (begins_with_hole) return has_word_outside_holes(begin);
  if (verb.empty()) return begin.front() == '{' || begin.front() == '%' || begin.front() == '$';
  return is_among(upper(verb), verbs);
}

bool begins_with_verb(std::string_view text) {
  // A table of first letters spares most words the look at the list.
  static const std::array<bool, 256> may_begin = [] {
    std::array<bool, 256> table{};
    for (const std::string_view verb : verbs) {
      table[static_cast<unsigned char>(verb.front())] = true;
      table[static_cast<unsigned char>(verb.front() | 0x20)] = true;
    }
    return table;
  }();
  if (text.empty() || !may_begin[static_cast<unsigned char>(text.front())]) return false;
  std::string_view rest = text;
  const std::string_view word = take_word(rest);
  constexpr std::size_t longest = 10;  // DEALLOCATE
  if (longest < word.size() || rest.size() + word.size() == text.size()) return false;
  return is_among(upper(word), verbs);
}

}  // namespace floodwall::host
