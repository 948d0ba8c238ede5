// SELECT, VALUES, set operations, WITH (analyze.c, parse_cte.c, parse_target.c).
#include <algorithm>
#include <array>

#include "analyzer/catalog/scope_resolver.h"
#include "analyzer/sql/walk.h"

namespace floodwall {
namespace {

/// PostgreSQL takes no more columns than that (MaxTupleAttributeNumber).
constexpr std::size_t most_columns = 1664;

/// column1, column2, …: what VALUES yields.
constexpr auto value_names = [] {
  std::array<std::array<char, 12>, most_columns> names{};
  for (std::size_t i = 0; i < most_columns; ++i) {
    constexpr std::string_view stem = "column";
    std::size_t at = 0;
    for (const char letter : stem) names[i][at++] = letter;
    std::size_t power = 1;
    while (10 * power <= i + 1) power *= 10;
    for (; power != 0; power /= 10) names[i][at++] = static_cast<char>('0' + (i + 1) / power % 10);
  }
  return names;
}();

/// Whether a star stands at the end of a list of fields or indirections.
bool ends_in_star(const List* fields) {
  return node_cast<A_Star>(element_of(fields, length_of(fields) - 1)) != nullptr;
}

bool is_star(const Node* value) {
  if (const ColumnRef* column = node_cast<ColumnRef>(value)) return ends_in_star(column->fields);
  if (const A_Indirection* indirection = node_cast<A_Indirection>(value)) {
    return ends_in_star(indirection->indirection);
  }
  return false;
}

}  // namespace

Index ScopeResolver::set_aside(const Node* statement, Index outer) {
  const Index output = open_output();
  queries_.push_back({statement, outer, ctes_, output});
  return output;
}

void ScopeResolver::run(const Query& query) {
  ctes_ = query.ctes;
  is_from_open_ = false;
  begin_output(query.output);
  if (const SelectStmt* select_stmt = node_cast<SelectStmt>(query.statement)) {
    select(*select_stmt, query);
  } else if (const InsertStmt* insert_stmt = node_cast<InsertStmt>(query.statement)) {
    insert(*insert_stmt, query);
  } else if (const UpdateStmt* update_stmt = node_cast<UpdateStmt>(query.statement)) {
    update(*update_stmt, query);
  } else if (const DeleteStmt* delete_stmt = node_cast<DeleteStmt>(query.statement)) {
    remove(*delete_stmt, query);
  } else if (const MergeStmt* merge_stmt = node_cast<MergeStmt>(query.statement)) {
    merge(*merge_stmt, query);
  } else {
    add_piece({.kind = PieceKind::Open});
    end_output(query.output);
  }
}

void ScopeResolver::select(const SelectStmt& stmt, const Query& query) {
  with(stmt.withClause, query.outer);
  if (stmt.op != SETOP_NONE) return set_operation(stmt, query);
  if (stmt.valuesLists != nullptr) return values(stmt, query);
  plain_select(stmt, query);
}

void ScopeResolver::plain_select(const SelectStmt& stmt, const Query& query) {
  const Index begin = size_of_items();
  const Index scope = from(stmt.fromClause, begin, begin, query.outer);
  targets(stmt.targetList, scope, query.output);
  expression(stmt.whereClause, scope);
  group_by(stmt.groupClause, scope, query.output);
  expression(stmt.havingClause, scope);
  expressions(stmt.windowClause, scope);
  for (const Node& item : each<Node>(stmt.distinctClause)) {
    output_or_expression(&item, scope, query.output, OutputLookup::First);
  }
  order_by(stmt.sortClause, scope, query.output);
  expression(stmt.limitOffset, scope);
  expression(stmt.limitCount, scope);
  locking(stmt.lockingClause, scope);
}

/// Left-deep chains are as long as their statement, so their spine is followed in a loop.
void ScopeResolver::set_operation(const SelectStmt& stmt, const Query& query) {
  order_.clear();
  const SelectStmt* at = &stmt;
  const auto is_plain = [](const SelectStmt& arm) {
    return arm.op != SETOP_NONE && arm.sortClause == nullptr && arm.withClause == nullptr &&
           arm.limitCount == nullptr && arm.limitOffset == nullptr && arm.lockingClause == nullptr;
  };
  std::vector<const SelectStmt*> arms;
  for (;; at = at->larg) {
    arms.push_back(at->rarg);
    if (!is_plain(*at->larg)) break;
  }
  const Index first = set_aside(reinterpret_cast<const Node*>(at->larg), query.outer);
  Index last = first;
  for (std::size_t i = arms.size(); i-- != 0;) {
    const Index arm = set_aside(reinterpret_cast<const Node*>(arms[i]), query.outer);
    out_.outputs[last].next_arm = arm;
    last = arm;
  }
  const Index source = add_source({.kind = SourceKind::Query, .of = first});
  add_piece({.kind = PieceKind::Star, .source = source});
  end_output(query.output);
  const Index scope = add_scope(size_of_items(), size_of_items(), query.outer);
  order_by(stmt.sortClause, scope, query.output);
  expression(stmt.limitOffset, scope);
  expression(stmt.limitCount, scope);
}

void ScopeResolver::values(const SelectStmt& stmt, const Query& query) {
  const Index before = add_scope(size_of_items(), size_of_items(), query.outer);
  for (const List& row : each<List>(stmt.valuesLists)) expressions(&row, before);
  const List* first = node_cast<List>(element_of(stmt.valuesLists, 0));
  const Node* star = nullptr;
  for (const Node& value : each<Node>(first)) {
    if (is_star(&value)) star = &value;
  }
  const auto count = std::min<std::size_t>(static_cast<std::size_t>(length_of(first)), most_columns);
  const bool is_single = stmt.valuesLists->length == 1;
  if (star != nullptr) {
    add_piece({.kind = PieceKind::Open});
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      // The type is what all rows agree on.
      const Node* value = is_single ? element_of(first, static_cast<int>(i)) : nullptr;
      add_piece({.name = value_names[i].data(), .value = value});
    }
  }
  end_output(query.output);
  if (stmt.sortClause == nullptr && stmt.limitOffset == nullptr && stmt.limitCount == nullptr) return;
  const Index source = add_source({.kind = SourceKind::Query, .of = query.output, .alias = "*VALUES*"});
  const Index begin = add_item(source);
  const Index scope = add_scope(begin, begin + 1, query.outer);
  order_by(stmt.sortClause, scope, query.output);
  expression(stmt.limitOffset, scope);
  expression(stmt.limitCount, scope);
}

/// A CTE sees those before it; under RECURSIVE all of them, itself included.
void ScopeResolver::with(const WithClause* clause, Index outer) {
  if (clause == nullptr) return;
  const std::size_t first_query = queries_.size();
  for (const CommonTableExpr& cte : each<CommonTableExpr>(clause->ctes)) {
    const Index output = set_aside(cte.ctequery, outer);
    ColumnSource source = {.kind = SourceKind::Query, .of = output};
    source.renames = name_range(cte.aliascolnames);
    source.appended = {static_cast<Index>(out_.names.size()), 0};
    if (cte.search_clause != nullptr) out_.names.push_back(view_of(cte.search_clause->search_seq_column));
    if (cte.cycle_clause != nullptr) {
      out_.names.push_back(view_of(cte.cycle_clause->cycle_mark_column));
      out_.names.push_back(view_of(cte.cycle_clause->cycle_path_column));
    }
    source.appended.end = static_cast<Index>(out_.names.size());
    all_ctes_.push_back({view_of(cte.ctename), add_source(source), ctes_});
    ctes_ = static_cast<Index>(all_ctes_.size()) - 1;
    if (cte.search_clause == nullptr && cte.cycle_clause == nullptr) continue;
    // SEARCH … BY and CYCLE … SET name columns of the CTE itself.
    const Index item = add_item(all_ctes_.back().source);
    const Index scope = add_scope(item, item + 1, no_index);
    if (cte.search_clause != nullptr) columns_of(cte.search_clause->search_col_list, scope);
    if (cte.cycle_clause != nullptr) columns_of(cte.cycle_clause->cycle_col_list, scope);
  }
  if (!clause->recursive) return;
  for (std::size_t i = first_query; i < queries_.size(); ++i) queries_[i].ctes = ctes_;
}

void ScopeResolver::targets(const List* targets, Index scope, Index output) {
  begin_output(output);
  for (const ResTarget& each_target : each<ResTarget>(targets)) target(each_target, scope);
  end_output(output);
}

void ScopeResolver::target(const ResTarget& target, Index scope) {
  if (const ColumnRef* column = node_cast<ColumnRef>(target.val)) {
    if (ends_in_star(column->fields)) return star(column->fields, column->location, scope);
    const std::string_view name = string_of(element_of(column->fields, length_of(column->fields) - 1));
    if (is_stand_in(name) || (target.name != nullptr && is_stand_in(target.name))) {
      add_piece({.kind = PieceKind::Open});
      return expression(column, scope);
    }
    const std::size_t before = out_.columns.size();
    column_ref(*column, scope, false);
    OutputPiece piece = {.name = target.name == nullptr ? name : target.name, .value = target.val};
    if (before != out_.columns.size()) piece.reference = static_cast<Index>(before);
    return add_piece(piece);
  }
  expression(target.val, scope);
  if (is_star(target.val)) return add_piece({.kind = PieceKind::Open});
  if (target.name != nullptr) {
    if (is_stand_in(target.name)) return add_piece({.kind = PieceKind::Open});
    return add_piece({.name = target.name, .value = target.val});
  }
  add_piece({.kind = PieceKind::Unnamed, .value = target.val});
}

void ScopeResolver::star(const List* fields, int location, Index scope) {
  const int count = length_of(fields) - 1;
  if (count != 0) {
    const Index reference = add({.schema = count < 2 ? "" : string_of(element_of(fields, count - 2)),
                                 .qualifier = string_of(element_of(fields, count - 1)),
                                 .location = location,
                                 .scope = scope});
    if (reference == no_index) return add_piece({.kind = PieceKind::Open});
    return add_piece({.kind = PieceKind::Star, .reference = reference});
  }
  const Scope over = out_.scopes[scope];
  if (over.is_open) add_piece({.kind = PieceKind::Open});
  order_.clear();
  for (Index i = over.end; over.begin < i;) {
    const ScopeItem& item = out_.items[--i];
    if (!item.is_for_qualified) order_.push_back(item.source);
    if (item.begin != no_index) i = std::max(item.begin, over.begin);
  }
  for (std::size_t i = order_.size(); i-- != 0;) add_piece({.kind = PieceKind::Star, .source = order_[i]});
}

void ScopeResolver::output_or_expression(const Node* node, Index scope, Index output, OutputLookup lookup) {
  const ColumnRef* column = node_cast<ColumnRef>(node);
  if (column == nullptr || length_of(column->fields) != 1) return expression(node, scope);
  const std::size_t before = out_.columns.size();
  column_ref(*column, scope, false);
  if (before == out_.columns.size()) return;
  out_.columns.back().output = output;
  out_.columns.back().output_lookup = lookup;
}

void ScopeResolver::order_by(const List* clause, Index scope, Index output) {
  for (const SortBy& sort : each<SortBy>(clause)) {
    output_or_expression(sort.node, scope, output, OutputLookup::First);
  }
}

void ScopeResolver::group_by(const List* clause, Index scope, Index output) {
  if (clause == nullptr) return;
  std::vector<const Node*> open;
  push_children(*reinterpret_cast<const Node*>(clause), open);
  while (!open.empty()) {
    const Node* node = open.back();
    open.pop_back();
    if (node->type == T_GroupingSet || node->type == T_List) {
      push_children(*node, open);
    } else if (const RowExpr* row = node_cast<RowExpr>(node); row != nullptr && row->args != nullptr) {
      push_children(*reinterpret_cast<const Node*>(row->args), open);
    } else {
      output_or_expression(node, scope, output, OutputLookup::AfterLocal);
    }
  }
}

/// FOR UPDATE OF means names of this FROM, also those below a join's alias, by which nothing else finds them.
void ScopeResolver::locking(const List* clauses, Index scope) {
  for (const LockingClause& clause : each<LockingClause>(clauses)) {
    if (clause.lockedRels == nullptr) continue;
    const Scope over = out_.scopes[scope];
    const Index local = add_scope(over.begin, over.end, no_index);
    out_.scopes[local].is_open |= over.is_open;
    bool has_named_join = false;
    for (Index i = over.begin; i < over.end; ++i) {
      const ScopeItem& item = out_.items[i];
      has_named_join |= item.begin != no_index && !out_.sources[item.source].alias.empty();
    }
    for (const RangeVar& relation : each<RangeVar>(clause.lockedRels)) {
      add({.qualifier = view_of(relation.relname),
           .location = relation.location,
           .scope = local,
           .may_be_other = has_named_join});
    }
  }
}

}  // namespace floodwall
