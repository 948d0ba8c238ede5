#pragma once
#include <string>
#include <vector>

#include "analyzer/catalog/catalog.h"

namespace floodwall {

/// Whether an index, a primary key or a unique constraint of the table begins with one of these columns, so
/// that the rows which refer by a foreign key from them are found without reading the whole table. An index
/// that leaves out rows counts if these are NULL in one of the columns. True where nobody can tell: a table
/// that is not wholly known, is a partition or has some, or whose index is not known.
bool may_have_index_for(const Catalog& catalog, const Relation& table,
                        const std::vector<std::string>& columns);

}  // namespace floodwall
