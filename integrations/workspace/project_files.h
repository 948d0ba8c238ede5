#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "integrations/workspace/cache/cache.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/project_facts.h"
#include "integrations/workspace/run.h"

namespace floodwall {

/// The top folder of the project that a folder (absolute) belongs to: where the nearest floodwall.toml is, or
/// else its git work tree; empty if there is neither.
std::string project_of(const std::string& folder);

/// That of each of the files.
std::vector<std::string> projects_of(std::span<const FoundFile> files);

/// The same as shards know it: seen from the configuration's folder if the project begins below that (with a
/// floodwall.toml or a repository of its own); empty for the configured project, wherever it stands.
std::vector<std::string> inner_projects_of(std::span<const FoundFile> files,
                                           const Configuration& configuration);

/// What earlier runs know of the project of the configuration's folder; nothing if that is in none.
std::unique_ptr<Cache> cache_of(const Configuration& configuration);

/// The files of the projects of `checked` that are not among them. Nothing if neither is there: what else
/// lies around is not ours. In the folders `whole` (absolute) there are none. The configured snapshot is one
/// of them, wherever it stands.
std::vector<FoundFile> files_around(std::span<const FoundFile> checked, std::span<const std::string> whole,
                                    const Configuration& configuration);

/// Says of the configured snapshot of the schema that it speaks of the configured project, if it is among the
/// files; whether it is.
bool mark_snapshot(const Configuration& configuration, std::vector<FoundFile>& files);

/// Adds the configured snapshot, if there is one and it is not among them.
void add_snapshot(const Configuration& configuration, std::vector<FoundFile>& files);

/// A snapshot is neither a test nor a migration, wherever it stands.
void set_apart(const FoundFile& file, ProjectFacts& facts);

/// Whether any of the files may define what others use: a program, a migration, a file or folder whose name
/// says schema. A heap of other scripts is no project: nothing is known to be missing there.
bool may_define_schema(std::span<const FoundFile> files);

/// What each of them tells the others; read and parsed on several threads. Nothing of one that cannot be
/// read.
std::vector<ProjectFacts> read_facts(std::span<const FoundFile> files, const Configuration& configuration,
                                     Cache* cache, StageTimes& times);

}  // namespace floodwall
