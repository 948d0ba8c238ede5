#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "analyzer/catalog/names.h"

namespace floodwall {

/// A relation that PostgreSQL, or an extension, brings along. Lives as long as the program.
struct BuiltinRelation {
  std::string_view schema;  ///< pg_catalog, information_schema; of an extension: empty, it may be anywhere
  std::string_view name;
  std::span<const std::string_view> columns;
};

/// nullptr if no major version from 15 to 18 has it. An unqualified name is looked up in pg_catalog. The
/// columns are those of all these versions together.
const BuiltinRelation* builtin_relation(const RelationName& name);

/// Whether some version has a function (procedure, aggregate, window function) of this name in pg_catalog.
bool is_builtin_function(std::string_view name);
bool is_builtin_type(std::string_view name);

/// What `CREATE EXTENSION name` brings.
struct BuiltinExtension {
  std::string_view name;
  std::string_view schema;  ///< where it insists on being ("pg_cron": cron); empty: anywhere
  std::span<const BuiltinRelation> relations;
  std::span<const std::string_view> functions;  ///< sorted
  std::span<const std::string_view> types;      ///< sorted
};

/// nullptr: an extension that we do not know; then its schema holds what we do not know.
const BuiltinExtension* builtin_extension(std::string_view name);

/// Whether a migration tool or framework makes a table of this name for itself: alembic_version,
/// django_migrations, schema_migrations, flyway_schema_history, …
bool is_tool_table(std::string_view name);

}  // namespace floodwall
