#include "analyzer/rule/rule.h"
#include "analyzer/sql/always_true.h"

namespace floodwall::rules {
namespace {

std::string overwritten(const List* targets) {
  std::string columns;
  for (const ResTarget& target : each<ResTarget>(targets)) {
    columns += (columns.empty() ? "" : ", ") + quoted_identifier(view_of(target.name));
  }
  return columns;
}

/// Columns that the script itself has just added: nothing is overwritten, they are filled.
bool only_fills_new_columns(const RangeVar& relation, const List* targets, const RuleContext& ctx) {
  const RelationName table = name_of(relation);
  for (const ResTarget& target : each<ResTarget>(targets)) {
    if (!ctx.catalog().is_new_column(table, view_of(target.name))) return false;
  }
  return true;
}

void report(const RangeVar& relation, const List* targets, std::string_view verb, const Node* condition,
            RuleContext& ctx) {
  const Span name = ctx.span_of(relation);
  if (ctx.may_hide_sql({name.end, ctx.statement().at.end})) return;
  if (condition != nullptr && ctx.has_hole({name.end, ctx.statement().at.end})) return;
  if (only_fills_new_columns(relation, targets, ctx)) return;
  ctx.report({.at = ctx.words_before(name.begin, {verb}).value_or(name).joined(name),
              .message = "overwrites " + overwritten(targets) + " in every row of " + ctx.name(relation) +
                         std::string(words_for_truth(condition)),
              .tables = {display(name_of(relation))}});
}

void check_update(const UpdateStmt& update, RuleContext& ctx) {
  if (!keeps_every_row(update.whereClause) || ctx.is_new_table(*update.relation)) return;
  report(*update.relation, update.targetList, "update", update.whereClause, ctx);
}

void check_merge(const MergeStmt& merge, RuleContext& ctx) {
  if (truth_but_for_nulls(merge.joinCondition) != std::optional(true) || ctx.is_new_table(*merge.relation))
    return;
  for (const MergeWhenClause& when : each<MergeWhenClause>(merge.mergeWhenClauses)) {
    const bool updates = when.matchKind == MERGE_WHEN_MATCHED && when.commandType == CMD_UPDATE;
    if (updates && keeps_every_row(when.condition)) {
      report(*merge.relation, when.targetList, "merge", merge.joinCondition, ctx);
    }
  }
}

}  // namespace

extern constexpr Rule update_without_where = {
    .meta = {.id = "update-without-where",
             .summary = "UPDATE without a condition overwrites every row of a table",
             .severity = Severity::Error,
             .since = "0.1",
             .is_about_live_data = true,
             .aliases = {"pgls:banUpdateWithoutWhere"}},
    .trigger = on<check_update, check_merge>,
};

}  // namespace floodwall::rules
