#include <algorithm>
#include <array>
#include <string_view>

#include "analyzer/catalog/builtins.h"

namespace floodwall {
namespace {

constexpr auto tables = std::to_array<std::string_view>({
    // Python
    "alembic_version",
    "aerich",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "auth_user",
    "auth_user_groups",
    "auth_user_user_permissions",
    "django_admin_log",
    "django_content_type",
    "django_migrations",
    "django_session",
    "django_site",
    "migrate_version",
    "migratehistory",
    "migration",
    "yoyo_lock",
    // Other databases: who asks for them does not ask PostgreSQL
    "dual",
    "sqlite_master",
    "sqlite_schema",
    "sqlite_sequence",
    // Ruby, PHP, .NET, Elixir
    "ar_internal_metadata",
    "schema_migrations",
    "migrations",
    "doctrine_migration_versions",
    "migration_versions",
    "phinxlog",
    "__EFMigrationsHistory",
    "VersionInfo",
    "SchemaVersions",
    "schemaversions",
    // Java
    "flyway_schema_history",
    "schema_version",
    "databasechangelog",
    "databasechangeloglock",
    // Go
    "atlas_schema_revisions",
    "bun_migration_locks",
    "bun_migrations",
    "goose_db_version",
    "gopg_migrations",
    "gorp_migrations",
    "schema_lock",
    // JavaScript
    "SequelizeMeta",
    "SequelizeData",
    "__drizzle_migrations",
    "_prisma_migrations",
    "knex_migrations",
    "knex_migrations_lock",
    "kysely_migration",
    "kysely_migration_lock",
    "mikro_orm_migrations",
    "pgmigrations",
    "schemaversion",
    "typeorm_metadata",
    // Rust
    "__diesel_schema_migrations",
    "_sqlx_migrations",
    "refinery_schema_history",
    "seaql_migrations",
    // PostGIS
    "spatial_ref_sys",
    "geometry_columns",
    "geography_columns",
    "raster_columns",
    "raster_overviews",
});

constexpr auto prefixes = std::to_array<std::string_view>({"_yoyo_", "yoyo_"});

constexpr auto schemas = std::to_array<std::string_view>({
    "atlas_schema_revisions",
    "drizzle",
    "graphile_migrate",
    "graphile_worker",
    "hdb_catalog",
    "pgboss",
    "pgroll",
    "reshape",
    "sqitch",
    "supabase_migrations",
});

}  // namespace

bool is_tool_table(std::string_view name) {
  return std::ranges::find(tables, name) != tables.end() ||
         std::ranges::any_of(prefixes, [name](std::string_view prefix) { return name.starts_with(prefix); });
}

bool is_tool_schema(std::string_view name) { return std::ranges::find(schemas, name) != schemas.end(); }

}  // namespace floodwall
