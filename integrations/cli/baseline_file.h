#pragma once
#include <string>

#include "analyzer/base/result.h"
#include "integrations/cli/check_options.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/run.h"

namespace floodwall {

/// The findings that a baseline file lists. Its paths start from its own folder.
Result<KnownFindings> read_baseline(const std::string& file);

/// Writes every finding of the run into the baseline file, and says so. The exit status: 0 or 2.
int write_baseline(const RunResult& result, const CheckOptions& options, const Configuration& configuration);

}  // namespace floodwall
