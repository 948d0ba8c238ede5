#pragma once
#include <string>
#include <vector>

#include "analyzer/catalog/replay/session_state.h"

namespace floodwall {

/// What a query yields and what it reads, for the relation that is made of it. Of CREATE VIEW and CREATE
/// TABLE AS, the columns under the names written behind the relation's.
struct QueryColumns {
  std::vector<Column> columns;
  std::string open;  ///< why there may be others
  std::vector<ColumnUse> uses;
};

/// Refused if a relation or a column surely is not there.
std::expected<QueryColumns, std::string> columns_of_query(const Replay& replay, const Node& statement);

}  // namespace floodwall
