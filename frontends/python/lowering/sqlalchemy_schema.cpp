#include "frontends/python/lowering/sqlalchemy_schema.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "analyzer/base/ascii.h"
#include "frontends/python/lowering/sqlalchemy_types.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::SqlName;
using host::SqlTableName;
using host::SqlWriter;
using host::Text;

bool is_text_call(std::string_view path) {
  const std::string_view word = last_word(path);
  return word == "text" || word == "TextClause" || word == "literal_column" || word == "DefaultClause" ||
         word == "DDL";
}

/// ` ON DELETE ` and what the user wrote; a hole for the whole if it is none of PostgreSQL's actions.
void write_action(SqlWriter& sql, std::string_view words, const Given& action) {
  static constexpr std::array<std::string_view, 5> actions = {"CASCADE", "SET NULL", "RESTRICT", "NO ACTION",
                                                              "SET DEFAULT"};
  if (!action || action.is_nothing()) return;
  const std::optional<Text> text = action.constant();
  if (!text || std::ranges::find(actions, ascii_upper(text->bytes())) == actions.end()) {
    sql.words(" ", action.whole).hole(HoleKind::Fragment, action.whole, action.written);
    return;
  }
  sql.words(words, action.whole).sql(*text);
}

SqlName part_name(const Text& text, std::size_t begin, std::size_t end, const Given& given) {
  return {.text = text.part(begin, end), .at = given.at, .written = std::string(given.written)};
}

KeyTarget target_of(const Given& column, const SchemaContext& context) {
  const std::optional<Text> text = column.constant();
  if (!text) return {.table = {.schema = {}, .table = name_of(column)}, .column = {}};
  const std::string& bytes = text->bytes();
  const std::size_t last = bytes.rfind('.');
  if (last == std::string::npos || last == 0)
    return {.table = {.schema = context.default_schema, .table = name_of(column)}, .column = {}};
  KeyTarget target{.table = {}, .column = part_name(*text, last + 1, bytes.size(), column)};
  const std::size_t before = bytes.rfind('.', last - 1);
  if (before == std::string::npos) {
    target.table = {.schema = context.default_schema, .table = part_name(*text, 0, last, column)};
  } else {
    target.table = {.schema = part_name(*text, 0, before, column),
                    .table = part_name(*text, before + 1, last, column)};
  }
  return target;
}

/// The class attribute that a key refers to, `User.id`, where the class says what its table is called.
std::optional<KeyTarget> class_target(const Given& column, const SchemaContext& context) {
  using Kind = host::Expression::Kind;
  const host::Expression* member = column.expression;
  if (member == nullptr || member->kind != Kind::Member || member->operands.empty() ||
      member->operands[0]->kind != Kind::Name) {
    return std::nullopt;
  }
  for (const host::Class& klass : context.book.program().classes()) {
    if (klass.name != member->operands[0]->word) continue;
    for (const host::Statement* statement : klass.body) {
      if (statement->kind != host::Statement::Kind::Assign || statement->target == nullptr ||
          statement->target->word != "__tablename__" || statement->value == nullptr ||
          statement->value->kind != Kind::Text || statement->value->parts.size() != 1 ||
          statement->value->parts[0].inserted != nullptr) {
        continue;
      }
      return KeyTarget{.table = {.schema = context.default_schema,
                                 .table = host::made_name(statement->value->parts[0].bytes, column.at)},
                       .column = host::made_name(member->word, column.at)};
    }
  }
  return std::nullopt;
}

}  // namespace

bool is_column(const CallEvent& call) {
  const std::string_view word = last_word(call.path);
  return word == "Column" || word == "mapped_column";
}

KeyTarget key_target(const Given& column, const SchemaContext& context) {
  if (std::optional<KeyTarget> target = class_target(column, context)) return *std::move(target);
  return target_of(column, context);
}

void write_constraint_name(SqlWriter& sql, const Given& name) {
  if (!name || name.is_nothing()) return;
  Given inner = name;
  sql.words("CONSTRAINT ", name.whole).name(name_of(inner)).words(" ", name.whole);
}

Text key_actions(const CallEvent& call, const SchemaContext& context, std::size_t on_update,
                 std::size_t on_delete) {
  SqlWriter sql;
  write_action(sql, " ON DELETE ", context.book.argument(call, on_delete, "ondelete"));
  write_action(sql, " ON UPDATE ", context.book.argument(call, on_update, "onupdate"));
  const Given deferrable = context.book.argument(call, "deferrable");
  if (context.book.truth(call, CallBook::nowhere, "deferrable", false) == Truth::Yes && deferrable)
    sql.words(" DEFERRABLE", deferrable.whole);
  const Given initially = context.book.argument(call, "initially");
  if (const std::optional<Text> text = initially.constant();
      text && (ascii_upper(text->bytes()) == "DEFERRED" || ascii_upper(text->bytes()) == "IMMEDIATE")) {
    sql.words(" INITIALLY ", initially.whole).sql(*text);
  }
  return sql.take();
}

Text reference(const CallEvent& foreign_key, const SchemaContext& context) {
  const Given column = context.book.argument(foreign_key, 0, "column");
  const Span at = foreign_key.call->at;
  SqlWriter sql;
  if (!column)
    return sql.words(" ", at).hole(HoleKind::Fragment, at, context.book.program().written(at)).take();
  const KeyTarget target = key_target(column, context);
  sql.words(" ", at);
  if (const Given name = context.book.argument(foreign_key, "name"); name && !name.is_nothing())
    write_constraint_name(sql, name);
  sql.words("REFERENCES ", callee_at(foreign_key)).name(target.table);
  if (target.column) sql.words(" (", column.at).name(*target.column).words(")", column.at);
  sql.sql(key_actions(foreign_key, context, 3, 4));
  return sql.take();
}

void write_element(SqlWriter& sql, const CallBook& book, const Given& element) {
  if (const CallEvent* made = book.maker(element); made != nullptr && is_text_call(made->path)) {
    sql.sql(sql_expression(book, element, HoleKind::Fragment));
  } else {
    sql.name(name_of(element));
  }
}

void write_columns(SqlWriter& sql, const CallBook& book, const CallBook::Sequence& columns, Span at) {
  sql.words("(", at);
  bool is_first = true;
  for (const Given& column : columns.items) {
    if (!is_first) sql.glue(", ");
    is_first = false;
    write_element(sql, book, column);
  }
  if (columns.hidden) {
    if (!is_first) sql.glue(", ");
    sql.hole(HoleKind::Identifier, columns.hidden->at, columns.hidden->written);
  }
  sql.glue(")");
}

void write_columns(SqlWriter& sql, const CallBook& book, const Given& columns) {
  std::optional<CallBook::Sequence> items = book.items(columns);
  if (!items) items = CallBook::Sequence{.items = {columns}, .hidden = {}};
  write_columns(sql, book, *items, columns.at);
}

Text sql_expression(const CallBook& book, const Given& expression, HoleKind kind) {
  SqlWriter sql;
  if (const CallEvent* made = book.maker(expression); made != nullptr && is_text_call(made->path)) {
    const Given text = book.argument(*made, 0);
    if (const std::optional<Text> constant = text.constant()) return *constant;
    return sql.hole(kind, expression.at, expression.written).take();
  }
  if (const std::optional<Text> constant = expression.constant()) return *constant;
  return sql.hole(kind, expression.at, expression.written).take();
}

Text default_value(const CallBook& book, const Given& value) {
  SqlWriter sql;
  if (!value || value.is_nothing()) return {};
  if (const CallEvent* made = book.maker(value)) {
    if (is_text_call(made->path)) return sql_expression(book, value, HoleKind::Value);
    const std::string_view word = last_word(made->path);
    if (last_word(owner_path(made->path)) == "func" && made->call->arguments.empty()) {
      static constexpr std::array<std::string_view, 7> bare = {
          "current_timestamp", "current_date", "current_time", "localtime",
          "localtimestamp",    "current_user", "session_user"};
      const bool is_bare = std::ranges::find(bare, word) != bare.end();
      return sql.words(is_bare ? ascii_upper(word) : std::string(word) + "()", value.at).take();
    }
    if (is_sqlalchemy(made->path) && made->call->arguments.empty() &&
        (word == "true" || word == "false" || word == "null")) {
      return sql.words(word, value.at).take();
    }
    return sql.hole(HoleKind::Value, value.at, value.written).take();
  }
  if (const std::optional<Text> text = value.constant()) return sql.literal(*text).take();
  return sql.hole(HoleKind::Value, value.at, value.written).take();
}

Text generated(const CallBook& book, const CallEvent& call) {
  SqlWriter sql;
  const Span at = call.call->at;
  if (last_word(call.path) == "Identity") {
    const Truth always = book.truth(call, 2, "always", false);
    if (always == Truth::Unknown) return {};
    sql.words(always == Truth::Yes ? " GENERATED ALWAYS AS IDENTITY" : " GENERATED BY DEFAULT AS IDENTITY",
              at);
    return sql.take();
  }
  const Given expression = book.argument(call, 0, "sqltext");
  if (!expression) return {};
  sql.words(" GENERATED ALWAYS AS (", at).sql(sql_expression(book, expression, HoleKind::Value));
  return sql.words(") STORED", at).take();
}

ReadColumn read_column(const CallEvent& call, const SchemaContext& context, std::optional<SqlName> own_name) {
  const CallBook& book = context.book;
  ReadColumn read;
  read.column.at = call.call->at;
  const bool has_own_name = own_name.has_value();
  if (has_own_name) read.column.name = *std::move(own_name);
  Given name = book.argument(call, "name");
  Given type = book.argument(call, "type_");
  SqlWriter rest;
  bool is_first = true;
  bool has_default = false;
  const CallBook::Sequence positional = book.positional(call, 0);
  for (const Given& item : positional.items) {
    const bool may_be_name = std::exchange(is_first, false);
    const CallEvent* made = book.maker(item);
    const std::string_view word = made == nullptr ? std::string_view() : last_word(made->path);
    if (word == "ForeignKey") {
      rest.sql(reference(*made, context));
      read.has_key = true;
      if (!type) read.column.type = SqlWriter().hole(HoleKind::Identifier, item.at, item.written).take();
    } else if (word == "Identity" || word == "Computed") {
      rest.sql(generated(book, *made));
      has_default = true;
    } else if (word == "CheckConstraint") {
      rest.words(" CHECK (", callee_at(*made));
      rest.sql(sql_expression(book, book.argument(*made, 0, "sqltext"), HoleKind::Value)).glue(")");
    } else if (word == "Sequence" || word == "FetchedValue" || word == "DefaultClause" ||
               word == "ColumnDefault") {
      has_default = true;
    } else if (item.value->is_text() && may_be_name) {
      name = item;
    } else if (!type && !item.is_nothing()) {
      if (may_be_name && !has_own_name && made == nullptr &&
          item.value->path.find('.') == std::string::npos && positional.items.size() > 1 && !name) {
        name = item;  // a name that a variable holds
      } else {
        type = item;
      }
    }
  }
  if (name && !name.is_nothing()) read.column.name = name_of(name);
  if (read.column.name.written.empty() && !read.column.name.text) {
    read.column.name = {
        .text = {}, .at = call.call->at, .written = std::string(book.program().written(call.call->at))};
  }
  if (type) {
    read.column.type = sqlalchemy_type(book, type);
    read.is_typed = true;
  }
  if (book.has_spread_keywords(call) || positional.hidden) {
    const Span at = call.call->at;
    read.hidden = Given{.value = nullptr,
                        .expression = call.call,
                        .at = at,
                        .whole = at,
                        .written = book.program().written(at)};
  }
  const Given default_given = book.argument(call, "server_default");
  const CallEvent* default_maker = book.maker(default_given);
  if (default_maker != nullptr &&
      (last_word(default_maker->path) == "Identity" || last_word(default_maker->path) == "Computed")) {
    rest.sql(generated(book, *default_maker));
    has_default = true;
  } else if (default_maker == nullptr || last_word(default_maker->path) != "FetchedValue") {
    if (const Text value = default_value(book, default_given); !value.empty()) {
      rest.words(" DEFAULT ", default_given.whole).sql(value);
      has_default = true;
    }
  }
  const Given nullable = book.argument(call, "nullable");
  read.says_nullable = nullable && !nullable.is_nothing();
  read.nullable = book.truth(call, CallBook::nowhere, "nullable", true);
  if (read.nullable == Truth::No && nullable) rest.words(" NOT NULL", nullable.whole);
  const auto flag = [&](std::string_view keyword) -> std::optional<Span> {
    const Given given = book.argument(call, keyword);
    if (!given || book.truth(call, CallBook::nowhere, keyword, false) != Truth::Yes) return std::nullopt;
    return given.whole;
  };
  read.column.primary = flag("primary_key");
  read.unique = flag("unique");
  read.indexed = flag("index");
  read.may_be_serial = !has_default && !default_given &&
                       book.truth(call, CallBook::nowhere, "autoincrement", true) == Truth::Yes &&
                       (!read.has_key || flag("autoincrement"));
  read.column.rest = rest.take();
  return read;
}

}  // namespace floodwall::python
