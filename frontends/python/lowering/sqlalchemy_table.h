#pragma once
#include <optional>
#include <string>
#include <vector>

#include "frontends/python/lowering/sqlalchemy_schema.h"

namespace floodwall::python {

/// CREATE INDEX for `elements`.
struct IndexParts {
  const host::CallEvent& call;
  std::optional<host::SqlName> name;
  host::SqlTableName table;
  CallBook::Sequence elements;
};
host::Text create_index(const CallBook& book, const IndexParts& index);

/// Adds a Column, a constraint or an Index that stands in a Table, create_table or __table_args__ to it. What
/// it cannot tell becomes `table.hidden`.
struct TableReader {
  const SchemaContext& context;
  host::SqlTable& table;
  std::vector<ReadColumn> columns = {};
  std::vector<std::string> key_names = {};        ///< of a PrimaryKeyConstraint
  std::vector<std::string> referring_names = {};  ///< of ForeignKeyConstraints: they do not number themselves
  bool has_key_constraint = false;

  void add(const Given& element);
  void add(ReadColumn column);
  void add_all(const CallBook::Sequence& elements);
  /// Settles what depends on all columns: serial, NOT NULL, indexes.
  void finish();

 private:
  bool add_constraint(const host::CallEvent& call);
};

/// ` EXCLUDE USING gist (a WITH =, …)`; false if an element is not known.
bool write_exclusion(host::SqlWriter& sql, const CallBook& book, const host::CallEvent& call,
                     const CallBook::Sequence& elements);

}  // namespace floodwall::python
