#pragma once
#include <string>
#include <string_view>

#include "analyzer/catalog/builtin_tables/definitions.h"

namespace floodwall {

struct ScriptOptions {
  std::string schema = {};  ///< where an unqualified CREATE goes
  bool follows_search_path =
      true;  ///< SET search_path changes that; an extension's script keeps its own schema
};

/// Reads a script that initdb or CREATE EXTENSION would run. Statements of which we know nothing define
/// nothing. Returns what PostgreSQL's grammar says of a statement that it does not take; empty: all is well.
std::string read_script(std::string_view text, const ScriptOptions& options, Definitions& into);

}  // namespace floodwall
