#include "analyzer/sql/always_true.h"

#include <algorithm>
#include <cstdint>
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

/// How a column that is compared with itself is taken.
enum class Columns : std::uint8_t {
  Unknown,  ///< x = x is NULL for a NULL
  Filled,   ///< as if nothing were NULL
};
/// Where a condition stands: how deep, and what counts there.
struct Place {
  Columns columns;
  int depth = 0;
  Place deeper() const { return {columns, depth + 1}; }
};

std::optional<bool> truth(const Node* node, Place place);

/// Whether both are the same column, spelt the same way.
bool are_one_column(const Node* left, const Node* right) {
  const ColumnRef* one = node_cast<ColumnRef>(left);
  const ColumnRef* other = node_cast<ColumnRef>(right);
  if (one == nullptr || other == nullptr || length_of(one->fields) != length_of(other->fields)) return false;
  for (int i = 0; i < length_of(one->fields); ++i) {
    const std::string_view name = string_of(element_of(one->fields, i));
    if (name.empty() || name != string_of(element_of(other->fields, i))) return false;
  }
  return true;
}

/// 1 < 2, for two unequal integers.
std::optional<bool> order(const A_Expr& expression, std::string_view sign) {
  const std::optional<int> left = integer_value(expression.lexpr);
  const std::optional<int> right = integer_value(expression.rexpr);
  if (!left || !right) return std::nullopt;
  if (sign == "<" || sign == "<=") return *left < *right;
  if (sign == ">" || sign == ">=") return *left > *right;
  return std::nullopt;
}

/// `1 IN (1, 2)`, which one of them decides.
std::optional<bool> membership(const A_Expr& expression) {
  const std::optional<std::string> value = literal_value(expression.lexpr);
  const List* const list = node_cast<List>(expression.rexpr);
  if (!value || list == nullptr) return std::nullopt;
  for (const Node& each : each<Node>(list)) {
    if (literal_value(&each) == value) return string_of(element_of(expression.name, 0)) == "=";
  }
  return std::nullopt;
}

std::optional<bool> between(const A_Expr& expression) {
  const List* const list = node_cast<List>(expression.rexpr);
  const std::optional<int> value = integer_value(expression.lexpr);
  const std::optional<int> low = list == nullptr ? std::nullopt : integer_value(element_of(list, 0));
  const std::optional<int> high = list == nullptr ? std::nullopt : integer_value(element_of(list, 1));
  if (!value || !low || !high) return std::nullopt;
  const bool is_inside = *low <= *value && *value <= *high;
  return expression.kind == AEXPR_BETWEEN ? is_inside : !is_inside;
}

/// `'a' LIKE '%'`, and that of a column.
std::optional<bool> likeness(const A_Expr& expression, Place place) {
  const std::optional<std::string> pattern = literal_value(expression.rexpr);
  const bool is_any = pattern && pattern->front() == 's' && 1 < pattern->size() &&
                      pattern->find_first_not_of('%', 1) == std::string::npos;
  const bool is_text = literal_value(expression.lexpr).value_or("").starts_with('s');
  const bool is_filled =
      place.columns == Columns::Filled && node_cast<ColumnRef>(expression.lexpr) != nullptr;
  if (!is_any || (!is_text && !is_filled)) return std::nullopt;
  return string_of(element_of(expression.name, 0)).front() != '!';  // ~~ and ~~*, !~~ is NOT LIKE
}

std::optional<bool> comparison(const A_Expr& expression, Place place) {
  const bool is_same = are_one_column(expression.lexpr, expression.rexpr);
  const A_Expr_Kind kind = expression.kind;
  if (kind == AEXPR_IN) return membership(expression);
  if (kind == AEXPR_BETWEEN || kind == AEXPR_NOT_BETWEEN) return between(expression);
  if (kind == AEXPR_LIKE || kind == AEXPR_ILIKE) return likeness(expression, place);
  if (is_same && (kind == AEXPR_NOT_DISTINCT || kind == AEXPR_DISTINCT)) return kind == AEXPR_NOT_DISTINCT;
  if (kind != AEXPR_OP || length_of(expression.name) != 1) return std::nullopt;
  if (is_same && place.columns == Columns::Filled) {
    const std::string_view operation = string_of(element_of(expression.name, 0));
    if (operation == "=" || operation == "<=" || operation == ">=") return true;
    if (operation == "<>" || operation == "<" || operation == ">") return false;
  }
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

std::optional<bool> connective(const BoolExpr& expression, Place place) {
  if (expression.boolop == NOT_EXPR) {
    const std::optional<bool> inner = truth(element_of(expression.args, 0), place.deeper());
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  const bool decisive = expression.boolop == OR_EXPR;  // one true decides an OR, one false an AND
  bool all_known = true;
  for (const Node& argument : each<Node>(expression.args)) {
    const std::optional<bool> value = truth(&argument, place.deeper());
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
std::optional<bool> boolean_test(const BooleanTest& test, Place place) {
  const A_Const* constant = node_cast<A_Const>(test.arg);
  const bool is_null = constant != nullptr && constant->isnull;
  const std::optional<bool> value = truth(reinterpret_cast<const Node*>(test.arg), place.deeper());
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

std::optional<bool> choice(const CaseExpr& expression, Place place) {
  if (expression.arg != nullptr) return std::nullopt;
  for (const CaseWhen& when : each<CaseWhen>(expression.args)) {
    const std::optional<bool> is_chosen = truth(reinterpret_cast<const Node*>(when.expr), place.deeper());
    if (!is_chosen) return std::nullopt;
    if (*is_chosen) return truth(reinterpret_cast<const Node*>(when.result), place.deeper());
  }
  return truth(reinterpret_cast<const Node*>(expression.defresult), place.deeper());
}

/// The one row of `SELECT 1`: its values are constants, so that there is nothing that yields sets.
const SelectStmt* one_row(const Node* query) {
  const SelectStmt* select = node_cast<SelectStmt>(query);
  if (select == nullptr || select->op != SETOP_NONE || select->fromClause != nullptr ||
      select->whereClause != nullptr || select->havingClause != nullptr || select->groupClause != nullptr ||
      select->valuesLists != nullptr || select->limitCount != nullptr || select->limitOffset != nullptr ||
      select->withClause != nullptr)
    return nullptr;
  for (const ResTarget& target : each<ResTarget>(select->targetList)) {
    if (node_cast<A_Const>(target.val) == nullptr) return nullptr;
  }
  return select;
}

/// `EXISTS (SELECT 1)`, `(SELECT true)`.
std::optional<bool> of_query(const SubLink& link, Place place) {
  const SelectStmt* const select = one_row(link.subselect);
  if (select == nullptr) return std::nullopt;
  if (link.subLinkType == EXISTS_SUBLINK) return true;
  const ResTarget* const target = node_cast<ResTarget>(element_of(select->targetList, 0));
  if (link.subLinkType != EXPR_SUBLINK || target == nullptr) return std::nullopt;
  return truth(target->val, place.deeper());
}

std::optional<bool> truth(const Node* node, Place place) {
  if (node == nullptr || deepest_condition < place.depth) return std::nullopt;
  if (const A_Const* constant = node_cast<A_Const>(node)) {
    if (constant->isnull) return std::nullopt;
    if (constant->val.node.type == T_String) return boolean_value(constant->val.sval.sval);
    if (constant->val.node.type != T_Boolean) return std::nullopt;
    return constant->val.boolval.boolval;
  }
  if (const TypeCast* cast = node_cast<TypeCast>(node)) {
    if (string_of(element_of(cast->typeName->names, length_of(cast->typeName->names) - 1)) != "bool")
      return std::nullopt;
    return truth(cast->arg, place.deeper());
  }
  if (const A_Expr* expression = node_cast<A_Expr>(node)) return comparison(*expression, place);
  if (const BoolExpr* expression = node_cast<BoolExpr>(node)) return connective(*expression, place);
  if (const NullTest* test = node_cast<NullTest>(node)) return null_test(*test);
  if (const BooleanTest* test = node_cast<BooleanTest>(node)) return boolean_test(*test, place);
  if (const CaseExpr* expression = node_cast<CaseExpr>(node)) return choice(*expression, place);
  if (const SubLink* link = node_cast<SubLink>(node)) return of_query(*link, place);
  // The first argument counts unless it is NULL, which has no truth value here.
  if (const CoalesceExpr* expression = node_cast<CoalesceExpr>(node))
    return truth(element_of(expression->args, 0), place.deeper());
  return std::nullopt;
}

}  // namespace

std::optional<bool> constant_truth(const Node* condition) { return truth(condition, {Columns::Unknown}); }

std::optional<bool> truth_but_for_nulls(const Node* condition) { return truth(condition, {Columns::Filled}); }

std::string_view words_for_truth(const Node* condition) {
  if (condition == nullptr) return "";
  return constant_truth(condition) == std::optional(true)
             ? ": its condition is always true"
             : ": its condition holds unless what it compares with itself is NULL";
}

}  // namespace floodwall
