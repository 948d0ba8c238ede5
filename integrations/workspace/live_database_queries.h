#pragma once
#include <string>

namespace floodwall {

// What is asked of pg_catalog, as one JSON array of objects each. `version` is libpq's: 150004 is 15.4. They
// assume an empty search_path, so that every name is printed with its schema.
std::string live_schemas_query();
std::string live_extensions_query();
std::string live_servers_query();
std::string live_types_query(int version);
std::string live_relations_query();
std::string live_columns_query();
std::string live_constraints_query(int version);
std::string live_indexes_query();
std::string live_sequences_query();
std::string live_view_uses_query();
std::string live_functions_query();

}  // namespace floodwall
