#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/builtins.h"
#include "analyzer/catalog/catalog.h"

namespace floodwall {

/// Something that happened to a relation in one of the project's statements.
struct SchemaEvent {
  enum class Kind : std::uint8_t { Created, Dropped, Renamed };
  Kind kind = Kind::Created;
  RelationName name = {};     ///< schema as written
  std::string new_name = {};  ///< of a rename
  Place at = {};
};

/// Whether something is there.
enum class Presence : std::uint8_t {
  Defined,
  Unknown,    ///< nobody can tell: the catalog is open there
  Undefined,  ///< nothing in the project defines it
};

/// A table that the project defines twice, in one database, with different columns.
struct DefinitionConflict {
  RelationName name =
      {};  ///< as the CREATE TABLE that comes too late, or is out of date, has it; with a schema
  Place other = {};
  bool is_end_of_chain = false;  ///< the other one is what all migrations together make of the table
  std::vector<std::string> differences = {};  ///< "phone is only there", "code is text there, integer here"
};

/// What a statement drops: a table, or a column of it.
struct DroppedName {
  FileId file{};  ///< of the statement
  std::string table = {};
  std::string column = {};  ///< empty: the whole table
  friend auto operator<=>(const DroppedName&, const DroppedName&) = default;
};

/// What all files of a project define together: the catalog after every migration chain, with what scripts,
/// models and programs define beside them; and what is known of names that are not in it. Immutable once
/// linked: threads share it.
struct ProjectSchema {
  Catalog catalog = Catalog::empty_database();
  /// Every definition of a bare name that has not been dropped since, whichever schema and file it is in;
  /// temporary ones, and those that perhaps never run, included.
  std::map<std::string, std::vector<RelationPtr>, std::less<>> definitions;
  std::map<std::string, std::vector<RelationPtr>, std::less<>> in_tests;  ///< what tests alone define
  std::vector<std::string> patterns;          ///< names known in part: "measurements_*"
  std::vector<std::string> indexed_patterns;  ///< the same of tables that an index is made for
  /// Columns that a statement adds to a table whose name only the run knows; "*": any.
  std::vector<std::string> columns_anywhere;
  std::map<std::string, std::vector<SchemaEvent>, std::less<>> history;  ///< by bare name, in order
  std::map<FileId, Catalog> before;  ///< what a migration meets, by its file
  /// What a migration makes or changes, as it is before and after, by its file and bare name.
  std::map<FileId, std::map<std::string, std::vector<RelationPtr>, std::less<>>> within;
  /// Files that change the tables of scripts, in which the change may be made already: nobody knows what
  /// their statements meet but what they, or the migrations that they belong to, have made.
  std::set<FileId> meet_older_tables;
  std::map<FileId, std::string> paths;
  /// Where programs, and scripts that are no migrations, use what a statement drops, first places of files
  /// only; by path. Nothing for what may be there afterwards.
  std::map<DroppedName, std::vector<Place>> uses;
  std::map<FileId, std::vector<DefinitionConflict>> conflicts;  ///< by the file that is to hear of it
  std::set<FileId> with_unindexed_keys;  ///< files that make a foreign key which no index serves
  /// A part of the schema, if not most of it, is defined in a language that we do not read: columns may be,
  /// too.
  bool is_mostly_elsewhere = false;
  std::string open = "nothing here defines a table";  ///< why there may be relations that we do not know
  Place opened_at = {};

  /// `name` as a statement of a file writes it; for a migration what is there when it runs comes first. A
  /// name without a schema is looked for in all of them: who knows the search_path that a connection brings
  /// along.
  Presence presence_of(const RelationName& name, FileId file, bool in_tests_too) const;
  /// What PostgreSQL, or an extension that the project creates, brings along under this name.
  std::optional<BuiltinRelation> builtin_of(const RelationName& name) const;
  /// All definitions that the name may mean.
  std::vector<const Relation*> relations_of(const RelationName& name, FileId file, bool in_tests_too) const;
  /// Whether a file's statements meet the relation as it is said to be.
  bool meets(FileId file, const Relation& relation) const;
  std::string_view path_of(FileId file) const;
  /// One sentence for each part that is open.
  std::vector<std::string> why_open() const;
  /// Whether there is a foreign key from these columns, and no index of the table begins with one of them:
  /// all definitions of the table are asked. False where nobody can tell.
  bool has_unindexed_key(const RelationName& table, const std::vector<std::string>& columns) const;
  /// What the statements of a file meet.
  const Catalog& catalog_at(FileId file) const;
};

}  // namespace floodwall
