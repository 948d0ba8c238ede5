#pragma once
#include "analyzer/catalog/replay/session_state.h"
#include "analyzer/catalog/replay/table_parts.h"

namespace floodwall {

/// Makes the sequence of a serial or identity column of a table that is in the catalog.
Outcome add_owned_sequence(const Replay& replay, const RelationName& table, const OwnedSequence& sequence);

/// The sequence that a default's nextval('…') names; no name if none.
RelationName sequence_read(const SessionState& session, const Node* expression);

/// The sequences that a table, or one column of it, owns.
std::vector<RelationName> owned_sequences(const Catalog& catalog, const RelationName& table,
                                          std::string_view column = {});

Outcome replay_create_sequence(const Replay& replay, const CreateSeqStmt& statement);
Outcome replay_alter_sequence(const Replay& replay, const AlterSeqStmt& statement);

}  // namespace floodwall
