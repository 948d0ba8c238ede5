#include "integrations/workspace/project_catalog.h"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/base/result.h"
#include "analyzer/engine/link.h"
#include "analyzer/text/source_file.h"
#include "integrations/workspace/project_files.h"
#include "integrations/workspace/read_file.h"

namespace floodwall {

ProjectCatalog catalog_of_files(std::span<const FoundFile> files, const Configuration& configuration) {
  ProjectCatalog result;
  StageTimes times;
  const std::vector<ProjectFacts> facts = read_facts(files, configuration, times);
  std::vector<LinkedFile> linked;
  for (std::size_t i = 0; i < files.size(); ++i) {
    linked.push_back({static_cast<FileId>(i), files[i].path, &facts[i].schema});
    // The facts of a file that cannot be read are empty and do not say why.
    const Result<std::string> text = read_file(files[i].path, configuration.max_file_size);
    if (!text) result.unread.push_back({files[i].path, text.error().message});
  }
  const Project project(linked);
  result.catalog = project.schema().catalog;
  if (result.catalog.open.empty()) result.catalog.open = project.schema().open;
  return result;
}

}  // namespace floodwall
