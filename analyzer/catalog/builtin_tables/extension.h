#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "analyzer/catalog/builtin_tables/definitions.h"

namespace floodwall {

/// An extension of some version, or of all of them together.
struct ExtensionDefinitions {
  std::string schema;              ///< where its control file puts it; empty: anywhere
  std::set<std::string> required;  ///< other extensions
  Definitions definitions;
  std::set<std::string> growing;  ///< schemas in which its functions create relations; empty: its own
  bool has_unknown_relations = false;
  bool has_unknown_functions = false;
};

/// Reads `schema` and `requires` of a control file (extension.c, parse_extension_control_file).
void read_control(std::string_view text, ExtensionDefinitions& into);

/// Reads our own list of extensions, extensions.txt, which says how it is written. Returns the first line
/// that is not: empty if all are.
std::string read_known_extensions(std::string_view text, std::map<std::string, ExtensionDefinitions>& into);

}  // namespace floodwall
