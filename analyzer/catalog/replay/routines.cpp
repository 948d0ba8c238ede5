#include "analyzer/catalog/replay/routines.h"

#include <algorithm>

#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/catalog/replay/type_names.h"
#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

bool is_passed_in(FunctionParameterMode mode) {
  return mode == FUNC_PARAM_IN || mode == FUNC_PARAM_INOUT || mode == FUNC_PARAM_VARIADIC ||
         mode == FUNC_PARAM_DEFAULT;
}

bool is_column(FunctionParameterMode mode) {
  return mode == FUNC_PARAM_OUT || mode == FUNC_PARAM_INOUT || mode == FUNC_PARAM_TABLE;
}

/// A function's argument type has no length.
std::string argument_type(const Replay& replay, const TypeName& type) {
  TypeName bare = type;
  bare.typmods = nullptr;
  if (const RelationName name = name_of(type.names);
      name.name == "bpchar" && (name.schema.empty() || name.schema == "pg_catalog")) {
    return length_of(type.arrayBounds) == 0 ? "character" : "character[]";
  }
  return type_text(replay, bare);
}

bool is_of_kind(char prokind, ObjectType type) {
  switch (static_cast<int>(type)) {
    case OBJECT_FUNCTION:
      return prokind == 'f' || prokind == 'w';
    case OBJECT_PROCEDURE:
      return prokind == 'p';
    case OBJECT_AGGREGATE:
      return prokind == 'a';
    default:
      return true;
  }
}

Outcome put_function(const Replay& replay, const RelationName& name, Function function, bool is_replacing) {
  const FunctionsPtr* known = replay.catalog().functions.find(name);
  std::vector<Function> functions = known == nullptr ? std::vector<Function>() : **known;
  const auto same = std::ranges::find(functions, function.argument_types, &Function::argument_types);
  if (same == functions.end()) {
    functions.push_back(std::move(function));
  } else if (is_replacing && is_of_kind(same->kind, function.kind == 'p'   ? OBJECT_PROCEDURE
                                                    : function.kind == 'a' ? OBJECT_AGGREGATE
                                                                           : OBJECT_FUNCTION)) {
    *same = std::move(function);
  } else {
    return refused("function " + display(name) + " already exists with same argument types");
  }
  replay.catalog().functions.set(name, std::make_shared<const std::vector<Function>>(std::move(functions)));
  return {};
}

bool is_window(const List* options) {
  for (const DefElem& option : each<DefElem>(options)) {
    const Boolean* value = node_cast<Boolean>(option.arg);
    if (view_of(option.defname) == "window") return value != nullptr && value->boolval;
  }
  return false;
}

/// The arguments of an aggregate: (args) or, in the old style, BASETYPE = type.
std::vector<std::string> aggregate_arguments(const Replay& replay, const DefineStmt& statement) {
  std::vector<std::string> types;
  if (statement.oldstyle) {
    for (const DefElem& option : each<DefElem>(statement.definition)) {
      const TypeName* type = node_cast<TypeName>(option.arg);
      if (lower_case(view_of(option.defname)) != "basetype" || type == nullptr) continue;
      std::string text = argument_type(replay, *type);
      if (text != "\"any\"" && text != "\"ANY\"") types.push_back(std::move(text));
    }
    return types;
  }
  for (const FunctionParameter& parameter :
       each<FunctionParameter>(node_cast<List>(element_of(statement.args, 0)))) {
    if (parameter.argType != nullptr) types.push_back(argument_type(replay, *parameter.argType));
  }
  return types;
}

}  // namespace

Outcome replay_create_function(const Replay& replay, const CreateFunctionStmt& statement) {
  const auto name = creation_name(replay.session, name_of(statement.funcname));
  if (!name) return std::unexpected(name.error());
  Function function{.kind = statement.is_procedure         ? 'p'
                            : is_window(statement.options) ? 'w'
                                                           : 'f',
                    .sql = std::string(replay.source.sql),
                    .at = replay.source.at};
  for (const FunctionParameter& parameter : each<FunctionParameter>(statement.parameters)) {
    if (parameter.argType == nullptr) continue;
    if (is_passed_in(parameter.mode))
      function.argument_types.push_back(argument_type(replay, *parameter.argType));
    if (is_column(parameter.mode))
      function.columns.push_back({.name = std::string(view_of(parameter.name)),
                                  .type = argument_type(replay, *parameter.argType),
                                  .at = replay.source.at});
  }
  if (statement.returnType != nullptr) {
    function.returns =
        (statement.returnType->setof ? "SETOF " : "") + argument_type(replay, *statement.returnType);
  } else if (function.columns.size() == 1) {
    function.returns = function.columns.front().type;
  } else if (!function.columns.empty()) {
    function.returns = "record";
  }
  return put_function(replay, *name, std::move(function), statement.replace);
}

Outcome replay_create_aggregate(const Replay& replay, const DefineStmt& statement) {
  const auto name = creation_name(replay.session, name_of(statement.defnames));
  if (!name) return std::unexpected(name.error());
  Function aggregate{.kind = 'a',
                     .argument_types = aggregate_arguments(replay, statement),
                     .sql = std::string(replay.source.sql),
                     .at = replay.source.at};
  return put_function(replay, *name, std::move(aggregate), statement.replace);
}

std::expected<std::optional<Object>, std::string> find_routine(const Replay& replay,
                                                               const ObjectWithArgs& written,
                                                               ObjectType type) {
  std::vector<std::string> arguments;
  for (const TypeName& argument : each<TypeName>(written.objargs))
    arguments.push_back(argument_type(replay, argument));
  // With OUT parameters written: those that are passed in make the signature.
  std::vector<std::string> passed_in;
  for (const FunctionParameter& parameter : each<FunctionParameter>(written.objfuncargs)) {
    if (parameter.argType != nullptr && is_passed_in(parameter.mode))
      passed_in.push_back(argument_type(replay, *parameter.argType));
  }
  const RelationName name = name_of(written.objname);
  const std::vector<std::string_view> schemas =
      name.schema.empty() ? lookup_schemas(replay.session) : std::vector<std::string_view>{name.schema};
  std::optional<Object> found;
  for (const std::string_view schema : schemas) {
    const RelationName qualified = {std::string(schema), name.name};
    const FunctionsPtr* functions = replay.catalog().functions.find(qualified);
    if (functions == nullptr) continue;
    for (const Function& function : **functions) {
      if (!is_of_kind(function.kind, type)) continue;
      Object object{.kind = ObjectKind::Function, .name = qualified, .arguments = function.argument_types};
      if (written.args_unspecified) {
        if (found) return refused("function name " + display(name) + " is not unique");
        found = std::move(object);
      } else if (function.argument_types == arguments ||
                 (written.objfuncargs != nullptr && function.argument_types == passed_in)) {
        return object;
      }
    }
    if (found) break;
  }
  return found;
}

}  // namespace floodwall
