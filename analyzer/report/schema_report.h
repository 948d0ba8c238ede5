#pragma once
#include <string>

#include "analyzer/catalog/catalog.h"

namespace floodwall {

// A catalog in each of the forms of `floodwall schema`. What is temporary is left out; what there may be more
// is said.

/// Statements that PostgreSQL accepts and that make the same catalog in an empty database.
std::string schema_sql(const Catalog& catalog);
/// docs/schema_json.md describes it.
std::string schema_json(const Catalog& catalog);
/// Graphviz: tables, and foreign keys as edges from the table that refers. ON DELETE CASCADE is red, SET NULL
/// and SET DEFAULT are dashed.
std::string schema_dot(const Catalog& catalog);

}  // namespace floodwall
