#pragma once
#include "analyzer/catalog/replay/removal.h"
#include "analyzer/catalog/replay/session_state.h"

namespace floodwall {

Outcome replay_drop(const Replay& replay, const DropStmt& statement);
void replay_drop_owned(const Replay& replay);
/// The end of a session, or DISCARD TEMP: its temporary objects go.
void drop_temporary_objects(Catalog& catalog);
/// COMMIT, for tables made with ON COMMIT DROP.
void drop_on_commit(SessionState& session);

}  // namespace floodwall
