// Expressions, and what all the others are made of (parse_expr.c).
#include "analyzer/catalog/scope_resolver.h"
#include "analyzer/sql/walk.h"

namespace floodwall {

void ScopeResolver::expression(const void* node, Index scope) {
  push(node);
  while (!stack_.empty()) {
    const Node* next = stack_.back();
    stack_.pop_back();
    if (step(*next, scope)) push_children(*next, stack_);
  }
}

void ScopeResolver::expressions(const List* nodes, Index scope) {
  for (const Node& node : each<Node>(nodes)) expression(&node, scope);
}

/// Looks at one node; says whether what is below it belongs to the same expression.
bool ScopeResolver::step(const Node& node, Index scope) {
  switch (static_cast<int>(node.type)) {
    case T_ColumnRef:
      column_ref(reinterpret_cast<const ColumnRef&>(node), scope, false);
      return false;
    case T_SubLink: {
      const auto& link = reinterpret_cast<const SubLink&>(node);
      set_aside(link.subselect, scope);
      push(link.testexpr);
      return false;
    }
    case T_SelectStmt:  // JSON_ARRAY(SELECT …)
      set_aside(&node, scope);
      return false;
    case T_A_Expr: {
      const auto& operation = reinterpret_cast<const A_Expr&>(node);
      push(operation.rexpr);
      push(operation.lexpr);
      return false;
    }
    case T_TypeCast:
      push(reinterpret_cast<const TypeCast&>(node).arg);
      return false;
    case T_FuncCall: {
      const auto& function = reinterpret_cast<const FuncCall&>(node);
      call(function, scope);
      push(function.over);
      push(function.agg_filter);
      push(function.agg_order);
      push(function.args);
      return false;
    }
    case T_A_Indirection:
      indirection(reinterpret_cast<const A_Indirection&>(node), scope);
      return true;
    case T_TypeName:  // its modifiers look like columns: geometry(Point, 4326)
    case T_A_Const:
    case T_ParamRef:
    case T_String:
      return false;
    case T_CollateClause:
      push(reinterpret_cast<const CollateClause&>(node).arg);
      return false;
    default:
      return true;
  }
}

/// Whether something in scope is called so: then a qualified name means that, and no record.
bool ScopeResolver::has_alias(Index scope, std::string_view name) const {
  if (name.empty()) return false;
  for (; scope != no_index; scope = out_.scopes[scope].outer) {
    const Scope& here = out_.scopes[scope];
    for (Index i = here.begin; i < here.end; ++i) {
      if (out_.sources[out_.items[i].source].alias == name) return true;
    }
  }
  return false;
}

Index ScopeResolver::add(ColumnReference reference) {
  if (is_stand_in(reference.column) || is_stand_in(reference.qualifier) || is_stand_in(reference.schema)) {
    return no_index;
  }
  if (reference.only_source == no_index) {
    reference.may_be_other |=
        context_->may_have_variables && !has_alias(reference.scope, reference.qualifier);
    if (!context_->variables.empty()) {
      const std::string_view first = !reference.schema.empty()      ? reference.schema
                                     : !reference.qualifier.empty() ? reference.qualifier
                                                                    : reference.column;
      reference.may_be_other |= is_variable(first);
    }
  }
  out_.columns.push_back(reference);
  return static_cast<Index>(out_.columns.size()) - 1;
}

/// c, t.c, s.t.c, database.s.t.c; with a star at the end the row as a value.
void ScopeResolver::column_ref(const ColumnRef& column, Index scope, bool may_be_other) {
  const int count = length_of(column.fields);
  if (count == 0 || 4 < count) return;
  const bool is_row = node_cast<A_Star>(element_of(column.fields, count - 1)) != nullptr;
  if (is_row && count == 1) return;
  add({.schema = count < 3 ? "" : string_of(element_of(column.fields, count - 3)),
       .qualifier = count < 2 ? "" : string_of(element_of(column.fields, count - 2)),
       .column = string_of(element_of(column.fields, count - 1)),
       .location = column.location,
       .scope = scope,
       .may_be_other = may_be_other});
}

/// (t).c is t.c if t is an alias; if it is a column, c is a field of it, of which we know nothing.
void ScopeResolver::indirection(const A_Indirection& indirection, Index scope) {
  const ColumnRef* row = node_cast<ColumnRef>(indirection.arg);
  if (row == nullptr || length_of(row->fields) != 1) return;
  const std::string_view alias = string_of(element_of(row->fields, 0));
  const std::string_view field = string_of(element_of(indirection.indirection, 0));
  if (field.empty() || !is_alias_of(alias, scope)) return;
  add({.qualifier = alias, .column = field, .location = -1, .scope = scope, .may_be_other = true});
}

/// c(t) is t.c if there is no such function.
void ScopeResolver::call(const FuncCall& call, Index scope) {
  if (length_of(call.args) != 1 || length_of(call.funcname) != 1) return;
  const ColumnRef* row = node_cast<ColumnRef>(element_of(call.args, 0));
  if (row == nullptr || length_of(row->fields) != 1) return;
  const std::string_view alias = string_of(element_of(row->fields, 0));
  if (!is_alias_of(alias, scope)) return;
  add({.qualifier = alias,
       .column = string_of(element_of(call.funcname, 0)),
       .location = call.location,
       .scope = scope,
       .may_be_other = true});
}

bool ScopeResolver::is_alias_of(std::string_view name, Index scope) const {
  const Scope& over = out_.scopes[scope];
  for (Index i = over.begin; i < over.end; ++i) {
    if (out_.sources[out_.items[i].source].alias == name) return true;
  }
  return false;
}

Index ScopeResolver::table(const RangeVar& relation, ReferenceUse use, bool may_be_missing) {
  const bool is_transition = !context_->tables.empty() && relation.schemaname == nullptr &&
                             context_->tables.contains(view_of(relation.relname));
  if (is_transition) return no_index;
  return add_table({.name = name_of(relation),
                    .location = relation.location,
                    .use = use,
                    .may_be_missing = may_be_missing});
}

Index ScopeResolver::table(const List* names, int count, ReferenceUse use, bool may_be_missing) {
  if (count <= 0) return no_index;
  TableReference reference = {.use = use, .may_be_missing = may_be_missing};
  reference.name.name = string_of(element_of(names, count - 1));
  if (1 < count) reference.name.schema = string_of(element_of(names, count - 2));
  return add_table(std::move(reference));
}

Index ScopeResolver::add_table(TableReference reference) {
  if (is_stand_in(reference.name.name)) {
    is_from_open_ = true;
    return no_index;
  }
  if (is_stand_in(reference.name.schema)) {
    reference.name.schema.clear();
    reference.is_schema_unknown = true;
  }
  out_.tables.push_back(std::move(reference));
  return static_cast<Index>(out_.tables.size()) - 1;
}

Index ScopeResolver::relation_source(Index table, const RangeVar& relation) {
  ColumnSource source = {.kind = table == no_index ? SourceKind::Open : SourceKind::Relation,
                         .has_system_columns = true,
                         .of = table,
                         .alias = view_of(relation.relname),
                         .schema = view_of(relation.schemaname)};
  if (relation.alias != nullptr) {
    source.is_alias_written = true;
    source.alias = view_of(relation.alias->aliasname);
    source.renames = alias_names(relation.alias);
    is_from_open_ |= is_stand_in(source.alias);
  }
  return add_source(source);
}

Index ScopeResolver::add_source(const ColumnSource& source) {
  out_.sources.push_back(source);
  return static_cast<Index>(out_.sources.size()) - 1;
}

Index ScopeResolver::add_item(Index source, Index begin, bool is_for_qualified) {
  out_.items.push_back({source, begin, is_for_qualified});
  return size_of_items() - 1;
}

Index ScopeResolver::add_scope(Index begin, Index end, Index outer) {
  out_.scopes.push_back({begin, end, outer, is_from_open_ || context_->may_hide_sql});
  return static_cast<Index>(out_.scopes.size()) - 1;
}

Index ScopeResolver::scope_over(const RangeVar& relation, ReferenceUse use, bool may_be_missing) {
  const Index item = add_item(relation_source(table(relation, use, may_be_missing), relation));
  return add_scope(item, item + 1, no_index);
}

void ScopeResolver::column_of(std::string_view name, Index scope, bool may_be_missing) {
  if (name.empty()) return;
  add({.column = name,
       .scope = scope,
       .only_source = out_.items[out_.scopes[scope].begin].source,
       .may_be_missing = may_be_missing});
}

void ScopeResolver::columns_of(const List* names, Index scope, bool may_be_missing) {
  for (const Node& name : each<Node>(names)) column_of(string_of(&name), scope, may_be_missing);
}

NameRange ScopeResolver::name_range(const List* names) {
  NameRange range = {static_cast<Index>(out_.names.size()), 0};
  for (const Node& name : each<Node>(names)) out_.names.push_back(string_of(&name));
  range.end = static_cast<Index>(out_.names.size());
  return range;
}

Index ScopeResolver::open_output() {
  out_.outputs.push_back({});
  return static_cast<Index>(out_.outputs.size()) - 1;
}

void ScopeResolver::begin_output(Index output) {
  QueryOutput& into = out_.outputs[output];
  into.begin = into.end = static_cast<Index>(out_.pieces.size());
}

void ScopeResolver::end_output(Index output) {
  if (context_->may_hide_sql) add_piece({.kind = PieceKind::Open});
  out_.outputs[output].end = static_cast<Index>(out_.pieces.size());
}

}  // namespace floodwall
