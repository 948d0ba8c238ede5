#include <string>

#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

std::string how_long(const VariableSetStmt& set, const Node& statement) {
  if (const AlterRoleSetStmt* alter = node_cast<AlterRoleSetStmt>(&statement)) {
    return alter->role == nullptr ? "in every new session" : "in every new session of this role";
  }
  if (node_cast<AlterSystemStmt>(&statement) != nullptr) {
    return "in every new session of the server, until ALTER SYSTEM RESET";
  }
  if (node_cast<AlterDatabaseSetStmt>(&statement) != nullptr) return "in every new session of this database";
  if (node_cast<CreateFunctionStmt>(&statement) != nullptr) return "while the routine runs";
  return set.is_local ? "until the transaction ends" : "until the session ends or sets it back to origin";
}

void check(const VariableSetStmt& set, RuleContext& ctx) {
  if (set.kind != VAR_SET_VALUE || view_of(set.name) != "session_replication_role") return;
  const A_Const* value = node_cast<A_Const>(element_of(set.args, 0));
  if (value == nullptr || value->isnull || value->val.node.type != T_String) return;
  if (!is_word(value->val.sval.sval, "replica")) return;
  ctx.report({
      .at = ctx.statement().at,
      .message = "triggers and foreign keys of every table are off " + how_long(set, *ctx.statement().node),
      .notes = {{{}, "rows that break a foreign key meanwhile stay, and nothing reports them later"}},
  });
}

}  // namespace

extern constexpr Rule replica_role = {
    .meta = {.id = "replica-role",
             .summary =
                 "session_replication_role = replica switches off triggers and foreign keys for a session",
             .severity = Severity::Warning,
             .since = "0.1"},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
