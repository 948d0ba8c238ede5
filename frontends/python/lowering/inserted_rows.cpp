#include "frontends/python/lowering/inserted_rows.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace floodwall::python {
namespace {

using host::SqlWriter;
using host::Text;
using host::Value;

/// The keys that every row has; nothing if rows differ or one is not known.
std::vector<std::string> columns_of(const CallBook::Sequence& rows) {
  std::vector<std::string> columns;
  for (const Given& row : rows.items) {
    if (row.value->kind != Value::Kind::Map || row.value->is_open) return {};
    std::vector<std::string> keys;
    for (const auto& [key, value] : row.value->entries) keys.push_back(key);
    if (columns.empty()) columns = std::move(keys);
    if (row.value->entries.size() != columns.size()) return {};
    for (const auto& [key, value] : row.value->entries) {
      if (std::ranges::find(columns, key) == columns.end()) return {};
    }
  }
  return columns;
}

}  // namespace

void write_value(SqlWriter& sql, const Given& value) {
  const bool is_certain = value && !value.value->is_open;
  if (is_certain && value.is_nothing()) {
    sql.words("NULL", value.at);
  } else if (is_certain && value.value->kind == Value::Kind::Number && value.value->number) {
    sql.words(std::to_string(*value.value->number), value.at);
  } else if (is_certain && value.value->kind == Value::Kind::Boolean && value.value->number) {
    sql.words(*value.value->number != 0 ? "true" : "false", value.at);
  } else if (const std::optional<Text> text = value.constant()) {
    sql.literal(*text);
  } else {
    sql.hole(HoleKind::Value, value.at, value.written);
  }
}

Text insert_rows(const CallBook& book, Span at, const host::SqlTableName& table, const Given& rows) {
  SqlWriter sql;
  sql.words("INSERT INTO ", at).name(table).words(" ", at);
  const std::optional<CallBook::Sequence> items = book.items(rows);
  const std::vector<std::string> columns = items ? columns_of(*items) : std::vector<std::string>();
  if (columns.empty()) {
    return sql.words("VALUES (", rows.at).hole(HoleKind::Fragment, rows.at, rows.written).glue(")").take();
  }
  std::string_view separator = "(";
  for (const std::string& column : columns) {
    const Given first = book.entry(items->items.front(), column);
    sql.glue(std::exchange(separator, ", ")).name(host::made_name(column, first.whole));
  }
  sql.glue(")").words(" VALUES ", rows.at);
  std::string_view between_rows = "(";
  for (const Given& row : items->items) {
    sql.words(std::exchange(between_rows, ", ("), row.at);
    std::string_view between_values;
    for (const std::string& column : columns) {
      sql.glue(std::exchange(between_values, ", "));
      write_value(sql, book.entry(row, column));
    }
    sql.words(")", row.at);
  }
  return sql.take();
}

}  // namespace floodwall::python
