#pragma once
#include <string>

#include "analyzer/engine/file_facts.h"
#include "frontends/host_values/host_project.h"

namespace floodwall {

/// What one file tells the others.
struct ProjectFacts {
  host::HostFacts host;
  FileFacts schema;
  std::string unread = {};  ///< why the file was not read, if so
};

}  // namespace floodwall
