#pragma once
#include <span>
#include <string>
#include <vector>

#include "analyzer/catalog/loss.h"
#include "analyzer/text/host_routine.h"

namespace floodwall {

/// What a step of a routine destroys.
struct StepFacts {
  const RoutineStep* step = nullptr;
  std::vector<Loss> losses;  ///< file bytes; only of what the routine itself has not made before
};

/// A routine of a host program, or the way back of a migration script, after its last step. What a check of
/// the whole may look at: RuleContext::text() is the file, all spans are bytes of it.
struct RoutineFacts {
  const HostRoutine& routine;
  std::vector<StepFacts> steps;  ///< in the order of execution
  /// If it runs migrations: the files with ways back that destroy something unchecked.
  std::span<const std::string> ways_back = {};
};

}  // namespace floodwall
