#include "frontends/python/lowering/alembic_operation.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::SqlTableName;

constexpr std::string_view batch_suffix = ".batch_alter_table()";

/// `a.b` of a call of `a.b.c`; a call's "()" stays.
std::string_view owner_of(const CallEvent& call) {
  const std::size_t dot = call.path.rfind('.');
  return std::string_view(call.path).substr(0, dot == std::string::npos ? 0 : dot);
}

}  // namespace

bool is_alembic_operations(std::string_view owner) {
  if (owner.ends_with(batch_suffix)) owner.remove_suffix(batch_suffix.size());
  return owner == "alembic.op" || owner == "flask_migrate.op" || owner == "alembic.operations.Operations()" ||
         owner == "alembic.operations.Operations";
}

AlembicOperation::AlembicOperation(const CallBook& book, const CallEvent& call)
    : book_(book), call_(call), is_batch_(owner_of(call).ends_with(batch_suffix)) {
  if (is_batch_) batch_ = book.maker(call.receiver);
}

Given AlembicOperation::argument(std::size_t position, std::string_view name,
                                 std::size_t table_position) const {
  if (is_batch_ && table_position < position) --position;
  return book_.argument(call_, position, name);
}

bool AlembicOperation::is_true(std::string_view name) const {
  return book_.truth(call_, CallBook::nowhere, name, false) == Truth::Yes;
}

CallBook::Sequence AlembicOperation::positional(std::size_t first, std::size_t table_position) const {
  return book_.positional(call_, is_batch_ && table_position < first ? first - 1 : first);
}

std::optional<SqlTableName> AlembicOperation::table(std::size_t position, std::string_view name,
                                                    std::string_view schema) const {
  if (!is_batch_) return qualified(book_.argument(call_, position, name), argument(schema));
  if (batch_ == nullptr) return std::nullopt;
  return qualified(book_.argument(*batch_, 0, "table_name"), book_.argument(*batch_, 1, "schema"));
}

std::optional<SqlTableName> AlembicOperation::qualified(const Given& table, const Given& schema) {
  if (!table || table.is_nothing()) return std::nullopt;
  SqlTableName name{.schema = {}, .table = name_of(table)};
  if (schema && !schema.is_nothing()) name.schema = name_of(schema);
  return name;
}

}  // namespace floodwall::python
