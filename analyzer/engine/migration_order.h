#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analyzer/text/migration_identity.h"

namespace floodwall {

/// The migrations of one database in the order in which they run.
struct MigrationChain {
  std::vector<std::size_t> files;  ///< positions in what was given
  /// Why something may have been before the first, or between two: "0002_b names 0001_a, which is not here".
  /// Empty: nothing is missing.
  std::string gap = {};
  std::size_t gap_at = 0;  ///< the file that tells
};

/// Sorts migrations into chains. Those that name their predecessors (Alembic, Django, sqitch, yoyo) come
/// behind them, whatever their files are called; branches come one after the other, by version and id; the
/// others come by version and id. What stands for others (a squashed migration, a baseline) takes their
/// place. A circle is broken where it is first met. Files that are no migrations are in no chain. The order
/// of `migrations` does not matter if no two are equal.
std::vector<MigrationChain> chains_of(std::span<const MigrationIdentity* const> migrations);

}  // namespace floodwall
