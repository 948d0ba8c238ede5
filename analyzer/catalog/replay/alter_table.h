#pragma once
#include <string_view>

#include "analyzer/catalog/replay/constraints.h"
#include "analyzer/catalog/replay/session_state.h"
#include "analyzer/catalog/replay/table_parts.h"

namespace floodwall {

/// Whether ALTER VIEW, SEQUENCE, … (`type`) takes a relation of this kind; ALTER TABLE takes them all.
bool is_of_type(ObjectType type, RelationKind kind);

/// ALTER TABLE, INDEX, VIEW, SEQUENCE, FOREIGN TABLE, TYPE with its list of commands.
Outcome replay_alter_table(const Replay& replay, const AlterTableStmt& statement);

/// The relation that ALTER TABLE is about, and how far it goes.
struct AlterTarget {
  RelationName name;
  Reach reach = Reach::Family;
};

/// ADD COLUMN; keys and checks of it are left in `late`, for they come after all other commands.
Outcome alter_add_column(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command,
                         TableParts& late);
Outcome alter_drop_column(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command);
Outcome alter_column_type(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command);
/// SET and DROP of DEFAULT, NOT NULL, EXPRESSION, IDENTITY. `text` is the command as written.
Outcome alter_column_property(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command,
                              std::string_view text);
Outcome alter_drop_constraint(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command);
/// ADD CONSTRAINT … USING INDEX.
Outcome alter_add_key_of_index(const Replay& replay, const AlterTarget& target, const Constraint& constraint);

// INHERIT, NO INHERIT, OF, NOT OF, ATTACH and DETACH PARTITION.
Outcome alter_inherit(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command);
Outcome alter_no_inherit(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command);
Outcome alter_of_type(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command);
Outcome alter_attach(const Replay& replay, const AlterTarget& target, const PartitionCmd& partition);
Outcome alter_detach(const Replay& replay, const AlterTarget& target, const PartitionCmd& partition);

}  // namespace floodwall
