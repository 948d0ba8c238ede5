#include "analyzer/catalog/new_object.h"

namespace floodwall {

std::optional<NewObject> new_object_of(const Node& statement) {
  switch (static_cast<int>(statement.type)) {
    case T_CompositeTypeStmt:
      return NewObject{OBJECT_TYPE, name_of(*reinterpret_cast<const CompositeTypeStmt&>(statement).typevar)};
    case T_CreateEnumStmt:
      return NewObject{OBJECT_TYPE, name_of(reinterpret_cast<const CreateEnumStmt&>(statement).typeName)};
    case T_CreateRangeStmt:
      return NewObject{OBJECT_TYPE, name_of(reinterpret_cast<const CreateRangeStmt&>(statement).typeName)};
    case T_CreateDomainStmt:
      return NewObject{OBJECT_DOMAIN,
                       name_of(reinterpret_cast<const CreateDomainStmt&>(statement).domainname)};
    case T_DefineStmt: {  // CREATE TYPE, AGGREGATE, OPERATOR, COLLATION …
      const auto& define = reinterpret_cast<const DefineStmt&>(statement);
      if (!define.if_not_exists && !define.replace) return NewObject{define.kind, name_of(define.defnames)};
      break;
    }
    case T_CreateSeqStmt: {
      const auto& sequence = reinterpret_cast<const CreateSeqStmt&>(statement);
      if (!sequence.if_not_exists) return NewObject{OBJECT_SEQUENCE, name_of(*sequence.sequence)};
      break;
    }
    case T_CreateFunctionStmt: {
      const auto& function = reinterpret_cast<const CreateFunctionStmt&>(statement);
      if (!function.replace)
        return NewObject{function.is_procedure ? OBJECT_PROCEDURE : OBJECT_FUNCTION,
                         name_of(function.funcname)};
      break;
    }
    case T_CreateExtensionStmt: {
      const auto& extension = reinterpret_cast<const CreateExtensionStmt&>(statement);
      if (!extension.if_not_exists) return NewObject{OBJECT_EXTENSION, {"", extension.extname}};
      break;
    }
    case T_CreateSchemaStmt: {
      const auto& schema = reinterpret_cast<const CreateSchemaStmt&>(statement);
      if (schema.schemaname != nullptr && !schema.if_not_exists)
        return NewObject{OBJECT_SCHEMA, {"", schema.schemaname}};
      break;
    }
    case T_CreateFdwStmt:
      return NewObject{OBJECT_FDW, {"", reinterpret_cast<const CreateFdwStmt&>(statement).fdwname}};
    case T_CreateForeignServerStmt: {
      const auto& server = reinterpret_cast<const CreateForeignServerStmt&>(statement);
      if (!server.if_not_exists) return NewObject{OBJECT_FOREIGN_SERVER, {"", server.servername}};
      break;
    }
    default:
      break;
  }
  return std::nullopt;
}

}  // namespace floodwall
