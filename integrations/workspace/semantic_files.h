#pragma once
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "frontends/cpp/semantic_facts.h"
#include "integrations/workspace/cache/cache.h"
#include "integrations/workspace/cache/content_key.h"
#include "integrations/workspace/clang_workers.h"
#include "integrations/workspace/compilation_database.h"
#include "integrations/workspace/files.h"

namespace floodwall {

/// What a compiler knows of the files of a run, as far as there is a compilation database for them and a
/// program that can tell. Immutable once made: threads share it.
class SemanticFiles {
 public:
  /// Knows nothing.
  SemanticFiles() = default;
  /// Looks at those of `files` that a database knows, on up to `jobs` threads; of headers that they include
  /// and that stand below `root` (absolute), once. What has not changed since an earlier run comes from the
  /// cache.
  SemanticFiles(std::span<const FoundFile* const> files, const std::string& root,
                CompilationDatabases& databases, ClangWorkers& workers, Cache* cache, std::size_t jobs);

  /// nullptr: nothing is known of it but its syntax.
  const cpp::SemanticFile* of(const FoundFile& file) const;
  /// What stands for all that is known of a file; nothing is known of one: the key of nothing.
  ContentKey key_of(const FoundFile& file) const;

  /// What went wrong, by path: then the file's syntax alone is known.
  const std::vector<UnreadPath>& troubles() const { return troubles_; }
  /// Databases that cannot be read, as sentences: "build/compile_commands.json: is no compilation database".
  const std::vector<std::string>& broken_databases() const { return broken_databases_; }
  std::size_t units() const { return units_; }  ///< that a database knows; `troubles` among them
  /// Headers that were not found, by the unit's path; only those that miss some.
  const std::vector<std::pair<std::string, std::size_t>>& missing() const { return missing_; }

 private:
  std::map<std::string, cpp::SemanticFile, std::less<>> files_;  ///< by absolute path
  std::vector<UnreadPath> troubles_;
  std::vector<std::string> broken_databases_;
  std::size_t units_ = 0;
  std::vector<std::pair<std::string, std::size_t>> missing_;
};

}  // namespace floodwall
