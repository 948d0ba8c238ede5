#include <string>

#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const StatementNames& names, RuleContext& ctx) {
  for (std::size_t i = 0; i < names.resolution.columns.size(); ++i) {
    if (names.judgement.columns[i].fate != ColumnFate::Ambiguous) continue;
    const ColumnReference& column = names.resolution.columns[i];
    ctx.report({.at = ctx.name_at(column.location, 1),
                .message = "column " + quoted_identifier(std::string(column.column)) +
                           " may be one of several: more than one relation in scope has it"});
  }
}

}  // namespace

extern constexpr Rule ambiguous_column = {
    .meta = {.id = "ambiguous-column",
             .summary = "An unqualified column that two relations in scope have",
             .severity = Severity::Error,
             .since = "0.1"},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
