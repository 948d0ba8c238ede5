#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/catalog/replay/session_state.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// The schema of temporary objects, under whichever name a session has it.
inline constexpr std::string_view temporary_schema = "pg_temp";

/// pg_temp, pg_catalog and information_schema, which nobody creates.
bool is_system_schema(std::string_view schema);

/// The schemas in which an unqualified relation or type is looked up, in order: pg_temp, pg_catalog, then the
/// path, unless the path names these two itself. Views into the session.
std::vector<std::string_view> lookup_schemas(const SessionState& session);

/// The relation that a name means, as namespace.c finds it. nullptr is "not known".
const Relation* find_relation(const SessionState& session, const RelationName& name);

/// Whether a name that is not known may be there nevertheless, since something is open.
bool may_exist(const SessionState& session, const RelationName& name);

/// The first schema of the path that exists; empty if none does.
std::string creation_schema(const SessionState& session);

/// The name under which CREATE puts `name`, or why it cannot.
std::expected<RelationName, std::string> creation_name(SessionState& session, const RelationName& name,
                                                       char persistence = RELPERSISTENCE_PERMANENT);
std::expected<RelationName, std::string> creation_name(SessionState& session, const RangeVar& name);

/// Of a map by qualified names, the entry that `name` means; nullptr if none.
template <class Map>
auto find_in_path(const SessionState& session, const Map& map, const RelationName& name)
    -> std::pair<RelationName, decltype(map.find(name))> {
  if (!name.schema.empty()) return {name, map.find(name)};
  for (const std::string_view schema : lookup_schemas(session)) {
    if (const auto* found = map.find(NameView{schema, name.name}))
      return {{std::string(schema), name.name}, found};
  }
  return {name, nullptr};
}

// SET, RESET, set_config, ALTER ROLE … SET, ALTER DATABASE … SET, DISCARD; all but search_path passes by.
void replay_set(SessionState& session, const VariableSetStmt& set, bool is_in_transaction);
bool mentions_set_config(std::string_view sql);
void replay_set_config(SessionState& session, const SelectStmt& select, bool is_in_transaction);
void replay_role_set(SessionState& session, const VariableSetStmt& set, bool is_for_everybody);

}  // namespace floodwall
