#pragma once
#include "analyzer/catalog/replay/constraints.h"
#include "analyzer/catalog/replay/session_state.h"

namespace floodwall {

/// The index of a key, PostgreSQL's way: named like it. `constraint` is in the table by now.
Relation index_of_key(const Relation& table, const TableConstraint& constraint);

/// Puts an index of a table into the catalog; on a partitioned table, makes or finds its like on each
/// partition.
void put_index(const Replay& replay, Relation index, Reach reach);

/// Makes or finds, on a partition, the like of each index that its parent has, with the keys.
void inherit_indexes(const Replay& replay, const RelationName& partition, const RelationName& parent);

/// CREATE INDEX … LIKE: copies of an index for another table (generateClonedIndexStmt).
void clone_index(const Replay& replay, const Relation& index, const RelationName& table);

/// The key that an index belongs to; nullptr if none.
const TableConstraint* key_of_index(const Catalog& catalog, const Relation& index);

Outcome replay_create_index(const Replay& replay, const IndexStmt& statement);

}  // namespace floodwall
