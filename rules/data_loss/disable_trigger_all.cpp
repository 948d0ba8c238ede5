#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const AlterTableStmt& table, RuleContext& ctx) {
  if (ctx.is_new_table(*table.relation)) return;
  for (const TableAction& action : ctx.actions_of(table)) {
    const bool is_all = action.command.subtype == AT_DisableTrigAll;
    if (!is_all && action.command.subtype != AT_DisableTrigUser) continue;
    const std::string table_name = ctx.name(*table.relation);
    ctx.report(
        {.at = action.at,
         .message =
             is_all ? "foreign keys and all other triggers of " + table_name +
                          " check nothing until ENABLE TRIGGER ALL; what breaks them meanwhile stays broken"
                    : "the triggers of " + table_name +
                          " (audit, history, derived columns) do not run until "
                          "ENABLE TRIGGER USER"});
  }
}

}  // namespace

extern constexpr Rule disable_trigger_all = {
    .meta = {.id = "disable-trigger-all",
             .summary = "DISABLE TRIGGER ALL switches off foreign keys and audit triggers",
             .severity = Severity::Warning,
             .since = "0.1",
             .is_specific = true,
             .is_about_live_data = true,
             .aliases = {"pgls:avoidEnableDisableTrigger"}},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
