#pragma once
#include <functional>
#include <vector>

#include "analyzer/catalog/catalog.h"

namespace floodwall {

/// The tables that inherit from a table, or are its partitions; not theirs in turn.
std::vector<RelationName> children_of(const Catalog& catalog, const RelationName& table);

/// The table, its children, theirs …: each once, parents first.
std::vector<RelationName> family_of(const Catalog& catalog, const RelationName& table);

/// Changes a relation in the catalog. False if there is none.
bool edit(Catalog& catalog, const RelationName& name, const std::function<void(Relation&)>& change);

/// How many of the parents of `child` have a column of this name (attinhcount).
std::size_t count_parents_with(const Catalog& catalog, const Relation& child, std::string_view column);

}  // namespace floodwall
