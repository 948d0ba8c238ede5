#include "analyzer/catalog/replay/alter_table.h"

#include <algorithm>
#include <vector>

#include "analyzer/catalog/replay/family.h"
#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/catalog/replay/sequences.h"
#include "analyzer/catalog/replay/statement_text.h"
#include "analyzer/catalog/replay/views.h"

namespace floodwall {
namespace {

struct Command {
  const AlterTableCmd* node;
  std::string_view text;
};

/// AlterTablePass in tablecmds.c.
int pass_of(const AlterTableCmd& command) {
  switch (static_cast<int>(command.subtype)) {
    case AT_DropColumn:
    case AT_DropConstraint:
    case AT_DropNotNull:
    case AT_DropExpression:
    case AT_DropIdentity:
    case AT_DropInherit:
      return 0;
    case AT_AlterColumnType:
      return 1;
    case AT_AddColumn:
      return 2;
    case AT_SetExpression:
      return 3;
    case AT_ColumnDefault:
    case AT_SetNotNull:
    case AT_AddIdentity:
    case AT_SetIdentity:
      return 4;
    default:
      return 5;
  }
}

/// Whether the tree does not tell what the catalog keeps of a command: an expression as written.
bool is_kept_as_text(const AlterTableCmd& command) {
  return command.subtype == AT_ColumnDefault || command.subtype == AT_SetExpression;
}

std::vector<Command> commands_of(const Replay& replay, const AlterTableStmt& statement) {
  bool wants_text = false;
  for (const AlterTableCmd& command : each<AlterTableCmd>(statement.cmds))
    wants_text = wants_text || (is_kept_as_text(command) && !replay.is_outline());
  std::vector<std::string_view> texts;
  if (wants_text) texts = comma_parts(replay.source.sql);
  if (texts.size() != static_cast<std::size_t>(length_of(statement.cmds)))
    texts.assign(static_cast<std::size_t>(length_of(statement.cmds)), {});
  std::vector<Command> commands;
  for (int i = 0; i < length_of(statement.cmds); ++i) {
    const AlterTableCmd* command = node_cast<AlterTableCmd>(element_of(statement.cmds, i));
    if (command != nullptr) commands.push_back({command, texts[static_cast<std::size_t>(i)]});
  }
  std::ranges::stable_sort(commands, {}, [](const Command& command) { return pass_of(*command.node); });
  return commands;
}

void set_persistence(const Replay& replay, const RelationName& name, char persistence) {
  std::vector<RelationName> names = owned_sequences(replay.catalog(), name);
  if (const Relation* table = replay.catalog().find(name))
    names.insert(names.end(), table->indexes.begin(), table->indexes.end());
  names.push_back(name);
  for (const RelationName& each_name : names)
    edit(replay.catalog(), each_name, [&](Relation& relation) { relation.persistence = persistence; });
}

void validate(const Replay& replay, const AlterTarget& target, std::string_view constraint) {
  for (const RelationName& member : family_of(replay.catalog(), target.name)) {
    edit(replay.catalog(), member, [&](Relation& relation) {
      for (TableConstraint& known : relation.constraints) {
        if (known.name == constraint) known.is_valid = true;
      }
    });
  }
}

void change_view_options(const Replay& replay, const RelationName& name, const AlterTableCmd& command) {
  edit(replay.catalog(), name, [&](Relation& relation) {
    if (relation.kind != RelationKind::View) return;
    const List* options = node_cast<List>(command.def);
    if (command.subtype == AT_SetRelOptions) {
      set_options(relation, options);
    } else {
      reset_options(relation, options);
    }
  });
}

Outcome add_constraint(const Replay& replay, const AlterTarget& target, const AlterTableCmd& command,
                       TableParts& late) {
  const Constraint* constraint = node_cast<Constraint>(command.def);
  if (constraint == nullptr) return {};
  if (constraint->indexname != nullptr && replay.is_outline()) return {};
  if (constraint->indexname != nullptr) return alter_add_key_of_index(replay, target, *constraint);
  return add_table_constraint(replay, *constraint, late);
}

Outcome apply(const Replay& replay, const AlterTarget& target, const Command& command, TableParts& late) {
  const AlterTableCmd& node = *command.node;
  switch (static_cast<int>(node.subtype)) {
    case AT_AddColumn:
      return alter_add_column(replay, target, node, late);
    case AT_DropColumn:
      return alter_drop_column(replay, target, node);
    case AT_AlterColumnType:
      return alter_column_type(replay, target, node);
    case AT_ColumnDefault:
    case AT_SetNotNull:
    case AT_DropNotNull:
    case AT_SetExpression:
    case AT_DropExpression:
    case AT_AddIdentity:
    case AT_SetIdentity:
    case AT_DropIdentity:
      return alter_column_property(replay, target, node, command.text);
    case AT_AddConstraint:
      return add_constraint(replay, target, node, late);
    case AT_DropConstraint:
      return alter_drop_constraint(replay, target, node);
    case AT_ValidateConstraint:
      validate(replay, target, view_of(node.name));
      return {};
    case AT_SetLogged:
      set_persistence(replay, target.name, RELPERSISTENCE_PERMANENT);
      return {};
    case AT_SetUnLogged:
      set_persistence(replay, target.name, RELPERSISTENCE_UNLOGGED);
      return {};
    case AT_SetRelOptions:
    case AT_ResetRelOptions:
      change_view_options(replay, target.name, node);
      return {};
    case AT_AddInherit:
      return alter_inherit(replay, target, node);
    case AT_DropInherit:
      return alter_no_inherit(replay, target, node);
    case AT_AddOf:
      return alter_of_type(replay, target, node);
    case AT_DropOf:
      edit(replay.catalog(), target.name, [](Relation& table) { table.of_type = {}; });
      return {};
    case AT_AttachPartition:
    case AT_DetachPartition: {
      const PartitionCmd* partition = node_cast<PartitionCmd>(node.def);
      if (partition == nullptr || partition->name == nullptr) return {};
      return node.subtype == AT_AttachPartition ? alter_attach(replay, target, *partition)
                                                : alter_detach(replay, target, *partition);
    }
    default:
      return {};
  }
}

/// A table that nothing here defines but that may be there all the same: what is said of it is known.
RelationName put_unknown_table(const Replay& replay, const AlterTableStmt& statement) {
  RelationName name = name_of(*statement.relation);
  const bool is_assumed = name.schema.empty();
  if (is_assumed) name.schema = creation_schema(replay.session);
  replay.catalog().put({.kind = RelationKind::Table,
                        .name = name,
                        .is_schema_assumed = is_assumed,
                        .open = "its CREATE TABLE is not known",
                        .at = replay.source.at});
  return name;
}

}  // namespace

bool is_of_type(ObjectType type, RelationKind kind) {
  switch (static_cast<int>(type)) {
    case OBJECT_VIEW:
      return kind == RelationKind::View;
    case OBJECT_MATVIEW:
      return kind == RelationKind::MaterializedView;
    case OBJECT_SEQUENCE:
      return kind == RelationKind::Sequence;
    case OBJECT_FOREIGN_TABLE:
      return kind == RelationKind::ForeignTable;
    case OBJECT_TYPE:
      return kind == RelationKind::CompositeType;
    case OBJECT_INDEX:
      return kind == RelationKind::Index;
    default:
      return kind != RelationKind::CompositeType;
  }
}

Outcome replay_alter_table(const Replay& replay, const AlterTableStmt& statement) {
  if (statement.relation == nullptr) return {};
  const RelationName written = name_of(*statement.relation);
  const Relation* relation = find_relation(replay.session, written);
  AlterTarget target{.reach = statement.relation->inh ? Reach::Family : Reach::Only};
  if (relation != nullptr) {
    if (!is_of_type(statement.objtype, relation->kind) && !relation->is_assumed)
      return refused(display(written) + " is of another kind");
    target.name = relation->name;
  } else if (!may_exist(replay.session, written)) {
    if (statement.missing_ok) return {};
    return refused("relation " + display(written) + " does not exist");
  } else if (statement.objtype != OBJECT_TABLE) {
    return {};
  } else {
    target.name = put_unknown_table(replay, statement);
  }

  TableParts late;
  for (const Command& command : commands_of(replay, statement)) {
    if (Outcome outcome = apply(replay, target, command, late); !outcome) return outcome;
  }
  if (late.constraints.empty() && late.sequences.empty()) return {};
  for (const OwnedSequence& sequence : late.sequences) {
    if (Outcome outcome = add_owned_sequence(replay, target.name, sequence); !outcome) return outcome;
  }
  find_columns_of_checks(late, replay.catalog().find(target.name)->columns);
  return add_constraints(replay, target.name, std::move(late.constraints), target.reach);
}

}  // namespace floodwall
