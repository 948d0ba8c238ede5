#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "analyzer/catalog/project_schema.h"
#include "analyzer/engine/file_facts.h"
#include "analyzer/engine/need_set.h"
#include "analyzer/text/span.h"

namespace floodwall {

struct LinkedFile {
  FileId file{};
  std::string_view path;
  const FileFacts* facts = nullptr;
};

/// What all files together say. Immutable once made: threads share it.
class Project {
 public:
  /// Knows nothing, so everything is open.
  Project() = default;
  /// Replays what the files define: each migration chain in its order, scripts and programs beside them. The
  /// order of `files` does not matter.
  explicit Project(std::span<const LinkedFile> files);

  const ProjectSchema& schema() const { return schema_; }
  /// Whether the file is worth a second look: a name that it needs is not defined, or it holds a statement
  /// that is judged by what the project defines.
  bool concerns(FileId file, const FileFacts& facts) const;

 private:
  ProjectSchema schema_;
  NeedSet answers_;
  NeedSet answers_in_tests_;  ///< what only tests meet
  NeedSet passing_columns_;   ///< what is met at times, while migrations run
};

}  // namespace floodwall
