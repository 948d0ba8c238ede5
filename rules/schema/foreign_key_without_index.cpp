#include <string>
#include <vector>

#include "analyzer/catalog/foreign_keys.h"
#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

std::string listed(const std::vector<std::string>& columns) {
  std::string text;
  for (const std::string& column : columns) text += (text.empty() ? "" : " or ") + quoted_identifier(column);
  return text;
}

void report(const DeclaredForeignKey& key, RuleContext& ctx) {
  if (ctx.statement().direction == Direction::Down || ctx.project() == nullptr) return;
  const ProjectSchema& schema = ctx.project()->schema;
  if (!schema.with_unindexed_keys.contains(ctx.project()->file)) return;
  const Relation* child = ctx.project()->find_last(name_of(*key.child));
  if (child == nullptr || !schema.has_unindexed_key(child->name, key.columns)) return;
  const RangeVar& parent = *key.constraint->pktable;
  const Span parent_at = ctx.span_of(parent);
  const std::string name = ctx.name(*key.child);
  ctx.report({.at = ctx.words_before(parent_at.begin, {"references"}).value_or(parent_at).joined(parent_at),
              .message = "no index of " + name + " begins with " + listed(key.columns) +
                         ": to delete a row of " + ctx.name(parent) +
                         ", or change its key, PostgreSQL reads all of " + name});
}

void check_create(const CreateStmt& table, RuleContext& ctx) {
  for (const DeclaredForeignKey& key : foreign_keys_of(table)) report(key, ctx);
}

void check_alter(const AlterTableStmt& table, RuleContext& ctx) {
  for (const DeclaredForeignKey& key : foreign_keys_of(table)) report(key, ctx);
}

}  // namespace

extern constexpr Rule foreign_key_without_index = {
    .meta = {.id = "foreign-key-without-index",
             .summary =
                 "No index serves the columns of a foreign key, so that a DELETE of a parent reads the "
                 "whole table",
             .severity = Severity::Info,
             .since = "0.1"},
    .trigger = on<check_create, check_alter>,
};

}  // namespace floodwall::rules
