#pragma once
#include <string_view>

#include "analyzer/catalog/builtin_tables/definitions.h"

namespace floodwall {

/// Reads postgres.bki, the script from which initdb makes the system catalogs: `create` of catalogs,
/// `declare` of their indexes, and `insert` of what is in pg_proc and pg_type
/// (src/backend/bootstrap/bootparse.y). Other lines define nothing.
void read_bki(std::string_view text, Definitions& into);

}  // namespace floodwall
