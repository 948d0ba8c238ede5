#pragma once
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/replay/session_state.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// A sequence that a column brings along.
struct OwnedSequence {
  std::string column;
  RelationName name = {};    ///< IDENTITY (SEQUENCE NAME …); empty: made up
  bool is_default = true;    ///< of a serial column: its nextval() is the default
  std::string options = {};  ///< as Relation::sql, without the type, which is the column's
};

/// What the definitions of columns and constraints say, before names are made up and parents looked up.
struct TableParts {
  std::vector<Column> columns;
  std::vector<TableConstraint> constraints;  ///< an empty name: to be made up; a parent as it is written
  std::vector<OwnedSequence> sequences;
  /// CHECK expressions by their index in `constraints`: which columns they read shows once all are known.
  std::vector<std::pair<std::size_t, const Node*>> checks;
};

/// Adds a column with its constraints, in PostgreSQL's order.
Outcome add_column_definition(const Replay& replay, const ColumnDef& definition, TableParts& parts);
/// The same for the options of a column that is there already (CREATE TABLE … OF type (c WITH OPTIONS …),
/// PARTITION OF).
Outcome add_column_options(const Replay& replay, const ColumnDef& definition, Column& column,
                           TableParts& parts);
/// Adds a table constraint.
Outcome add_table_constraint(const Replay& replay, const Constraint& constraint, TableParts& parts);

/// Fills in which of the table's columns the checks read.
void find_columns_of_checks(TableParts& parts, const std::vector<Column>& columns);

/// The default of an expression in ALTER TABLE … SET DEFAULT and the like: the text behind `word`.
std::string default_text(std::string_view text, std::string_view word);

/// The columns of a relation that an expression reads, without duplicates, in order.
std::vector<std::string> columns_read(const Node* expression, const std::vector<Column>& columns);

}  // namespace floodwall
