#include <algorithm>
#include <array>
#include <span>

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
  const bool is_member_of_enum = hole.written.ends_with(".value}");
  return is_member_of_enum || has_part(hole.written, made) || has_constant_name(hole.written);
}

/// Without quotes around it, it may be a piece of SQL: a column, a placeholder, a condition.
bool may_be_sql_name(std::string_view name) {
  static constexpr std::array parts = std::to_array<std::string_view>(
      {"placeholder", "param",  "marker", "bind", "col",   "field",  "table",    "alias", "expr", "sql",
       "clause",      "cond",   "query",  "func", "where", "filter", "select",   "order", "key",  "attr",
       "default",     "values", "join(",  "seq",  "cast",  "sub",    "fragment", "stmt",  "now",  "ph"});
  return has_part(name, parts);
}

bool may_be_sql(const Hole& hole) { return may_be_sql_name(hole.written); }

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
    const bool is_value = hole->kind == HoleKind::Unknown && !is_harmless(*hole) && !may_be_sql(*hole);
    if (is_value) report(*hole, hole->sql, ctx);
  }
}

bool is_word(char c) { return is_letter(c) || ('0' <= c && c <= '9') || c == '_'; }

/// ids, self.ids: a name, perhaps with members.
bool is_plain_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return is_word(c) || c == '.'; });
}

/// What `", ".join(…)` joins, if the commas show that it makes a list.
std::string_view joined_by_commas(std::string_view written) {
  if (written.size() < 2) return {};
  written = written.substr(1, written.size() - 2);  // the braces around it
  const char quote = written.empty() ? ' ' : written.front();
  const std::size_t end = quote == '"' || quote == '\'' ? written.find(quote, 1) : std::string_view::npos;
  if (end == std::string_view::npos) return {};
  const std::string_view separator = written.substr(1, end - 1);
  constexpr std::string_view call = ".join(";
  const bool is_list = separator.find(',') != std::string_view::npos &&
                       separator.find_first_not_of(", ") == std::string_view::npos;
  std::string_view rest = written.substr(end + 1);
  if (!is_list || !rest.starts_with(call) || !rest.ends_with(')')) return {};
  rest.remove_prefix(call.size());
  rest.remove_suffix(1);
  return rest;
}

/// ids; map(str, ids); str(i) for i in ids; f"'{name}'" for name in names: values, and no placeholders.
bool lists_values(const Hole& hole) {
  std::string_view joined = joined_by_commas(hole.written);
  if (joined.starts_with('[')) joined.remove_prefix(1);
  for (const std::string_view call : {"map(str, ", "map(repr, "}) {
    if (joined.starts_with(call) && joined.ends_with(')'))
      return is_plain_name(joined.substr(call.size(), joined.size() - call.size() - 1));
  }
  const bool is_loop = joined.find(" for ") != std::string_view::npos;
  if (!is_loop) return is_plain_name(joined);
  for (const std::string_view begin : {"str(", "repr(", "f\"'{"}) {
    if (joined.starts_with(begin)) return true;
  }
  return false;
}

/// `IN (1, 2, 3)` made by joining: a list of parameters would do, or `= ANY (…)` with one.
void check_list(const A_Expr& in, RuleContext& ctx) {
  if (in.kind != AEXPR_IN || !takes_parameters(ctx)) return;
  const List* list = node_cast<List>(in.rexpr);
  if (list == nullptr || list->length != 1) return;
  for (const ColumnRef& element : each<ColumnRef>(list)) {
    for (const Hole* hole : ctx.spliced_in(ctx.token_at(element.location))) {
      const std::string_view joined = joined_by_commas(hole->written);
      const bool is_sql = is_plain_name(joined) && may_be_sql_name(joined);
      if (lists_values(*hole) && !is_sql && !is_harmless(*hole)) report(*hole, hole->sql, ctx);
    }
  }
}

/// nextval('…'), setval('…', 1), '…'::regclass: the name of something, which stands in quotes there.
bool is_name(Span literal, const RuleContext& ctx) {
  const std::span<const Token> tokens = ctx.tokens();
  const auto at = std::ranges::find(tokens, literal, &Token::at);
  if (at == tokens.end()) return false;
  const auto word = [&](auto token) { return lower_case(ctx.text(token->at)); };
  static constexpr std::array functions = std::to_array<std::string_view>(
      {"nextval", "setval", "currval", "to_regclass", "pg_get_serial_sequence", "has_table_privilege",
       "pg_relation_size", "pg_total_relation_size", "pg_table_size", "pg_size_pretty"});
  const auto before = at - tokens.begin();
  if (2 <= before && word(at - 1) == "(" && std::ranges::find(functions, word(at - 2)) != functions.end())
    return true;
  return 3 <= tokens.end() - at && word(at + 1) == "::" && word(at + 2).starts_with("reg");
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
  const bool is_code = ctx.text(at).starts_with('$');  // $$ … $$: what is quoted so is SQL or a body
  for (const Hole* hole : ctx.spliced_in(at)) {
    const bool is_value = hole->kind == HoleKind::Unknown && !is_harmless(*hole);
    if (is_value && !is_code && !is_name(at, ctx)) report(*hole, hole->sql, ctx);
  }
}

}  // namespace

extern constexpr Rule interpolated_value = {
    .meta = {.id = "interpolated-value",
             .summary = "A value of the program is written into the text of a statement",
             .severity = Severity::Warning,
             .since = "0.1",
             .judges_spelling = true,
             .is_about_live_data = true,
             .aliases = {"ruff:S608", "bandit:B608"}},
    .trigger = on<check_comparison, check_list, check_update, check_literal>,
};

}  // namespace floodwall::rules
