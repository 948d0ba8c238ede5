#pragma once
#include <vector>

#include "analyzer/catalog/replay/removal.h"

namespace floodwall {

struct Dependency {
  Object object;
  bool is_part = false;  ///< goes silently (DEPENDENCY_AUTO, _INTERNAL); otherwise CASCADE has to be written
};

/// What pg_depend would say hangs on an object, directly.
std::vector<Dependency> dependencies_of(const Catalog& catalog, const Object& object);

}  // namespace floodwall
