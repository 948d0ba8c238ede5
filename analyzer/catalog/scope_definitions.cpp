// Views, indexes, triggers, rules, policies, statistics, publications: expressions and queries over a table.
#include "analyzer/catalog/scope_resolver.h"

namespace floodwall {

void ScopeResolver::create_view(const Node* query, const List* names) {
  out_.output =
      add_source({.kind = SourceKind::Query, .of = set_aside(query, no_index), .renames = name_range(names)});
}

void ScopeResolver::create_index(const IndexStmt& index) {
  const Index scope = scope_over(*index.relation, ReferenceUse::Alters);
  index_elements(index.indexParams, scope);
  index_elements(index.indexIncludingParams, scope);
  expression(index.whereClause, scope);
}

void ScopeResolver::index_elements(const List* elements, Index scope) {
  for (const IndexElem& element : each<IndexElem>(elements)) {
    column_of(view_of(element.name), scope);
    expression(element.expr, scope);
  }
}

/// WHEN sees the row before and after.
void ScopeResolver::create_trigger(const CreateTrigStmt& trigger) {
  const RangeVar& own = *trigger.relation;
  const Index relation = relation_source(table(own, ReferenceUse::Alters), own);
  const Index item = add_item(relation);
  columns_of(trigger.columns, add_scope(item, item + 1, no_index));
  if (trigger.constrrel != nullptr) table(*trigger.constrrel, ReferenceUse::RefersTo);
  if (trigger.whenClause == nullptr) return;
  const Index begin = size_of_items();
  add_row(relation, "old", false);
  add_row(relation, "new", false);
  expression(trigger.whenClause, add_scope(begin, size_of_items(), no_index));
}

/// WHERE and the actions see OLD and NEW, as far as the event has them; the actions by these names alone.
void ScopeResolver::create_rule(const RuleStmt& rule) {
  const RangeVar& own = *rule.relation;
  const Index relation = relation_source(table(own, ReferenceUse::Alters), own);
  const auto rows = [&](bool is_for_qualified) {
    const Index begin = size_of_items();
    if (rule.event != CMD_INSERT) add_row(relation, "old", is_for_qualified);
    if (rule.event == CMD_INSERT || rule.event == CMD_UPDATE) add_row(relation, "new", is_for_qualified);
    return add_scope(begin, size_of_items(), no_index);
  };
  expression(rule.whereClause, rows(false));
  const Index scope = rows(true);
  for (const Node& action : each<Node>(rule.actions)) statement(action, scope);
  out_.output = no_index;
}

/// OLD or NEW: the columns of a relation under another name.
void ScopeResolver::add_row(Index relation, std::string_view alias, bool is_for_qualified) {
  add_item(add_source({.kind = SourceKind::Source,
                       .is_alias_written = true,
                       .has_system_columns = true,
                       .of = relation,
                       .alias = alias}),
           no_index, is_for_qualified);
}

void ScopeResolver::create_statistics(const CreateStatsStmt& statistics) {
  const RangeVar* relation = node_cast<RangeVar>(element_of(statistics.relations, 0));
  if (relation == nullptr) return;
  const Index scope = scope_over(*relation, ReferenceUse::Alters);
  for (const StatsElem& element : each<StatsElem>(statistics.exprs)) {
    column_of(view_of(element.name), scope);
    expression(element.expr, scope);
  }
}

void ScopeResolver::policy(const RangeVar* table, const Node* qual, const Node* check) {
  const Index scope = scope_over(*table, ReferenceUse::Alters);
  expression(qual, scope);
  expression(check, scope);
}

void ScopeResolver::publication(const List* objects) {
  for (const PublicationObjSpec& object : each<PublicationObjSpec>(objects)) {
    if (object.pubtable == nullptr || object.pubtable->relation == nullptr) continue;
    const Index scope = scope_over(*object.pubtable->relation, ReferenceUse::Alters);
    columns_of(object.pubtable->columns, scope);
    expression(object.pubtable->whereClause, scope);
  }
}

}  // namespace floodwall
