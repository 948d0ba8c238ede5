#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzer/catalog/names.h"

namespace floodwall {

struct DefinedColumns {
  std::vector<std::string> names;
  bool is_open = false;  ///< there may be others

  void add(const std::string& name);
  void add(const DefinedColumns& others);
};

/// What scripts define: the union over everything that they ever create, for an older version of an extension
/// may be the one in use. An empty schema is "wherever the extension is".
struct Definitions {
  std::map<RelationName, DefinedColumns> relations;
  std::set<RelationName> functions;
  std::set<RelationName> types;
  std::map<RelationName, DefinedColumns> results;  ///< of functions: the columns of the latest definition
  std::set<std::string> schemas;
  bool has_hidden_ones = false;  ///< a DO block may create more

  /// With the type that every relation has.
  DefinedColumns& add_relation(const RelationName& name);
  /// With its array type.
  void add_type(const RelationName& name);
  void add(const Definitions& others);
};

}  // namespace floodwall
