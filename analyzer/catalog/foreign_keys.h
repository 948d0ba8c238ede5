#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/names.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// A foreign key as one statement declares it: on a column, as a table constraint, in ALTER TABLE … ADD.
/// Points into the statement's tree.
struct DeclaredForeignKey {
  const RangeVar* child;             ///< the table that refers
  const Constraint* constraint;      ///< its pktable is the table referred to
  std::vector<std::string> columns;  ///< of the child
  const List* column_constraints =
      nullptr;                           ///< of the column that declares the key; NIL for a table constraint
  const List* table_elements = nullptr;  ///< of the CREATE TABLE; NIL in ALTER TABLE
};

/// Whether a List of String, as Constraint::keys is one, holds `name`.
bool has_name(const List* names, std::string_view name);

std::vector<DeclaredForeignKey> foreign_keys_of(const CreateStmt& table);
std::vector<DeclaredForeignKey> foreign_keys_of(const AlterTableStmt& table);

}  // namespace floodwall
