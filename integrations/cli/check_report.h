#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "integrations/cli/check_options.h"
#include "integrations/workspace/run.h"

namespace floodwall {

/// Prints the report, and the fixed text of standard input if there is one. The exit status: 0 or 2.
int report(const RunResult& result, const CheckOptions& options, double seconds);

/// What --format may be.
std::vector<std::string> report_formats();

/// To --output, or to standard output. The exit status: 0 or 2.
int deliver(std::string_view text, const CheckOptions& options);

}  // namespace floodwall
