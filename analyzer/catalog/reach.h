#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analyzer/catalog/catalog.h"

namespace floodwall {

/// A foreign key, with the table that refers.
struct ReferringKey {
  RelationName child;
  TableConstraint constraint;
};

/// The foreign keys that refer to a table, in the order in which their tables were made. A key of a
/// partitioned table is listed once, its copies on the partitions are not.
std::vector<ReferringKey> keys_to(const Catalog& catalog, const RelationName& table);

enum class ReachKind : std::uint8_t {
  Named,       ///< in the statement
  Partition,   ///< of `from`; of a table that a key leads to, `key` says which
  Inheritor,   ///< of `from`
  ForeignKey,  ///< refers to `from` by `key`
};

/// A table whose rows a statement takes, and why.
struct ReachedTable {
  RelationName table;
  ReachKind kind = ReachKind::Named;
  RelationName from = {};  ///< in the list before this one, or a partitioned table above one in it
  ReferringKey key = {};
};

/// A table as TRUNCATE or DELETE names it.
struct TargetTable {
  RelationName table;  ///< with its schema
  bool only = false;   ///< ONLY: without partitions and inheritance children
};

struct TruncateReach {
  /// The named tables and their inheritors; then, with CASCADE, those that refer to them, round by round, as
  /// the NOTICEs "truncate cascades to table …" name them.
  std::vector<ReachedTable> tables;
  /// Without CASCADE: keys of tables that are not in the list. While there are any PostgreSQL refuses.
  std::vector<ReferringKey> refused_for;
  std::string open;  ///< why there may be more; empty: that is all
};

/// What TRUNCATE empties: every table that refers by a foreign key, whatever its action, enforced or not
/// (heap_truncate_find_FKs in src/backend/catalog/heap.c, ExecuteTruncateGuts).
TruncateReach truncate_reach(const Catalog& catalog, std::span<const TargetTable> targets,
                             DropBehavior behavior);

struct DeleteReach {
  /// The named table and its inheritors lose all rows; those that keys lead to the rows that refer.
  std::vector<ReachedTable> tables;
  std::vector<ReferringKey> changed;  ///< ON DELETE SET NULL or SET DEFAULT: columns of rows that refer
  /// NO ACTION or RESTRICT: while rows refer the statement fails. Not those from tables that lose all rows.
  std::vector<ReferringKey> stopped_by;
  std::string open;  ///< why there may be more; empty: that is all
};

/// What DELETE without WHERE takes. Triggers and rules are not known, nor what SET NULL sets off by ON
/// UPDATE.
DeleteReach delete_reach(const Catalog& catalog, const TargetTable& target);

/// The columns that ON DELETE SET NULL or SET DEFAULT changes.
const std::vector<std::string>& changed_columns(const TableConstraint& key);

/// Why relations, keys and views may be there that the catalog does not know; empty: it knows all.
std::string why_more(const Catalog& catalog);

}  // namespace floodwall
