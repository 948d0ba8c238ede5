#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/catalog/names.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

struct KnownColumn {
  std::string name;
  bool not_null = false;  ///< NOT NULL, PRIMARY KEY, serial or identity
  bool is_new = false;    ///< added by this script: holds nothing that was there before
};

KnownColumn known_column(const ColumnDef& definition);

struct KnownForeignKey {
  RelationName parent;
  std::string name;
  std::vector<std::string> columns;
  char on_delete = FKCONSTR_ACTION_NOACTION;  ///< FKCONSTR_ACTION_*
};

struct KnownTable {
  bool is_new = false;  ///< made by this script without IF NOT EXISTS: holds nothing that was there before
  bool made_by_other_section = false;  ///< by the up section, while we are in the down section
  bool temporary = false;
  std::vector<KnownColumn> columns;
  std::vector<KnownForeignKey> foreign_keys;
};

/// What one script has made so far: the part of the catalog that a script tells without any other file.
/// Follows transactions: ROLLBACK takes back what was made since BEGIN. One thread feeds it, in order.
class ScriptCatalog {
 public:
  ScriptCatalog() = default;
  /// For the body of a routine: sees what `outer` knows, but when it runs, only temporary tables will be new.
  /// `outer` must outlive this.
  explicit ScriptCatalog(const ScriptCatalog* outer) : outer_(outer) {}

  /// Replays one statement: CREATE TABLE, CREATE TABLE AS, ALTER TABLE, DROP TABLE, RENAME, transaction
  /// control.
  void apply(const Node& statement);
  /// Begins a part that may be passed over when the script runs, as an arm of an IF: what it makes is new in
  /// it, and afterwards perhaps something older. A temporary table stays one. `leave_branch` ends it.
  void enter_branch() { branches_.emplace_back(); }
  void leave_branch();
  /// Another section of a migration begins, which runs on another day: what was made is known, but no longer
  /// new.
  void start_section();
  /// Whether taking `name` away surely is more than taking back what another section of the same script made.
  /// False while no other section is known: the way up may stand in another file.
  bool undoes_more(const RelationName& name) const;

  /// nullptr is "not known". An unqualified name also finds a table made in the schema `public`, and the
  /// reverse.
  const KnownTable* find(const RelationName& name) const;
  /// Made by this script, in this transaction or an earlier one that was not rolled back; or temporary.
  bool is_new(const RelationName& name) const;

  /// The same for what is no relation: a schema, type, domain, function, sequence, extension, server …
  bool is_new_object(ObjectType type, const RelationName& name) const;

  /// Every table that TRUNCATE parent CASCADE would empty through known keys, nearest first; not `parent`
  /// itself.
  std::vector<RelationName> truncate_reach(const RelationName& parent) const;

 private:
  struct Change {
    RelationName name;
    std::optional<KnownTable> before;
  };
  struct Mark {
    std::string savepoint;
    std::size_t changes;
  };
  /// What became new in a branch.
  struct Branch {
    std::vector<RelationName> tables;
    std::vector<std::pair<RelationName, std::string>> columns;
    std::vector<std::pair<ObjectType, RelationName>> objects;
  };
  void add_referrers(std::map<RelationName, std::set<RelationName>>& by_parent) const;
  const KnownTable* find_own(const RelationName& name) const;
  RelationName stored_name(const RelationName& name) const;
  void set(const RelationName& name, std::optional<KnownTable> table);
  void change_search_path();
  void note_state(const RelationName& name, std::optional<KnownTable> before);
  void roll_back_to(std::size_t changes);
  void forget_dropped_on_commit();
  void add_new_object(ObjectType type, RelationName name);
  KnownTable* editable(const RelationName& name);
  void create(const CreateStmt& statement);
  void create_view(const ViewStmt& statement);
  void create_as(const CreateTableAsStmt& statement);
  void alter(const AlterTableStmt& statement);
  void drop(const DropStmt& statement);
  void rename(const RenameStmt& statement);
  void transaction(const TransactionStmt& statement);

  const ScriptCatalog* outer_ = nullptr;
  bool has_other_section_ = false;
  std::map<RelationName, KnownTable> tables_;
  std::set<std::pair<ObjectType, RelationName>> new_objects_;  ///< a ROLLBACK forgets them all
  std::vector<Branch> branches_;                               ///< from the outermost to where we are
  std::vector<RelationName> dropped_on_commit_;                ///< temporary tables
  std::vector<Change> undo_;                                   ///< since BEGIN
  std::set<RelationName> noted_;                               ///< what is in `undo_` since the latest mark
  std::vector<Mark> marks_;                                    ///< BEGIN first, then savepoints
};

}  // namespace floodwall
