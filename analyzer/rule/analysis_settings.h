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
  /// Comments silence rules. A statement that is about to run is judged by what it does.
  bool heeds_comments = true;
  /// What a script has made before is new, so nothing can be lost of it. Not where the script may have caught
  /// PostgreSQL's refusal and gone on.
  bool believes_script = true;
};

}  // namespace floodwall
