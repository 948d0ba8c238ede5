#pragma once
#include "analyzer/catalog/replay/session_state.h"

namespace floodwall {

/// ALTER … RENAME, of anything.
Outcome replay_rename(const Replay& replay, const RenameStmt& statement);
/// ALTER … SET SCHEMA.
Outcome replay_set_schema(const Replay& replay, const AlterObjectSchemaStmt& statement);

}  // namespace floodwall
