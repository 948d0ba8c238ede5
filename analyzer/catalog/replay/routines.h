#pragma once
#include <expected>
#include <optional>
#include <string>

#include "analyzer/catalog/replay/removal.h"
#include "analyzer/catalog/replay/session_state.h"

namespace floodwall {

/// CREATE [OR REPLACE] FUNCTION, PROCEDURE.
Outcome replay_create_function(const Replay& replay, const CreateFunctionStmt& statement);
/// CREATE AGGREGATE.
Outcome replay_create_aggregate(const Replay& replay, const DefineStmt& statement);

/// The routine that a name with or without arguments means; nullopt if there is none, refused if there are
/// several.
std::expected<std::optional<Object>, std::string> find_routine(const Replay& replay,
                                                               const ObjectWithArgs& written,
                                                               ObjectType type);

}  // namespace floodwall
