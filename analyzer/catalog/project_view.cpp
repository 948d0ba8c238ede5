#include "analyzer/catalog/project_view.h"

#include <string>
#include <vector>

#include "analyzer/catalog/reach_words.h"

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

std::string ProjectView::still_used(const RelationName& table, std::string_view column) const {
  constexpr std::size_t most_places = 4;
  const auto found = schema.uses.find({file, table.name, std::string(column)});
  if (found == schema.uses.end() || found->second.empty()) return "";
  std::vector<std::string> places;
  for (const Place& each : found->second)
    places.push_back(std::string(schema.path_of(each.file)) + ":" + std::to_string(each.line));
  return "still used at " + listed(places, most_places);
}

}  // namespace floodwall
