#include "analyzer/catalog/replay/family.h"

#include <algorithm>

namespace floodwall {

std::vector<RelationName> children_of(const Catalog& catalog, const RelationName& table) {
  std::vector<RelationName> children;
  for (const RelationName& name : catalog.dependents_of(table)) {
    const Relation* relation = catalog.find(name);
    if (relation != nullptr && std::ranges::find(relation->parents, table) != relation->parents.end())
      children.push_back(name);
  }
  return children;
}

std::vector<RelationName> family_of(const Catalog& catalog, const RelationName& table) {
  std::vector<RelationName> family = {table};
  for (std::size_t next = 0; next < family.size(); ++next) {
    for (RelationName& child : children_of(catalog, family[next])) {
      if (std::ranges::find(family, child) == family.end()) family.push_back(std::move(child));
    }
  }
  return family;
}

bool edit(Catalog& catalog, const RelationName& name, const std::function<void(Relation&)>& change) {
  return catalog.change(name, change);
}

std::size_t count_parents_with(const Catalog& catalog, const Relation& child, std::string_view column) {
  return static_cast<std::size_t>(std::ranges::count_if(child.parents, [&](const RelationName& name) {
    const Relation* parent = catalog.find(name);
    return parent != nullptr && parent->column(column) != nullptr;
  }));
}

}  // namespace floodwall
