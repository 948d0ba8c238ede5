#pragma once
#include <string>

#include "analyzer/catalog/builtin_tables/definitions.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// The columns of what `name` means to a script that creates in `schema`; open if it is not known.
DefinedColumns columns_of(const RelationName& name, const std::string& schema, const Definitions& known);

/// The names of a query's output columns, as far as definitions tell.
DefinedColumns columns_of(const SelectStmt& query, const std::string& schema, const Definitions& known);

}  // namespace floodwall
