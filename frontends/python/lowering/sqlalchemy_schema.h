#pragma once
#include <optional>

#include "frontends/host_values/sql_table.h"
#include "frontends/python/lowering/call_book.h"

namespace floodwall::python {

/// What stands around a column or constraint.
struct SchemaContext {
  const CallBook& book;
  /// MetaData(schema=…): where keys refer to if they do not say.
  std::optional<host::SqlName> default_schema = {};
};

/// Whether a call makes a Column: `sa.Column`, `mapped_column`, `db.Column`.
bool is_column(const host::CallEvent& call);

/// What a Column(…) says. `own_name` is the name of the attribute that it is assigned to, if it is.
struct ReadColumn {
  host::SqlColumn column;
  bool is_typed = false;        ///< the type was given
  Truth nullable = Truth::Yes;  ///< as far as the Column says it
  bool says_nullable = false;
  std::optional<Given> hidden = {};  ///< keyword arguments that we cannot see
  std::optional<Span> indexed = {};  ///< index=True
  std::optional<Span> unique = {};   ///< unique=True
  bool may_be_serial = false;        ///< numbers itself if it is the whole primary key
  bool has_key = false;              ///< refers to another table
};
ReadColumn read_column(const host::CallEvent& call, const SchemaContext& context,
                       std::optional<host::SqlName> own_name = {});

/// A column that a foreign key refers to: "table.column", "schema.table.column", User.id.
struct KeyTarget {
  host::SqlTableName table;
  std::optional<host::SqlName> column;
};
KeyTarget key_target(const Given& column, const SchemaContext& context);
/// ` REFERENCES t (c) ON DELETE …` of a ForeignKey(…).
host::Text reference(const host::CallEvent& foreign_key, const SchemaContext& context);
/// ` ON DELETE CASCADE` of `ondelete=`, ` ON UPDATE …`, DEFERRABLE.
host::Text key_actions(const host::CallEvent& call, const SchemaContext& context, std::size_t on_update,
                       std::size_t on_delete);
/// One column of an index or key: a name, or what text("…") says.
void write_element(host::SqlWriter& sql, const CallBook& book, const Given& element);
/// Column names between parentheses; an expression that only the run knows is a hole.
void write_columns(host::SqlWriter& sql, const CallBook& book, const Given& columns);
void write_columns(host::SqlWriter& sql, const CallBook& book, const CallBook::Sequence& columns, Span at);
/// SQL that text("…") or a plain string gives; a hole if it is made by an expression.
host::Text sql_expression(const CallBook& book, const Given& expression, HoleKind kind);
/// What a `server_default=` says behind DEFAULT; empty for None.
host::Text default_value(const CallBook& book, const Given& value);
/// ` GENERATED … AS IDENTITY` of Identity(…), ` GENERATED ALWAYS AS (…) STORED` of Computed(…).
host::Text generated(const CallBook& book, const host::CallEvent& call);

/// ` CONSTRAINT name`, if it has one.
void write_constraint_name(host::SqlWriter& sql, const Given& name);

}  // namespace floodwall::python
