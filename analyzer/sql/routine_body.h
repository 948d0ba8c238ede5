#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/sql/nodes.h"
#include "analyzer/text/source_map.h"

namespace floodwall {

/// The code that a CREATE FUNCTION, CREATE PROCEDURE or DO carries as a string. (The BEGIN ATOMIC form
/// carries parse trees instead: CreateFunctionStmt::sql_body.)
struct RoutineBody {
  std::string language;  ///< "plpgsql", "sql", …
  std::string text;
  SourceMap map;          ///< text -> bytes of the statement
  bool runs_now = false;  ///< DO: when the script runs; otherwise when somebody calls the routine
};

/// `statement` is the text that `node` was parsed from.
std::optional<RoutineBody> routine_body(const Node& node, std::string_view statement);

}  // namespace floodwall
