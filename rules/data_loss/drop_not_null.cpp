#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const AlterTableStmt& table, RuleContext& ctx) {
  if (table.objtype != OBJECT_TABLE) return;
  if (ctx.statement().direction == Direction::Down || ctx.is_new_table(*table.relation)) return;
  std::uint32_t from = ctx.span_of(*table.relation).end;
  for (const AlterTableCmd& command : each<AlterTableCmd>(table.cmds)) {
    if (command.subtype != AT_DropNotNull) continue;
    const std::string_view column = view_of(command.name);
    const std::optional<NamedAction> named = ctx.action_on(from, "alter", column);
    Span at = named ? named->at : ctx.statement().at;
    if (named) from = at.end;
    if (const std::optional<Span> action = ctx.words_after(at.end, {"drop", "not", "null"}))
      at = at.joined(*action);
    ctx.report({.at = at,
                .message = "lets NULL into " + ctx.name(column, named) + " of " + ctx.name(*table.relation) +
                           ", where every reader so far could rely on a value"});
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
