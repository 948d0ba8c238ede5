#include <algorithm>

#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

/// The script itself added the column: it holds nothing that was there before.
bool is_new_column(std::string_view name, const RangeVar& relation, const RuleContext& ctx) {
  const KnownTable* table = ctx.catalog().find(name_of(relation));
  return table != nullptr && std::ranges::any_of(table->columns, [&](const KnownColumn& column) {
           return column.is_new && column.name == name;
         });
}

void check(const AlterTableStmt& table, RuleContext& ctx) {
  if (table.objtype != OBJECT_TABLE) return;
  if (ctx.statement().direction == Direction::Down || ctx.is_new_table(*table.relation)) return;
  for (const TableAction& action : ctx.actions_of(table)) {
    const AlterTableCmd& command = action.command;
    if (command.subtype != AT_DropColumn || command.behavior == DROP_CASCADE) continue;
    const std::string_view column = view_of(command.name);
    if (is_new_column(column, *table.relation, ctx)) continue;
    ctx.report({.at = ctx.action_on(action, "drop", column),
                .message = "drops column " + quoted_identifier(column) + " of " + ctx.name(*table.relation) +
                           " with its values in every row"});
  }
}

}  // namespace

extern constexpr Rule drop_column = {
    .meta = {.id = "drop-column",
             .summary = "DROP COLUMN removes a column's values, and breaks the code that still reads it",
             .severity = Severity::Warning,
             .since = "0.1",
             .is_specific = true,
             .is_about_live_data = true,
             .yields_to = {"unguarded-test-database", "unguarded-downgrade"},
             .aliases = {"squawk:ban-drop-column", "pgls:banDropColumn"}},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
