// The types of output columns, as far as they can be told without knowing operators and functions.
#include "analyzer/catalog/judge_columns.h"

namespace floodwall {
namespace {

constexpr int deepest_set_operation = 20;

std::string_view constant_type(const A_Const& constant) {
  if (constant.isnull) return "text";
  switch (static_cast<int>(constant.val.node.type)) {
    case T_Integer:
      return "integer";
    case T_Boolean:
      return "boolean";
    case T_String:
      return "text";
    default:
      return {};  // a number: bigint or numeric, as large as it is; a string of bits has its length
  }
}

std::string_view value_function_type(SQLValueFunctionOp op) {
  switch (static_cast<int>(op)) {
    case SVFOP_CURRENT_DATE:
      return "date";
    case SVFOP_CURRENT_TIMESTAMP:
      return "timestamp with time zone";
    case SVFOP_LOCALTIMESTAMP:
      return "timestamp without time zone";
    case SVFOP_CURRENT_TIME:
      return "time with time zone";
    case SVFOP_LOCALTIME:
      return "time without time zone";
    case SVFOP_CURRENT_ROLE:
    case SVFOP_CURRENT_USER:
    case SVFOP_USER:
    case SVFOP_SESSION_USER:
    case SVFOP_CURRENT_CATALOG:
    case SVFOP_CURRENT_SCHEMA:
      return "name";
    default:
      return {};
  }
}

std::string_view call_type(const FuncCall& call) {
  const std::string_view name = string_of(element_of(call.funcname, length_of(call.funcname) - 1));
  if (name == "count" || name == "row_number" || name == "rank" || name == "dense_rank") return "bigint";
  if (name == "now") return "timestamp with time zone";
  return {};
}

std::string_view expression_type(const Node& value) {
  switch (static_cast<int>(value.type)) {
    case T_A_Const:
      return constant_type(reinterpret_cast<const A_Const&>(value));
    case T_BoolExpr:
    case T_NullTest:
    case T_BooleanTest:
      return "boolean";
    case T_SubLink: {
      const SubLinkType type = reinterpret_cast<const SubLink&>(value).subLinkType;
      return type == EXISTS_SUBLINK || type == ANY_SUBLINK || type == ALL_SUBLINK ? "boolean" : "";
    }
    case T_A_Expr: {
      const A_Expr_Kind kind = reinterpret_cast<const A_Expr&>(value).kind;
      return kind == AEXPR_OP || kind == AEXPR_NULLIF ? "" : "boolean";
    }
    case T_SQLValueFunction:
      return value_function_type(reinterpret_cast<const SQLValueFunction&>(value).op);
    case T_FuncCall:
      return call_type(reinterpret_cast<const FuncCall&>(value));
    default:
      return {};
  }
}

}  // namespace

std::string SourceColumns::type_of_value(const OutputPiece& piece) {
  if (piece.value == nullptr) return {};
  const TypeName* type = node_cast<TypeName>(piece.value);
  if (const TypeCast* cast = node_cast<TypeCast>(piece.value)) type = cast->typeName;
  if (type != nullptr) return lookup_.type_text ? lookup_.type_text(*type) : std::string();
  return std::string(expression_type(*piece.value));
}

std::string SourceColumns::type_of(const KnownColumn& column) {
  if (deepest_set_operation < type_depth_) return {};
  std::string type;
  if (column.column != nullptr) {
    type = column.column->type;
    if (type.starts_with("any")) type.clear();  // polymorphic: what the call makes of it
  } else if (column.piece != nullptr && column.piece->kind != PieceKind::Call) {
    type = type_of_value(*column.piece);
  }
  if (column.arms == no_index) return type;
  ++type_depth_;
  for (Index arm = resolution_.outputs[column.arms].next_arm; arm != no_index && !type.empty();
       arm = resolution_.outputs[arm].next_arm) {
    const ColumnList& other = of_output(arm);
    const bool agrees =
        !other.is_open && column.place < other.columns.size() && type_of(other.columns[column.place]) == type;
    if (!agrees) type.clear();
  }
  --type_depth_;
  return type;
}

}  // namespace floodwall
