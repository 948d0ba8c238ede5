// The name of an output column that has no AS (FigureColname in parse_target.c).
#include "analyzer/catalog/scope_output_name.h"

#include <cstdint>

namespace floodwall {
namespace {

/// How much a name is worth: a cast takes that of its argument, unless that has none.
enum class Strength : std::uint8_t { None, Weak, Strong };

struct Figured {
  Strength strength = Strength::None;
  std::string_view name = {};
};

/// The last name of a list; empty if none is in it.
std::string_view last_string(const List* fields) {
  std::string_view last;
  for (const String& field : each<String>(fields)) last = field.sval;
  return last;
}

std::string_view value_function_name(SQLValueFunctionOp op) {
  switch (op) {
    case SVFOP_CURRENT_DATE:
      return "current_date";
    case SVFOP_CURRENT_TIME:
    case SVFOP_CURRENT_TIME_N:
      return "current_time";
    case SVFOP_CURRENT_TIMESTAMP:
    case SVFOP_CURRENT_TIMESTAMP_N:
      return "current_timestamp";
    case SVFOP_LOCALTIME:
    case SVFOP_LOCALTIME_N:
      return "localtime";
    case SVFOP_LOCALTIMESTAMP:
    case SVFOP_LOCALTIMESTAMP_N:
      return "localtimestamp";
    case SVFOP_CURRENT_ROLE:
      return "current_role";
    case SVFOP_CURRENT_USER:
      return "current_user";
    case SVFOP_USER:
      return "user";
    case SVFOP_SESSION_USER:
      return "session_user";
    case SVFOP_CURRENT_CATALOG:
      return "current_catalog";
    case SVFOP_CURRENT_SCHEMA:
      return "current_schema";
  }
  return {};
}

std::string_view xml_name(XmlExprOp op) {
  switch (op) {
    case IS_XMLCONCAT:
      return "xmlconcat";
    case IS_XMLELEMENT:
      return "xmlelement";
    case IS_XMLFOREST:
      return "xmlforest";
    case IS_XMLPARSE:
      return "xmlparse";
    case IS_XMLPI:
      return "xmlpi";
    case IS_XMLROOT:
      return "xmlroot";
    case IS_XMLSERIALIZE:
      return "xmlserialize";
    case IS_DOCUMENT:
      return {};
  }
  return {};
}

std::string_view json_function_name(JsonExprOp op) {
  switch (op) {
    case JSON_EXISTS_OP:
      return "json_exists";
    case JSON_QUERY_OP:
      return "json_query";
    case JSON_VALUE_OP:
      return "json_value";
    case JSON_TABLE_OP:
      return {};
  }
  return {};
}

/// Names that a node's type alone tells.
std::string_view fixed_name(const Node& node) {
  switch (static_cast<int>(node.type)) {
    case T_GroupingFunc:
      return "grouping";
    case T_MergeSupportFunc:
      return "merge_action";
    case T_A_ArrayExpr:
      return "array";
    case T_RowExpr:
      return "row";
    case T_CoalesceExpr:
      return "coalesce";
    case T_MinMaxExpr:
      return reinterpret_cast<const MinMaxExpr&>(node).op == IS_GREATEST ? "greatest" : "least";
    case T_SQLValueFunction:
      return value_function_name(reinterpret_cast<const SQLValueFunction&>(node).op);
    case T_XmlExpr:
      return xml_name(reinterpret_cast<const XmlExpr&>(node).op);
    case T_XmlSerialize:
      return "xmlserialize";
    case T_JsonParseExpr:
      return "json";
    case T_JsonScalarExpr:
      return "json_scalar";
    case T_JsonSerializeExpr:
      return "json_serialize";
    case T_JsonObjectConstructor:
      return "json_object";
    case T_JsonArrayConstructor:
    case T_JsonArrayQueryConstructor:
      return "json_array";
    case T_JsonObjectAgg:
      return "json_objectagg";
    case T_JsonArrayAgg:
      return "json_arrayagg";
    case T_JsonFuncExpr:
      return json_function_name(reinterpret_cast<const JsonFuncExpr&>(node).op);
    default:
      return {};
  }
}

/// The first target of a query, as a value or a name; nullptr: not told here.
const ResTarget* first_target(const Node* query) {
  const SelectStmt* select = node_cast<SelectStmt>(query);
  while (select != nullptr && select->op != SETOP_NONE) select = select->larg;
  return select == nullptr ? nullptr : node_cast<ResTarget>(element_of(select->targetList, 0));
}

bool is_star(const ColumnRef& column) {
  return node_cast<A_Star>(element_of(column.fields, length_of(column.fields) - 1)) != nullptr;
}

}  // namespace

std::optional<std::string_view> output_name(const Node* value) {
  std::string_view fallback;  // of the outermost cast or CASE passed: it wins over a name that is not strong
  bool is_subquery = false;
  const auto weak = [&] { return fallback.empty() ? std::string_view("?column?") : fallback; };
  while (value != nullptr) {
    if (const std::string_view name = fixed_name(*value); !name.empty()) return name;
    if (const ColumnRef* column = node_cast<ColumnRef>(value)) {
      if (is_subquery && is_star(*column)) return std::nullopt;
      const std::string_view name = last_string(column->fields);
      return name.empty() ? weak() : name;
    }
    if (const FuncCall* call = node_cast<FuncCall>(value)) return last_string(call->funcname);
    if (const A_Expr* operation = node_cast<A_Expr>(value)) {
      return operation->kind == AEXPR_NULLIF ? std::string_view("nullif") : weak();
    }
    if (const A_Indirection* indirection = node_cast<A_Indirection>(value)) {
      const std::string_view name = last_string(indirection->indirection);
      if (!name.empty()) return name;
      value = indirection->arg;
    } else if (const CollateClause* collate = node_cast<CollateClause>(value)) {
      value = collate->arg;
    } else if (const TypeCast* cast = node_cast<TypeCast>(value)) {
      if (fallback.empty() && cast->typeName != nullptr) fallback = last_string(cast->typeName->names);
      value = cast->arg;
    } else if (const CaseExpr* choice = node_cast<CaseExpr>(value)) {
      if (fallback.empty()) fallback = "case";
      value = reinterpret_cast<const Node*>(choice->defresult);
    } else if (const SubLink* link = node_cast<SubLink>(value)) {
      if (link->subLinkType == EXISTS_SUBLINK) return "exists";
      if (link->subLinkType == ARRAY_SUBLINK) return "array";
      if (link->subLinkType != EXPR_SUBLINK) return weak();
      const SelectStmt* select = node_cast<SelectStmt>(link->subselect);
      if (select != nullptr && select->valuesLists != nullptr) return "column1";
      const ResTarget* target = first_target(link->subselect);
      if (target == nullptr) return std::nullopt;
      if (target->name != nullptr) return target->name;
      fallback = "";  // a subquery's column has a name whatever it is, which is strong
      is_subquery = true;
      value = target->val;
    } else {
      return weak();
    }
  }
  return weak();
}

}  // namespace floodwall
