#pragma once
#include <span>
#include <string>
#include <vector>

#include "analyzer/catalog/project_schema.h"
#include "analyzer/catalog/session.h"
#include "analyzer/engine/file_facts.h"
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
  explicit SchemaReplay(ProjectSchema& schema) : schema_(schema) {}

  /// The catalog after the file's statements, run by run. `kept` gets each relation that the file makes or
  /// changes, before and after, by its bare name.
  Catalog replay(const Catalog& start, FileId file, const FileFacts& facts, ReplayAs as,
                 std::map<std::string, std::vector<RelationPtr>, std::less<>>& kept);

  /// The bare names of relations that a file makes, and that it alters without having made them.
  struct Names {
    std::vector<std::string> made;
    std::vector<std::string> altered;
  };
  Names names_of(const FileFacts& facts);

 private:
  ProjectSchema& schema_;
  StatementParser parser_;
};

}  // namespace floodwall
