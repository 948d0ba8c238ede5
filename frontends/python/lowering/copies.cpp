#include "frontends/python/lowering/copies.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "frontends/host_values/sql_writer.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::SqlTableName;

struct Copier {
  LoweredOperation operation;
  std::string_view method;
  std::size_t position = 0;  ///< of the table
  std::string_view keyword = {};
  bool fills = false;
};

constexpr auto copiers = std::to_array<Copier>({
    {{"psycopg2", "cursor.copy_from", "COPY … FROM STDIN", R"(cur.copy_from(rows, "prices", sep=","))",
      "COPY prices FROM STDIN"},
     "copy_from",
     1,
     "table",
     true},
    {{"psycopg2", "cursor.copy_to", "COPY … TO STDOUT", R"(cur.copy_to(out, "prices"))",
      "COPY prices TO STDOUT"},
     "copy_to",
     1,
     "table"},
    {{"asyncpg", "copy_records_to_table", "COPY … FROM STDIN",
      R"(await conn.copy_records_to_table("prices", records=rows, schema_name="shop"))",
      "COPY shop.prices FROM STDIN"},
     "copy_records_to_table",
     0,
     "table_name",
     true},
    {{"asyncpg", "copy_to_table", "COPY … FROM STDIN", R"(await conn.copy_to_table("prices", source=rows))",
      "COPY prices FROM STDIN"},
     "copy_to_table",
     0,
     "table_name",
     true},
    {{"asyncpg", "copy_from_table", "COPY … TO STDOUT", R"(await conn.copy_from_table("prices", output=out))",
      "COPY prices TO STDOUT"},
     "copy_from_table",
     0,
     "table_name"},
});

constexpr auto operations = [] {
  std::array<LoweredOperation, copiers.size()> operations;
  std::ranges::transform(copiers, operations.begin(), &Copier::operation);
  return operations;
}();

/// Other things have methods of these names: the file must speak of the library.
bool is_library_used(const host::Program& program, const Copier& copier) {
  if (copier.method == "copy_records_to_table") return true;
  const std::string_view name = copier.operation.tool == "psycopg2" ? "psycopg" : copier.operation.tool;
  return program.text.find(name) != std::string_view::npos;
}

}  // namespace

std::span<const LoweredOperation> copy_operations() { return operations; }

std::optional<host::Text> lower_copy(const CallBook& book, const CallEvent& call) {
  const auto copier = std::ranges::find(copiers, last_word(call.path), &Copier::method);
  if (copier == copiers.end() || object_of(call) == nullptr || !is_library_used(book.program(), *copier))
    return std::nullopt;
  const Given table = book.argument(call, copier->position, copier->keyword);
  if (!table || (!table.value->is_text() && table.value->kind != host::Value::Kind::Unknown))
    return std::nullopt;
  SqlTableName name{.schema = {}, .table = name_of(table)};
  if (const Given schema = book.argument(call, "schema_name"); schema && !schema.is_nothing())
    name.schema = name_of(schema);
  if (name.table.text) {  // up to psycopg2 2.8 the name may have been "schema.table"
    const std::string whole = name.table.text->bytes();
    if (const std::size_t dot = whole.find('.'); dot != std::string::npos && !name.schema) {
      name.schema = {.text = name.table.text->part(0, dot), .at = table.at, .written = {}};
      name.table.text = name.table.text->part(dot + 1, whole.size());
    }
  }
  host::SqlWriter sql;
  sql.words("COPY ", callee_at(call)).name(name);
  return sql.words(copier->fills ? " FROM STDIN" : " TO STDOUT", callee_at(call)).take();
}

}  // namespace floodwall::python
