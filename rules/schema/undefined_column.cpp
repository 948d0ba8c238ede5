#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/rule/rule.h"
#include "analyzer/text/spelling.h"

namespace floodwall::rules {
namespace {

std::string similar(const Relation* relation, std::string_view column) {
  if (relation == nullptr) return "";
  std::vector<std::string_view> names;
  for (const Column& each : relation->columns) names.emplace_back(each.name);
  return std::string(nearest_word(column, names));
}

/// The one table of a statement, if it lacks the column: OLD and NEW of RETURNING are that table, too.
Index only_table(const StatementNames& names, std::string_view column) {
  if (names.resolution.tables.size() != 1) return no_index;
  const Relation* relation = names.judgement.tables.front().relation;
  return relation == nullptr || relation->column(column) != nullptr ? no_index : 0;
}

/// As it is written: `column`, `table.column`.
Span place_of(const ColumnReference& column, const RuleContext& ctx) {
  const int parts = 1 + (column.qualifier.empty() ? 0 : 1) + (column.schema.empty() ? 0 : 1);
  return ctx.name_at(column.location, column.only_source == no_index ? parts : 1);
}

/// The same for a key's, an index's or a conflict's column, of which the tree does not tell where it is: the
/// first word of its name that stands for no other.
Span place_without_location(const ColumnReference& column, const Resolution& resolution,
                            const RuleContext& ctx) {
  std::vector<std::uint32_t> others;
  for (const ColumnReference& each : resolution.columns) {
    if (0 <= each.location && each.column == column.column) others.push_back(place_of(each, ctx).end);
  }
  for (const Token& token : ctx.tokens()) {
    const bool is_other = std::ranges::find(others, token.at.end) != others.end();
    if (!is_other && identifier_of(ctx.text(token.at)) == column.column) return token.at;
  }
  return place_of(column, ctx);
}

void check(const StatementNames& names, RuleContext& ctx) {
  for (std::size_t i = 0; i < names.resolution.columns.size(); ++i) {
    const ColumnVerdict& verdict = names.judgement.columns[i];
    const ColumnReference& column = names.resolution.columns[i];
    const bool is_wrong =
        verdict.fate == ColumnFate::Undefined || verdict.fate == ColumnFate::UndefinedQualifier;
    if (!is_wrong || column.may_be_missing) continue;
    if (!column.schema.empty()) continue;  // an alias between here and there may hide the table
    const Span at =
        column.location < 0 ? place_without_location(column, names.resolution, ctx) : place_of(column, ctx);
    // A driver's `=%s` parses as an operator and a column.
    if (at.begin != 0 && ctx.text()[at.begin - 1] == '%') continue;
    if (verdict.fate == ColumnFate::UndefinedQualifier) {
      const std::string qualifier(column.qualifier);
      ctx.report({.at = at,
                  .message = "no table or alias " + quoted_identifier(qualifier) + " is in scope here",
                  .severity = Severity::Error});
      continue;
    }
    const std::string written = quoted_identifier(std::string(column.column));
    const Index table = verdict.table == no_index ? only_table(names, column.column) : verdict.table;
    if (table == no_index) {
      ctx.report({.at = at, .message = "no relation in scope here has a column " + written});
      continue;
    }
    const Relation* relation = names.judgement.tables[table].relation;
    const std::string near = similar(relation, column.column);
    Finding finding{.at = at,
                    .message = display(names.resolution.tables[table].name) + " has no column " + written};
    if (!near.empty()) {
      finding.message += "; similar: " + quoted_identifier(near);
      finding.severity = Severity::Error;
    }
    ctx.report(std::move(finding));
  }
}

}  // namespace

extern constexpr Rule undefined_column = {
    .meta = {.id = "undefined-column",
             .summary = "A statement uses a column that its table does not have",
             .severity = Severity::Warning,
             .since = "0.1",
             .judges_spelling = true},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
