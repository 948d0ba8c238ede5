#include "frontends/cpp/relevance.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "frontends/host_values/signs.h"
#include "frontends/host_values/sql_shape.h"

namespace floodwall::cpp {
namespace {

using host::Sign;
using host::Signs;

/// Calls that run SQL: whoever has one may be a wrapper.
constexpr std::array sign_table = std::to_array<Sign>({
    {"PQexec"},
    {"PQprepare"},
    {"PQsendQuery"},
    {"PQsendPrepare"},
    {"PQdb("},
    {"pqxx::"},
    {"SPI_exec"},
    {"SPI_prepare"},
    {"SPI_cursor"},
    {"QSqlQuery"},
    {"SQLExecDirect"},
    {"SQLPrepare"},
    {"execSql"},
    {"exec_sql"},
    {"run_sql"},
    {"execute_sql"},
    {"executeSQL"},
    {"ExecuteSQL"},
    {"execSQL"},
    {"exec_params"},
    {"soci::"},
    {"soci/"},
    {"drogon::orm"},
    {"storages::postgres"},
    {"Poco::Data"},
    {"prepareStatement("},
    {"executeQuery("},
    {"executeUpdate("},
    {"Connection_execute"},
    {"dbi_conn_query"},
    {"odbx_query"},
    {"apr_dbd_"},
    {"floodwall"},
    {"language=SQL"},
    {"annotate(\"sql\")"},
    {"current_database"},
    {"dbname()"},
});

/// Names of constants that are put into SQL.
constexpr std::array constant_table = std::to_array<Sign>({
    {"TABLE", "\""},
    {"Table", "\""},
    {"table", "\""},
    {"SCHEMA", "\""},
    {"Schema", "\""},
    {"COLUMN", "\""},
    {"SQL", "\""},
    {"Sql", "\""},
    {"QUERY", "\""},
    {"Query", "\""},
});

constexpr std::size_t longest_look = 400;

/// "Create a thing" is a sentence, "create table" is none.
bool looks_meant(std::string_view text) {
  const bool is_shouted = 'A' <= text[0] && text[0] <= 'Z' && 'A' <= text[1] && text[1] <= 'Z';
  return is_shouted || host::looks_like_sql(text, host::Evidence::Shape);
}

/// What follows a quote, without white space, escaped or not, and a raw literal's delimiter.
std::string_view inside(std::string_view text, bool is_raw) {
  if (is_raw) {
    const std::size_t open = text.substr(0, 18).find('(');
    if (open != std::string_view::npos) text.remove_prefix(open + 1);
  }
  while (!text.empty()) {
    const char c = text.front();
    if (c == '\\' && 1 < text.size() && std::string_view("nrt\n").find(text[1]) != std::string_view::npos) {
      text.remove_prefix(2);
    } else if (c == ' ' || c == '\t' || c == '(' || c == ';' || (is_raw && (c == '\n' || c == '\r'))) {
      text.remove_prefix(1);
    } else {
      break;
    }
  }
  return text;
}

bool has_literal_like_sql(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const void* found = std::memchr(text.data() + at, '"', text.size() - at);
    if (found == nullptr) return false;
    at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    const bool is_raw = 0 < at && text[at - 1] == 'R';
    const std::string_view begin = inside(text.substr(at + 1), is_raw);
    if (begin.starts_with("--") || begin.starts_with("/*")) {
      if (is_raw) return true;
      continue;
    }
    if (host::begins_with_verb(begin) && looks_meant(begin.substr(0, longest_look))) return true;
  }
  return false;
}

/// `= "…"`, `#define X "…"`, not for an #include.
bool has_constant(std::string_view text) {
  for (std::size_t at = text.find('"'); at != std::string_view::npos; at = text.find('"', at + 1)) {
    const std::size_t line = text.rfind('\n', at) + 1;  // npos + 1 is 0
    const std::string_view before = text.substr(line, at - line);
    const std::size_t last = before.find_last_not_of(" \t{(");
    if (last != std::string_view::npos && before[last] == '=') return true;
    if (before.starts_with("#define") || before.starts_with("# define")) return true;
  }
  return false;
}

}  // namespace

bool may_concern_sql(std::string_view text, bool is_header) {
  static const Signs signs(sign_table);
  static const Signs constants(constant_table);
  if (has_literal_like_sql(text) || signs.any_in(text)) return true;
  return is_header && constants.any_in(text) && has_constant(text);
}

}  // namespace floodwall::cpp
