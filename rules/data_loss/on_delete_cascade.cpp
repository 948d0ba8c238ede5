#include <algorithm>

#include "analyzer/catalog/foreign_keys.h"
#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

/// Whether the referring columns belong to the child's primary key: such a row cannot exist without its
/// parent.
bool identifies_the_child(const DeclaredForeignKey& key) {
  for (const Constraint& sibling : each<Constraint>(key.column_constraints)) {
    if (sibling.contype == CONSTR_PRIMARY) return true;
  }
  for (const Constraint& sibling : each<Constraint>(key.table_elements)) {
    if (sibling.contype != CONSTR_PRIMARY) continue;
    return std::ranges::all_of(key.columns,
                               [&](const std::string& column) { return has_name(sibling.keys, column); });
  }
  return false;
}

void report(const DeclaredForeignKey& key, RuleContext& ctx) {
  if (key.constraint->fk_del_action != FKCONSTR_ACTION_CASCADE) return;
  if (key.child->relpersistence == RELPERSISTENCE_TEMP) return;
  const Span parent_at = ctx.span_of(*key.constraint->pktable);
  const std::optional<Span> action = ctx.words_after(parent_at.end, {"on", "delete", "cascade"});
  if (!action) return;
  const std::string child = ctx.name(*key.child);
  const std::string parent = ctx.name(*key.constraint->pktable);
  Finding finding{
      .at = *action,
      .message = child == parent
                     ? "deleting a row of " + parent + " silently deletes the rows below it, to the last one"
                     : "deleting a row of " + parent + " silently deletes its rows in " + child};
  if (identifies_the_child(key)) {
    finding.severity = Severity::Info;
    finding.notes.push_back(
        {{}, "the key is part of the primary key of " + child + ": its rows cannot exist alone"});
  }
  const Span last_word = {action->end - 7, action->end};
  finding.fix = Fix::needs_review("refuse the delete while rows in " + child + " refer to it",
                                  {replace(last_word, "RESTRICT")});
  ctx.report(std::move(finding));
}

void check_create(const CreateStmt& table, RuleContext& ctx) {
  for (const DeclaredForeignKey& key : foreign_keys_of(table)) report(key, ctx);
}

void check_alter(const AlterTableStmt& table, RuleContext& ctx) {
  for (const DeclaredForeignKey& key : foreign_keys_of(table)) report(key, ctx);
}

}  // namespace

extern constexpr Rule on_delete_cascade = {
    .meta = {.id = "on-delete-cascade",
             .summary = "A foreign key with ON DELETE CASCADE lets one DELETE empty other tables",
             .severity = Severity::Warning,
             .fix = FixOffer::Sometimes,
             .since = "0.1",
             .is_specific = true,
             .aliases = {"eslint-plugin-postgresql:no-on-delete-cascade"}},
    .trigger = on<check_create, check_alter>,
};

}  // namespace floodwall::rules
