#pragma once
#include "analyzer/catalog/replay/session_state.h"

namespace floodwall {

Outcome replay_create_composite(const Replay& replay, const CompositeTypeStmt& statement);
Outcome replay_create_enum(const Replay& replay, const CreateEnumStmt& statement);
Outcome replay_create_range(const Replay& replay, const CreateRangeStmt& statement);
Outcome replay_create_domain(const Replay& replay, const CreateDomainStmt& statement);
/// CREATE TYPE of a base type, or its shell.
Outcome replay_create_base_type(const Replay& replay, const DefineStmt& statement);
Outcome replay_alter_enum(const Replay& replay, const AlterEnumStmt& statement);

}  // namespace floodwall
