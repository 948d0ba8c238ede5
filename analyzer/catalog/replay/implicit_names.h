#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/catalog.h"

namespace floodwall {

// The names that PostgreSQL makes up (makeObjectName, ChooseRelationName, ChooseConstraintName,
// ChooseIndexName in src/backend/commands/indexcmds.c and catalog/pg_constraint.c).

/// name1_name2_label in at most 63 bytes: the longer name loses its end first. name2 and label may be empty.
std::string object_name(std::string_view name1, std::string_view name2, std::string_view label);

/// Of an index or a sequence: one that no relation of the schema has.
std::string choose_relation_name(const Catalog& catalog, std::string_view schema, std::string_view name1,
                                 std::string_view name2, std::string_view label);

/// Of a key with its index: one that neither has, nor is among `others`.
std::string choose_key_name(const Catalog& catalog, std::string_view schema, std::string_view name1,
                            std::string_view name2, std::string_view label,
                            const std::vector<std::string>& others = {});

/// One that no constraint of the schema has, nor is among `others`.
std::string choose_constraint_name(const Catalog& catalog, std::string_view schema, std::string_view name1,
                                   std::string_view name2, std::string_view label,
                                   const std::vector<std::string>& others = {});

/// The columns of an index: a name that is there gets a number (ChooseIndexColumnNames).
std::vector<std::string> distinct_names(std::vector<std::string> names);

/// Columns as they stand in the name of an index or a foreign key: "a_b".
std::string joined_columns(const std::vector<std::string>& columns);

}  // namespace floodwall
