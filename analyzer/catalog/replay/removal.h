#pragma once
#include <compare>
#include <string>
#include <vector>

#include "analyzer/catalog/replay/session_state.h"

namespace floodwall {

enum class ObjectKind : std::uint8_t {
  Relation,
  Column,
  Constraint,
  Default,
  Type,
  Function,
  Schema,
};

/// What pg_depend tells apart.
struct Object {
  ObjectKind kind = ObjectKind::Relation;
  RelationName name;                        ///< of a schema: in `name`
  std::string part = {};                    ///< the column or constraint
  std::vector<std::string> arguments = {};  ///< of a function
  friend auto operator<=>(const Object&, const Object&) = default;
};

/// Takes objects away with all that goes with them (indexes, owned sequences, partitions); with CASCADE, also
/// with what is built on them. RESTRICT is refused while there is something of that kind.
Outcome remove_objects(Catalog& catalog, const std::vector<Object>& objects, DropBehavior behavior);

}  // namespace floodwall
