#include "frontends/python/relevance.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "frontends/host_values/signs.h"
#include "frontends/host_values/sql_shape.h"

namespace floodwall::python {
namespace {

constexpr std::array sign_table = std::to_array<host::Sign>({
    // Calls that run SQL: whoever has one may be a wrapper.
    {".execute("},
    {".executemany("},
    {".execute_"},
    {"def execute"},
    {"exec_driver_sql"},
    {".mogrify("},
    {"copy_expert"},
    {"read_sql"},
    {"_sql("},
    {".sql("},
    {"RunSQL"},
    {"run_query"},
    {"psql "},
    {"psql\""},
    {"psql'"},
    // What runs migrations backwards or drops everything.
    {"downgrade"},
    {"drop_all"},  // Pony's drop_all_tables, too
    {"run_migrations"},
    {"call_command"},
    {"drop_database"},
    {"manage.py", "flush"},
    // Checks of the database, and what switches them off.
    {"current_database"},
    {".dbname"},
    {"DATABASES["},
    {"DATABASE_URL"},
    // Where a connection comes from that other files use.
    {"DATABASE_URI"},
    {"sqlite://", "ettings"},  // what settings say by default
    {"create_engine("},
    {"create_async_engine("},
    {"psycopg2.connect("},
    {"psycopg.connect("},
    {"PGDATABASE"},
    {"floodwall"},
    {"FLOODWALL"},
    {"SAFETY_ASSURED"},
    {"CONSENT"},
    {"environ", "VALIDATION"},
    {"environ", "_CHECK"},
    {"environ", "GUARD"},
    {"setenv", "VALIDATION"},
    {"setenv", "_CHECK"},
    {"setenv", "GUARD"},
    {"language=SQL"},
    {"# sql"},
});

constexpr std::size_t longest_look = 400;
constexpr std::size_t longest_comment = 4000;  // in front of a statement; whatever it is, a look at it ends

/// A literal in the source: what follows its first quote, or its first three, and how it ends. A closing
/// quote begins one, too: nobody counts them here.
struct Opened {
  std::string_view inside;  ///< up to the end of the file
  char quote;
  bool is_tripled;

  explicit Opened(std::string_view text)
      : inside(text.substr(1)),
        quote(text.front()),
        is_tripled(2 <= inside.size() && inside[0] == quote && inside[1] == quote) {
    if (is_tripled) inside.remove_prefix(2);
  }

  /// Without white space, escaped or not, and what else may stand before a statement. A line break that is
  /// not escaped ends a literal with one quote.
  void skip_lead() {
    while (!inside.empty()) {
      const char c = inside.front();
      if (c == '\\' && 1 < inside.size()) {
        if (std::string_view("ntrf\r\n").find(inside[1]) == std::string_view::npos) return;
        inside.remove_prefix(inside.substr(1).starts_with("\r\n") ? 3 : 2);
      } else if (c == ' ' || c == '\t' || c == '\f' || c == '(' || c == ';' ||
                 (is_tripled && (c == '\n' || c == '\r'))) {
        inside.remove_prefix(1);
      } else {
        return;
      }
    }
  }

  /// Goes behind the first line break, if the literal has one.
  bool skip_line() {
    for (std::size_t i = 0; i < std::min(inside.size(), longest_comment); ++i) {
      const bool is_escaped = inside[i] == '\\' && i + 1 < inside.size();
      const bool is_break = (is_tripled && inside[i] == '\n') || (is_escaped && inside[i + 1] == 'n');
      if (is_break) {
        inside.remove_prefix(i + (is_escaped ? 2 : 1));
        return true;
      }
      if (is_escaped) {
        ++i;
      } else if (inside[i] == '\n' || (inside[i] == quote && !is_tripled)) {
        return false;
      }
    }
    return false;
  }
};

/// "Create a thing" is a sentence, "create table" is none.
bool looks_meant(std::string_view text) {
  const bool is_shouted = 'A' <= text[0] && text[0] <= 'Z' && 'A' <= text[1] && text[1] <= 'Z';
  return is_shouted || host::looks_like_sql(text, host::Evidence::Shape);
}

bool begins_like_sql(Opened literal) {
  const std::size_t size = literal.inside.size();
  for (literal.skip_lead(); literal.inside.starts_with("--"); literal.skip_lead()) {
    if (longest_comment < size - literal.inside.size()) return true;
    const std::string_view comment = literal.inside.substr(2);
    const bool is_option =
        !comment.empty() &&
        (comment.front() == '-' || ('a' <= (comment.front() | 0x20) && (comment.front() | 0x20) <= 'z'));
    if (!is_option) return true;  // the statement may be put behind it
    if (!literal.skip_line()) return false;
  }
  if (literal.inside.starts_with("/*")) return true;
  return host::begins_with_verb(literal.inside) && looks_meant(literal.inside.substr(0, longest_look));
}

bool has_literal_like_sql(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] == '\'' || text[i] == '"') && begins_like_sql(Opened(text.substr(i)))) return true;
  }
  return false;
}

/// url.database, but not `from app.database import x`.
bool asks_for_database(std::string_view text) {
  constexpr std::string_view word = ".database";
  if (!host::holds(text, word)) return false;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::string_view line = text.substr(text.rfind('\n', at) + 1);  // npos + 1 is 0
    const std::size_t begin = line.find_first_not_of(" \t");
    if (!line.substr(begin).starts_with("from ") && !line.substr(begin).starts_with("import ")) return true;
  }
  return false;
}

}  // namespace

bool may_concern_sql(std::string_view text) {
  static const host::Signs signs(sign_table);
  return has_literal_like_sql(text) || signs.any_in(text) || asks_for_database(text);
}

}  // namespace floodwall::python
