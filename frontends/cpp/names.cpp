#include "frontends/cpp/names.h"

#include <algorithm>

#include "frontends/host_values/words.h"

namespace floodwall::cpp {

bool may_carry_sql(std::string_view parameter, std::string_view function) {
  const host::Words words(parameter);
  if (words.has_any(
          {"sql", "query", "stmt", "statement", "command", "cmd", "q", "qry", "str", "fmt", "format"}))
    return true;
  return host::Words(function).has_any({"sql", "query", "exec", "execute", "fetch", "prepare", "select"});
}

bool may_name_text(std::string_view name) {
  const auto is_lower = [](char c) { return 'a' <= c && c <= 'z'; };
  const auto is_upper = [](char c) { return 'A' <= c && c <= 'Z'; };
  if (name.size() < 2) return false;
  if (std::ranges::none_of(name, is_lower)) return true;
  if (2 < name.size() && (name[0] == 'k' || name[0] == 's' || name[0] == 'c') && is_upper(name[1]))
    return true;
  return host::Words(name).has_any({"sql", "query", "queries", "stmt", "table", "tables", "schema",
                                    "statement", "column", "columns", "fields", "prefix", "suffix", "select",
                                    "insert"});
}

}  // namespace floodwall::cpp
