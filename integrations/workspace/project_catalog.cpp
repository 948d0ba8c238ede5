#include "integrations/workspace/project_catalog.h"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/engine/link.h"
#include "analyzer/text/source_file.h"
#include "integrations/workspace/project_files.h"

namespace floodwall {

ProjectCatalog catalog_of_files(std::span<const FoundFile> files, const Configuration& configuration,
                                Cache* cache) {
  ProjectCatalog result;
  StageTimes times;
  const std::vector<ProjectFacts> facts = read_facts(files, configuration, cache, times);
  std::vector<LinkedFile> linked;
  for (std::size_t i = 0; i < files.size(); ++i) {
    linked.push_back({static_cast<FileId>(i), files[i].path, &facts[i].schema});
    if (!facts[i].unread.empty()) result.unread.push_back({files[i].path, facts[i].unread});
  }
  const Project project(linked);
  result.catalog = project.schema().catalog;
  if (result.catalog.open.empty()) result.catalog.open = project.schema().open;
  return result;
}

}  // namespace floodwall
