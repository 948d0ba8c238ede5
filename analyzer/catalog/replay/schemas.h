#pragma once
#include "analyzer/catalog/replay/session_state.h"

namespace floodwall {

/// CREATE SCHEMA without its elements: under which name, or why not. An empty name: there is nothing to make.
std::expected<std::string, std::string> replay_create_schema(const Replay& replay,
                                                             const CreateSchemaStmt& statement);
Outcome replay_create_extension(const Replay& replay, const CreateExtensionStmt& statement);
Outcome replay_import_foreign_schema(const Replay& replay, const ImportForeignSchemaStmt& statement);
void replay_create_server(const Replay& replay, const CreateForeignServerStmt& statement);

}  // namespace floodwall
