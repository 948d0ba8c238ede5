#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "frontends/python/lowering/django_fields.h"

namespace floodwall::python {

/// Puts the table of one model together.
class DjangoTable {
 public:
  /// `model` as its class is called; `at` is what stands for the table in the file.
  DjangoTable(const DjangoModels& models, host::SqlTableName name, std::string_view model, Span at);

  /// False if it is no field that we know: then the table has more than we can see.
  bool add_field(const host::CallEvent& call, const host::SqlName& name);
  void hide(Span at, std::string_view written);
  /// The key that joins a model's table to that of the model that it extends, unless a field says it is one
  /// (parent_link=True).
  void add_parent(const host::SqlTableName& parent, std::string_view model, Span at);
  /// `order_with_respect_to`: a column of Django's own.
  void add_order(const Given& order_with_respect_to);
  /// `unique_together`: tuples of fields, or one tuple.
  void add_unique_together(const Given& fields);
  /// `indexes`, `constraints`, `index_together`.
  void add_indexes(const Given& list);
  void add_constraints(const Given& list);

  bool has_fields() const { return !table_.columns.empty() || !joins_.empty(); }
  /// With an `id` if no field is the key. `has_own_key`: it may have one that we cannot see.
  host::Text create();
  DjangoModel facts() const;

 private:
  host::SqlName column(const Given& field) const;

  const DjangoModels& models_;
  std::string model_;
  host::SqlTable table_;
  std::vector<host::Text> joins_;
  bool has_parent_link_ = false;
  bool is_linked_ = false;  ///< to a model that it extends
  DjangoModel facts_;
};

/// A column of `fields=`: what the model calls it, `-` in front for descending order.
using ColumnOfField = std::function<host::SqlName(const Given& field)>;

/// CREATE INDEX for `models.Index(…)` and its PostgreSQL relatives; nullopt if it is none.
struct DjangoIndexOptions {
  bool concurrently = false;
};
std::optional<host::Text> create_django_index(const CallBook& book, const host::CallEvent& call,
                                              const host::SqlTableName& table, const ColumnOfField& column,
                                              const DjangoIndexOptions& options);
/// What `models.UniqueConstraint(…)`, `CheckConstraint(…)` become: an element of CREATE TABLE, or an index.
struct DjangoConstraint {
  host::Text element = {};
  host::Text index = {};
};
std::optional<DjangoConstraint> read_django_constraint(const CallBook& book, const host::CallEvent& call,
                                                       const host::SqlTableName& table,
                                                       const ColumnOfField& column);

}  // namespace floodwall::python
