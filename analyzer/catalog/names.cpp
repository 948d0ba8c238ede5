#include "analyzer/catalog/names.h"

#include <algorithm>
#include <array>

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

std::string display(const RelationName& name) {
  const std::string table = quoted_identifier(name.name);
  return name.schema.empty() ? table : quoted_identifier(name.schema) + "." + table;
}

bool is_system_column(std::string_view column) {
  if (column.size() == 8) return column == "tableoid";
  return column.size() == 4 &&
         (column == "ctid" || column == "xmin" || column == "xmax" || column == "cmin" || column == "cmax");
}

}  // namespace floodwall
