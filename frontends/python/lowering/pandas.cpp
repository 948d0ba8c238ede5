#include "frontends/python/lowering/pandas.h"

#include <algorithm>
#include <array>
#include <cstddef>

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
    {tool, "DataFrame.to_sql", "a mode that may be \"replace\": as if it were",
     R"(frame.to_sql("prices", engine, if_exists="replace" if i == 0 else "append"))",
     R"(DROP TABLE IF EXISTS prices;
CREATE TABLE prices ({frame});
INSERT INTO prices VALUES ({frame}))"},
    {tool, "DataFrame.to_sql", "if_exists=\"append\": INSERT",
     R"(frame.to_sql("prices", engine, if_exists="append"))", "INSERT INTO prices VALUES ({frame})"},
});

/// An argument, or the entry of a dict that is spread: to_sql("t", engine, **{"if_exists": "replace"}).
Given argument_of(const CallBook& book, const CallEvent& call, std::size_t position, std::string_view name) {
  if (const Given given = book.argument(call, position, name)) return given;
  for (std::size_t i = 0; i < call.call->arguments.size() && i < call.arguments.size(); ++i) {
    const host::Argument& argument = call.call->arguments[i];
    if (!argument.is_spread || argument.value == nullptr) continue;
    Given entry = book.entry(book.given(call.arguments[i], *argument.value), name);
    if (!entry) continue;
    entry.at = entry.whole = argument.value->at;  // the dict may stand anywhere
    return entry;
  }
  return {};
}

/// What the mode may be at worst: `"replace" if i == 0 else "append"` does replace, once.
std::string_view mode_of(const Given& given) {
  if (!given || !given.value->is_text()) return {};
  const auto is = [](std::string_view mode) {
    return [mode](const Text& text) { return text.is_constant() && text.bytes() == mode; };
  };
  for (const std::string_view mode : {std::string_view("replace"), std::string_view("delete_rows")}) {
    if (std::ranges::any_of(given.value->texts, is(mode))) return mode;
  }
  return given.constant() && is("append")(*given.constant()) ? "append" : std::string_view();
}

}  // namespace

std::span<const LoweredOperation> pandas_operations() { return operations; }

std::optional<Text> lower_to_sql(const CallBook& book, const CallEvent& call) {
  const host::Expression* data = object_of(call);
  if (data == nullptr || last_word(call.path) != "to_sql") return std::nullopt;
  if (call.path.starts_with("pandas.") && call.path.find('(') == std::string::npos)
    return std::nullopt;  // a function
  const Given name = argument_of(book, call, 0, "name");
  const Given connection = argument_of(book, call, 1, "con");
  const Given how = argument_of(book, call, 3, "if_exists");
  const std::string_view mode = mode_of(how);
  if (!name || !connection || mode.empty()) return std::nullopt;
  SqlTableName table{.schema = {}, .table = name_of(name)};
  if (const Given schema = argument_of(book, call, 2, "schema"); schema && !schema.is_nothing())
    table.schema = name_of(schema);
  const Span frame = data->at;
  const std::string_view written = book.program().written(frame);
  SqlTableName caused = table;  // the mode is to blame, not the name
  if (caused.table.text) caused.table.text = caused.table.text->seen_at(how.whole);
  SqlWriter sql;
  if (mode == "replace") {
    sql.words("DROP TABLE IF EXISTS ", how.whole).name(caused).glue(";\n");
    sql.words("CREATE TABLE ", how.whole).name(table).words(" (", how.whole);
    sql.hole(HoleKind::Fragment, frame, written).glue(");\n");
  } else if (mode == "delete_rows") {
    sql.words("DELETE FROM ", how.whole).name(caused).glue(";\n");
  }
  sql.words("INSERT INTO ", call.call->at).name(table).words(" VALUES (", call.call->at);
  return sql.hole(HoleKind::Fragment, frame, written).glue(")").take();
}

}  // namespace floodwall::python
