#pragma once
#include <memory>
#include <vector>

#include "analyzer/base/result.h"
#include "integrations/cli/check_options.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/run.h"

namespace floodwall {

/// Who compiles C++ for this run; nothing if nobody does. Says so where the command line asks for it.
Result<std::unique_ptr<Compiler>> compiler_for(const CheckOptions& options,
                                               const Configuration& configuration);

}  // namespace floodwall
