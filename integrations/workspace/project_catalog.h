#pragma once
#include <span>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/report/report.h"
#include "integrations/workspace/cache/cache.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/files.h"

namespace floodwall {

/// What files define together, and which of them could not be read.
struct ProjectCatalog {
  Catalog catalog;
  std::vector<UnreadPath> unread;
};

/// The catalog after all migrations among the files, with what their scripts and programs define beside them;
/// not what only tests define. Where the project does not tell what is there, `catalog.open` says why.
ProjectCatalog catalog_of_files(std::span<const FoundFile> files, const Configuration& configuration,
                                Cache* cache);

}  // namespace floodwall
