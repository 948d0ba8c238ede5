#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "integrations/workspace/configuration.h"
#include "integrations/workspace/file_check.h"
#include "integrations/workspace/path_settings.h"
#include "integrations/workspace/run.h"

namespace floodwall {

/// What many files of a project have in common is said in the one that it comes from (Diagnostic::said_in),
/// if that one is looked at, too: an env.py instead of each revision below it.
void say_once(const RunRequest& request, const Configuration& configuration, const SettingsByPath& settings,
              const ProjectLink& link, std::vector<FileCheck>& checks, StageTimes& times);

}  // namespace floodwall
