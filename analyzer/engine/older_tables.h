#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/catalog/project_schema.h"
#include "analyzer/engine/link.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// Whether a statement works once only: it adds, drops or renames a column, or renames a relation.
bool changes_once(const Node& statement);

/// The columns that a statement drops or renames, where PostgreSQL refuses it if they are not there.
std::vector<std::string_view> columns_dropped_by(const Node& statement);

/// Adds to ProjectSchema::meet_older_tables the scripts that update an extension, and those that belong to
/// one that is in it: of one folder, with names that differ in digits alone (`upgrade_21.sql`,
/// `upgrade_22.sql`).
void add_series(std::span<const LinkedFile* const> scripts, ProjectSchema& schema);

}  // namespace floodwall
