#include "analyzer/catalog/replay/search_path.h"

#include <algorithm>
#include <optional>

#include "analyzer/catalog/builtins.h"
#include "analyzer/sql/lexer.h"
#include "analyzer/sql/walk.h"

namespace floodwall {
namespace {

bool is_temporary(std::string_view schema) { return schema == temporary_schema; }

/// SplitIdentifierString (varlena.c): names between commas, folded or unquoted.
std::vector<std::string> split_identifiers(std::string_view text) {
  std::vector<std::string> names;
  for (const Token& token : significant_tokens(text)) {
    if (token.kind == TokenKind::Word || token.kind == TokenKind::QuotedIdentifier)
      names.push_back(identifier_of(slice(text, token.at)));
    else if (token.kind == TokenKind::Operator || token.kind == TokenKind::Other)  // $user without quotes
      names.emplace_back("$user");
  }
  return names;
}

/// The text of a string constant, or of a number's digits; nullopt for anything else.
std::optional<std::string> constant_text(const Node* node) {
  const A_Const* constant = node_cast<A_Const>(node);
  if (constant == nullptr || constant->isnull) return std::nullopt;
  const Node* value = reinterpret_cast<const Node*>(&constant->val);
  if (const String* string = node_cast<String>(value)) return std::string(string->sval);
  return std::nullopt;
}

/// The path that SET search_path TO these says; nullopt if only the run knows. Each is one name, whatever it
/// holds; only set_config and ALTER … SET in catalogs hold lists in one string.
std::optional<SearchPath> path_of(const VariableSetStmt& set) {
  SearchPath path{{}};
  for (const Node& argument : each<Node>(set.args)) {
    const std::optional<std::string> name = constant_text(&argument);
    if (!name) return std::nullopt;
    path.schemas.push_back(*name);
  }
  return path;
}

SearchPath unknown_path(SearchPath before) {
  before.is_unknown = true;
  return before;
}

void set_path(SessionState& session, SearchPath path, bool is_local, bool is_in_transaction) {
  if (!is_local) {
    session.path = std::move(path);
    session.local_path.reset();
  } else if (is_in_transaction) {
    session.local_path = std::move(path);
  }
}

bool is_search_path(const VariableSetStmt& set) { return lower_case(view_of(set.name)) == "search_path"; }

}  // namespace

bool is_system_schema(std::string_view schema) {
  return is_temporary(schema) || schema == "pg_catalog" || schema == "information_schema";
}

std::vector<std::string_view> lookup_schemas(const SessionState& session) {
  const std::vector<std::string>& path = session.current_path().schemas;
  std::vector<std::string_view> schemas;
  schemas.reserve(path.size() + 2);
  for (const std::string_view implicit : {temporary_schema, std::string_view("pg_catalog")}) {
    if (std::ranges::find(path, implicit) == path.end()) schemas.emplace_back(implicit);
  }
  schemas.insert(schemas.end(), path.begin(), path.end());
  return schemas;
}

const Relation* find_relation(const SessionState& session, const RelationName& name) {
  if (!name.schema.empty()) return session.catalog.find(name);
  const bool may_be_builtin = name.name.starts_with("pg_");
  for (const std::string_view schema : lookup_schemas(session)) {
    if (const Relation* found = session.catalog.find(NameView{schema, name.name})) return found;
    if (may_be_builtin && schema == "pg_catalog" && builtin_relation({"pg_catalog", name.name}))
      return nullptr;
  }
  return nullptr;
}

bool may_exist(const SessionState& session, const RelationName& name) {
  const Catalog& catalog = session.catalog;
  if (!catalog.open.empty()) return true;
  if (!name.schema.empty()) {
    const Schema* schema = catalog.schemas.find(name.schema);
    return schema != nullptr && !schema->open.empty();
  }
  if (session.current_path().is_unknown) return true;
  return std::ranges::any_of(session.current_path().schemas, [&](const std::string& each_schema) {
    const Schema* schema = catalog.schemas.find(each_schema);
    return schema != nullptr && !schema->open.empty();
  });
}

std::string creation_schema(const SessionState& session) {
  const SearchPath& path = session.current_path();
  for (const std::string& schema : path.schemas) {
    if (is_system_schema(schema) || session.catalog.schemas.find(schema) != nullptr) return schema;
  }
  // It may be one that nobody has told us of.
  if (!session.catalog.open.empty() || path.is_unknown) {
    for (const std::string& schema : path.schemas) {
      if (schema != "$user") return schema;
    }
    if (path.is_unknown) return "public";
  }
  return {};
}

std::expected<RelationName, std::string> creation_name(SessionState& session, const RelationName& name,
                                                       char persistence) {
  if (persistence == RELPERSISTENCE_TEMP) {
    if (!name.schema.empty() && !is_temporary(name.schema))
      return refused("cannot create temporary relation in non-temporary schema");
    return RelationName{std::string(temporary_schema), name.name};
  }
  if (name.schema.empty()) {
    std::string schema = creation_schema(session);
    if (schema.empty()) return refused("no schema has been selected to create in");
    if (!is_system_schema(schema) && session.catalog.schemas.find(schema) == nullptr)
      session.catalog.schemas.set(schema, {"nothing here creates it"});
    return RelationName{std::move(schema), name.name};
  }
  if (is_system_schema(name.schema) || session.catalog.schemas.find(name.schema) != nullptr) return name;
  // Whoever writes a schema has it: it may be made by hand, or by another tool.
  session.catalog.schemas.set(name.schema, {"nothing here creates it"});
  return name;
}

std::expected<RelationName, std::string> creation_name(SessionState& session, const RangeVar& name) {
  return creation_name(session, name_of(name), name.relpersistence);
}

void replay_set(SessionState& session, const VariableSetStmt& set, bool is_in_transaction) {
  if (set.kind == VAR_RESET_ALL) return set_path(session, session.catalog.session_path, false, true);
  if (!is_search_path(set)) return;
  switch (static_cast<int>(set.kind)) {
    case VAR_SET_VALUE:
      set_path(session, path_of(set).value_or(unknown_path(session.current_path())), set.is_local,
               is_in_transaction);
      break;
    case VAR_SET_DEFAULT:
    case VAR_RESET:
      set_path(session, session.catalog.session_path, set.is_local, is_in_transaction);
      break;
    default:
      break;
  }
}

/// Most SELECTs need no second look.
bool mentions_set_config(std::string_view sql) {
  constexpr std::string_view wanted = "set_config";
  constexpr std::size_t low_line = wanted.find('_');
  for (std::size_t at = sql.find('_'); at != std::string_view::npos; at = sql.find('_', at + 1)) {
    if (low_line <= at && is_word(sql.substr(at - low_line, wanted.size()), wanted)) return true;
  }
  return false;
}

void replay_set_config(SessionState& session, const SelectStmt& select, bool is_in_transaction) {
  std::vector<const Node*> stack;
  walk(reinterpret_cast<const Node*>(&select), stack, [&](const Node& node) {
    const FuncCall* call = node_cast<FuncCall>(&node);
    if (call == nullptr || length_of(call->args) != 3 || name_of(call->funcname).name != "set_config") return;
    const std::optional<std::string> setting = constant_text(element_of(call->args, 0));
    if (!setting || lower_case(*setting) != "search_path") return;
    const std::optional<std::string> value = constant_text(element_of(call->args, 1));
    const A_Const* local = node_cast<A_Const>(element_of(call->args, 2));
    const Boolean* is_local =
        local == nullptr ? nullptr : node_cast<Boolean>(reinterpret_cast<const Node*>(&local->val));
    set_path(session, value ? SearchPath{split_identifiers(*value)} : unknown_path(session.current_path()),
             is_local != nullptr && is_local->boolval, is_in_transaction);
  });
}

/// `is_for_everybody`: not for one role only, of which nobody knows whether it is ours.
void replay_role_set(SessionState& session, const VariableSetStmt& set, bool is_for_everybody) {
  SearchPath& path = session.catalog.session_path;
  if (set.kind == VAR_RESET_ALL) {
    if (is_for_everybody) path = {};
    return;
  }
  if (!is_search_path(set)) return;
  const bool is_reset = set.kind == VAR_RESET || set.kind == VAR_SET_DEFAULT;
  if (is_for_everybody) {
    path = is_reset ? SearchPath{} : path_of(set).value_or(unknown_path(path));
  } else if (!is_reset) {
    path.is_unknown = true;
  }
}

}  // namespace floodwall
