#include "analyzer/catalog/replay/drops.h"

#include <algorithm>
#include <optional>

#include "analyzer/catalog/replay/indexes.h"
#include "analyzer/catalog/replay/routines.h"
#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/catalog/replay/type_names.h"

namespace floodwall {
namespace {

using Objects = std::vector<Object>;

bool is_kind(ObjectType type, RelationKind kind) {
  switch (static_cast<int>(type)) {
    case OBJECT_TABLE:
      return kind == RelationKind::Table || kind == RelationKind::PartitionedTable;
    case OBJECT_FOREIGN_TABLE:
      return kind == RelationKind::ForeignTable;
    case OBJECT_SEQUENCE:
      return kind == RelationKind::Sequence;
    case OBJECT_VIEW:
      return kind == RelationKind::View;
    case OBJECT_MATVIEW:
      return kind == RelationKind::MaterializedView;
    case OBJECT_INDEX:
      return kind == RelationKind::Index;
    default:
      return false;
  }
}

/// What is missing is a reason to refuse, unless IF EXISTS says it may be, or it may be where we do not look.
Outcome expect_missing(const Replay& replay, const DropStmt& statement, const RelationName& name) {
  if (statement.missing_ok || may_exist(replay.session, name)) return {};
  return refused(display(name) + " does not exist");
}

Outcome add_relation(const Replay& replay, const DropStmt& statement, const RelationName& name,
                     Objects& objects) {
  const Relation* relation = find_relation(replay.session, name);
  if (relation == nullptr) return expect_missing(replay, statement, name);
  if (!is_kind(statement.removeType, relation->kind) && !relation->is_assumed)
    return refused(display(name) + " is of another kind");
  if (relation->kind == RelationKind::Index &&
      (key_of_index(replay.catalog(), *relation) != nullptr || !relation->parents.empty()))
    return refused("cannot drop index " + display(name) + ": something requires it");
  objects.push_back({.name = relation->name});
  return {};
}

Outcome add_type(const Replay& replay, const DropStmt& statement, const Node& object, Objects& objects) {
  const TypeName* written = node_cast<TypeName>(&object);
  if (written == nullptr) return {};
  const RelationName name = name_of(written->names);
  const std::optional<RelationName> type = find_user_type(replay.session, name);
  if (!type) return expect_missing(replay, statement, name);
  const Relation* relation = replay.catalog().find(*type);
  if (relation != nullptr && relation->kind != RelationKind::CompositeType)
    return refused("cannot drop type " + display(name) + ": its table requires it");
  objects.push_back({.kind = ObjectKind::Type, .name = *type});
  return {};
}

Outcome add_function(const Replay& replay, const DropStmt& statement, const Node& object, Objects& objects) {
  const ObjectWithArgs* written = node_cast<ObjectWithArgs>(&object);
  if (written == nullptr) return {};
  const RelationName name = name_of(written->objname);
  const auto found = find_routine(replay, *written, statement.removeType);
  if (!found) return std::unexpected(found.error());
  if (!*found) return expect_missing(replay, statement, name);
  objects.push_back(**found);
  return {};
}

Outcome add_schema(const Replay& replay, const DropStmt& statement, std::string_view name, Objects& objects) {
  const std::string schema(name);
  if (replay.catalog().schemas.find(schema) == nullptr) {
    if (statement.missing_ok || !replay.catalog().open.empty()) return {};
    return refused("schema " + schema + " does not exist");
  }
  objects.push_back({.kind = ObjectKind::Schema, .name = {"", schema}});
  return {};
}

Outcome drop_extension(const Replay& replay, const DropStmt& statement, std::string_view name) {
  const std::string extension(name);
  if (replay.catalog().extensions.find(extension) != nullptr) {
    replay.catalog().extensions.erase(extension);
    return {};
  }
  if (statement.missing_ok || !replay.catalog().open.empty()) return {};
  return refused("extension " + extension + " does not exist");
}

/// Servers go with their wrapper, foreign tables with their server.
Outcome drop_server(const Replay& replay, const DropStmt& statement, const std::string& server) {
  Objects tables;
  replay.catalog().relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
    if (relation->kind == RelationKind::ForeignTable && relation->server == server)
      tables.push_back({.name = name});
  });
  if (!tables.empty() && statement.behavior == DROP_RESTRICT)
    return refused("a table depends on server " + server);
  replay.catalog().servers.erase(server);
  return remove_objects(replay.catalog(), tables, statement.behavior);
}

Outcome drop_wrapper(const Replay& replay, const DropStmt& statement, std::string_view wrapper) {
  std::vector<std::string> servers;
  replay.catalog().servers.for_each([&](const std::string& server, const std::string& its_wrapper) {
    if (its_wrapper == wrapper) servers.push_back(server);
  });
  if (!servers.empty() && statement.behavior == DROP_RESTRICT) return refused("a server depends on it");
  for (const std::string& server : servers) {
    if (Outcome outcome = drop_server(replay, statement, server); !outcome) return outcome;
  }
  return {};
}

/// What is no dependency of the catalog's own kinds.
Outcome drop_other(const Replay& replay, const DropStmt& statement, const Node& object) {
  const std::string_view name = string_of(&object);
  switch (static_cast<int>(statement.removeType)) {
    case OBJECT_EXTENSION:
      return drop_extension(replay, statement, name);
    case OBJECT_FOREIGN_SERVER:
      return drop_server(replay, statement, std::string(name));
    case OBJECT_FDW:
      return drop_wrapper(replay, statement, name);
    default:
      return {};
  }
}

}  // namespace

Outcome replay_drop(const Replay& replay, const DropStmt& statement) {
  Objects objects;
  for (const Node& object : each<Node>(statement.objects)) {
    Outcome outcome;
    switch (static_cast<int>(statement.removeType)) {
      case OBJECT_TABLE:
      case OBJECT_FOREIGN_TABLE:
      case OBJECT_SEQUENCE:
      case OBJECT_VIEW:
      case OBJECT_MATVIEW:
      case OBJECT_INDEX:
        outcome = add_relation(replay, statement, name_of(node_cast<List>(&object)), objects);
        break;
      case OBJECT_TYPE:
      case OBJECT_DOMAIN:
        outcome = add_type(replay, statement, object, objects);
        break;
      case OBJECT_FUNCTION:
      case OBJECT_PROCEDURE:
      case OBJECT_ROUTINE:
      case OBJECT_AGGREGATE:
        outcome = add_function(replay, statement, object, objects);
        break;
      case OBJECT_SCHEMA:
        outcome = add_schema(replay, statement, string_of(&object), objects);
        break;
      default:
        outcome = drop_other(replay, statement, object);
        break;
    }
    if (!outcome) return outcome;
  }
  return remove_objects(replay.catalog(), objects, statement.behavior);
}

void replay_drop_owned(const Replay& replay) {
  replay.catalog().open = "DROP OWNED";
  replay.catalog().opened_at = replay.source.at;
}

void drop_temporary_objects(Catalog& catalog) {
  const Object schema = {.kind = ObjectKind::Schema, .name = {"", std::string(temporary_schema)}};
  static_cast<void>(remove_objects(catalog, {schema}, DROP_CASCADE));
}

void drop_on_commit(SessionState& session) {
  Objects tables;
  for (RelationName& name : session.dropped_on_commit) {
    if (session.catalog.find(name) != nullptr) tables.push_back({.name = std::move(name)});
  }
  session.dropped_on_commit.clear();
  if (!tables.empty()) static_cast<void>(remove_objects(session.catalog, tables, DROP_CASCADE));
}

}  // namespace floodwall
