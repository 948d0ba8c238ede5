#pragma once
#include <span>
#include <string>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/replay/removal.h"

namespace floodwall {

/// One thing that a DROP takes.
struct DroppedObject {
  Object object;
  RelationKind relation_kind = RelationKind::Table;  ///< of a relation, or of that which it is a part of
  /// Goes without CASCADE, and without a NOTICE: what is named, and what belongs to something that goes (an
  /// index, a partition, an owned sequence).
  bool is_silent = false;
  bool is_named = false;
  Object because = {};  ///< what it depends on, unless it is named
};

struct DropReach {
  /// What is named, then what goes with it. A part of a table (a constraint of its own, a column's default)
  /// is not listed beside the table. Triggers, policies and rules are not known.
  std::vector<DroppedObject> objects;
  std::string open;  ///< why there may be more; empty: that is all
};

/// What DROP … CASCADE takes: the named objects, which may be columns and constraints, too, with all that
/// dependency.c finds. Without CASCADE PostgreSQL refuses if there is anything that is not silent.
DropReach drop_reach(const Catalog& catalog, std::span<const Object> named);

}  // namespace floodwall
