#pragma once

namespace floodwall {

/// What the user tells about the database and how scripts are run.
struct AnalysisSettings {
  int pg_version = 17;                 ///< major version of the server
  bool assume_in_transaction = false;  ///< the tool that runs the script wraps it in BEGIN … COMMIT
};

}  // namespace floodwall
