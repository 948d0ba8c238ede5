#pragma once
#include <span>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/report/report.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/files.h"

namespace floodwall {

/// What files define, and which of them could not be read.
struct ReplayedScripts {
  Catalog catalog;
  std::vector<UnreadPath> unread;
};

/// The catalog after the SQL scripts among `files`, each run up once, in this order. What does not parse
/// is passed over.
ReplayedScripts catalog_of_scripts(std::span<const FoundFile> files, const Configuration& configuration);

}  // namespace floodwall
