#include "analyzer/rule/rule.h"
#include "analyzer/sql/always_true.h"

namespace floodwall::rules {
namespace {

std::string said(std::string_view what, const RangeVar& relation, const Node* condition, RuleContext& ctx) {
  return std::string(what) + ctx.name(relation) +
         (condition == nullptr ? "" : ": its condition is always true");
}

void check_delete(const DeleteStmt& del, RuleContext& ctx) {
  if (!keeps_every_row(del.whereClause) || ctx.is_new_table(*del.relation)) return;
  const Span name = ctx.span_of(*del.relation);
  // What only the run knows may hold the condition.
  if (ctx.has_hole({name.end, ctx.statement().at.end}) || ctx.may_run_on(name)) return;
  const std::string_view what =
      del.usingClause == nullptr ? "deletes every row of " : "deletes every row, once USING yields any, of ";
  ctx.report({.at = ctx.words_before(name.begin, {"delete"}).value_or(name).joined(name),
              .message = said(what, *del.relation, del.whereClause, ctx)});
}

void check_merge(const MergeStmt& merge, RuleContext& ctx) {
  if (constant_truth(merge.joinCondition) != std::optional(true) || ctx.is_new_table(*merge.relation)) return;
  for (const MergeWhenClause& when : each<MergeWhenClause>(merge.mergeWhenClauses)) {
    if (when.matchKind != MERGE_WHEN_MATCHED || when.commandType != CMD_DELETE ||
        !keeps_every_row(when.condition)) {
      continue;
    }
    const Span name = ctx.span_of(*merge.relation);
    ctx.report({.at = ctx.words_before(name.begin, {"merge"}).value_or(name).joined(name),
                .message = said("deletes every row of ", *merge.relation, merge.joinCondition, ctx)});
  }
}

}  // namespace

extern constexpr Rule delete_without_where = {
    .meta = {.id = "delete-without-where",
             .summary = "DELETE without a condition removes every row of a table",
             .severity = Severity::Error,
             .since = "0.1",
             .aliases = {"pgls:banDeleteWithoutWhere"}},
    .trigger = on<check_delete, check_merge>,
};

}  // namespace floodwall::rules
