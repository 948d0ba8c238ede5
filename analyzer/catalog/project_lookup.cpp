#include "analyzer/catalog/project_lookup.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace floodwall {
namespace {

bool has_same_columns(const Relation& left, const Relation& right) {
  return left.columns.size() == right.columns.size() &&
         std::ranges::all_of(left.columns,
                             [&](const Column& each) { return right.column(each.name) != nullptr; });
}

/// What all of them have together: columns that each of them has, constraints and indexes of any.
Relation joined(const std::vector<const Relation*>& relations) {
  Relation all = *relations.front();
  for (const Relation* each : relations) {
    if (!has_same_columns(*each, *relations.front())) all.open = "it is defined in several ways";
    if (!each->open.empty()) all.open = each->open;
    std::erase_if(all.columns, [&](const Column& column) { return each->column(column.name) == nullptr; });
    for (const TableConstraint& constraint : each->constraints) all.constraints.push_back(constraint);
    all.indexes.insert(all.indexes.end(), each->indexes.begin(), each->indexes.end());
  }
  return all;
}

/// Whether a name without a schema finds only what was put into schemas of other names: where there are more
/// tables than are known, another one may be meant.
bool stands_aside(const RelationName& name, const std::vector<const Relation*>& relations) {
  return name.schema.empty() && std::ranges::none_of(relations, [](const Relation* each) {
           return each->is_schema_assumed || each->name.schema == "public";
         });
}

}  // namespace

/// Why they may have columns that none of them is said to have; empty: they have not.
std::string ProjectLookup::why_open(const std::vector<const Relation*>& relations) const {
  const ProjectSchema& schema = project_.schema;
  if (schema.is_mostly_elsewhere) return schema.open;
  if (!schema.columns_anywhere.empty())
    return "a statement adds columns to tables whose names only the run knows";
  const auto is_met = [&](const Relation* each) { return schema.meets(project_.file, *each); };
  return std::ranges::all_of(relations, is_met) ? "" : "the file changes tables as they were before";
}

FoundRelation ProjectLookup::find(const RelationName& name) {
  FoundRelation found;
  found.builtin = project_.schema.builtin_of(name);
  if (found.builtin) {
    found.existence = Existence::Defined;
    return found;
  }
  if (script_ != nullptr && script_->knows(name)) {
    found.existence = Existence::Defined;
    return found;
  }
  switch (project_.presence_of(name)) {
    case Presence::Defined:
      found.existence = Existence::Defined;
      break;
    case Presence::Unknown:
      found.existence = Existence::NotKnown;
      break;
    case Presence::Undefined:
      found.existence = Existence::Undefined;
      break;
  }
  const std::vector<const Relation*> relations = project_.relations_of(name);
  if (relations.empty()) {
    const Relation* index = project_.catalog.find(name);
    if (index == nullptr || index->is_assumed) return found;
    found.relation = index;
    found.existence = Existence::Defined;
    return found;
  }
  const bool may_be_another = !project_.schema.open.empty() && stands_aside(name, relations);
  const std::string open = may_be_another ? project_.schema.open : why_open(relations);
  if (relations.size() == 1 && open.empty()) {
    found.relation = relations.front();
  } else {
    Relation all = joined(relations);
    if (!open.empty()) all.open = open;
    found.relation = &joined_.emplace_back(std::move(all));
  }
  return found;
}

FunctionsPtr ProjectLookup::functions(const RelationName& name) const {
  const Catalog& catalog = project_.schema.catalog;
  if (!name.schema.empty()) {
    const FunctionsPtr* found = catalog.functions.find(name);
    return found == nullptr ? nullptr : *found;
  }
  FunctionsPtr found;
  catalog.schemas.for_each([&](const std::string& schema, const Schema&) {
    const FunctionsPtr* here = catalog.functions.find(RelationName{schema, name.name});
    if (here != nullptr && found == nullptr) found = *here;
  });
  return found;
}

CatalogLookup ProjectLookup::lookup() {
  return {.relation = [this](const RelationName& name) { return find(name); },
          .functions = [this](const RelationName& name) { return functions(name); }};
}

}  // namespace floodwall
