#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/guard/core/toll.h"

namespace floodwall::guard {

/// Those of the tables that may have fewer rows than `most` and that the session can count; none for 0.
std::vector<std::int64_t> countable(const LiveTables& live, std::span<const TakenTable> tables,
                                    std::int64_t most);

/// A query of one row with one text, for `take_counts`. Reads no table further than `most` rows, and none
/// that is much larger on disk than such a one need be.
std::string counts_question(const LiveTables& live, std::span<const std::int64_t> tables, std::int64_t most);
/// False if that is no answer; `live` then stays as it is.
bool take_counts(std::string_view json, std::int64_t most, LiveTables& live);

}  // namespace floodwall::guard
