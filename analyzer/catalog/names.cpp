#include "analyzer/catalog/names.h"

#include <algorithm>

#include "analyzer/sql/keywords.h"

namespace floodwall {

RelationName name_of(const RangeVar& relation) {
  return {std::string(view_of(relation.schemaname)), std::string(view_of(relation.relname))};
}

RelationName name_of(const List* parts) {
  RelationName name;
  const int count = length_of(parts);
  if (count != 0) name.name = string_of(element_of(parts, count - 1));
  if (1 < count) name.schema = string_of(element_of(parts, count - 2));
  return name;
}

std::string quoted_identifier(std::string_view name) {
  const auto is_plain = [](char c) { return ('a' <= c && c <= 'z') || c == '_' || ('0' <= c && c <= '9'); };
  const bool plain =
      !name.empty() && std::ranges::all_of(name, is_plain) && !('0' <= name[0] && name[0] <= '9');
  if (plain && !is_keyword_to_quote(name)) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string display(const RelationName& name) {
  const std::string table = quoted_identifier(name.name);
  return name.schema.empty() ? table : quoted_identifier(name.schema) + "." + table;
}

}  // namespace floodwall
