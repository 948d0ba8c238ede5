#include "analyzer/sql/always_true.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

constexpr int deepest_condition = 100;  // beyond it nobody writes a constant

/// A literal in a form that can be compared, its type first; nothing for NULL and what is no literal.
std::optional<std::string> literal_value(const Node* node) {
  const A_Const* constant = node_cast<A_Const>(node);
  if (constant == nullptr || constant->isnull) return std::nullopt;
  switch (static_cast<int>(constant->val.node.type)) {
    case T_Integer:
      return "n" + std::to_string(constant->val.ival.ival);
    case T_Float:
      return "f" + std::string(constant->val.fval.fval);
    case T_String:
      return "s" + std::string(constant->val.sval.sval);
    case T_Boolean:
      return constant->val.boolval.boolval ? "btrue" : "bfalse";
    default:
      return std::nullopt;
  }
}

/// The value of a whole number that PostgreSQL reads as an integer.
std::optional<int> integer_value(const Node* node) {
  const A_Const* constant = node_cast<A_Const>(node);
  if (constant == nullptr || constant->isnull || constant->val.node.type != T_Integer) return std::nullopt;
  return constant->val.ival.ival;
}

/// What boolin makes of a text (src/backend/utils/adt/bool.c): any beginning of the words that is unique.
std::optional<bool> boolean_value(std::string_view text) {
  constexpr std::string_view blanks = " \t\n\r\f\v";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string word = lower_case(text.substr(begin, text.find_last_not_of(blanks) + 1 - begin));
  const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view known) { return known.starts_with(word); });
  };
  if (word == "o") return std::nullopt;  // on or off
  if (is_one_of({"true", "yes", "on", "1"})) return true;
  if (is_one_of({"false", "no", "off", "0"})) return false;
  return std::nullopt;
}

std::optional<bool> truth(const Node* node, int depth);

/// 1 < 2, for two unequal integers.
std::optional<bool> order(const A_Expr& expression, std::string_view sign) {
  const std::optional<int> left = integer_value(expression.lexpr);
  const std::optional<int> right = integer_value(expression.rexpr);
  if (!left || !right) return std::nullopt;
  if (sign == "<" || sign == "<=") return *left < *right;
  if (sign == ">" || sign == ">=") return *left > *right;
  return std::nullopt;
}

std::optional<bool> comparison(const A_Expr& expression) {
  if (expression.kind != AEXPR_OP || length_of(expression.name) != 1) return std::nullopt;
  const std::optional<std::string> left = literal_value(expression.lexpr);
  const std::optional<std::string> right = literal_value(expression.rexpr);
  if (!left || !right || left->front() != right->front()) return std::nullopt;
  const std::string_view sign = string_of(element_of(expression.name, 0));
  const bool equal = *left == *right;
  // 1.0 and 1.00 are one number, and a collation orders texts: only the same spelling tells something.
  const bool is_float = left->front() == 'f';
  if (equal && (sign == "=" || sign == "<=" || sign == ">=")) return true;
  if (equal && (sign == "<>" || sign == "<" || sign == ">")) return false;
  if (!is_float && sign == "=") return false;
  if (!is_float && sign == "<>") return true;
  return order(expression, sign);
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

std::optional<bool> null_test(const NullTest& test) {
  const A_Const* constant = node_cast<A_Const>(test.arg);
  if (constant == nullptr) return std::nullopt;
  return constant->isnull == (test.nulltesttype == IS_NULL);
}

/// `… IS [NOT] TRUE`, FALSE or UNKNOWN, which are never NULL themselves.
std::optional<bool> boolean_test(const BooleanTest& test, int depth) {
  const A_Const* constant = node_cast<A_Const>(test.arg);
  const bool is_null = constant != nullptr && constant->isnull;
  const std::optional<bool> value = truth(reinterpret_cast<const Node*>(test.arg), depth + 1);
  if (!is_null && !value) return std::nullopt;
  switch (test.booltesttype) {
    case IS_TRUE:
      return value == std::optional(true);
    case IS_NOT_TRUE:
      return value != std::optional(true);
    case IS_FALSE:
      return value == std::optional(false);
    case IS_NOT_FALSE:
      return value != std::optional(false);
    case IS_UNKNOWN:
      return is_null;
    case IS_NOT_UNKNOWN:
      return !is_null;
  }
  return std::nullopt;
}

std::optional<bool> truth(const Node* node, int depth) {
  if (node == nullptr || deepest_condition < depth) return std::nullopt;
  if (const A_Const* constant = node_cast<A_Const>(node)) {
    if (constant->isnull) return std::nullopt;
    if (constant->val.node.type == T_String) return boolean_value(constant->val.sval.sval);
    if (constant->val.node.type != T_Boolean) return std::nullopt;
    return constant->val.boolval.boolval;
  }
  if (const TypeCast* cast = node_cast<TypeCast>(node)) {
    if (string_of(element_of(cast->typeName->names, length_of(cast->typeName->names) - 1)) != "bool")
      return std::nullopt;
    return truth(cast->arg, depth + 1);
  }
  if (const A_Expr* expression = node_cast<A_Expr>(node)) return comparison(*expression);
  if (const BoolExpr* expression = node_cast<BoolExpr>(node)) return connective(*expression, depth);
  if (const NullTest* test = node_cast<NullTest>(node)) return null_test(*test);
  if (const BooleanTest* test = node_cast<BooleanTest>(node)) return boolean_test(*test, depth);
  return std::nullopt;
}

}  // namespace

std::optional<bool> constant_truth(const Node* condition) { return truth(condition, 0); }

}  // namespace floodwall
