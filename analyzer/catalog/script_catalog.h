#pragma once
#include <cstdint>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/catalog/names.h"
#include "analyzer/catalog/session.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// What one script has made so far: a Session that begins with a database of which nothing is known, and when
/// in it what is there was made. One thread feeds it, in order.
class ScriptCatalog {
 public:
  ScriptCatalog();
  /// For the body of a routine: knows what `outer` knows, but when it runs, only temporary tables will be
  /// new.
  explicit ScriptCatalog(const ScriptCatalog* outer);

  /// Replays what a statement does to tables and views, parsed from `sql`.
  void apply(const Node& statement, std::string_view sql);
  /// Begins a part that may be passed over when the script runs, as an arm of an IF: what it makes is new in
  /// it, and afterwards perhaps something older. A temporary table stays one. `leave_branch` ends it.
  void enter_branch();
  void leave_branch();
  /// Another section of a migration begins, which runs on another day: what was made is known, but no longer
  /// new.
  void start_section();
  /// Whether taking `name` away surely is more than taking back what another section of the same script made.
  /// False while no other section is known: the way up may stand in another file.
  bool undoes_more(const RelationName& name) const;

  /// Whether the script has made or changed it, as far as it has come; then it is not what a project says it
  /// is.
  bool knows(const RelationName& name) const { return session_.find(name) != nullptr; }
  /// Made by this script, in this transaction or an earlier one that was not rolled back; or temporary; or a
  /// view that shows nothing but what is new.
  bool is_new(const RelationName& name) const;
  /// Nothing that was there before is in the column of a table that may be older.
  bool is_new_column(const RelationName& table, std::string_view column) const;
  /// The same for what is no relation: a schema, type, domain, function, sequence, extension, server …
  bool is_new_object(ObjectType type, const RelationName& name) const;

  /// nullptr is "not known".
  const Column* find_column(const RelationName& table, std::string_view column) const;
  /// Every table that TRUNCATE parent CASCADE would empty through known keys, nearest first; not `parent`
  /// itself.
  std::vector<RelationName> truncate_reach(const RelationName& parent) const;

 private:
  struct Branch {
    std::uint32_t begin;  ///< the latest ordinal before
    std::vector<std::pair<ObjectType, RelationName>> objects;
  };
  bool is_made_here(std::uint32_t ordinal) const;
  bool is_new_ordinal(std::uint32_t ordinal) const;
  bool shows_only_new(const ViewStmt& view) const;
  std::uint32_t latest() const { return session_.catalog().last_ordinal; }
  void note_objects(const Node& statement);
  void note_age(const Node& statement, std::uint32_t before);
  void note_what_moves_in(const Node& statement);
  void add_perhaps_older(std::uint32_t behind, std::uint32_t last);
  void holds_older(const RelationName& name);
  void forget_new(ObjectType type, RelationName name);
  void carries_rows(const ColumnDef& column);

  Session session_;
  std::uint32_t section_ = 0;  ///< ordinals up to this one are older than the section
  bool has_other_section_ = false;
  /// Ordinals from behind `first` to `second` are perhaps older than the script; sorted.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> perhaps_older_;
  std::set<std::pair<ObjectType, RelationName>> new_objects_;  ///< a ROLLBACK forgets them all
  std::vector<Branch> branches_;                               ///< from the outermost to where we are
};

}  // namespace floodwall
