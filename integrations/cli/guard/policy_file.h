#pragma once
#include <string>

#include "analyzer/base/result.h"
#include "integrations/guard/core/policy.h"

namespace floodwall {

struct SourcedPolicy {
  std::string file;  ///< absolute; empty: there is none, and the defaults hold
  guard::Policy policy;
};

/// From `file`, or from the nearest floodwall.toml if it is empty.
Result<SourcedPolicy> read_policy(const std::string& file);

}  // namespace floodwall
