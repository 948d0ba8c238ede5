#pragma once
#include <set>
#include <string>
#include <vector>

#include "analyzer/engine/included_files.h"
#include "analyzer/engine/link.h"

namespace floodwall {

/// The bare names of relations that a file makes, and that it alters without having made them.
struct FileNames {
  std::set<std::string> made;
  std::vector<std::string> altered;
};

/// Those of the files that it includes are its own.
FileNames names_of(const LinkedFile& file, const IncludedFiles& included);

}  // namespace floodwall
