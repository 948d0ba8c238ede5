#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const AlterTableStmt& table, RuleContext& ctx) {
  if (table.objtype != OBJECT_TABLE) return;
  if (ctx.statement().direction == Direction::Down || ctx.is_new_table(*table.relation)) return;
  for (const TableAction& action : ctx.actions_of(table)) {
    if (action.command.subtype != AT_DropNotNull) continue;
    const std::string_view column = view_of(action.command.name);
    ctx.report({.at = action.at,
                .message = "lets NULL into " + quoted_identifier(column) + " of " +
                           ctx.name(*table.relation) + ", where every reader so far could rely on a value"});
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
