#pragma once
#include <optional>

#include "analyzer/catalog/names.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// Something that is no table or view: a schema, type, domain, function, sequence, extension, server …
struct NewObject {
  ObjectType type;
  RelationName name;
};

/// What `statement` makes, if it surely is new: not with IF NOT EXISTS or OR REPLACE.
std::optional<NewObject> new_object_of(const Node& statement);

}  // namespace floodwall
