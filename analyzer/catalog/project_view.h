#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/project_schema.h"

namespace floodwall {

/// The project as the statements of one file see it.
struct ProjectView {
  const ProjectSchema& schema;
  /// What the statement meets: in a migration what those before have made; in other files what is there after
  /// all migrations, as the statements above it have changed it.
  const Catalog& catalog;
  FileId file{};
  bool in_tests = false;  ///< what tests define counts, too

  Presence presence_of(const RelationName& name) const { return schema.presence_of(name, file, in_tests); }
  /// The relation of `catalog` that a name means; nullptr if none does, or if one in another schema may be
  /// meant.
  const Relation* find(const RelationName& name) const { return find_in(catalog, name); }
  /// The same for what is there after all migrations.
  const Relation* find_last(const RelationName& name) const { return find_in(schema.catalog, name); }
  /// "still used at app/models.py:12, jobs/load.sql:3 and 4 more": by whom, if the statement's file drops the
  /// table, or a column of it; empty: by nobody, as far as is known.
  std::string still_used(const RelationName& table, std::string_view column = {}) const;
  std::vector<const Relation*> relations_of(const RelationName& name) const {
    return schema.relations_of(name, file, in_tests);
  }

 private:
  static const Relation* find_in(const Catalog& catalog, const RelationName& name);
};

}  // namespace floodwall
