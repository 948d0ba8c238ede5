#pragma once
#include <string>
#include <string_view>

#include "analyzer/catalog/catalog.h"

namespace floodwall {

// Catalogs made by hand, for what looks at them.

/// A table of `public` with the column `id`, its primary key, and one column for each name in `columns`.
Relation table_named(std::string_view name, std::initializer_list<std::string_view> columns = {});

/// Adds a foreign key of one column to `parent (id)`, named as PostgreSQL would.
void refer(Relation& table, std::string_view column, std::string_view parent, char on_delete);

/// A catalog of a small shop: keys of every action, partitions, an inheritance child, views, sequences, an
/// enum, a function, and names that need quotes.
Catalog example_catalog();

}  // namespace floodwall
