#pragma once
#include <string>
#include <vector>

#include "analyzer/text/host_routine.h"
#include "analyzer/text/migration_identity.h"
#include "analyzer/text/span.h"
#include "analyzer/text/sql_fragment.h"

namespace floodwall {

/// The SQL of one file and what is known of the program around it: what the analysis looks at.
struct SqlOfFile {
  std::vector<SqlFragment> fragments;
  std::vector<HostRoutine> routines;  ///< of a host language; each fragment is a step of at most one
  std::vector<Span> comments;         ///< of the host, in file bytes: suppressions may stand there
  MigrationIdentity migration;        ///< which one the file is, if it is one
  bool is_test = false;               ///< it belongs to tests
  /// Of a file that runs migrations: the files whose findings are said here at once (Diagnostic::said_in).
  std::vector<std::string> ways_back;
};

}  // namespace floodwall
