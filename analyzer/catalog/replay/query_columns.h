#pragma once
#include <string>
#include <vector>

#include "analyzer/catalog/replay/session_state.h"

namespace floodwall {

/// What a query yields and what it reads, for the relation that is made of it.
struct QueryColumns {
  std::vector<Column> columns;
  std::string open;  ///< why there may be others
  std::vector<ColumnUse> uses;
};

QueryColumns columns_of_query(const Replay& replay, const Node* query);

}  // namespace floodwall
