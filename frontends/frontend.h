#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/source_file.h"
#include "analyzer/text/sql_fragment.h"

namespace floodwall {

/// What a frontend found in one file.
struct FoundSql {
  std::vector<SqlFragment> fragments;
  std::string skipped;  ///< why the file holds nothing for us ("it is MySQL: …"); empty if it does
};

}  // namespace floodwall
