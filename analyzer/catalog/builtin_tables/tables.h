#pragma once
#include <map>
#include <string>
#include <vector>

#include "analyzer/catalog/builtin_tables/extension.h"

namespace floodwall {

/// What is to become builtin_tables.inc.
struct BuiltinDefinitions {
  std::vector<int> majors;  ///< of PostgreSQL, that the definitions come from
  Definitions system;
  std::map<std::string, ExtensionDefinitions> extensions;
};

/// The C++ text that analyzer/catalog/builtins.cpp includes, which says what it means.
std::string tables_text(const BuiltinDefinitions& all);

}  // namespace floodwall
