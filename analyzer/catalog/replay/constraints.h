#pragma once
#include <string>
#include <vector>

#include "analyzer/catalog/replay/session_state.h"

namespace floodwall {

enum class Reach : std::uint8_t { Family, Only };

/// Adds constraints to a table that is in the catalog: makes names up, looks parents up, makes the indexes of
/// keys, and hands down to children what they inherit. `Reach::Only` is ALTER TABLE ONLY.
Outcome add_constraints(const Replay& replay, const RelationName& table,
                        std::vector<TableConstraint> constraints, Reach reach = Reach::Family);

/// What a new child takes over from a parent that is in the catalog: its checks; a partition its foreign
/// keys, too. Existing ones of the same kind become inherited.
Outcome inherit_constraints(const Replay& replay, const RelationName& child, const RelationName& parent);

bool is_same_foreign_key(const TableConstraint& one, const TableConstraint& other);

/// Whether these columns, in any order, are what a key or a unique index of the table holds together.
bool is_unique_in(const Catalog& catalog, const Relation& table, std::vector<std::string> columns);

}  // namespace floodwall
