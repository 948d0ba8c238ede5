#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "frontends/python/lowering/django_names.h"

namespace floodwall::python {

/// Whether a call makes a field of a model that we know: `models.CharField(…)`.
bool is_django_field(const host::CallEvent& call);
/// Whether a call makes something in a model's body that is no column and no table: a manager, a relation
/// without a column.
bool is_columnless(std::string_view path);

/// What a field of a model becomes.
struct DjangoField {
  host::SqlColumn column = {};
  bool is_many_to_many = false;                       ///< a table of its own instead of a column
  std::optional<host::SqlTableName> join_table = {};  ///< nullopt: given by through=
  std::optional<host::SqlTableName> target = {};      ///< of a key or many-to-many field
  std::string target_model = {};                      ///< in lower case; empty if it is not known
  std::optional<Span> indexed = {};
  std::optional<host::Text> added_default = {};  ///< fills the rows that are there when the column is added
};
/// `owner` is the model that has the field.
std::optional<DjangoField> read_django_field(const DjangoModels& models, const host::CallEvent& call,
                                             const host::SqlName& name, std::string_view owner);

/// A column that refers to the key of `model`, whose table is `to`.
host::SqlColumn reference_column(const DjangoModels& models, host::SqlName name, const host::SqlTableName& to,
                                 std::string_view model, Span at);
/// A field as `fields=` names it: without the `-` of descending order.
host::SqlName plain_field(const Given& field);

/// The column of a model that no field says is its key: `id`. Its type is a setting's.
host::SqlColumn default_key(Span at);
/// The table between two models. `owner` has the field.
host::Text create_join_table(const DjangoModels& models, const DjangoField& field,
                             const host::SqlTableName& owner, std::string_view model, Span at);

}  // namespace floodwall::python
