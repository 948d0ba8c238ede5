#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/catalog/foreign_keys.h"
#include "analyzer/catalog/reach.h"
#include "analyzer/catalog/reach_words.h"
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

/// The table of the key as the project has it in the end; nullptr if it is not known, or if it has no such
/// key.
const Relation* child_of(const DeclaredForeignKey& key, const RuleContext& ctx) {
  const Relation* known = ctx.project() == nullptr ? nullptr : ctx.project()->find_last(name_of(*key.child));
  if (known == nullptr) return nullptr;
  const bool has_key = std::ranges::any_of(known->constraints, [&](const TableConstraint& each) {
    return each.kind == ConstraintKind::ForeignKey && each.columns == key.columns &&
           each.on_delete == FKCONSTR_ACTION_CASCADE &&
           each.parent.name == view_of(key.constraint->pktable->relname);
  });
  return has_key ? known : nullptr;
}

/// How far it goes on from the rows that are deleted first.
void add_consequences(const Relation& child, const RuleContext& ctx, Finding& finding) {
  constexpr std::size_t most_notes = 12;
  const ProjectSchema& project = ctx.project()->schema;
  const DeleteReach reach = delete_reach(project.catalog, {child.name});
  std::vector<std::string> further;
  std::vector<Note> notes;
  const auto add_note = [&](std::string text) {
    if (notes.size() < most_notes) notes.push_back({{}, std::move(text)});
  };
  for (const ReachedTable& each : reach.tables) {
    if (each.kind != ReachKind::ForeignKey) continue;
    further.push_back(shown(each.table));
    add_note(shown(each.table) + " by " + shown(each.key));
  }
  if (!further.empty()) {
    finding.message += ", and with these the rows that refer to them in " + listed(further);
    const std::string& open = project.open.empty() ? reach.open : project.open;
    if (!open.empty()) finding.message += ", and perhaps more: " + open;
  }
  for (const ReferringKey& key : reach.changed)
    add_note("rows of " + shown(key.child) + " that refer to them are changed: " +
             words_for_action(key.constraint.on_delete) + " by " + shown(key));
  for (const ReferringKey& key : reach.stopped_by)
    add_note("it fails while rows of " + shown(key.child) + " refer to them by " + shown(key));
  std::ranges::move(notes, std::back_inserter(finding.notes));
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
  if (const Relation* known = child_of(key, ctx)) add_consequences(*known, ctx, finding);
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
