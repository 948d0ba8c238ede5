#pragma once
#include <string>

#include "analyzer/base/result.h"
#include "analyzer/catalog/catalog.h"

namespace floodwall {

/// What a running server (PostgreSQL 13 to 18) defines in one database, read in one read-only transaction.
/// Left out are PostgreSQL's own schemas, temporary objects, what belongs to an extension, and what a Catalog
/// does not hold (triggers, policies, grants, comments, storage). `connection`: see PostgresConnection.
Result<Catalog> read_live_database(const std::string& connection);

}  // namespace floodwall
