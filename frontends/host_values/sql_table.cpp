#include "frontends/host_values/sql_table.h"

#include <algorithm>
#include <utility>

namespace floodwall::host {
namespace {

/// Several columns with primary_key=True make one key together.
void write_primary_key(SqlWriter& sql, const std::vector<SqlColumn>& columns) {
  bool is_first = true;
  for (const SqlColumn& column : columns) {
    if (!column.primary) continue;
    sql.words(is_first ? "PRIMARY KEY (" : ", ", *column.primary).name(column.name);
    is_first = false;
  }
  sql.glue(")");
}

}  // namespace

void write(SqlWriter& sql, const SqlColumn& column) {
  sql.name(column.name).words(" ", column.at).sql(column.type).sql(column.rest);
}

Text create_table(const SqlTable& table, std::string_view verb) {
  SqlWriter sql;
  sql.words(verb, table.at).name(table.name).words(" (", table.at);
  const auto primaries = std::ranges::count_if(
      table.columns, [](const SqlColumn& column) { return column.primary.has_value(); });
  std::string_view separator = "\n  ";
  for (const SqlColumn& column : table.columns) {
    sql.words(separator, column.at);
    write(sql, column);
    if (primaries == 1 && column.primary) sql.words(" PRIMARY KEY", *column.primary);
    separator = ",\n  ";
  }
  if (1 < primaries) {
    sql.glue(separator);
    write_primary_key(sql, table.columns);
  }
  for (const Text& constraint : table.constraints) {
    sql.glue(separator).sql(constraint);
    separator = ",\n  ";
  }
  if (table.hidden) sql.glue(" ").hole(HoleKind::Fragment, table.hidden->at, table.hidden->written);
  sql.words(separator == "\n  " ? ")" : "\n)", table.at);
  for (const Text& statement : table.further) add_statement(sql, statement);
  return sql.take();
}

SqlWriter alter_table(const SqlTableName& table, Span at) {
  SqlWriter sql;
  sql.words("ALTER TABLE ", at).name(table).words(" ", at);
  return sql;
}

void add_statement(SqlWriter& sql, const Text& text) {
  if (text.empty()) return;
  if (!sql.empty()) sql.glue(";\n");
  sql.sql(text);
}

}  // namespace floodwall::host
