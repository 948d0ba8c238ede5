// Reads lines of "EXTENSION KIND SCHEMA NAME COLUMN" with tabs between (EXTENSION is empty for what every
// database has; KIND is relation, column, function or type) and prints those of which
// analyzer/catalog/builtins.h does not know.

#include <algorithm>
#include <iostream>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/builtins.h"

namespace {

struct Object {
  std::string extension;
  std::string kind;
  floodwall::RelationName name;
  std::string column;
};

Object object_of(std::string_view line) {
  std::vector<std::string> fields;
  for (const auto field : std::views::split(line, '\t')) fields.emplace_back(field.begin(), field.end());
  fields.resize(5);
  return {fields[0], fields[1], {fields[2], fields[3]}, fields[4]};
}

bool is_known(const std::optional<floodwall::BuiltinRelation>& relation, const Object& object) {
  return relation && (object.kind == "relation" || relation->columns.contains(object.column));
}

bool is_in_extension(std::string_view name, const Object& object) {
  const std::optional<floodwall::BuiltinExtension> extension = floodwall::builtin_extension(name);
  if (!extension) return false;
  const bool is_there = object.kind == "function" ? extension->functions.contains(object.name.name)
                        : object.kind == "type"   ? extension->types.contains(object.name.name)
                                                  : is_known(extension->relations.find(object.name), object);
  return is_there || std::ranges::any_of(extension->required, [&](std::string_view required) {
           return is_in_extension(required, object);
         });
}

bool is_known(const Object& object) {
  if (!object.extension.empty()) return is_in_extension(object.extension, object);
  if (object.kind == "function") return floodwall::is_builtin_function(object.name.name);
  if (object.kind == "type") return floodwall::is_builtin_type(object.name.name);
  return is_known(floodwall::builtin_relation(object.name), object);
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    if (!is_known(object_of(line))) std::cout << line << '\n';
  }
}
