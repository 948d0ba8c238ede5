// INSERT, UPDATE, DELETE, MERGE, COPY (analyze.c, parse_merge.c). Their target is never a CTE.
#include <algorithm>

#include "analyzer/catalog/scope_resolver.h"

namespace floodwall {
namespace {

bool holds_star(const List* row) {
  for (const ColumnRef& column : each<ColumnRef>(row)) {
    if (node_cast<A_Star>(element_of(column.fields, length_of(column.fields) - 1)) != nullptr) return true;
  }
  for (const A_Indirection& value : each<A_Indirection>(row)) {
    if (node_cast<A_Star>(element_of(value.indirection, length_of(value.indirection) - 1)) != nullptr) {
      return true;
    }
  }
  return false;
}

/// RETURNING: a clause with options since 18, a list before.
auto returning_of(const auto& stmt) {
#if 18 <= FLOODWALL_PG_MAJOR
  return stmt.returningClause;
#else
  return stmt.returningList;
#endif
}

}  // namespace

Index ScopeResolver::target_source(const RangeVar& relation) {
  return relation_source(table(relation, ReferenceUse::Writes), relation);
}

/// Scope items in this order: excluded, the target, OLD and NEW.
void ScopeResolver::insert(const InsertStmt& stmt, const Query& query) {
  with(stmt.withClause, query.outer);
  const Index target = target_source(*stmt.relation);
  for (const ResTarget& column : each<ResTarget>(stmt.cols)) {
    add({.column = view_of(column.name),
         .location = column.location,
         .scope = add_scope(size_of_items(), size_of_items(), no_index),
         .only_source = target});
  }
  Index values = no_index;
  if (stmt.selectStmt != nullptr) values = set_aside(stmt.selectStmt, query.outer);
  insert_shape(stmt, target, values);
  if (stmt.onConflictClause != nullptr) {
    add_item(add_source(
        {.kind = SourceKind::Source, .is_alias_written = true, .of = target, .alias = "excluded"}));
  }
  const Index target_item = add_item(target);
  if (stmt.onConflictClause != nullptr) on_conflict(*stmt.onConflictClause, target_item, query.outer);
  returning(returning_of(stmt), target, target_item, query);
}

void ScopeResolver::insert_shape(const InsertStmt& stmt, Index target, Index output) {
  const SelectStmt* select = node_cast<SelectStmt>(stmt.selectStmt);
  if (select == nullptr || context_->may_hide_sql || out_.sources[target].kind != SourceKind::Relation)
    return;
  InsertShape shape = {.target = target, .column_count = static_cast<Index>(length_of(stmt.cols))};
  shape.location = stmt.relation->location;
  for (const ResTarget& column : each<ResTarget>(stmt.cols)) {
    if (is_stand_in(view_of(column.name))) return;
  }
  for (const List& row : each<List>(select->valuesLists)) {
    if (holds_star(&row)) return;
    for (const ColumnRef& value : each<ColumnRef>(&row)) {
      if (is_stand_in(string_of(element_of(value.fields, 0)))) return;
    }
    const auto width = static_cast<Index>(row.length);
    shape.narrowest = shape.narrowest == 0 ? width : std::min(shape.narrowest, width);
    shape.widest = std::max(shape.widest, width);
  }
  if (select->valuesLists == nullptr) shape.output = output;
  out_.inserts.push_back(shape);
}

void ScopeResolver::on_conflict(const OnConflictClause& clause, Index target_item, Index outer) {
  const Index target = out_.items[target_item].source;
  if (clause.infer != nullptr) {
    const Index scope = add_scope(target_item, target_item + 1, outer);
    ConflictTarget conflict = {.target = target, .location = clause.infer->location};
    conflict.constraint = view_of(clause.infer->conname);
    conflict.is_partial = clause.infer->whereClause != nullptr;
    conflict.columns.begin = static_cast<Index>(out_.names.size());
    for (const IndexElem& element : each<IndexElem>(clause.infer->indexElems)) {
      conflict.has_expression |= element.expr != nullptr || is_stand_in(view_of(element.name));
      if (element.name != nullptr) out_.names.push_back(element.name);
      column_of(view_of(element.name), scope);
      expression(element.expr, scope);
    }
    conflict.columns.end = static_cast<Index>(out_.names.size());
    expression(clause.infer->whereClause, scope);
    if (!is_stand_in(conflict.constraint)) out_.conflicts.push_back(conflict);
  }
  const Index scope = add_scope(target_item - 1, target_item + 1, outer);
  set_columns(clause.targetList, target, scope);
  expression(clause.whereClause, scope);
}

void ScopeResolver::set_columns(const List* targets, Index target, Index scope) {
  for (const ResTarget& column : each<ResTarget>(targets)) {
    add({.column = view_of(column.name), .location = column.location, .scope = scope, .only_source = target});
    const MultiAssignRef* part = node_cast<MultiAssignRef>(column.val);
    if (part == nullptr || part->colno == 1) expression(column.val, scope);  // the parts share one source
  }
}

void ScopeResolver::update(const UpdateStmt& stmt, const Query& query) {
  with(stmt.withClause, query.outer);
  const Index target = target_source(*stmt.relation);
  const Index begin = add_item(target);
  const Index scope = from(stmt.fromClause, begin, begin + 1, query.outer);
  set_columns(stmt.targetList, target, scope);
  expression(stmt.whereClause, scope);
  returning(returning_of(stmt), target, begin, query);
}

void ScopeResolver::remove(const DeleteStmt& stmt, const Query& query) {
  with(stmt.withClause, query.outer);
  const Index target = target_source(*stmt.relation);
  const Index begin = add_item(target);
  const Index scope = from(stmt.usingClause, begin, begin + 1, query.outer);
  expression(stmt.whereClause, scope);
  returning(returning_of(stmt), target, begin, query);
}

/// Scope items: the source's, then the target. Each arm sees what there is of a row then.
void ScopeResolver::merge(const MergeStmt& stmt, const Query& query) {
  with(stmt.withClause, query.outer);
  const Index begin = size_of_items();
  from_item(stmt.sourceRelation, begin, query.outer, 0);
  const Index target = target_source(*stmt.relation);
  const Index target_item = add_item(target);
  const Index both = add_scope(begin, target_item + 1, query.outer);
  const Index source_only = add_scope(begin, target_item, query.outer);
  const Index target_only = add_scope(target_item, target_item + 1, query.outer);
  expression(stmt.joinCondition, both);
  for (const MergeWhenClause& when : each<MergeWhenClause>(stmt.mergeWhenClauses)) {
    const Index scope = when.matchKind == MERGE_WHEN_MATCHED                 ? both
                        : when.matchKind == MERGE_WHEN_NOT_MATCHED_BY_SOURCE ? target_only
                                                                             : source_only;
    expression(when.condition, scope);
    set_columns(when.targetList, target, scope);
    expressions(when.values, scope);
  }
  returning(returning_of(stmt), target, begin, query);
}

#if 18 <= FLOODWALL_PG_MAJOR
/// OLD and NEW are the target under other names, unless something in scope has them already.
void ScopeResolver::returning(const ReturningClause* clause, Index target, Index begin, const Query& query) {
  if (clause == nullptr) return;
  std::string_view old_alias = "old";
  std::string_view new_alias = "new";
  for (const ReturningOption& option : each<ReturningOption>(clause->options)) {
    (option.option == RETURNING_OPTION_OLD ? old_alias : new_alias) = view_of(option.value);
  }
  const Index end = size_of_items();
  for (const std::string_view alias : {old_alias, new_alias}) {
    bool is_taken = false;
    for (Index i = begin; i < end; ++i) is_taken |= out_.sources[out_.items[i].source].alias == alias;
    if (!is_taken) add_row(target, alias, true);
  }
  targets(clause->exprs, add_scope(begin, size_of_items(), query.outer), query.output);
}
#else
void ScopeResolver::returning(const List* clause, Index, Index begin, const Query& query) {
  if (clause == nullptr) return;
  targets(clause, add_scope(begin, size_of_items(), query.outer), query.output);
}
#endif

void ScopeResolver::copy(const CopyStmt& stmt) {
  if (stmt.query != nullptr) set_aside(stmt.query, no_index);
  if (stmt.relation == nullptr) return;
  const Index scope = scope_over(*stmt.relation, stmt.is_from ? ReferenceUse::Writes : ReferenceUse::Reads);
  columns_of(stmt.attlist, scope);
  expression(stmt.whereClause, scope);
}

}  // namespace floodwall
