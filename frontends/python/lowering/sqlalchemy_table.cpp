#include "frontends/python/lowering/sqlalchemy_table.h"

#include <algorithm>
#include <utility>

#include "frontends/python/lowering/sqlalchemy_types.h"

namespace floodwall::python {

using host::CallEvent;
using host::SqlName;
using host::SqlWriter;
using host::Text;

Text create_index(const CallBook& book, const IndexParts& index) {
  const Span at = callee_at(index.call);
  SqlWriter sql;
  sql.words("CREATE ", at);
  const Given unique = book.argument(index.call, "unique");
  switch (book.truth(index.call, CallBook::nowhere, "unique", false)) {
    case Truth::Yes:
      sql.words("UNIQUE ", unique ? unique.whole : at);
      break;
    case Truth::Unknown:
      if (unique) sql.hole(HoleKind::Fragment, unique.whole, unique.written).glue(" ");
      break;
    case Truth::No:
      break;
  }
  sql.words("INDEX ", at);
  const Given concurrently = book.argument(index.call, "postgresql_concurrently");
  if (book.truth(index.call, CallBook::nowhere, "postgresql_concurrently", false) == Truth::Yes &&
      concurrently)
    sql.words("CONCURRENTLY ", concurrently.whole);
  const Given if_not_exists = book.argument(index.call, "if_not_exists");
  if (book.truth(index.call, CallBook::nowhere, "if_not_exists", false) == Truth::Yes && if_not_exists &&
      index.name)
    sql.words("IF NOT EXISTS ", if_not_exists.whole);
  if (index.name) sql.name(*index.name).glue(" ");
  sql.words("ON ", at).name(index.table).words(" ", at);
  if (const Given method = book.argument(index.call, "postgresql_using"); method && !method.is_nothing())
    sql.words("USING ", method.whole).name(name_of(method)).glue(" ");
  write_columns(sql, book, index.elements, at);
  if (const Given where = book.argument(index.call, "postgresql_where"); where && !where.is_nothing())
    sql.words(" WHERE ", where.whole).sql(sql_expression(book, where, HoleKind::Value));
  return sql.take();
}

bool write_exclusion(SqlWriter& sql, const CallBook& book, const CallEvent& call,
                     const CallBook::Sequence& elements) {
  const Span at = callee_at(call);
  const Given method = book.argument(call, "using");
  sql.words("EXCLUDE USING ", at);
  if (method) {
    sql.name(name_of(method));
  } else {
    sql.words("gist", at);
  }
  std::string_view separator = " (";
  for (const Given& pair : elements.items) {
    const std::optional<CallBook::Sequence> parts = book.items(pair);
    if (!parts || parts->items.size() != 2) return false;
    const std::optional<Text> with = parts->items[1].constant();
    if (!with) return false;
    sql.glue(std::exchange(separator, ", "));
    write_element(sql, book, parts->items[0]);
    sql.words(" WITH ", pair.at).sql(*with);
  }
  sql.words(")", at);
  return separator == ", " && !elements.hidden;
}

void TableReader::add(const Given& element) {
  const CallEvent* made = context.book.maker(element);
  if (made != nullptr && is_column(*made)) return add(read_column(*made, context));
  if (made != nullptr && add_constraint(*made)) return;
  if (!table.hidden) table.hidden = host::HiddenPart{element.at, std::string(element.written)};
}

void TableReader::add(ReadColumn column) {
  if (column.hidden && !table.hidden)
    table.hidden = host::HiddenPart{column.hidden->at, std::string(column.hidden->written)};
  columns.push_back(std::move(column));
}

void TableReader::add_all(const CallBook::Sequence& elements) {
  for (const Given& element : elements.items) add(element);
  if (elements.hidden && !table.hidden)
    table.hidden = host::HiddenPart{elements.hidden->at, std::string(elements.hidden->written)};
}

bool TableReader::add_constraint(const CallEvent& call) {
  const CallBook& book = context.book;
  const std::string_view word = last_word(call.path);
  const Span at = callee_at(call);
  SqlWriter sql;
  if (word == "Index") {
    const Given name = book.argument(call, 0, "name");
    std::optional<SqlName> index_name;
    if (name && !name.is_nothing()) index_name = name_of(name);
    table.further.push_back(create_index(
        book, {.call = call, .name = index_name, .table = table.name, .elements = book.positional(call, 1)}));
    return true;
  }
  if (word == "CheckConstraint") {
    write_constraint_name(sql, book.argument(call, 1, "name"));
    sql.words("CHECK (", at)
        .sql(sql_expression(book, book.argument(call, 0, "sqltext"), HoleKind::Value))
        .glue(")");
  } else if (word == "UniqueConstraint" || word == "PrimaryKeyConstraint") {
    const CallBook::Sequence names = book.positional(call, 0);
    write_constraint_name(sql, book.argument(call, "name"));
    sql.words(word[0] == 'U' ? "UNIQUE " : "PRIMARY KEY ", at);
    write_columns(sql, book, names, at);
    if (word[0] == 'P') {
      has_key_constraint = true;
      for (const Given& name : names.items) {
        if (const std::optional<Text> text = name.constant()) key_names.push_back(text->bytes());
      }
    }
  } else if (word == "ForeignKeyConstraint") {
    const Given columns = book.argument(call, 0, "columns");
    const Given targets = book.argument(call, 1, "refcolumns");
    if (!columns || !targets) return false;
    write_constraint_name(sql, book.argument(call, 2, "name"));
    sql.words("FOREIGN KEY ", at);
    write_columns(sql, book, columns);
    if (const std::optional<CallBook::Sequence> names = book.items(columns)) {
      for (const Given& name : names->items) {
        if (const std::optional<Text> text = name.constant()) referring_names.push_back(text->bytes());
      }
    }
    const std::optional<CallBook::Sequence> referred = book.items(targets);
    sql.words(" REFERENCES ", targets.at);
    if (!referred || referred->items.empty()) {
      sql.hole(HoleKind::Identifier, targets.at, targets.written);
    } else {
      bool is_first = true;
      for (const Given& item : referred->items) {
        const KeyTarget target = key_target(item, context);
        if (is_first) sql.name(target.table);
        if (!target.column) break;
        sql.words(is_first ? " (" : ", ", item.at).name(*target.column);
        is_first = false;
      }
      if (!is_first) sql.glue(")");
    }
    sql.sql(key_actions(call, context, 3, 4));
  } else if (word == "ExcludeConstraint") {
    write_constraint_name(sql, book.argument(call, "name"));
    if (!write_exclusion(sql, book, call, book.positional(call, 0))) return false;
  } else {
    return false;
  }
  table.constraints.push_back(sql.take());
  return true;
}

void TableReader::finish() {
  std::size_t primaries = key_names.size();
  for (const ReadColumn& read : columns) primaries += read.column.primary ? 1 : 0;
  for (ReadColumn& read : columns) {
    host::SqlColumn& column = read.column;
    const bool in_key =
        column.primary ||
        (column.name.text && std::ranges::find(key_names, column.name.text->bytes()) != key_names.end());
    if (column.type.empty())
      column.type =
          SqlWriter().hole(HoleKind::Identifier, column.at, context.book.program().written(column.at)).take();
    const std::string_view serial = serial_for(column.type);
    const bool refers = column.name.text && std::ranges::find(referring_names, column.name.text->bytes()) !=
                                                referring_names.end();
    if (in_key && primaries == 1 && read.may_be_serial && !refers && !serial.empty() && !read.hidden)
      column.type = SqlWriter().words(serial, column.type.pieces().front().host).take();
    SqlWriter rest;
    rest.sql(column.rest);
    if (in_key && !(read.says_nullable && read.nullable == Truth::No))
      rest.words(" NOT NULL", column.primary.value_or(column.at));
    if (read.unique && !read.indexed) rest.words(" UNIQUE", *read.unique);
    column.rest = rest.take();
    if (read.indexed) {
      SqlWriter index;
      index.words(read.unique ? "CREATE UNIQUE INDEX ON " : "CREATE INDEX ON ", *read.indexed);
      index.name(table.name).words(" (", *read.indexed).name(column.name).words(")", *read.indexed);
      table.further.push_back(index.take());
    }
    if (has_key_constraint) column.primary.reset();
    table.columns.push_back(std::move(column));
  }
}

}  // namespace floodwall::python
