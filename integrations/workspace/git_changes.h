#pragma once
#include <set>
#include <string>

#include "analyzer/base/result.h"

namespace floodwall {

/// Absolute paths of the files that differ from where the current branch left `revision` (their merge base):
/// committed since, staged, changed in the work tree, or new and not ignored. Deleted ones are left out.
/// `folder` is any folder of the work tree.
Result<std::set<std::string>> changed_files(const std::string& folder, const std::string& revision);

}  // namespace floodwall
