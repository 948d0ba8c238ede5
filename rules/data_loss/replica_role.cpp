#include <string>

#include "analyzer/rule/rule.h"
#include "analyzer/sql/always_true.h"

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

void report(Span at, std::string_view how_long, RuleContext& ctx) {
  ctx.report({
      .at = at,
      .message =
          "with session_replication_role = replica, triggers and foreign keys of every table are off " +
          std::string(how_long),
      .notes = {{{}, "rows that break a foreign key meanwhile stay, and nothing reports them later"}},
  });
}

/// The text of a literal; empty for everything else.
std::string_view text_of(const Node* node) {
  const A_Const* value = node_cast<A_Const>(node);
  return value == nullptr || value->isnull ? std::string_view() : string_of(&value->val.node);
}

void check_set(const VariableSetStmt& set, RuleContext& ctx) {
  if (set.kind != VAR_SET_VALUE || view_of(set.name) != "session_replication_role") return;
  if (!is_word(text_of(element_of(set.args, 0)), "replica")) return;
  report(ctx.statement().at, how_long(set, *ctx.statement().node), ctx);
}

/// From a function's name to the parenthesis that ends its arguments.
Span span_of(const FuncCall& call, const RuleContext& ctx) {
  Span span = ctx.token_at(call.location);
  int depth = 0;
  for (const Token& token : ctx.tokens()) {
    if (token.at.begin < span.begin) continue;
    const std::string_view text = ctx.text(token.at);
    span.end = token.at.end;
    depth += text == "(" ? 1 : text == ")" ? -1 : 0;
    if (text == ")" && depth == 0) break;
  }
  return span;
}

void check_call(const FuncCall& call, RuleContext& ctx) {
  const RelationName function = name_of(call.funcname);
  if (function.name != "set_config" || !(function.schema.empty() || function.schema == "pg_catalog")) return;
  if (!is_word(text_of(element_of(call.args, 0)), "session_replication_role")) return;
  if (!is_word(text_of(element_of(call.args, 1)), "replica")) return;
  const std::optional<bool> is_local = constant_truth(element_of(call.args, 2));
  const std::string_view until = !is_local   ? "until the transaction or the session ends"
                                 : *is_local ? "until the transaction ends"
                                             : "until the session ends or sets it back to origin";
  report(span_of(call, ctx), until, ctx);
}

}  // namespace

extern constexpr Rule replica_role = {
    .meta = {.id = "replica-role",
             .summary =
                 "session_replication_role = replica switches off triggers and foreign keys for a session",
             .severity = Severity::Warning,
             .since = "0.1",
             .is_about_live_data = true},
    .trigger = on<check_set, check_call>,
};

}  // namespace floodwall::rules
