#pragma once
#include "analyzer/catalog/replay/session_state.h"

namespace floodwall {

/// Sets options as they are written, security_barrier = on, or takes those of these names away.
void set_options(Relation& view, const List* written);
void reset_options(Relation& view, const List* written);

Outcome replay_create_view(const Replay& replay, const ViewStmt& statement);
/// CREATE TABLE AS, CREATE MATERIALIZED VIEW.
Outcome replay_create_table_as(const Replay& replay, const CreateTableAsStmt& statement);
Outcome replay_select_into(const Replay& replay, const SelectStmt& statement);
void replay_prepare(const Replay& replay, const PrepareStmt& statement);
/// EXPLAIN ANALYZE runs what it explains.
Outcome replay_explain(const Replay& replay, const ExplainStmt& statement);
/// CREATE RULE "_RETURN" … DO INSTEAD SELECT makes a view of an empty table.
Outcome replay_create_rule(const Replay& replay, const RuleStmt& statement);

}  // namespace floodwall
