#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "frontends/host_values/sql_table.h"
#include "frontends/python/lowering/call_book.h"

namespace floodwall::python {

/// The label of the app that a file belongs to: the folder around models.py, models/ or migrations/. Empty if
/// the path does not tell. An AppConfig elsewhere may say otherwise.
std::string app_label_of(std::string_view path);

/// `<app>_<model>`, as Django calls a model's table by default; a hole if the app is not known or the name
/// would be too long (Django shortens it with a hash).
host::SqlName default_table_name(std::string_view app, std::string_view model, Span at);
/// The table of a model that another file defines: a hole with the model's name, because its `db_table` shows
/// there alone. Those of Django's own apps are known. `app` is empty for a model of the same app.
host::SqlName foreign_table_name(std::string_view app, std::string_view model, Span at);
/// What `db_table` says, which may be a schema's and a table's name: 'app"."users'.
host::SqlTableName split_table_name(const Given& db_table);

/// What is known of a model's table.
struct DjangoModel {
  host::SqlTableName table = {};
  std::map<std::string, host::SqlName, std::less<>> columns = {};  ///< by field
  std::map<std::string, host::SqlName, std::less<>> joins = {};    ///< tables of many-to-many fields
  std::optional<host::Text> key_type = {};
  bool is_managed = true;
  bool is_complete = false;  ///< no field is hidden
};

/// The models that a file tells of.
struct DjangoModels {
  const CallBook& book;
  std::string app = {};
  std::map<std::string, DjangoModel, std::less<>> known = {};  ///< by name in lower case, of this app

  const DjangoModel* find(std::string_view model) const;
  /// Its table; a hole if another file defines it.
  host::SqlTableName table(std::string_view model, Span at) const;
};

}  // namespace floodwall::python
