#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/sql/nodes.h"

namespace floodwall::guard {

/// What a single statement is, for a limit on rows.
struct RowChange {
  /// DELETE, UPDATE or MERGE, or EXECUTE of one: its command tag counts the rows that it takes or changes.
  bool counts = false;
  /// EXPLAIN takes no $1, and where a string has a backslash the session may see several statements: the
  /// second one would be run, not explained.
  bool can_be_explained = true;
};
/// `sql` is the text of the one statement.
RowChange row_change_of(const Node& statement, std::string_view sql);

/// A query of one row: the plan, as JSON.
std::string plan_question(std::string_view sql);
/// How many rows PostgreSQL expects the statement to take or change; nothing if that is no such plan.
std::optional<double> expected_rows(std::string_view plan);

}  // namespace floodwall::guard
