#pragma once
#include <span>
#include <string>
#include <vector>

#include "analyzer/base/result.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/facts_file.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/run.h"

namespace floodwall {

/// What the files tell, each under its name for shards; by that name. `unread` gets those that cannot be
/// read.
std::vector<NamedFacts> facts_of_files(std::span<const FoundFile> files, const Configuration& configuration,
                                       Cache* cache, std::vector<UnreadPath>& unread);

/// Reads facts files and puts them together.
Result<std::vector<NamedFacts>> read_facts_files(std::span<const std::string> files);

/// The files that `facts` tell of as files around those that are `checked`, which are left out: they are read
/// anyway.
KnownProject around(std::vector<NamedFacts> facts, std::span<const FoundFile> checked,
                    const Configuration& configuration);

}  // namespace floodwall
