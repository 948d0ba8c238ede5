#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const AlterTableStmt& table, RuleContext& ctx) {
  if (table.objtype != OBJECT_TABLE) return;
  if (ctx.statement().direction == Direction::Down || ctx.is_new_table(*table.relation)) return;
<<<<<<< HEAD
  for (const TableAction& action : ctx.actions_of(table)) {
    if (action.command.subtype != AT_DropNotNull) continue;
    const std::string_view column = view_of(action.command.name);
    ctx.report({.at = action.at,
                .message = "lets NULL into " + quoted_identifier(column) + " of " +
                           ctx.name(*table.relation) + ", where every reader so far could rely on a value"});
=======
  std::uint32_t from = ctx.span_of(*table.relation).end;
  for (const AlterTableCmd& command : each<AlterTableCmd>(table.cmds)) {
    if (command.subtype != AT_DropNotNull) continue;
    const std::string_view column = view_of(command.name);
    Span at = ctx.action_on(from, "alter", column).value_or(ctx.statement().at);
    if (at != ctx.statement().at) from = at.end;
    const std::string shown = ctx.name_at_end(column, at);
    if (const std::optional<Span> action = ctx.words_after(at.end, {"drop", "not", "null"}))
      at = at.joined(*action);
    ctx.report({.at = at,
                .message = "lets NULL into " + shown + " of " + ctx.name(*table.relation) +
                           ", where every reader so far could rely on a value"});
>>>>>>> 0cd061759e900d73c8d19d1266f2f72e49c5bd3a
  }
}

}  // namespace

extern constexpr Rule drop_not_null = {
    .meta = {.id = "drop-not-null",
             .summary = "DROP NOT NULL takes back a promise that readers of the column rely on",
             .severity = Severity::Warning,
             .since = "0.1",
             .is_specific = true,
             .aliases = {"squawk:ban-drop-not-null", "pgls:banDropNotNull"}},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
