#include "frontends/python/relevance.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "frontends/host_values/sql_shape.h"

namespace floodwall::python {
namespace {

/// Two byte strings that stand somewhere in a file; the second may be empty.
struct Sign {
  std::string_view word;
  std::string_view other = {};
};

constexpr std::array signs = std::to_array<Sign>({
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
    {"\"psql"},
    {"'psql"},
    // What runs migrations backwards or drops everything.
    {"downgrade"},
    {"drop_all"},
    {"run_migrations"},
    {"call_command"},
    {"drop_database"},
    // Checks of the database, and what switches them off.
    {"current_database"},
    {".dbname"},
    {"DATABASES["},
    {"DATABASE_URL"},
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

/// The text behind a quote, or behind three of them, up to what may begin a statement.
std::string_view behind_quotes(std::string_view text) {
  const char quote = text.front();
  std::size_t begin = 1;
  if (text.size() > 3 && text[1] == quote && text[2] == quote) begin = 3;
  while (begin < text.size() && std::string_view(" \t\r\n\f\\(;").find(text[begin]) != std::string_view::npos)
    ++begin;
  return text.substr(begin);
}

constexpr std::size_t longest_look = 400;

/// "Create a thing" is a sentence, "create table" is none.
bool looks_meant(std::string_view text) {
  const bool is_shouted = 'A' <= text[0] && text[0] <= 'Z' && 'A' <= text[1] && text[1] <= 'Z';
  return is_shouted || host::looks_like_sql(text, host::Evidence::Shape);
}

bool has_literal_like_sql(std::string_view text) {
  for (std::size_t i = text.find_first_of("'\""); i != std::string_view::npos;
       i = text.find_first_of("'\"", i + 1)) {
    const std::string_view inside = behind_quotes(text.substr(i));
    if (inside.starts_with("--") || inside.starts_with("/*")) return true;
    if (host::begins_with_verb(inside) && looks_meant(inside.substr(0, longest_look))) return true;
  }
  return false;
}

/// url.database, but not `from app.database import x`.
bool asks_for_database(std::string_view text) {
  constexpr std::string_view word = ".database";
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::string_view line = text.substr(text.rfind('\n', at) + 1);  // npos + 1 is 0
    const std::size_t begin = line.find_first_not_of(" \t");
    if (!line.substr(begin).starts_with("from ") && !line.substr(begin).starts_with("import ")) return true;
  }
  return false;
}

}  // namespace

bool holds(std::string_view text, std::string_view word) {
  return word.empty() || ::memmem(text.data(), text.size(), word.data(), word.size()) != nullptr;
}

bool may_concern_sql(std::string_view text) {
  return has_literal_like_sql(text) || asks_for_database(text) ||
         std::ranges::any_of(
             signs, [&](const Sign& sign) { return holds(text, sign.word) && holds(text, sign.other); });
}

}  // namespace floodwall::python
