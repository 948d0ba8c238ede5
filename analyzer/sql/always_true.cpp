#include "analyzer/sql/always_true.h"

#include <string>
#include <string_view>

namespace floodwall {
namespace {

constexpr int deepest_condition = 100;  // beyond it nobody writes a constant

/// A literal in a form that can be compared; nothing for NULL and what is no literal.
std::optional<std::string> literal_value(const Node* node) {
  const A_Const* constant = node_cast<A_Const>(node);
  if (constant == nullptr || constant->isnull) return std::nullopt;
  switch (static_cast<int>(constant->val.node.type)) {
    case T_Integer:
      return "n" + std::to_string(constant->val.ival.ival);
    case T_Float:  // 1.0 and 1.00 are one number: only the same spelling is sure to be equal
      return "f" + std::string(constant->val.fval.fval);
    case T_String:
      return "s" + std::string(constant->val.sval.sval);
    case T_Boolean:
      return constant->val.boolval.boolval ? "true" : "false";
    default:
      return std::nullopt;
  }
}

std::optional<bool> truth(const Node* node, int depth);

std::optional<bool> comparison(const A_Expr& expression) {
  if (expression.kind != AEXPR_OP || length_of(expression.name) != 1) return std::nullopt;
  const std::optional<std::string> left = literal_value(expression.lexpr);
  const std::optional<std::string> right = literal_value(expression.rexpr);
  if (!left || !right || left->front() != right->front()) return std::nullopt;
  const std::string_view operator_name = string_of(element_of(expression.name, 0));
  if (left->front() == 'f' && *left != *right) return std::nullopt;
  if (operator_name == "=") return *left == *right;
  if (operator_name == "<>") return *left != *right;
  return std::nullopt;
}

std::optional<bool> connective(const BoolExpr& expression, int depth) {
  if (expression.boolop == NOT_EXPR) {
    const std::optional<bool> inner = truth(element_of(expression.args, 0), depth + 1);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  const bool decisive = expression.boolop == OR_EXPR;  // one true decides an OR, one false an AND
  bool all_known = true;
  for (const Node& argument : each<Node>(expression.args)) {
    const std::optional<bool> value = truth(&argument, depth + 1);
    if (value == std::optional(decisive)) return decisive;
    all_known = all_known && value.has_value();
  }
  return all_known ? std::optional(!decisive) : std::nullopt;
}

std::optional<bool> truth(const Node* node, int depth) {
  if (node == nullptr || deepest_condition < depth) return std::nullopt;
  if (const A_Const* constant = node_cast<A_Const>(node)) {
    if (constant->isnull || constant->val.node.type != T_Boolean) return std::nullopt;
    return constant->val.boolval.boolval;
  }
  if (const TypeCast* cast = node_cast<TypeCast>(node)) {
    if (string_of(element_of(cast->typeName->names, length_of(cast->typeName->names) - 1)) != "bool")
      return std::nullopt;
    const std::optional<std::string> text = literal_value(cast->arg);
    if (text && (*text == "st" || *text == "strue")) return true;
    if (text && (*text == "sf" || *text == "sfalse")) return false;
    return truth(cast->arg, depth + 1);
  }
  if (const A_Expr* expression = node_cast<A_Expr>(node)) return comparison(*expression);
  if (const BoolExpr* expression = node_cast<BoolExpr>(node)) return connective(*expression, depth);
  return std::nullopt;
}

}  // namespace

std::optional<bool> constant_truth(const Node* condition) { return truth(condition, 0); }

}  // namespace floodwall
