#include "analyzer/text/host_routine.h"

#include <algorithm>

namespace floodwall {

bool RoutineStep::excludes(const RoutineStep& other) const {
  return std::ranges::any_of(branches, [&](Branch branch) {
    return std::ranges::any_of(other.branches, [&](Branch theirs) {
      return branch.condition == theirs.condition && branch.held != theirs.held;
    });
  });
}

}  // namespace floodwall
