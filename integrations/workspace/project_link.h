#pragma once
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/engine/link.h"
#include "frontends/host_values/host_project.h"
#include "integrations/workspace/cache/cache.h"
#include "integrations/workspace/cache/content_key.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/project_facts.h"

namespace floodwall {

/// What the files of each project define together.
struct SchemaSummary {
  std::size_t relations = 0;  ///< tables, views and sequences
  std::vector<std::string>
      open;  ///< why there may be more: "schema s is open: IMPORT FOREIGN SCHEMA in a.sql:3"
};

/// A file of a run and what it tells. Both outlive the link.
struct ToldFile {
  const FoundFile* file = nullptr;
  const ProjectFacts* facts = nullptr;
  std::string project = {};  ///< those with the same name are one
};

/// What the files of a run say to each other, project by project. They are linked when somebody first wants
/// to know: where everything is known from an earlier run, never. Threads may share it.
class ProjectLink {
 public:
  /// `checked` are those of the run, in its order; `others` stand around them.
  ProjectLink(std::vector<ToldFile> checked, std::vector<ToldFile> others);

  const host::HostProjects& host() const { return linked().host; }
  /// That of a checked file.
  const Project& project(std::size_t file) const;

  /// What linking has taken; 0 while nobody has wanted to know.
  double seconds() const { return linked_.seconds; }

  /// What stands for all that the files say, and for which of them are one project.
  const ContentKey& key() const { return keys().all; }

  /// Whom the others have something to say about, and what they define together.
  struct Outcome {
    std::vector<std::size_t> concerned;  ///< positions among the checked files; sorted
    SchemaSummary schema;
    /// What stands for all that comes of what the files need, not of what they define: who still uses what
    /// is dropped.
    ContentKey by_needs;
  };
  Outcome outcome() const;
  /// What stands for all that is told to a checked file: alike files of two projects are told different
  /// things, and a new query tells the others nothing.
  ContentKey told_to(std::size_t file, const Outcome& outcome) const;

 private:
  struct Linked {
    host::HostProjects host;
    std::vector<Project> projects;
    double seconds = 0;
  };
  const Linked& linked() const;
  struct Keys {
    ContentKey answers;  ///< what stands for what the files define
    ContentKey all;
  };
  const Keys& keys() const;

  std::vector<ToldFile> files_;  ///< the checked ones first; a file's position is its FileId
  std::size_t checked_;
  std::vector<std::size_t> project_of_;  ///< beside the files
  mutable std::once_flag is_linked_;
  mutable Linked linked_;
  mutable std::once_flag has_keys_;
  mutable Keys keys_;
};

/// The outcome, from an earlier run if it is known. `looks` stands for which files are checked and
/// what they ask.
ProjectLink::Outcome outcome_of(const ProjectLink& link, const ContentKey& looks, Cache* cache);

}  // namespace floodwall
