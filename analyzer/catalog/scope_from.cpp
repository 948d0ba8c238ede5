// FROM (parse_clause.c).
#include "analyzer/catalog/scope_output_name.h"
#include "analyzer/catalog/scope_resolver.h"
#include "analyzer/sql/walk.h"

namespace floodwall {
namespace {

/// JOINs whose right side is a JOIN in parentheses, and so on. A limit of ours: no query is like that.
constexpr int deepest_join = 200;

}  // namespace

/// Items from `begin` on, of which LATERAL sees those from `visible` on (not the target of an UPDATE).
Index ScopeResolver::from(const List* clause, Index begin, Index visible, Index outer) {
  for (const Node& item : each<Node>(clause)) from_item(&item, visible, outer, 0);
  return add_scope(begin, size_of_items(), outer);
}

/// The source of the whole item; its scope items are the newest then.
Index ScopeResolver::from_item(const Node* node, Index visible, Index outer, int depth) {
  if (const RangeVar* relation = node_cast<RangeVar>(node)) {
    const Index source = range_var(*relation);
    add_item(source);
    return source;
  }
  if (const JoinExpr* join_expr = node_cast<JoinExpr>(node)) return joined(*join_expr, visible, outer, depth);
  Index source = no_index;
  if (const RangeSubselect* select_item = node_cast<RangeSubselect>(node)) {
    source = subselect(*select_item, visible, outer);
  } else if (const RangeFunction* function_item = node_cast<RangeFunction>(node)) {
    source = functions(*function_item, visible, outer);
  } else if (const RangeTableFunc* xml = node_cast<RangeTableFunc>(node)) {
    source = xml_table(*xml, visible, outer);
  } else if (const JsonTable* json = node_cast<JsonTable>(node)) {
    source = json_table(*json, visible, outer);
  } else if (const RangeTableSample* sample = node_cast<RangeTableSample>(node)) {
    const RangeVar* relation = node_cast<RangeVar>(sample->relation);
    source = relation == nullptr ? add_source({}) : range_var(*relation);
    const Index scope = add_scope(size_of_items(), size_of_items(), outer);
    expressions(sample->args, scope);
    expression(sample->repeatable, scope);
  } else {
    source = add_source({});
    is_from_open_ = true;
  }
  add_item(source);
  return source;
}

/// A chain `a JOIN b … JOIN c …` is left-deep and as long as the statement: followed in a loop.
Index ScopeResolver::joined(const JoinExpr& top, Index visible, Index outer, int depth) {
  std::vector<const JoinExpr*> chain;
  const Node* left = nullptr;
  for (const JoinExpr* at = &top; at != nullptr; at = node_cast<JoinExpr>(left)) {
    chain.push_back(at);
    left = at->larg;
  }
  const Index begin = size_of_items();
  Index source = from_item(left, visible, outer, depth + 1);
  for (std::size_t i = chain.size(); i-- != 0;) {
    if (deepest_join < depth) {
      is_from_open_ = true;
      return source;
    }
    const Index right = from_item(chain[i]->rarg, visible, outer, depth + 1);
    source = join(*chain[i], begin, source, right, outer);
  }
  return source;
}

Index ScopeResolver::join(const JoinExpr& join, Index begin, Index left, Index right, Index outer) {
  if (join.quals != nullptr) expression(join.quals, add_scope(begin, size_of_items(), outer));
  const auto number = static_cast<Index>(out_.joins.size());
  const NameRange merged = name_range(join.usingClause);
  out_.joins.push_back({left, right, merged, join.isNatural});
  if (merged.begin != merged.end) {
    const Index scope = add_scope(begin, size_of_items(), no_index);
    for (Index i = merged.begin; i < merged.end; ++i) {
      add({.column = out_.names[i], .scope = scope, .only_source = left});
      add({.column = out_.names[i], .scope = scope, .only_source = right});
    }
  }
  if (join.join_using_alias != nullptr) {
    const std::string_view alias = view_of(join.join_using_alias->aliasname);
    add_item(
        add_source({.kind = SourceKind::JoinUsing, .is_alias_written = true, .of = number, .alias = alias}),
        no_index, true);
  }
  ColumnSource source = {.kind = SourceKind::Join, .of = number};
  if (join.alias != nullptr) {
    source.is_alias_written = true;
    source.alias = view_of(join.alias->aliasname);
    source.renames = alias_names(join.alias);
    is_from_open_ |= is_stand_in(source.alias);
  }
  const Index index = add_source(source);
  add_item(index, begin);
  return index;
}

/// A CTE, if it has no schema and one is in scope; else the database has to have it.
Index ScopeResolver::range_var(const RangeVar& relation) {
  const std::string_view name = view_of(relation.relname);
  if (relation.schemaname == nullptr) {
    for (Index i = ctes_; i != no_index; i = all_ctes_[i].next) {
      if (all_ctes_[i].name != name) continue;
      const Alias* alias = relation.alias;
      return add_source({.kind = SourceKind::Source,
                         .is_alias_written = alias != nullptr,
                         .of = all_ctes_[i].source,
                         .alias = alias == nullptr ? name : view_of(alias->aliasname),
                         .renames = alias_names(alias)});
    }
  }
  return relation_source(table(relation, ReferenceUse::Reads), relation);
}

Index ScopeResolver::subselect(const RangeSubselect& item, Index visible, Index outer) {
  const Index around = item.lateral ? add_scope(visible, size_of_items(), outer) : outer;
  ColumnSource source = {.kind = SourceKind::Query, .of = set_aside(item.subquery, around)};
  if (item.alias == nullptr) return add_source(source);
  source.is_alias_written = true;
  source.alias = view_of(item.alias->aliasname);
  source.renames = alias_names(item.alias);
  is_from_open_ |= is_stand_in(source.alias);
  return add_source(source);
}

/// Functions in FROM see what stands left of them, LATERAL or not. An alias names the column, too, if one
/// function stands there and returns a scalar.
Index ScopeResolver::functions(const RangeFunction& item, Index visible, Index outer) {
  const Index scope = add_scope(visible, size_of_items(), outer);
  const Index output = open_output();
  begin_output(output);
  const bool is_single = length_of(item.functions) == 1;
  std::string_view first_name;
  for (const List& function : each<List>(item.functions)) {
    const Node* call = element_of(&function, 0);
    const List* definition = node_cast<List>(element_of(&function, 1));
    std::string_view name = output_name(call).value_or(std::string_view());
    if (first_name.empty()) first_name = name;
    if (is_single && item.alias != nullptr) name = view_of(item.alias->aliasname);
    if (definition == nullptr && is_single) definition = item.coldeflist;
    expression(call, scope);
    if (definition != nullptr) {
      definition_list(definition);
    } else if (node_cast<FuncCall>(call) != nullptr) {
      add_piece({.kind = PieceKind::Call, .name = name, .value = call});
    } else {
      add_piece({.name = name, .value = call});
    }
  }
  if (item.ordinality) add_piece({.name = "ordinality"});
  end_output(output);
  ColumnSource source = {.kind = SourceKind::Query, .of = output, .alias = first_name};
  if (item.alias != nullptr) {
    source.is_alias_written = true;
    source.alias = view_of(item.alias->aliasname);
    source.renames = alias_names(item.alias);
    is_from_open_ |= is_stand_in(source.alias);
  }
  return add_source(source);
}

void ScopeResolver::definition_list(const List* columns) {
  for (const ColumnDef& column : each<ColumnDef>(columns)) {
    add_piece({.name = view_of(column.colname), .value = reinterpret_cast<const Node*>(column.typeName)});
  }
}

Index ScopeResolver::xml_table(const RangeTableFunc& item, Index visible, Index outer) {
  const Index scope = add_scope(visible, size_of_items(), outer);
  expression(item.docexpr, scope);
  expression(item.rowexpr, scope);
  expressions(item.namespaces, scope);
  const auto first = static_cast<Index>(out_.pieces.size());
  for (const RangeTableFuncCol& column : each<RangeTableFuncCol>(item.columns)) {
    expression(column.colexpr, scope);
    expression(column.coldefexpr, scope);
    add_piece({.name = view_of(column.colname), .value = reinterpret_cast<const Node*>(column.typeName)});
  }
  return given(first, item.alias, "xmltable");
}

Index ScopeResolver::json_table(const JsonTable& item, Index visible, Index outer) {
  const Index scope = add_scope(visible, size_of_items(), outer);
  expression(item.context_item, scope);
  expressions(item.passing, scope);
  expression(item.on_error, scope);
  const auto first = static_cast<Index>(out_.pieces.size());
  json_columns(item.columns, scope);
  return given(first, item.alias, "json_table");
}

/// Those of NESTED PATH stand where it stands.
void ScopeResolver::json_columns(const List* columns, Index scope) {
  std::vector<const Node*> open;
  if (columns != nullptr) push_children(*reinterpret_cast<const Node*>(columns), open);
  while (!open.empty()) {
    const JsonTableColumn* column = node_cast<JsonTableColumn>(open.back());
    open.pop_back();
    if (column == nullptr) continue;
    if (column->coltype == JTC_NESTED) {
      if (column->columns != nullptr) push_children(*reinterpret_cast<const Node*>(column->columns), open);
      continue;
    }
    expression(column->on_empty, scope);
    expression(column->on_error, scope);
    add_piece({.name = view_of(column->name), .value = reinterpret_cast<const Node*>(column->typeName)});
  }
}

/// A source of the pieces from `first_piece` on.
Index ScopeResolver::given(Index first_piece, const Alias* alias, std::string_view name) {
  const Index output = open_output();
  out_.outputs[output].begin = first_piece;
  end_output(output);
  ColumnSource source = {.kind = SourceKind::Query, .of = output, .alias = name};
  if (alias != nullptr) {
    source.is_alias_written = true;
    source.alias = view_of(alias->aliasname);
    source.renames = alias_names(alias);
  }
  return add_source(source);
}

}  // namespace floodwall
