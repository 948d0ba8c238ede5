#pragma once
#include <span>
#include <vector>

#include "frontends/host_values/host_project.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/run.h"

namespace floodwall {

/// The files of host languages in the work trees of `checked` (where there is none, in the folder of
/// floodwall.toml) that are not among them. Nothing if neither is there: what else lies around is not ours.
std::vector<FoundFile> host_files_around(std::span<const FoundFile> checked,
                                         const Configuration& configuration);

/// What each of them tells the others; read and parsed on several threads. Nothing of one that cannot be
/// read.
std::vector<host::HostFacts> read_host_facts(std::span<const FoundFile> files,
                                             const Configuration& configuration, StageTimes& times);

}  // namespace floodwall
