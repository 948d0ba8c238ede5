#include "integrations/guard/core/row_limit.h"

#include <nlohmann/json.hpp>

#include "analyzer/sql/lexer.h"

namespace floodwall::guard {
namespace {

using Json = nlohmann::json;

}  // namespace

RowChange row_change_of(const Node& statement, std::string_view sql) {
  const NodeTag tag = statement.type;
  RowChange change{.counts = tag == T_DeleteStmt || tag == T_UpdateStmt || tag == T_MergeStmt ||
                             tag == T_ExecuteStmt};
  if (!change.counts) return change;
  Lexer lexer(sql);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    const bool is_ambiguous =
        token.kind == TokenKind::String && slice(sql, token.at).find('\\') != std::string_view::npos;
    if (token.kind == TokenKind::Param || is_ambiguous) change.can_be_explained = false;
  }
  return change;
}

std::string plan_question(std::string_view sql) { return "EXPLAIN (FORMAT JSON) " + std::string(sql); }

std::optional<double> expected_rows(std::string_view plan) {
  const Json json = Json::parse(plan, nullptr, false);
  if (!json.is_array() || json.empty() || !json[0].is_object()) return std::nullopt;
  const Json top = json[0].value("Plan", Json());
  if (!top.is_object() || top.value("Node Type", "") != "ModifyTable") return std::nullopt;
  double rows = 0;
  for (const Json& input : top.value("Plans", Json::array())) {
    if (!input.is_object()) continue;
    const std::string relationship = input.value("Parent Relationship", "");
    const bool is_input =
        relationship == "Outer" || relationship == "Member";  // before 14: one for each table
    if (is_input && input.contains("Plan Rows") && input["Plan Rows"].is_number())
      rows += input["Plan Rows"].get<double>();
  }
  return rows;
}

}  // namespace floodwall::guard
