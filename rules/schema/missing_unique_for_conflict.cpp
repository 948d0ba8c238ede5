#include <string>

#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

std::string listed(const Resolution& resolution, NameRange names) {
  std::string text;
  for (Index i = names.begin; i < names.end; ++i) {
    if (i != names.begin) text += ", ";
    text += quoted_identifier(std::string(resolution.names[i]));
  }
  return text;
}

void check(const StatementNames& names, RuleContext& ctx) {
  for (std::size_t i = 0; i < names.resolution.conflicts.size(); ++i) {
    if (names.judgement.conflicts[i] != ConflictFit::Unbacked) continue;
    const ConflictTarget& conflict = names.resolution.conflicts[i];
    const ColumnSource& target = names.resolution.sources[conflict.target];
    if (target.kind != SourceKind::Relation) continue;
    const std::string table = display(names.resolution.tables[target.of].name);
    const Span at = ctx.token_at(conflict.location);
    if (!conflict.constraint.empty()) {
      ctx.report(
          {.at = at,
           .message = table + " has no constraint " + quoted_identifier(std::string(conflict.constraint))});
      continue;
    }
    ctx.report({.at = at,
                .message = table + " has no unique index or constraint on exactly (" +
                           listed(names.resolution, conflict.columns) + ")"});
  }
}

}  // namespace

extern constexpr Rule missing_unique_for_conflict = {
    .meta = {.id = "missing-unique-for-conflict",
             .summary = "ON CONFLICT names columns that no unique index or constraint is on",
             .severity = Severity::Warning,
             .since = "0.1"},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
