#pragma once
#include <optional>
#include <string>

#include "analyzer/catalog/replay/session_state.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// The type as format_type() prints it under an empty search_path: "integer", "numeric(10,2)",
/// "public.mood[]". A name that nothing defines stays as it is written: it may be PostgreSQL's own or an
/// extension's.
std::string type_text(const Replay& replay, const TypeName& type);

/// The type of the user that a name means, of any kind, row types of relations included; nullopt if it is
/// PostgreSQL's own, or not known.
std::optional<RelationName> find_user_type(const SessionState& session, const RelationName& name);

/// smallint, integer or bigint for a serial type; nullopt for any other.
std::optional<std::string> serial_type(const TypeName& type);

}  // namespace floodwall
