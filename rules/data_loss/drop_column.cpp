#include <algorithm>
#include <string>
#include <utility>

#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const AlterTableStmt& table, RuleContext& ctx) {
  if (table.objtype != OBJECT_TABLE) return;
  if (ctx.statement().direction == Direction::Down || ctx.is_new_table(*table.relation)) return;
  for (const TableAction& action : ctx.actions_of(table)) {
    const AlterTableCmd& command = action.command;
    if (command.subtype != AT_DropColumn || command.behavior == DROP_CASCADE) continue;
    const std::string_view column = view_of(command.name);
    if (ctx.catalog().is_new_column(name_of(*table.relation), column)) continue;
    Finding finding{.at = ctx.action_on(action, "drop", column),
                    .message = "drops column " + quoted_identifier(column) + " of " +
                               ctx.name(*table.relation) + " with its values in every row",
                    .tables = {display(name_of(*table.relation))},
                    .takes_columns = true};
    const std::string uses =
        ctx.project() == nullptr ? "" : ctx.project()->still_used(name_of(*table.relation), column);
    if (!uses.empty()) finding.notes.push_back({{}, uses});
    ctx.report(std::move(finding));
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
