#pragma once
#include <optional>
#include <string_view>

#include "analyzer/text/migration_identity.h"

namespace floodwall {

/// What the path of a file says that defines tables in a language which no frontend reads: Rails' schema.rb,
/// Prisma's models, migrations of Laravel, knex, Entity Framework, Liquibase, entities of Java …; nullopt: it
/// says nothing of the kind. Its `language` is never empty.
std::optional<MigrationIdentity> unread_schema(std::string_view path);

}  // namespace floodwall
