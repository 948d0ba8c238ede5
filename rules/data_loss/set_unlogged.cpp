#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const AlterTableStmt& table, RuleContext& ctx) {
  if (table.objtype != OBJECT_TABLE || ctx.is_new_table(*table.relation)) return;
  for (const TableAction& action : ctx.actions_of(table)) {
    if (action.command.subtype != AT_SetUnLogged) continue;
    ctx.report(
        {.at = action.at,
         .message = ctx.name(*table.relation) +
                    " will be emptied after a crash and is missing on every standby, until SET LOGGED"});
  }
}

}  // namespace

extern constexpr Rule set_unlogged = {
    .meta = {.id = "set-unlogged",
             .summary = "SET UNLOGGED gives up the write-ahead log: a crash empties the table",
             .severity = Severity::Warning,
             .since = "0.1",
             .is_specific = true,
             .is_about_live_data = true},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
