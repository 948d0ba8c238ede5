#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/catalog.h"

namespace floodwall {

// Pieces of `schema_sql`: relations as the statements that make them, each with its semicolon and line end.

/// "(a, b)" with quoted names.
std::string column_list(const std::vector<std::string>& columns);

/// CREATE TABLE (or FOREIGN TABLE) with its constraints, but for foreign keys and what is NOT VALID. A
/// partition is a table of its own here, to be attached by `attach_sql`: so its constraints and indexes keep
/// their names.
std::string table_sql(const Catalog& catalog, const Relation& table);
/// ALTER TABLE … ADD for constraints that CREATE TABLE would take for validated.
std::string unvalidated_checks_sql(const Relation& table);
/// ALTER TABLE … ATTACH PARTITION; nothing if the table is none.
std::string attach_sql(const Relation& table);
/// ALTER TABLE … ADD for one foreign key.
std::string foreign_key_sql(const Relation& table, const TableConstraint& key);
/// CREATE INDEX; nothing if it belongs to a constraint.
std::string index_sql(const Catalog& catalog, const Relation& index);
/// CREATE VIEW or MATERIALIZED VIEW.
std::string view_sql(const Relation& view);
/// CREATE SEQUENCE; nothing if an identity column brings it.
std::string sequence_sql(const Catalog& catalog, const Relation& sequence);
/// ALTER SEQUENCE … OWNED BY; nothing if no column owns it or an identity column brings it.
std::string sequence_owner_sql(const Catalog& catalog, const Relation& sequence);
/// CREATE TYPE … AS (…).
std::string composite_type_sql(const Relation& type);

}  // namespace floodwall
