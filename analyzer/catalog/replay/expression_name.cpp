#include "analyzer/catalog/replay/expression_name.h"

#include <array>

namespace floodwall {
namespace {

struct NamedTag {
  NodeTag tag;
  std::string_view name;
};

constexpr auto named_tags = std::to_array<NamedTag>({
    {T_A_ArrayExpr, "array"},
    {T_RowExpr, "row"},
    {T_CoalesceExpr, "coalesce"},
    {T_GroupingFunc, "grouping"},
    {T_MergeSupportFunc, "merge_action"},
    {T_XmlSerialize, "xmlserialize"},
    {T_JsonParseExpr, "json"},
    {T_JsonScalarExpr, "json_scalar"},
    {T_JsonSerializeExpr, "json_serialize"},
    {T_JsonObjectConstructor, "json_object"},
    {T_JsonArrayConstructor, "json_array"},
    {T_JsonArrayQueryConstructor, "json_array"},
    {T_JsonObjectAgg, "json_objectagg"},
    {T_JsonArrayAgg, "json_arrayagg"},
});

std::string_view last_name(const List* names) {
  std::string_view last;
  for (const String& name : each<String>(names)) last = name.sval;
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
  switch (static_cast<int>(op)) {
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
    default:
      return {};
  }
}

struct Name {
  std::string_view text;
  bool is_strong = false;  ///< not only from a cast's type or a CASE
};

// NOLINTNEXTLINE(misc-no-recursion): as deep as casts are nested
Name name_within(const Node* node, int depth);

Name sublink_name(const SubLink& link, int depth) {
  if (link.subLinkType == EXISTS_SUBLINK) return {"exists", true};
  if (link.subLinkType == ARRAY_SUBLINK) return {"array", true};
  if (link.subLinkType != EXPR_SUBLINK) return {};
  const SelectStmt* query = node_cast<SelectStmt>(link.subselect);
  while (query != nullptr && query->larg != nullptr) query = query->larg;
  const ResTarget* target =
      query == nullptr ? nullptr : node_cast<ResTarget>(element_of(query->targetList, 0));
  if (target == nullptr) return {};
  return target->name != nullptr ? Name{target->name, true} : name_within(target->val, depth + 1);
}

// NOLINTNEXTLINE(misc-no-recursion)
Name name_within(const Node* node, int depth) {
  constexpr int deep_enough = 200;
  if (node == nullptr || deep_enough < depth) return {};
  for (const NamedTag& named : named_tags) {
    if (node->type == named.tag) return {named.name, true};
  }
  if (const ColumnRef* column = node_cast<ColumnRef>(node)) {
    const std::string_view name = last_name(column->fields);
    return {name, !name.empty()};
  }
  if (const A_Indirection* indirection = node_cast<A_Indirection>(node)) {
    if (const std::string_view name = last_name(indirection->indirection); !name.empty()) return {name, true};
    return name_within(indirection->arg, depth + 1);
  }
  if (const FuncCall* call = node_cast<FuncCall>(node)) return {last_name(call->funcname), true};
  if (const A_Expr* expression = node_cast<A_Expr>(node))
    return expression->kind == AEXPR_NULLIF ? Name{"nullif", true} : Name{};
  if (const TypeCast* cast = node_cast<TypeCast>(node)) {
    const Name inner = name_within(cast->arg, depth + 1);
    if (inner.is_strong || cast->typeName == nullptr) return inner;
    return {last_name(cast->typeName->names), false};
  }
  if (const CollateClause* collate = node_cast<CollateClause>(node))
    return name_within(collate->arg, depth + 1);
  if (const SubLink* link = node_cast<SubLink>(node)) return sublink_name(*link, depth);
  if (const CaseExpr* choice = node_cast<CaseExpr>(node)) {
    const Name inner = name_within(reinterpret_cast<const Node*>(choice->defresult), depth + 1);
    return inner.is_strong ? inner : Name{"case", false};
  }
  if (const MinMaxExpr* extreme = node_cast<MinMaxExpr>(node))
    return {extreme->op == IS_GREATEST ? "greatest" : "least", true};
  if (const SQLValueFunction* function = node_cast<SQLValueFunction>(node))
    return {value_function_name(function->op), true};
  if (const XmlExpr* xml = node_cast<XmlExpr>(node)) {
    const std::string_view name = xml_name(xml->op);
    return {name, !name.empty()};
  }
  if (const JsonFuncExpr* json = node_cast<JsonFuncExpr>(node)) {
    switch (static_cast<int>(json->op)) {
      case JSON_EXISTS_OP:
        return {"json_exists", true};
      case JSON_QUERY_OP:
        return {"json_query", true};
      case JSON_VALUE_OP:
        return {"json_value", true};
      default:
        return {};
    }
  }
  return {};
}

}  // namespace

std::string expression_name(const Node* expression) { return std::string(name_within(expression, 0).text); }

}  // namespace floodwall
