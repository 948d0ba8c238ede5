#pragma once
#include <span>
#include <string>

#include "integrations/guard/core/toll.h"

namespace floodwall::guard {

/// One statement that fails if a table is not empty any more, or a name does not mean what it did, and locks
/// the tables until the caller's transaction ends. `names` is what was asked for, in the order of
/// `LiveTables::named`.
std::string emptiness_statement(std::span<const TakenTable> tables, std::span<const std::string> names,
                                const LiveTables& live);

}  // namespace floodwall::guard
