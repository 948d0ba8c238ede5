#include "analyzer/catalog/foreign_keys.h"
#include "analyzer/catalog/replay/type_names.h"
#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

bool is_not_null(const ColumnDef& definition) {
  if (definition.is_not_null || (definition.typeName != nullptr && serial_type(*definition.typeName)))
    return true;
  for (const Constraint& constraint : each<Constraint>(definition.constraints)) {
    if (constraint.contype == CONSTR_NOTNULL || constraint.contype == CONSTR_PRIMARY ||
        constraint.contype == CONSTR_IDENTITY)
      return true;
  }
  return false;
}

bool is_not_null_in(const CreateStmt& table, std::string_view column) {
  for (const ColumnDef& definition : each<ColumnDef>(table.tableElts)) {
    if (column == definition.colname && is_not_null(definition)) return true;
  }
  for (const Constraint& constraint : each<Constraint>(table.tableElts)) {
    const bool forbids = constraint.contype == CONSTR_PRIMARY || constraint.contype == CONSTR_NOTNULL;
    if (forbids && has_name(constraint.keys, column)) return true;
  }
  return false;
}

bool is_not_null_in(const AlterTableStmt& table, std::string_view column, const RuleContext& ctx) {
  for (const AlterTableCmd& command : each<AlterTableCmd>(table.cmds)) {
    const ColumnDef* added = command.subtype == AT_AddColumn ? node_cast<ColumnDef>(command.def) : nullptr;
    if (added != nullptr && column == added->colname) return is_not_null(*added);
  }
  const Column* known = ctx.catalog().find_column(name_of(*table.relation), column);
  return known != nullptr && known->not_null;
}

struct Event {
  char action;
  std::string_view verb;       ///< as in ON DELETE, lower case
  std::string_view statement;  ///< for the message
};

template <class Table, class... Context>
void check_keys(const Table& table, RuleContext& ctx, const Context&... context) {
  for (const DeclaredForeignKey& key : foreign_keys_of(table)) {
    const Span parent_at = ctx.span_of(*key.constraint->pktable);
    for (const Event& event : {Event{key.constraint->fk_del_action, "delete", "DELETE"},
                               Event{key.constraint->fk_upd_action, "update", "UPDATE of the key"}}) {
      if (event.action != FKCONSTR_ACTION_SETNULL) continue;
      const std::optional<Span> clause = ctx.words_after(parent_at.end, {"on", event.verb, "set", "null"});
      for (const std::string& column : key.columns) {
        const bool is_set = event.verb != "delete" || key.constraint->fk_del_set_cols == nullptr ||
                            has_name(key.constraint->fk_del_set_cols, column);
        if (!is_set || !is_not_null_in(table, column, context...)) continue;
        ctx.report({
            .at = clause.value_or(parent_at),
            .message = "every " + std::string(event.statement) + " in " + ctx.name(*key.constraint->pktable) +
                       " that reaches " + ctx.name(*key.child) + " will fail: column " +
                       quoted_identifier(column) + " is NOT NULL",
        });
        break;
      }
    }
  }
}

void check_create(const CreateStmt& table, RuleContext& ctx) { check_keys(table, ctx); }

void check_alter(const AlterTableStmt& table, RuleContext& ctx) { check_keys(table, ctx, ctx); }

}  // namespace

extern constexpr Rule set_null_on_not_null = {
    .meta = {.id = "set-null-on-not-null",
             .summary = "A foreign key sets a column to NULL that is declared NOT NULL",
             .severity = Severity::Error,
             .since = "0.1",
             .is_specific = true},
    .trigger = on<check_create, check_alter>,
};

}  // namespace floodwall::rules
