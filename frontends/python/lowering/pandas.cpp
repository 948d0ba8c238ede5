#include "frontends/python/lowering/pandas.h"

#include <array>

#include "frontends/host_values/sql_table.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::SqlTableName;
using host::SqlWriter;
using host::Text;

constexpr std::string_view tool = "pandas";
constexpr auto operations = std::to_array<LoweredOperation>({
    {tool, "DataFrame.to_sql", "if_exists=\"replace\": DROP TABLE, CREATE TABLE, INSERT",
     R"(frame.to_sql("prices", engine, schema="shop", if_exists="replace"))",
     R"(DROP TABLE IF EXISTS shop.prices;
CREATE TABLE shop.prices ({frame});
INSERT INTO shop.prices VALUES ({frame}))"},
    {tool, "DataFrame.to_sql", "if_exists=\"delete_rows\": DELETE, INSERT",
     R"(frame.to_sql("prices", engine, if_exists="delete_rows"))",
     R"(DELETE FROM prices;
INSERT INTO prices VALUES ({frame}))"},
    {tool, "DataFrame.to_sql", "if_exists=\"append\": INSERT",
     R"(frame.to_sql("prices", engine, if_exists="append"))", "INSERT INTO prices VALUES ({frame})"},
});

}  // namespace

std::span<const LoweredOperation> pandas_operations() { return operations; }

std::optional<Text> lower_to_sql(const CallBook& book, const CallEvent& call) {
  const host::Expression* data = object_of(call);
  if (data == nullptr || last_word(call.path) != "to_sql") return std::nullopt;
  if (call.path.starts_with("pandas.") && call.path.find('(') == std::string::npos)
    return std::nullopt;  // a function
  const Given name = book.argument(call, 0, "name");
  const Given connection = book.argument(call, 1, "con");
  const std::optional<Text> mode = book.argument(call, 3, "if_exists").constant();
  if (!name || !connection || !mode) return std::nullopt;
  SqlTableName table{.schema = {}, .table = name_of(name)};
  if (const Given schema = book.argument(call, 2, "schema"); schema && !schema.is_nothing())
    table.schema = name_of(schema);
  const Given how = book.argument(call, 3, "if_exists");
  const Span frame = data->at;
  const std::string_view written = book.program().written(frame);
  SqlTableName caused = table;  // the mode is to blame, not the name
  if (caused.table.text) caused.table.text = caused.table.text->seen_at(how.whole);
  SqlWriter sql;
  if (mode->bytes() == "replace") {
    sql.words("DROP TABLE IF EXISTS ", how.whole).name(caused).glue(";\n");
    sql.words("CREATE TABLE ", how.whole).name(table).words(" (", how.whole);
    sql.hole(HoleKind::Fragment, frame, written).glue(");\n");
  } else if (mode->bytes() == "delete_rows") {
    sql.words("DELETE FROM ", how.whole).name(caused).glue(";\n");
  } else if (mode->bytes() != "append") {
    return std::nullopt;
  }
  sql.words("INSERT INTO ", call.call->at).name(table).words(" VALUES (", call.call->at);
  return sql.hole(HoleKind::Fragment, frame, written).glue(")").take();
}

}  // namespace floodwall::python
