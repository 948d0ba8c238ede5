#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/host_routine.h"
#include "analyzer/text/source_file.h"
#include "analyzer/text/sql_fragment.h"

namespace floodwall {

/// What a frontend found in one file.
struct FoundSql {
  std::vector<SqlFragment> fragments;
  std::vector<HostRoutine> routines;  ///< of a host language; each fragment is a step of at most one
  std::vector<Span> comments;         ///< of the host, in file bytes: suppressions may stand there
  std::string skipped;  ///< why the file holds nothing for us ("it is MySQL: …"); empty if it does
};

}  // namespace floodwall
