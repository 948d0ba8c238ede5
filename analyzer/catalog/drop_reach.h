#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/reach.h"

namespace floodwall {

enum class DroppedKind : std::uint8_t {
  Schema,      ///< `name.schema`
  Relation,    ///< a table, view, sequence, index …: `relation_kind`
  Type,        ///< an enum, a domain, …; a composite type is a Relation
  Function,    ///< by its `arguments`
  Constraint,  ///< `part` of the table `name`; the rows stay
  Column,      ///< `part` of the table `name`, with its values
  Default,     ///< of the column `part` of the table `name`
};

/// One thing that a DROP takes.
struct DroppedObject {
  DroppedKind kind = DroppedKind::Relation;
  RelationName name;
  std::string part = {};
  std::vector<std::string> arguments = {};  ///< of a function: their types
  RelationKind relation_kind = RelationKind::Table;
  /// Goes without CASCADE, and without a NOTICE: what belongs to something else that goes (an index, a
  /// partition, an owned sequence), or is named.
  bool is_silent = false;
  RelationName because = {};  ///< what it depends on; empty: it is named
};

struct DropReach {
  /// What is named, then what goes with it. Triggers, policies and rules, which go with their table, are not
  /// in it.
  std::vector<DroppedObject> objects;
  std::string open;  ///< why there may be more; empty: that is all
};

// What DROP … CASCADE takes (findDependentObjects in src/backend/catalog/dependency.c). Without CASCADE
// PostgreSQL refuses if there is anything that is not silent.

/// DROP TABLE, VIEW, MATERIALIZED VIEW, SEQUENCE, FOREIGN TABLE, INDEX, or a composite type.
DropReach drop_reach(const Catalog& catalog, std::span<const RelationName> relations);
DropReach drop_type_reach(const Catalog& catalog, const RelationName& type);
DropReach drop_column_reach(const Catalog& catalog, const RelationName& table, const std::string& column);
DropReach drop_constraint_reach(const Catalog& catalog, const RelationName& table,
                                const std::string& constraint);
DropReach drop_schema_reach(const Catalog& catalog, const std::string& schema);

}  // namespace floodwall
