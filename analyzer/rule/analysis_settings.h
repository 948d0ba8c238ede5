#pragma once

#include <string>
#include <vector>

namespace floodwall {

/// What the user tells about the database and how scripts are run.
struct AnalysisSettings {
  int pg_version = 17;  ///< major version of the server
  /// Environment variables that switch a guard off, beside those that rules know.
  std::vector<std::string> override_variables = {};
  bool assume_in_transaction = false;  ///< the tool that runs the script wraps it in BEGIN … COMMIT
};

}  // namespace floodwall
