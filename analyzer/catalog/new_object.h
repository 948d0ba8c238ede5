#pragma once
#include <optional>

#include "analyzer/catalog/names.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// Something that is no relation: a type, domain, function, sequence, extension, server …
struct NewObject {
  ObjectType type;
  RelationName name;
};

/// What `statement` makes, if it surely is new: not with IF NOT EXISTS or OR REPLACE. A schema's is
/// CreateSchemaStmt's own matter, for tables may be made with it.
std::optional<NewObject> new_object_of(const Node& statement);

}  // namespace floodwall
