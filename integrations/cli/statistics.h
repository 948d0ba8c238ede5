#pragma once
#include <string>

#include "integrations/workspace/run.h"

namespace floodwall {

/// Wall time of what happens outside of the threads.
struct PhaseTimes {
  double find_files = 0;
  double check = 0;
  double report = 0;
};

/// Counts per rule, files per type, time per stage.
std::string statistics(const RunResult& result, const PhaseTimes& phases);

}  // namespace floodwall
