#pragma once
#include "analyzer/text/source_map.h"
#include "frontends/frontend.h"

namespace floodwall {

/// What was found in a text that stands in the file through `map`, in bytes of the file.
FoundSql lifted(FoundSql found, const SourceMap& map);

/// Adds what another text of the same file holds.
void add(FoundSql& all, FoundSql more);

}  // namespace floodwall
