#pragma once
#include <string>

#include "analyzer/catalog/catalog.h"

namespace floodwall {

/// Gives a relation another name or schema, everywhere: in what depends on it, and a row type in columns and
/// signatures. A key's index takes its constraint along. Its own indexes and sequences stay where they are.
void rename_relation(Catalog& catalog, const RelationName& from, const RelationName& to);

/// The same for a type that is no relation's.
void rename_type(Catalog& catalog, const RelationName& from, const RelationName& to);

/// Renames a column of one relation, in its keys and indexes, in keys that refer to it, and in what views say
/// they read.
void rename_column(Catalog& catalog, const RelationName& table, const std::string& from,
                   const std::string& to);

}  // namespace floodwall
