#pragma once
#include <optional>
#include <string>
#include <vector>

#include "analyzer/text/source_file.h"
#include "integrations/workspace/cache/cache.h"
#include "integrations/workspace/file_look.h"

namespace floodwall {

/// What was found in a text that has this key, if it is known. `file` is what the text is called in this run.
std::optional<FileLook> find_look(Cache& cache, const ContentKey& key, FileId file);
void keep_look(Cache& cache, const ContentKey& key, const FileLook& look);

}  // namespace floodwall
