#pragma once
#include <deque>
#include <string>
#include <vector>

#include "analyzer/catalog/judge.h"
#include "analyzer/catalog/project_view.h"
#include "analyzer/catalog/script_catalog.h"

namespace floodwall {

/// Asks a project for what a statement names. Where several definitions may be meant, they are asked
/// together: columns that only some of them have make the relation open. One thread at a time; answers live
/// as long as it does.
class ProjectLookup {
 public:
  explicit ProjectLookup(const ProjectView& project) : project_(project) {}
  /// For a way back: what `script` has made or changed is there, with columns that nobody tells. Must outlive
  /// this.
  ProjectLookup(const ProjectView& project, const ScriptCatalog& script)
      : project_(project), script_(&script) {}

  FoundRelation find(const RelationName& name);
  FunctionsPtr functions(const RelationName& name) const;
  CatalogLookup lookup();

 private:
  std::string why_open(const std::vector<const Relation*>& relations) const;

  const ProjectView& project_;
  const ScriptCatalog* script_ = nullptr;
  std::deque<Relation> joined_;
};

/// What the names in one statement are worth: what a check of names looks at. Lives until the check returns.
struct StatementNames {
  const Resolution& resolution;
  const Judgement& judgement;
};

}  // namespace floodwall
