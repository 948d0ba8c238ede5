#pragma once
#include <span>
#include <string>
#include <vector>

#include "analyzer/catalog/project_schema.h"
#include "analyzer/catalog/session.h"
#include "analyzer/engine/file_facts.h"
#include "analyzer/engine/included_files.h"
#include "analyzer/sql/parse.h"

namespace floodwall {

/// What becomes of what a statement drops, renames or alters.
enum class ReplayAs : std::uint8_t {
  Migration,  ///< it is gone
  Script,     ///< nobody knows when the script runs, or whether: what was there still counts as defined
};

/// Replays the schema statements of files, as facts tell them, into a ProjectSchema. What a statement refers
/// to and nothing has defined is assumed to be there, so that the statement still counts; an assumed relation
/// is no definition.
class SchemaReplay {
 public:
  /// `included` tells what `\i` reads.
  SchemaReplay(ProjectSchema& schema, const IncludedFiles& included) : schema_(schema), included_(included) {}

  /// The catalog after the file's statements, run by run, and those of the files that it includes. `kept`
  /// gets each relation that the file makes or changes, before and after, by its bare name.
  Catalog replay(const Catalog& start, const LinkedFile& file, ReplayAs as,
                 std::map<std::string, std::vector<RelationPtr>, std::less<>>& kept);

  /// Why there may be more than all files together say: one is included that we do not know; empty: nothing.
  const std::string& open() const { return open_; }
  const Place& opened_at() const { return opened_at_; }

 private:
  struct OneFile;
  void include(OneFile& now, const SchemaStatement& inclusion);
  void replay_one(OneFile& now, const SchemaStatement& fact);

  ProjectSchema& schema_;
  const IncludedFiles& included_;
  std::string open_;
  Place opened_at_;
  StatementParser parser_;
};

}  // namespace floodwall
