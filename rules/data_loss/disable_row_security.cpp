#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const AlterTableStmt& table, RuleContext& ctx) {
  if (ctx.is_new_table(*table.relation)) return;
  for (const TableAction& action : ctx.actions_of(table)) {
    if (action.command.subtype != AT_DisableRowSecurity) continue;
    ctx.report({.at = action.at,
                .message = "every role that may read " + ctx.name(*table.relation) +
                           " then sees all its rows, until ENABLE ROW LEVEL SECURITY"});
  }
}

}  // namespace

extern constexpr Rule disable_row_security = {
    .meta = {.id = "disable-row-security",
             .summary =
                 "DISABLE ROW LEVEL SECURITY opens every row to every role with privileges on the table",
             .severity = Severity::Warning,
             .since = "0.1",
             .is_specific = true,
             .is_about_live_data = true},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
