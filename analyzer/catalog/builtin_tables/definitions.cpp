#include "analyzer/catalog/builtin_tables/definitions.h"

#include <algorithm>

namespace floodwall {

void DefinedColumns::add(const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

void DefinedColumns::add(const DefinedColumns& others) {
  for (const std::string& name : others.names) add(name);
  is_open = is_open || others.is_open;
}

DefinedColumns& Definitions::add_relation(const RelationName& name) {
  add_type(name);
  return relations[name];
}

void Definitions::add_type(const RelationName& name) {
  types.insert(name);
  types.insert({name.schema, "_" + name.name});
}

void Definitions::add(const Definitions& others) {
  for (const auto& [name, columns] : others.relations) relations[name].add(columns);
  functions.insert(others.functions.begin(), others.functions.end());
  types.insert(others.types.begin(), others.types.end());
  schemas.insert(others.schemas.begin(), others.schemas.end());
  has_hidden_ones = has_hidden_ones || others.has_hidden_ones;
}

}  // namespace floodwall
