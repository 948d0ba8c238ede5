#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "frontends/host_values/sql_table.h"
#include "frontends/python/lowering/classes.h"

namespace floodwall::python {

/// What a class is built on.
struct DeclarativeBase {
  bool is_sqlmodel = false;
  bool is_flask = false;
  bool knows_times = true;  ///< no type_annotation_map says what datetime is
  std::optional<host::SqlName> default_schema = {};
  std::optional<host::HiddenPart> hidden = {};  ///< a base in another file, which may bring columns
  std::vector<const host::Class*> mixins = {};  ///< of this file, nearest first; without tables of their own
  bool inherits_table = false;
};

DeclarativeBase declarative_base_of(const ClassBook& classes, const host::Class& klass);

/// The schema that MetaData(schema=…) gives to tables without one: of `metadata` or `Base.metadata`.
std::optional<host::SqlName> schema_of(const ClassBook& classes, const Given& metadata);

/// What an annotation says about a column.
struct ColumnAnnotation {
  std::string_view type = {};  ///< `int` of `Mapped[Optional[int]]`; empty if there is no annotation
  Span at = {};
  bool is_mapped = false;  ///< Mapped[…]
  bool is_optional = false;
};

/// Read from the text: how a parser sees `a | None` and `A[b]` in this place differs.
ColumnAnnotation annotation_of(const host::Statement& statement, std::string_view program);

}  // namespace floodwall::python
