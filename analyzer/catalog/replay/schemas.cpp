#include "analyzer/catalog/replay/schemas.h"
#include "analyzer/catalog/builtins.h"

#include "analyzer/catalog/replay/search_path.h"

namespace floodwall {
namespace {

void open_schema(const Replay& replay, const std::string& name, std::string why) {
  const Schema* known = replay.catalog().schemas.find(name);
  Schema schema = known == nullptr ? Schema{.at = replay.source.at} : *known;
  if (!schema.open.empty()) return;
  schema.open = std::move(why);
  schema.opened_at = replay.source.at;
  replay.catalog().schemas.set(name, std::move(schema));
}

std::string schema_option(const List* options) {
  for (const DefElem& option : each<DefElem>(options)) {
    if (view_of(option.defname) == "schema") return std::string(string_of(option.arg));
  }
  return {};
}

}  // namespace

std::expected<std::string, std::string> replay_create_schema(const Replay& replay,
                                                             const CreateSchemaStmt& statement) {
  std::string name(view_of(statement.schemaname));
  if (name.empty() && statement.authrole != nullptr) name = view_of(statement.authrole->rolename);
  // AUTHORIZATION CURRENT_USER: whoever that is.
  if (name.empty()) name = "$user";
  const Schema* known = replay.catalog().schemas.find(name);
  // Somebody has named it before anybody made it: in another file, or above in the same one.
  const bool is_assumed =
      known != nullptr && !known->open.empty() && known->at.at.size() == 0 && known->opened_at.at.size() == 0;
  if (known != nullptr && !is_assumed) {
    if (statement.if_not_exists) return std::string();
    return refused("schema " + name + " already exists");
  }
  if (name.starts_with("pg_")) return refused("unacceptable schema name " + name);
  replay.catalog().schemas.set(name, {.at = replay.source.at});
  return name;
}

Outcome replay_create_extension(const Replay& replay, const CreateExtensionStmt& statement) {
  const std::string name(view_of(statement.extname));
  if (replay.catalog().extensions.find(name) != nullptr) {
    if (statement.if_not_exists) return {};
    return refused("extension " + name + " already exists");
  }
  std::string schema = schema_option(statement.options);
  if (schema.empty()) schema = creation_schema(replay.session);
  const std::optional<BuiltinExtension> known = builtin_extension(name);
  if (known && !known->schema.empty()) schema = known->schema;
  const std::string reason = "CREATE EXTENSION " + name;
  if (!known || known->has_unknown_relations) open_schema(replay, schema, reason);
  if (known) {
    for (const std::string_view each : known->schemas) {
      if (replay.catalog().schemas.find(std::string(each)) == nullptr)
        replay.catalog().schemas.set(std::string(each), {.at = replay.source.at});
    }
    for (const std::string_view each : known->growing)
      open_schema(replay, each.empty() ? schema : std::string(each), reason);
  }
  replay.catalog().extensions.set(name, {.schema = schema, .at = replay.source.at});
  return {};
}

Outcome replay_import_foreign_schema(const Replay& replay, const ImportForeignSchemaStmt& statement) {
  const std::string schema(view_of(statement.local_schema));
  if (statement.list_type != FDW_IMPORT_SCHEMA_LIMIT_TO) {
    open_schema(replay, schema, "IMPORT FOREIGN SCHEMA");
    return {};
  }
  for (const RangeVar& table : each<RangeVar>(statement.table_list)) {
    const auto name = creation_name(replay.session, {schema, view_of(table.relname).data()});
    if (!name) return std::unexpected(name.error());
    if (replay.catalog().find(*name) != nullptr) return refused("relation " + name->name + " already exists");
    replay.catalog().put({.kind = RelationKind::ForeignTable,
                          .name = *name,
                          .server = std::string(view_of(statement.server_name)),
                          .open = "IMPORT FOREIGN SCHEMA",
                          .at = replay.source.at});
  }
  return {};
}

void replay_create_server(const Replay& replay, const CreateForeignServerStmt& statement) {
  replay.catalog().servers.set(std::string(view_of(statement.servername)),
                               std::string(view_of(statement.fdwname)));
}

}  // namespace floodwall
