#pragma once
#include <optional>
#include <string_view>

#include "frontends/host_values/sql_table.h"
#include "frontends/python/lowering/call_book.h"

namespace floodwall::python {

/// Whether `owner` is the path of something with Alembic's operations: the module `op`, an Operations object,
/// a batch.
bool is_alembic_operations(std::string_view owner);

/// A call of `op`. Positions are those of the module's functions; in a batch the table is given by the batch,
/// and what stands behind it moves up.
class AlembicOperation {
 public:
  AlembicOperation(const CallBook& book, const host::CallEvent& call);

  const CallBook& book() const { return book_; }
  const host::CallEvent& call() const { return call_; }
  Span callee() const { return callee_at(call_); }

  /// `table_position` is where the module's function takes the table.
  Given argument(std::size_t position, std::string_view name, std::size_t table_position) const;
  Given argument(std::string_view name) const { return book_.argument(call_, name); }
  bool is_true(std::string_view name) const;
  CallBook::Sequence positional(std::size_t first, std::size_t table_position) const;

  /// The table that the operation works on; nullopt if it is not given.
  std::optional<host::SqlTableName> table(std::size_t position, std::string_view name,
                                          std::string_view schema = "schema") const;
  static std::optional<host::SqlTableName> qualified(const Given& table, const Given& schema);

 private:
  const CallBook& book_;
  const host::CallEvent& call_;
  const bool is_batch_;
  const host::CallEvent* batch_ = nullptr;  ///< batch_alter_table(…), if it is known
};

}  // namespace floodwall::python
