#pragma once
#include <string_view>
#include <vector>

#include "analyzer/catalog/project_schema.h"

namespace floodwall {

/// The project as the statements of one file see it.
struct ProjectView {
  const ProjectSchema& schema;
  const Catalog& catalog;  ///< what a migration meets; for other files what is there after all migrations
  FileId file{};
  bool in_tests = false;  ///< what tests define counts, too

  Presence presence_of(const RelationName& name) const { return schema.presence_of(name, file, in_tests); }
  std::vector<const Relation*> relations_of(const RelationName& name) const {
    return schema.relations_of(name, file, in_tests);
  }
};

}  // namespace floodwall
