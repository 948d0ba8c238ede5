#pragma once
#include "analyzer/catalog/replay/session_state.h"

namespace floodwall {

/// Replays one statement that is no transaction control. A refused one may have changed something: the caller
/// keeps the state of before.
Outcome replay_statement(const Replay& replay, const Node& statement, bool is_in_transaction);

}  // namespace floodwall
