#include <string>

#include <fmt/core.h>

#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const StatementNames& names, RuleContext& ctx) {
  for (std::size_t i = 0; i < names.resolution.inserts.size(); ++i) {
    const InsertVerdict& verdict = names.judgement.inserts[i];
    if (verdict.fit != InsertFit::MoreValues && verdict.fit != InsertFit::MoreColumns) continue;
    const InsertShape& shape = names.resolution.inserts[i];
    const ColumnSource& target = names.resolution.sources[shape.target];
    if (target.kind != SourceKind::Relation) continue;
    const TableReference& table = names.resolution.tables[target.of];
    const Span at = ctx.name_at(table.location, table.name.schema.empty() ? 1 : 2);
    ctx.report({.at = at,
                .message = fmt::format("{} {} {} {}, and a row of {} {}", ctx.name(table.name, at),
                                       shape.column_count == 0 ? "has" : "is given", verdict.columns,
                                       verdict.columns == 1 ? "column" : "columns", verdict.values,
                                       verdict.values == 1 ? "value" : "values")});
  }
}

}  // namespace

extern constexpr Rule insert_column_count = {
    .meta = {.id = "insert-column-count",
             .summary = "An INSERT with more or fewer values than columns",
             .severity = Severity::Error,
             .since = "0.1"},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
