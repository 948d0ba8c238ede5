#pragma once
#include <span>
#include <vector>

#include "integrations/workspace/file_check.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/semantic_files.h"

namespace floodwall {

/// One finding for one text: takes back what is said where a constant is used, if the same is said, or
/// silenced, where its text is written. `checks` stand beside the files.
void say_where_written(std::span<const FoundFile> files, const SemanticFiles& semantic,
                       std::vector<FileCheck>& checks);

}  // namespace floodwall
