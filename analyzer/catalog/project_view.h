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
  /// The relation of `catalog` that a name means; nullptr if none does, or if one in another schema may be
  /// meant.
  const Relation* find(const RelationName& name) const;
  std::vector<const Relation*> relations_of(const RelationName& name) const {
    return schema.relations_of(name, file, in_tests);
  }
};

}  // namespace floodwall
