#include "analyzer/catalog/replay/statements.h"

#include "analyzer/catalog/replay/alter_table.h"
#include "analyzer/catalog/replay/drops.h"
#include "analyzer/catalog/replay/indexes.h"
#include "analyzer/catalog/replay/renames.h"
#include "analyzer/catalog/replay/routines.h"
#include "analyzer/catalog/replay/schemas.h"
#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/catalog/replay/sequences.h"
#include "analyzer/catalog/replay/tables.h"
#include "analyzer/catalog/replay/types.h"
#include "analyzer/catalog/replay/views.h"

namespace floodwall {
namespace {

template <class NodeType>
const NodeType& as(const Node& node) {
  return reinterpret_cast<const NodeType&>(node);
}

Outcome done() { return {}; }

/// In which order CREATE SCHEMA makes its elements (transformCreateSchemaStmtElements).
int rank_of(const Node& element) {
  switch (static_cast<int>(element.type)) {
    case T_CreateSeqStmt:
      return 0;
    case T_CreateStmt:
      return 1;
    case T_ViewStmt:
      return 2;
    case T_IndexStmt:
      return 3;
    default:
      return 4;
  }
}

/// Its elements are made with the new schema in front of the path.
Outcome create_schema(const Replay& replay, const CreateSchemaStmt& statement) {
  const auto name = replay_create_schema(replay, statement);
  if (!name) return std::unexpected(name.error());
  if (name->empty() || length_of(statement.schemaElts) == 0) return {};
  const std::optional<SearchPath> local_path = replay.session.local_path;
  SearchPath path = replay.session.current_path();
  path.schemas.insert(path.schemas.begin(), *name);
  replay.session.local_path = std::move(path);
  Outcome outcome;
  for (int rank = 0; rank <= 4; ++rank) {
    for (const Node& element : each<Node>(statement.schemaElts)) {
      if (outcome && rank_of(element) == rank) outcome = replay_statement(replay, element, true);
    }
  }
  replay.session.local_path = local_path;
  return outcome;
}

Outcome define(const Replay& replay, const DefineStmt& statement) {
  if (statement.kind == OBJECT_TYPE) return replay_create_base_type(replay, statement);
  if (statement.kind == OBJECT_AGGREGATE) return replay_create_aggregate(replay, statement);
  return {};
}

Outcome select(const Replay& replay, const SelectStmt& statement, bool is_in_transaction) {
  if (mentions_set_config(replay.source.sql)) replay_set_config(replay.session, statement, is_in_transaction);
  return replay_select_into(replay, statement);
}

Outcome discard(const Replay& replay, const DiscardStmt& statement) {
  if (statement.target == DISCARD_ALL || statement.target == DISCARD_TEMP)
    drop_temporary_objects(replay.catalog());
  if (statement.target == DISCARD_ALL) {
    replay.session.path = replay.catalog().session_path;
    replay.session.local_path.reset();
    replay.session.prepared.clear();
  }
  return {};
}

Outcome set_for_role(const Replay& replay, const AlterRoleSetStmt& statement) {
  if (statement.setstmt != nullptr)
    replay_role_set(replay.session, *statement.setstmt, statement.role == nullptr);
  return {};
}

Outcome set_for_database(const Replay& replay, const AlterDatabaseSetStmt& statement) {
  if (statement.setstmt != nullptr) replay_role_set(replay.session, *statement.setstmt, true);
  return {};
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion): CREATE SCHEMA holds statements, but no other CREATE SCHEMA
Outcome replay_statement(const Replay& replay, const Node& statement, bool is_in_transaction) {
  switch (static_cast<int>(statement.type)) {
    case T_CreateStmt:
      return replay_create_table(replay, as<CreateStmt>(statement));
    case T_CreateForeignTableStmt:
      return replay_create_foreign_table(replay, as<CreateForeignTableStmt>(statement));
    case T_AlterTableStmt:
      return replay_alter_table(replay, as<AlterTableStmt>(statement));
    case T_IndexStmt:
      return replay_create_index(replay, as<IndexStmt>(statement));
    case T_DropStmt:
      return replay_drop(replay, as<DropStmt>(statement));
    case T_RenameStmt:
      return replay_rename(replay, as<RenameStmt>(statement));
    case T_AlterObjectSchemaStmt:
      return replay_set_schema(replay, as<AlterObjectSchemaStmt>(statement));
    case T_ViewStmt:
      return replay_create_view(replay, as<ViewStmt>(statement));
    case T_CreateTableAsStmt:
      return replay_create_table_as(replay, as<CreateTableAsStmt>(statement));
    case T_SelectStmt:
      return select(replay, as<SelectStmt>(statement), is_in_transaction);
    case T_ExplainStmt:
      return replay_explain(replay, as<ExplainStmt>(statement));
    case T_PrepareStmt:
      return replay_prepare(replay, as<PrepareStmt>(statement)), done();
    case T_RuleStmt:
      return replay_create_rule(replay, as<RuleStmt>(statement));
    case T_CreateSeqStmt:
      return replay_create_sequence(replay, as<CreateSeqStmt>(statement));
    case T_AlterSeqStmt:
      return replay_alter_sequence(replay, as<AlterSeqStmt>(statement));
    case T_CompositeTypeStmt:
      return replay_create_composite(replay, as<CompositeTypeStmt>(statement));
    case T_CreateEnumStmt:
      return replay_create_enum(replay, as<CreateEnumStmt>(statement));
    case T_CreateRangeStmt:
      return replay_create_range(replay, as<CreateRangeStmt>(statement));
    case T_CreateDomainStmt:
      return replay_create_domain(replay, as<CreateDomainStmt>(statement));
    case T_AlterEnumStmt:
      return replay_alter_enum(replay, as<AlterEnumStmt>(statement));
    case T_DefineStmt:
      return define(replay, as<DefineStmt>(statement));
    case T_CreateFunctionStmt:
      return replay_create_function(replay, as<CreateFunctionStmt>(statement));
    case T_CreateSchemaStmt:
      return create_schema(replay, as<CreateSchemaStmt>(statement));
    case T_CreateExtensionStmt:
      return replay_create_extension(replay, as<CreateExtensionStmt>(statement));
    case T_ImportForeignSchemaStmt:
      return replay_import_foreign_schema(replay, as<ImportForeignSchemaStmt>(statement));
    case T_CreateForeignServerStmt:
      return replay_create_server(replay, as<CreateForeignServerStmt>(statement)), done();
    case T_DropOwnedStmt:
      return replay_drop_owned(replay), done();
    case T_VariableSetStmt:
      return replay_set(replay.session, as<VariableSetStmt>(statement), is_in_transaction), done();
    case T_AlterRoleSetStmt:
      return set_for_role(replay, as<AlterRoleSetStmt>(statement));
    case T_AlterDatabaseSetStmt:
      return set_for_database(replay, as<AlterDatabaseSetStmt>(statement));
    case T_DiscardStmt:
      return discard(replay, as<DiscardStmt>(statement));
    default:
      return {};
  }
}

}  // namespace floodwall
