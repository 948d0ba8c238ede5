#include <string>
#include <utility>
#include <vector>

#include "analyzer/catalog/reach.h"
#include "analyzer/catalog/reach_words.h"
#include "analyzer/rule/rule.h"
#include "analyzer/sql/always_true.h"

namespace floodwall::rules {
namespace {

/// What foreign keys make of it, as the project knows them.
void add_consequences(const RangeVar& relation, RuleContext& ctx, Finding& finding) {
  const Relation* known = ctx.project() == nullptr ? nullptr : ctx.project()->find(name_of(relation));
  if (known == nullptr) return;
  const DeleteReach reach = delete_reach(ctx.project()->catalog, {known->name, !relation.inh});
  std::vector<std::string> cascaded;
  for (const ReachedTable& each : reach.tables) {
    if (each.kind == ReachKind::ForeignKey) cascaded.push_back(shown(each.table));
  }
  if (!cascaded.empty())
    finding.message += "; ON DELETE CASCADE takes the rows that refer to them in " + listed(cascaded);
  for (const ReferringKey& key : reach.changed)
    finding.notes.push_back({{},
                             "rows of " + shown(key.child) + " that refer to them are changed: " +
                                 words_for_action(key.constraint.on_delete) + " by " + shown(key)});
  for (const ReferringKey& key : reach.stopped_by)
    finding.notes.push_back(
        {{}, "it fails while rows of " + shown(key.child) + " refer to them by " + shown(key)});
}

void check_delete(const DeleteStmt& del, RuleContext& ctx) {
  if (!keeps_every_row(del.whereClause) || ctx.is_new_table(*del.relation)) return;
  const Span name = ctx.span_of(*del.relation);
  // What only the run knows may hold the condition.
  if (ctx.has_hole({name.end, ctx.statement().at.end}) || ctx.may_run_on(name)) return;
  const std::string_view what =
      del.usingClause == nullptr ? "deletes every row of " : "deletes every row, once USING yields any, of ";
  Finding finding{
      .at = ctx.words_before(name.begin, {"delete"}).value_or(name).joined(name),
      .message = std::string(what) + ctx.name(*del.relation) + std::string(words_for_truth(del.whereClause)),
      .tables = {display(name_of(*del.relation))}};
  add_consequences(*del.relation, ctx, finding);
  ctx.report(std::move(finding));
}

/// The clause that deletes whatever the clauses of its kind get to see. Clauses are tried in order: one that
/// keeps some rows spares them from those behind it.
const MergeWhenClause* deletes_all(const MergeStmt& merge, MergeMatchKind kind) {
  for (const MergeWhenClause& when : each<MergeWhenClause>(merge.mergeWhenClauses)) {
    if (when.matchKind != kind) continue;
    if (when.commandType != CMD_DELETE) return nullptr;
    if (keeps_every_row(when.condition)) return &when;
  }
  return nullptr;
}

void check_merge(const MergeStmt& merge, RuleContext& ctx) {
  if (ctx.is_new_table(*merge.relation)) return;
  const std::optional<bool> matches = truth_but_for_nulls(merge.joinCondition);
  const bool is_matched = matches == std::optional(true);
  const bool is_missed = constant_truth(merge.joinCondition) == std::optional(false);
  const bool deletes = (is_matched && deletes_all(merge, MERGE_WHEN_MATCHED) != nullptr) ||
                       (is_missed && deletes_all(merge, MERGE_WHEN_NOT_MATCHED_BY_SOURCE) != nullptr);
  if (!deletes) return;
  const Span name = ctx.span_of(*merge.relation);
  ctx.report({.at = ctx.words_before(name.begin, {"merge"}).value_or(name).joined(name),
              .message = "deletes every row of " + ctx.name(*merge.relation) +
                         std::string(is_matched ? words_for_truth(merge.joinCondition)
                                                : ": its condition is never true"),
              .tables = {display(name_of(*merge.relation))}});
}

/// `(VALUES …)`; a SELECT without FROM may be `SELECT unnest($1)`.
bool surely_has_rows(const Node* source) {
  const RangeSubselect* subselect = node_cast<RangeSubselect>(source);
  const SelectStmt* select = subselect == nullptr ? nullptr : node_cast<SelectStmt>(subselect->subquery);
  return select != nullptr && select->valuesLists != nullptr && select->limitCount == nullptr &&
         select->limitOffset == nullptr;
}

/// The place of `clause`, from WHEN to DELETE.
std::optional<Span> span_of(const MergeStmt& merge, const MergeWhenClause& clause, const RuleContext& ctx) {
  std::uint32_t from = ctx.statement().at.begin;
  for (const MergeWhenClause& when : each<MergeWhenClause>(merge.mergeWhenClauses)) {
    if (when.matchKind != MERGE_WHEN_NOT_MATCHED_BY_SOURCE) continue;
    const std::optional<Span> words = ctx.words_after(from, {"when", "not", "matched", "by", "source"});
    if (!words) return std::nullopt;
    from = words->end;
    if (&when != &clause) continue;
    const std::optional<Span> action = ctx.words_after(from, {"then", "delete"});
    return action ? std::optional(words->joined(*action)) : std::nullopt;
  }
  return std::nullopt;
}

/// Rows that the source lacks are deleted. True to the letter of a full synchronisation, until the source
/// comes empty one day.
void check_sync(const MergeStmt& merge, RuleContext& ctx) {
  if (ctx.is_new_table(*merge.relation) || constant_truth(merge.joinCondition)) return;
  const MergeWhenClause* clause = deletes_all(merge, MERGE_WHEN_NOT_MATCHED_BY_SOURCE);
  if (clause == nullptr || surely_has_rows(merge.sourceRelation)) return;
  const Span name = ctx.span_of(*merge.relation);
  if (ctx.may_hide_sql({name.end, ctx.statement().at.end})) return;
  const RangeVar* source = node_cast<RangeVar>(merge.sourceRelation);
  ctx.report({.at = span_of(merge, *clause, ctx).value_or(name),
              .message = "deletes every row of " + ctx.name(*merge.relation) + " that has no match in " +
                         (source == nullptr ? "the source" : ctx.name(*source)) +
                         ": an empty source empties the table",
              .severity = Severity::Warning,
              .tables = {display(name_of(*merge.relation))}});
}

}  // namespace

extern constexpr Rule delete_without_where = {
    .meta = {.id = "delete-without-where",
             .summary = "DELETE without a condition removes every row of a table",
             .severity = Severity::Error,
             .since = "0.1",
             .is_about_live_data = true,
             .yields_to = {"replace-without-backup", "unguarded-test-database", "unguarded-downgrade"},
             .aliases = {"pgls:banDeleteWithoutWhere"}},
    .trigger = on<check_delete, check_merge, check_sync>,
};

}  // namespace floodwall::rules
