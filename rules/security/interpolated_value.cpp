#include <algorithm>
#include <array>

#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

/// The statements that take parameters.
bool takes_parameters(const RuleContext& ctx) {
  const Node* statement = ctx.statement().node;
  if (statement == nullptr) return false;
  const NodeTag tag = statement->type;
  return tag == T_SelectStmt || tag == T_InsertStmt || tag == T_UpdateStmt || tag == T_DeleteStmt ||
         tag == T_MergeStmt;
}

bool is_letter(char c) { return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z'); }

bool has_part(std::string_view text, auto const& parts) {
  const std::string lower = lower_case(text);
  return std::ranges::any_of(parts,
                             [&](std::string_view part) { return lower.find(part) != std::string::npos; });
}

/// MAX_AGE, Status.OPEN.value: a constant, if people name things as they use to.
bool has_constant_name(std::string_view written) {
  std::size_t upper = 0;
  bool is_constant = false;
  bool has_lower = false;
  for (const char c : written) {
    if (is_letter(c) || c == '_') {
      upper += 'A' <= c && c <= 'Z' ? 1 : 0;
      has_lower = has_lower || ('a' <= c && c <= 'z');
      continue;
    }
    is_constant = is_constant || (1 < upper && !has_lower);
    upper = 0;
    has_lower = false;
  }
  return is_constant || (1 < upper && !has_lower);
}

/// What is no value a stranger could have chosen: numbers by their making, constants by their name.
bool is_harmless(const Hole& hole) {
  static constexpr std::array made = std::to_array<std::string_view>(
      {"int(", "len(", "float(", "bool(", "uuid", "quote", "escape", "literal", "mogrify", "default"});
  return has_part(hole.written, made) || has_constant_name(hole.written);
}

/// Without quotes around it, it may be a piece of SQL: a column, a placeholder, a condition.
bool may_be_sql(const Hole& hole) {
  static constexpr std::array parts = std::to_array<std::string_view>(
      {"placeholder", "param",  "marker", "bind", "col",   "field",  "table",    "alias", "expr", "sql",
       "clause",      "cond",   "query",  "func", "where", "filter", "select",   "order", "key",  "attr",
       "default",     "values", "join(",  "seq",  "cast",  "sub",    "fragment", "stmt",  "now",  "ph"});
  return has_part(hole.written, parts);
}

void report(const Hole& hole, Span at, RuleContext& ctx) {
  ctx.report(
      {.at = at,
       .message = "puts " + hole.written +
                  " into the text of the statement, where its value can become part of the SQL",
       .notes = {{{}, "hand it to the driver as a parameter: then it stays a value whatever it holds"}}});
}

/// A hole that stands alone where a value is expected.
void check_value(const Node* value, RuleContext& ctx) {
  const ColumnRef* column = node_cast<ColumnRef>(value);
  if (column == nullptr || column->fields == nullptr || column->fields->length != 1) return;
  for (const Hole* hole : ctx.spliced_in(ctx.token_at(column->location))) {
    if (!is_harmless(*hole) && !may_be_sql(*hole)) report(*hole, hole->sql, ctx);
  }
}

void check_comparison(const A_Expr& comparison, RuleContext& ctx) {
  if (!takes_parameters(ctx) || comparison.lexpr == nullptr) return;
  const bool is_comparison = comparison.kind == AEXPR_OP || comparison.kind == AEXPR_LIKE ||
                             comparison.kind == AEXPR_ILIKE || comparison.kind == AEXPR_SIMILAR;
  const ColumnRef* column = node_cast<ColumnRef>(comparison.lexpr);
  if (!is_comparison || column == nullptr || ctx.has_hole(ctx.token_at(column->location))) return;
  check_value(comparison.rexpr, ctx);
}

void check_update(const UpdateStmt& update, RuleContext& ctx) {
  for (const ResTarget& target : each<ResTarget>(update.targetList)) check_value(target.val, ctx);
}

/// 'it''s {name}': whatever a stranger's quote is put between quotes.
void check_literal(const A_Const& constant, RuleContext& ctx) {
  if (!takes_parameters(ctx) || constant.isnull || constant.val.node.type != T_String) return;
  const Span at = ctx.token_at(constant.location);
  for (const Hole* hole : ctx.spliced_in(at)) {
    if (!is_harmless(*hole)) report(*hole, hole->sql, ctx);
  }
}

}  // namespace

extern constexpr Rule interpolated_value = {
    .meta = {.id = "interpolated-value",
             .summary = "A value of the program is written into the text of a statement",
             .severity = Severity::Warning,
             .since = "0.1",
             .judges_spelling = true,
             .aliases = {"ruff:S608", "bandit:B608"}},
    .trigger = on<check_comparison, check_update, check_literal>,
};

}  // namespace floodwall::rules
