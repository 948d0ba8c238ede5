#include "analyzer/catalog/references.h"

#include "analyzer/catalog/scope_resolver.h"

namespace floodwall {
namespace {

template <class NodeType>
const NodeType& as(const Node& node) {
  return reinterpret_cast<const NodeType&>(node);
}

}  // namespace

void Resolution::clear() {
  tables.clear();
  columns.clear();
  inserts.clear();
  conflicts.clear();
  output = no_index;
  sources.clear();
  joins.clear();
  items.clear();
  scopes.clear();
  outputs.clear();
  pieces.clear();
  names.clear();
}

Resolution resolve(const Node& statement, const ResolveContext& context) {
  Resolution resolution;
  ScopeResolver(resolution).resolve(statement, context);
  return resolution;
}

void resolve(const Node& statement, const ResolveContext& context, Resolution& into) {
  into.clear();
  ScopeResolver(into).resolve(statement, context);
}

Resolver::Resolver() : resolver_(std::make_unique<ScopeResolver>(resolution_)) {}
Resolver::~Resolver() = default;

const Resolution& Resolver::resolve(const Node& statement, const ResolveContext& context) {
  resolution_.clear();
  resolver_->resolve(statement, context);
  return resolution_;
}

void ScopeResolver::resolve(const Node& node, const ResolveContext& context) {
  context_ = &context;
  all_ctes_.clear();
  statement(node, no_index);
  run_queries();
}

void ScopeResolver::run_queries() {
  while (!queries_.empty()) {
    const Query query = queries_.back();
    queries_.pop_back();
    run(query);
  }
}

void ScopeResolver::statement(const Node& node, Index outer) {
  ctes_ = no_index;
  is_from_open_ = false;
  switch (static_cast<int>(node.type)) {
    case T_SelectStmt:
    case T_InsertStmt:
    case T_UpdateStmt:
    case T_DeleteStmt:
    case T_MergeStmt:
      out_.output = add_source({.kind = SourceKind::Query, .of = set_aside(&node, outer)});
      return;
    case T_DeclareCursorStmt:
      return statement(*as<DeclareCursorStmt>(node).query, outer);
    case T_PrepareStmt:
      return statement(*as<PrepareStmt>(node).query, outer);
    case T_ExplainStmt:
      return statement(*as<ExplainStmt>(node).query, outer);
    case T_CopyStmt:
      return copy(as<CopyStmt>(node));
    case T_CreateFunctionStmt:
      return function(as<CreateFunctionStmt>(node));
    case T_ReturnStmt:
      return expression(as<ReturnStmt>(node).returnval, add_scope(size_of_items(), size_of_items(), outer));
    case T_CallStmt:
      return expression(as<CallStmt>(node).funccall, add_scope(size_of_items(), size_of_items(), outer));
    case T_ExecuteStmt:
      return expressions(as<ExecuteStmt>(node).params, add_scope(size_of_items(), size_of_items(), outer));
    case T_ViewStmt:
      return create_view(as<ViewStmt>(node).query, as<ViewStmt>(node).aliases);
    case T_CreateTableAsStmt: {
      const auto& create = as<CreateTableAsStmt>(node);
      return create_view(create.query, create.into == nullptr ? nullptr : create.into->colNames);
    }
    case T_CreateStmt:
      return create_table(as<CreateStmt>(node));
    case T_CreateForeignTableStmt:
      return create_table(as<CreateForeignTableStmt>(node).base);
    case T_AlterTableStmt:
      return alter_table(as<AlterTableStmt>(node));
    case T_IndexStmt:
      return create_index(as<IndexStmt>(node));
    case T_CreateTrigStmt:
      return create_trigger(as<CreateTrigStmt>(node));
    case T_RuleStmt:
      return create_rule(as<RuleStmt>(node));
    case T_CreateStatsStmt:
      return create_statistics(as<CreateStatsStmt>(node));
    case T_CreatePolicyStmt: {
      const auto& create = as<CreatePolicyStmt>(node);
      return policy(create.table, create.qual, create.with_check);
    }
    case T_AlterPolicyStmt: {
      const auto& alter = as<AlterPolicyStmt>(node);
      return policy(alter.table, alter.qual, alter.with_check);
    }
    case T_CreatePublicationStmt:
      return publication(as<CreatePublicationStmt>(node).pubobjects);
    case T_AlterPublicationStmt:
      return publication(as<AlterPublicationStmt>(node).pubobjects);
    case T_TruncateStmt:
      return tables(as<TruncateStmt>(node).relations, ReferenceUse::Writes);
    case T_LockStmt:
      return tables(as<LockStmt>(node).relations, ReferenceUse::Alters);
    case T_VacuumStmt:
      return vacuum(as<VacuumStmt>(node));
    case T_ClusterStmt:
      return altered(as<ClusterStmt>(node).relation);
    case T_ReindexStmt:
      return altered(as<ReindexStmt>(node).relation);
    case T_RefreshMatViewStmt:
      return altered(as<RefreshMatViewStmt>(node).relation);
    case T_AlterObjectDependsStmt:
      return altered(as<AlterObjectDependsStmt>(node).relation);
    case T_AlterObjectSchemaStmt:
      return altered(as<AlterObjectSchemaStmt>(node).relation, as<AlterObjectSchemaStmt>(node).missing_ok);
    case T_CommentStmt:
      return comment(as<CommentStmt>(node).objtype, as<CommentStmt>(node).object);
    case T_SecLabelStmt:
      return comment(as<SecLabelStmt>(node).objtype, as<SecLabelStmt>(node).object);
    case T_GrantStmt:
      return grant(as<GrantStmt>(node));
    case T_DropStmt:
      return drop(as<DropStmt>(node));
    case T_RenameStmt:
      return rename(as<RenameStmt>(node));
    case T_CreateSeqStmt:
      return owned_by(as<CreateSeqStmt>(node).options);
    case T_AlterSeqStmt:
      altered(as<AlterSeqStmt>(node).sequence, as<AlterSeqStmt>(node).missing_ok);
      return owned_by(as<AlterSeqStmt>(node).options);
    default:
      return;
  }
}

/// A body in BEGIN ATOMIC or RETURN: its parameters are as good as columns there.
void ScopeResolver::function(const CreateFunctionStmt& create) {
  pct_type(create.returnType);
  for (const FunctionParameter& parameter : each<FunctionParameter>(create.parameters)) {
    pct_type(parameter.argType);
  }
  if (create.sql_body == nullptr) return;
  const Index output = open_output();
  begin_output(output);
  for (const FunctionParameter& parameter : each<FunctionParameter>(create.parameters)) {
    if (parameter.name != nullptr) {
      add_piece({.name = parameter.name, .value = reinterpret_cast<const Node*>(parameter.argType)});
    }
  }
  end_output(output);
  const std::string_view name = string_of(element_of(create.funcname, length_of(create.funcname) - 1));
  const Index source =
      add_source({.kind = SourceKind::Query, .is_alias_written = true, .of = output, .alias = name});
  const Index begin = add_item(source);
  for (const FunctionParameter& parameter : each<FunctionParameter>(create.parameters)) {
    if (parameter.name == nullptr) continue;  // of a composite type: parameter.field
    add_item(add_source({.is_alias_written = true, .alias = parameter.name}), no_index, true);
  }
  const Index scope = add_scope(begin, size_of_items(), no_index);
  std::vector<const Node*> bodies = {create.sql_body};
  while (!bodies.empty()) {
    const Node* body = bodies.back();
    bodies.pop_back();
    if (body->type == T_List) {
      const auto* list = reinterpret_cast<const List*>(body);
      for (int i = list->length; i-- != 0;) {
        if (const Node* element = element_of(list, i)) bodies.push_back(element);
      }
    } else {
      statement(*body, scope);
    }
  }
  out_.output = no_index;
}

}  // namespace floodwall
