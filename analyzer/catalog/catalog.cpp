#include "analyzer/catalog/catalog.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace floodwall {
namespace {

/// What a relation depends on: its keys' parents, its own parents, the table of an index or a sequence, what
/// a view reads.
std::vector<RelationName> supports_of(const Relation& relation) {
  std::vector<RelationName> supports = relation.parents;
  for (const TableConstraint& constraint : relation.constraints) {
    if (constraint.kind == ConstraintKind::ForeignKey) supports.push_back(constraint.parent);
  }
  if (!relation.table.name.empty()) supports.push_back(relation.table);
  for (const ColumnUse& use : relation.uses) supports.push_back(use.relation);
  std::ranges::sort(supports);
  supports.erase(std::ranges::unique(supports).begin(), supports.end());
  return supports;
}

void add_dependent(Catalog& catalog, const RelationName& support, const RelationName& dependent) {
  const auto* known = catalog.dependents.find(support);
  std::vector<RelationName> names = known == nullptr ? std::vector<RelationName>() : **known;
  const auto place = std::ranges::lower_bound(names, dependent);
  if (place != names.end() && *place == dependent) return;
  names.insert(place, dependent);
  catalog.dependents.set(support, std::make_shared<const std::vector<RelationName>>(std::move(names)));
}

void remove_dependent(Catalog& catalog, const RelationName& support, const RelationName& dependent) {
  const auto* known = catalog.dependents.find(support);
  if (known == nullptr) return;
  std::vector<RelationName> names = **known;
  std::erase(names, dependent);
  if (names.empty()) {
    catalog.dependents.erase(support);
  } else {
    catalog.dependents.set(support, std::make_shared<const std::vector<RelationName>>(std::move(names)));
  }
}

}  // namespace

const Column* Relation::column(std::string_view wanted) const {
  const auto found = std::ranges::find(columns, wanted, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

const TableConstraint* Relation::primary_key() const {
  const auto found = std::ranges::find(constraints, ConstraintKind::PrimaryKey, &TableConstraint::kind);
  return found == constraints.end() ? nullptr : &*found;
}

std::size_t NameHash::operator()(const RelationName& name) const {
  const std::hash<std::string> hash;
  return (hash(name.schema) * 0x9E3779B97F4A7C15ULL) ^ hash(name.name);
}

std::size_t TextHash::operator()(const std::string& text) const { return std::hash<std::string>()(text); }

Catalog Catalog::empty_database() {
  Catalog catalog;
  catalog.schemas.set("public", {});
  return catalog;
}

const Relation* Catalog::find(const RelationName& qualified) const {
  const RelationPtr* found = relations.find(qualified);
  return found == nullptr ? nullptr : found->get();
}

void Catalog::put(Relation relation) {
  const RelationName name = relation.name;
  const std::vector<RelationName> supports = supports_of(relation);
  if (const Relation* before = find(name); before != nullptr) {
    for (const RelationName& support : supports_of(*before)) {
      if (!std::ranges::binary_search(supports, support)) remove_dependent(*this, support, name);
    }
  }
  for (const RelationName& support : supports) add_dependent(*this, support, name);
  relations.set(name, std::make_shared<const Relation>(std::move(relation)));
}

void Catalog::remove(const RelationName& qualified) {
  const Relation* before = find(qualified);
  if (before == nullptr) return;
  const RelationPtr keep = *relations.find(qualified);  // `qualified` may be a part of it
  const RelationName name = keep->name;
  for (const RelationName& support : supports_of(*keep)) remove_dependent(*this, support, name);
  relations.erase(name);
}

std::vector<RelationName> Catalog::dependents_of(const RelationName& qualified) const {
  const auto* known = dependents.find(qualified);
  return known == nullptr ? std::vector<RelationName>() : **known;
}

}  // namespace floodwall
