#include "frontends/python/lowering/sqlalchemy_calls.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "frontends/host_values/sql_table.h"
#include "frontends/python/lowering/inserted_rows.h"
#include "frontends/python/lowering/sqlalchemy_models.h"
#include "frontends/python/lowering/sqlalchemy_types.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Expression;
using host::SqlTableName;
using host::SqlWriter;
using host::Text;
using Lowered = std::optional<Text>;

/// Whether a call is `sa.delete(…)`, not a method of something that SQLAlchemy made.
bool object_is_module(const CallEvent& call) { return call.path.find("()") == std::string::npos; }

/// The table of a Table(…) that a call made.
std::optional<SqlTableName> table_of(const CallBook& book, const CallEvent* made) {
  if (made == nullptr || !is_sqlalchemy(made->path)) return std::nullopt;
  const std::string_view word = last_word(made->path);
  if (word != "Table" && word != "table") return std::nullopt;
  const Given name = book.argument(*made, 0, "name");
  if (!name) return std::nullopt;
  SqlTableName table{.schema = {}, .table = name_of(name)};
  Given schema = book.argument(*made, "schema");
  if (const CallEvent* metadata = book.maker(book.argument(*made, 1)); !schema && metadata != nullptr)
    schema = book.argument(*metadata, "schema");
  if (schema && !schema.is_nothing()) table.schema = name_of(schema);
  return table;
}

/// A name of a class's table where the class is named.
host::SqlName seen_at(host::SqlName name, Span at) {
  if (name.text) name.text = name.text->seen_at(at);
  name.at = at;
  return name;
}

/// The table of a class of this file that says what it is called; else a hole with the class's name.
std::optional<SqlTableName> table_of_class(const ClassBook& classes, const Expression& expression) {
  if (expression.kind != Expression::Kind::Name) return std::nullopt;
  const host::Class* klass = classes.find(expression);
  const std::optional<SqlTableName> name =
      klass == nullptr ? std::nullopt : declarative_name(classes, *klass);
  if (!name || !name->table.text)
    return SqlTableName{.schema = {},
                        .table = {.text = {}, .at = expression.at, .written = std::string(expression.word)}};
  SqlTableName table{.schema = {}, .table = seen_at(name->table, expression.at)};
  if (name->schema) table.schema = seen_at(*name->schema, expression.at);
  return table;
}

/// What stands for a table: a Table, a class, `Class.__table__`.
std::optional<SqlTableName> table_in(const ClassBook& classes, const Expression& expression,
                                     const CallEvent* made) {
  const CallBook& book = classes.calls();
  if (std::optional<SqlTableName> table = table_of(book, made)) return table;
  if (expression.kind == Expression::Kind::Member && expression.word == "__table__")
    return table_of_class(classes, *expression.operands[0]);
  return std::nullopt;
}

Lowered drop_table(const CallBook& book, const SqlTableName& table, const CallEvent& call, Truth checks) {
  const Given check = book.argument(call, "checkfirst");
  SqlWriter sql;
  sql.words("DROP TABLE ", callee_at(call));
  if (checks == Truth::Yes) sql.words("IF EXISTS ", check ? check.whole : callee_at(call));
  return sql.name(table).take();
}

/// Table("t", …).drop(bind), User.__table__.drop(bind)
Lowered drop(const ClassBook& classes, const CallEvent& call) {
  const CallBook& book = classes.calls();
  const Expression* object = object_of(call);
  if (object == nullptr) return std::nullopt;
  const CallEvent* made = book.maker(call.receiver);
  if (const std::optional<SqlTableName> table = table_in(classes, *object, made))
    return drop_table(book, *table, call, book.truth(call, 1, "checkfirst", false));
  return std::nullopt;
}

/// sa.Enum(…, name="mood").drop(bind)
Lowered drop_enum(const ClassBook& classes, const CallEvent& call) {
  const CallBook& book = classes.calls();
  const CallEvent* made = book.maker(call.receiver);
  if (made == nullptr || !is_sqlalchemy(made->path)) return std::nullopt;
  const std::string_view word = last_word(made->path);
  const Given name = book.argument(*made, "name");
  if ((word != "Enum" && word != "ENUM") || !name || name.is_nothing()) return std::nullopt;
  SqlWriter sql;
  sql.words("DROP TYPE ", callee_at(call));
  if (const Given check = book.argument(call, 1, "checkfirst");
      check && book.truth(call, 1, "checkfirst", false) == Truth::Yes) {
    sql.words("IF EXISTS ", check.whole);
  }
  if (const Given schema = book.argument(*made, "schema"); schema && !schema.is_nothing())
    sql.name(name_of(schema)).glue(".");
  return sql.name(name_of(name)).take();
}

Lowered drop_table_element(const ClassBook& classes, const CallEvent& call) {
  const CallBook& book = classes.calls();
  const Given element = book.argument(call, 0, "element");
  if (!element || element.expression == nullptr) return std::nullopt;
  const std::optional<SqlTableName> table = table_in(classes, *element.expression, book.maker(element));
  if (!table) return std::nullopt;
  return drop_table(book, *table, call, book.truth(call, CallBook::nowhere, "if_exists", false));
}

Lowered drop_schema(const ClassBook& classes, const CallEvent& call) {
  const CallBook& book = classes.calls();
  const Given name = book.argument(call, 0, "name");
  if (!name) return std::nullopt;
  SqlWriter sql;
  sql.words("DROP SCHEMA ", callee_at(call));
  if (const Given check = book.argument(call, "if_exists");
      check && book.truth(call, CallBook::nowhere, "if_exists", false) == Truth::Yes) {
    sql.words("IF EXISTS ", check.whole);
  }
  sql.name(name_of(name));
  const Given cascade = book.argument(call, "cascade");
  switch (book.truth(call, CallBook::nowhere, "cascade", false)) {
    case Truth::Yes:
      sql.words(" CASCADE", cascade.whole);
      break;
    case Truth::Unknown:
      if (cascade) sql.glue(" ").hole(HoleKind::Fragment, cascade.whole, cascade.written);
      break;
    case Truth::No:
      break;
  }
  return sql.take();
}

Lowered delete_rows(const std::optional<SqlTableName>& table, const CallEvent& call, Span at) {
  if (!table) return std::nullopt;
  return SqlWriter().words("DELETE FROM ", at).name(*table).words("", call.call->at).take();
}

/// The one thing that session.query(…) asks for, if nothing filters it.
std::optional<SqlTableName> queried(const ClassBook& classes, const CallEvent& call) {
  const CallBook& book = classes.calls();
  const CallEvent* query = book.maker(call.receiver);
  if (query == nullptr || last_word(query->path) != "query" || query->call->arguments.size() != 1 ||
      query->path.find("ession") == std::string::npos) {
    return std::nullopt;  // other things have queries, too
  }
  const Given entity = book.argument(*query, 0);
  if (!entity || entity.expression == nullptr) return std::nullopt;
  if (std::optional<SqlTableName> table = table_of(book, book.maker(entity))) return table;
  if (entity.value->kind != host::Value::Kind::Unknown) return std::nullopt;
  return table_of_class(classes, *entity.expression);
}

/// The table of `delete(User)` or `users.delete()`, whichever of the two words it is.
std::optional<SqlTableName> changed_table(const ClassBook& classes, const CallEvent& call) {
  const CallBook& book = classes.calls();
  if (is_sqlalchemy(call.path) && object_is_module(call)) {
    const Given entity = book.argument(call, 0, "table");
    if (!entity || entity.expression == nullptr || call.call->arguments.size() != 1) return std::nullopt;
    std::optional<SqlTableName> table = table_in(classes, *entity.expression, book.maker(entity));
    return table ? table : table_of_class(classes, *entity.expression);
  }
  const Expression* object = object_of(call);
  if (object == nullptr || !call.call->arguments.empty()) return std::nullopt;
  return table_in(classes, *object, book.maker(call.receiver));
}

/// session.query(User).delete()
Lowered query_delete(const ClassBook& classes, const CallEvent& call) {
  return delete_rows(queried(classes, call), call, callee_at(call));
}

/// execute(delete(User)), execute(users.delete()): no where() behind it.
Lowered executed_delete(const ClassBook& classes, const CallEvent& call) {
  const CallBook& book = classes.calls();
  const CallEvent* made = book.maker(book.argument(call, 0, "statement"));
  if (made == nullptr || last_word(made->path) != "delete") return std::nullopt;
  return delete_rows(changed_table(classes, *made), *made, callee_at(*made));
}

/// `SET a = 1, …` of a dict; false if a column is not known.
bool write_assignments(SqlWriter& sql, const CallBook& book, const Given& values) {
  if (!values || values.value->kind != host::Value::Kind::Map || values.value->is_open) return false;
  std::string_view separator = " SET ";
  for (const auto& [key, value] : values.value->entries) {
    const Given entry = book.entry(values, key);
    sql.words(std::exchange(separator, ", "), entry.whole).name(host::made_name(key, entry.whole));
    sql.words(" = ", entry.whole);
    write_value(sql, entry);
  }
  return separator == ", ";
}

/// The same of values(a=1, …) or values({…}).
bool write_values(SqlWriter& sql, const CallBook& book, const CallEvent& call) {
  const std::vector<host::Argument>& arguments = call.call->arguments;
  if (arguments.size() == 1 && arguments[0].name.empty())
    return write_assignments(sql, book, book.argument(call, 0));
  std::string_view separator = " SET ";
  for (const host::Argument& argument : arguments) {
    if (argument.is_spread || argument.name.empty()) return false;
    const Given value = book.argument(call, argument.name);
    sql.words(std::exchange(separator, ", "), value.whole).name(host::made_name(argument.name, value.whole));
    sql.words(" = ", value.whole);
    write_value(sql, value);
  }
  return separator == ", ";
}

/// execute(update(User).values(…)), execute(users.update().values(…)): no where() in it.
Lowered executed_update(const ClassBook& classes, const CallEvent& call) {
  const CallBook& book = classes.calls();
  const CallEvent* values = book.maker(book.argument(call, 0, "statement"));
  if (values == nullptr || last_word(values->path) != "values") return std::nullopt;
  const CallEvent* made = book.maker(values->receiver);
  if (made == nullptr || last_word(made->path) != "update") return std::nullopt;
  const std::optional<SqlTableName> table = changed_table(classes, *made);
  if (!table) return std::nullopt;
  SqlWriter sql;
  sql.words("UPDATE ", callee_at(*made)).name(*table);
  if (!write_values(sql, book, *values)) return std::nullopt;
  return sql.take();
}

/// session.query(User).update({…})
Lowered query_update(const ClassBook& classes, const CallEvent& call) {
  const CallBook& book = classes.calls();
  const std::optional<SqlTableName> table = queried(classes, call);
  if (!table || call.call->arguments.empty() || !call.call->arguments[0].name.empty()) return std::nullopt;
  SqlWriter sql;
  sql.words("UPDATE ", callee_at(call)).name(*table);
  if (!write_assignments(sql, book, book.argument(call, 0))) return std::nullopt;
  return sql.take();
}

struct Lowerer {
  LoweredOperation operation;
  std::string_view method;  ///< the callee's last word
  bool is_own = false;      ///< a class or function of SQLAlchemy, not a method of something
  Lowered (*lower)(const ClassBook&, const CallEvent&) = nullptr;
};

constexpr std::string_view tool = "SQLAlchemy";
constexpr auto lowerers = std::to_array<Lowerer>({
    {{tool, "Table.drop", "DROP TABLE; also Model.__table__.drop",
      R"(sa.Table("users", sa.MetaData()).drop(engine, checkfirst=True))", "DROP TABLE IF EXISTS users"},
     "drop",
     false,
     drop},
    {{tool, "Enum.drop", "DROP TYPE", R"(sa.Enum("happy", "sad", name="mood").drop(op.get_bind()))",
      "DROP TYPE mood"},
     "drop",
     false,
     drop_enum},
    {{tool, "DropTable", "DROP TABLE", R"(connection.execute(DropTable(sa.Table("users", sa.MetaData()))))",
      "DROP TABLE users"},
     "DropTable",
     true,
     drop_table_element},
    {{tool, "DropSchema", "DROP SCHEMA", R"(connection.execute(DropSchema("staging", cascade=True)))",
      "DROP SCHEMA staging CASCADE"},
     "DropSchema",
     true,
     drop_schema},
    {{tool, "query(…).delete", "DELETE FROM, if nothing filters the query", R"(session.query(User).delete())",
      "DELETE FROM {User}"},
     "delete",
     false,
     query_delete},
    {{tool, "delete(…)", "DELETE FROM where it is executed, if it has no where()",
      R"(connection.execute(sa.delete(User)))", "DELETE FROM {User}"},
     "execute",
     false,
     executed_delete},
    {{tool, "query(…).update", "UPDATE, if nothing filters the query",
      R"(session.query(User).update({"is_active": False}))", "UPDATE {User} SET is_active = false"},
     "update",
     false,
     query_update},
    {{tool, "update(…).values", "UPDATE where it is executed, if it has no where()",
      R"(op.execute(sa.table("users", sa.column("role")).update().values(role=op.inline_literal("guest"))))",
      R"(UPDATE users SET role = {op.inline_literal("guest")})"},
     "execute",
     false,
     executed_update},
});

constexpr auto operations = [] {
  std::array<LoweredOperation, lowerers.size()> operations;
  std::ranges::transform(lowerers, operations.begin(), &Lowerer::operation);
  return operations;
}();

}  // namespace

std::span<const LoweredOperation> sqlalchemy_calls() { return operations; }

std::optional<Text> lower_sqlalchemy_call(const ClassBook& classes, const CallEvent& call) {
  const std::string_view word = last_word(call.path);
  for (const Lowerer& each : lowerers) {
    if (each.method != word || (each.is_own && !is_sqlalchemy(call.path))) continue;
    if (Lowered lowered = each.lower(classes, call)) return lowered;
  }
  return std::nullopt;
}

}  // namespace floodwall::python
