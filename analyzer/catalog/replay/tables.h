#pragma once
#include "analyzer/catalog/replay/session_state.h"

namespace floodwall {

Outcome replay_create_table(const Replay& replay, const CreateStmt& statement);
Outcome replay_create_foreign_table(const Replay& replay, const CreateForeignTableStmt& statement);

/// Makes room for a new relation or type. Refused if there is one of the name; unless something is open, for
/// then it must have been dropped where nobody saw it.
Outcome expect_free(const Replay& replay, const RelationName& name);

/// Columns that a child has from its parent: with the child's own where both have one of the name.
Outcome merge_column(std::vector<Column>& columns, const Column& added);

}  // namespace floodwall
