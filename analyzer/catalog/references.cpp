#include "analyzer/catalog/references.h"

#include "analyzer/catalog/scope_resolver.h"

namespace floodwall {

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
      return statement(*reinterpret_cast<const DeclareCursorStmt&>(node).query, outer);
    case T_PrepareStmt:
      return statement(*reinterpret_cast<const PrepareStmt&>(node).query, outer);
    case T_ExplainStmt:
      return statement(*reinterpret_cast<const ExplainStmt&>(node).query, outer);
    case T_CopyStmt:
      return copy(reinterpret_cast<const CopyStmt&>(node));
    case T_CreateFunctionStmt:
      return function(reinterpret_cast<const CreateFunctionStmt&>(node));
    case T_ReturnStmt:
      return expression(reinterpret_cast<const ReturnStmt&>(node).returnval,
                        add_scope(size_of_items(), size_of_items(), outer));
    case T_CallStmt:
      return expression(reinterpret_cast<const CallStmt&>(node).funccall,
                        add_scope(size_of_items(), size_of_items(), outer));
    case T_ExecuteStmt:
      return expressions(reinterpret_cast<const ExecuteStmt&>(node).params,
                         add_scope(size_of_items(), size_of_items(), outer));
    default:
      if (!definition(node) && !table_definition(node)) object_use(node);
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
