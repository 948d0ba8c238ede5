#include "analyzer/catalog/project_view.h"

#include <string>

namespace floodwall {

const Relation* ProjectView::find_in(const Catalog& catalog, const RelationName& name) {
  if (!name.schema.empty()) return catalog.find(name);
  if (const Relation* usual = catalog.find({"public", name.name})) return usual;
  const Relation* only = nullptr;
  std::size_t count = 0;
  catalog.schemas.for_each([&](const std::string& schema, const Schema&) {
    const Relation* relation = catalog.find({schema, name.name});
    if (relation == nullptr) return;
    only = relation;
    ++count;
  });
  return count == 1 ? only : nullptr;
}

}  // namespace floodwall
