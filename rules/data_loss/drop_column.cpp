#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const AlterTableStmt& table, RuleContext& ctx) {
  if (table.objtype != OBJECT_TABLE) return;
  if (ctx.statement().direction == Direction::Down || ctx.is_new_table(*table.relation)) return;
  std::uint32_t from = ctx.span_of(*table.relation).end;
  for (const AlterTableCmd& command : each<AlterTableCmd>(table.cmds)) {
    if (command.subtype != AT_DropColumn || command.behavior == DROP_CASCADE) continue;
    const std::string_view column = view_of(command.name);
    const Span at = ctx.action_on(from, "drop", column).value_or(ctx.statement().at);
    if (at != ctx.statement().at) from = at.end;
    ctx.report({.at = at,
                .message = "drops column " + ctx.name_at_end(column, at) + " of " +
                           ctx.name(*table.relation) + " with its values in every row"});
  }
}

}  // namespace

extern constexpr Rule drop_column = {
    .meta = {.id = "drop-column",
             .summary = "DROP COLUMN removes a column's values, and breaks the code that still reads it",
             .severity = Severity::Warning,
             .since = "0.1",
             .is_specific = true,
             .aliases = {"squawk:ban-drop-column", "pgls:banDropColumn"}},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
