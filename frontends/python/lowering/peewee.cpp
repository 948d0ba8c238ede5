#include "frontends/python/lowering/peewee.h"

#include <algorithm>
#include <array>
#include <utility>

#include "frontends/host_values/sql_table.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Expression;
using host::SqlName;
using host::SqlWriter;
using host::Text;
using Lowered = std::optional<Text>;

/// A model's table: what its Meta says in this file, else a hole with its class.
SqlName table_of(const ClassBook& classes, const Expression& model) {
  const host::Class* klass = classes.find(model);
  const host::Class* meta = klass == nullptr ? nullptr : classes.inner(*klass, "Meta");
  for (const std::string_view option : {"table_name", "db_table"}) {
    const Given given = meta == nullptr ? Given{} : classes.attribute(*meta, option);
    const std::optional<Text> text = given.constant();
    if (text) return host::made_name(text->bytes(), model.at);
  }
  return {.text = {}, .at = model.at, .written = std::string(classes.program().written(model.at))};
}

bool names_class(const Expression& expression) {
  return (expression.kind == Expression::Kind::Name || expression.kind == Expression::Kind::Member) &&
         !expression.word.empty() && 'A' <= expression.word[0] && expression.word[0] <= 'Z';
}

void write_option(SqlWriter& sql, const CallBook& book, const CallEvent& call, std::size_t position,
                  std::string_view option, std::string_view words) {
  const Given given = book.argument(call, position, option);
  if (given && book.truth(call, position, option, false) == Truth::Yes) sql.words(words, given.whole);
}

/// User.drop_table(safe=True, cascade=True)
Lowered drop_table(const ClassBook& classes, const CallEvent& call) {
  const Expression* model = object_of(call);
  if (model == nullptr || !names_class(*model)) return std::nullopt;
  SqlWriter sql;
  const bool is_safe = classes.calls().truth(call, 0, "safe", true) == Truth::Yes;
  sql.words(is_safe ? "DROP TABLE IF EXISTS " : "DROP TABLE ", callee_at(call))
      .name(table_of(classes, *model));
  write_option(sql, classes.calls(), call, CallBook::nowhere, "cascade", " CASCADE");
  return sql.take();
}

/// User.truncate_table(restart_identity=True, cascade=True)
Lowered truncate_table(const ClassBook& classes, const CallEvent& call) {
  const Expression* model = object_of(call);
  if (model == nullptr || !names_class(*model)) return std::nullopt;
  SqlWriter sql;
  sql.words("TRUNCATE TABLE ", callee_at(call)).name(table_of(classes, *model));
  write_option(sql, classes.calls(), call, CallBook::nowhere, "restart_identity", " RESTART IDENTITY");
  write_option(sql, classes.calls(), call, CallBook::nowhere, "cascade", " CASCADE");
  return sql.take();
}

/// db.drop_tables([User, Post], cascade=True)
Lowered drop_tables(const ClassBook& classes, const CallEvent& call) {
  const std::optional<CallBook::Sequence> models =
      classes.calls().items(classes.calls().argument(call, 0, "models"));
  if (!models) return std::nullopt;
  SqlWriter all;
  for (const Given& model : models->items) {
    if (model.expression == nullptr || !names_class(*model.expression)) return std::nullopt;
    SqlWriter sql;
    sql.words("DROP TABLE IF EXISTS ", callee_at(call)).name(table_of(classes, *model.expression));
    write_option(sql, classes.calls(), call, CallBook::nowhere, "cascade", " CASCADE");
    add_statement(all, sql.take());
  }
  if (all.empty()) return std::nullopt;
  return all.take();
}

/// PostgresqlMigrator(db).drop_column("t", "c"): with CASCADE unless told otherwise.
Lowered drop_column(const ClassBook& classes, const CallEvent& call) {
  const CallBook& book = classes.calls();
  const CallEvent* migrator = book.maker(call.receiver);
  if (migrator == nullptr || migrator->path != "playhouse.migrate.PostgresqlMigrator") return std::nullopt;
  const Given table = book.argument(call, 0, "table");
  const Given column = book.argument(call, 1, "column_name");
  if (!table || !column) return std::nullopt;
  SqlWriter sql = host::alter_table({.schema = {}, .table = name_of(table)}, callee_at(call));
  sql.words("DROP COLUMN ", column.at).name(name_of(column));
  const Given cascade = book.argument(call, 2, "cascade");
  if (book.truth(call, 2, "cascade", true) == Truth::Yes)
    sql.words(" CASCADE", cascade ? cascade.whole : call.call->at);
  return sql.take();
}

struct Lowerer {
  LoweredOperation operation;
  std::string_view method;
  Lowered (*lower)(const ClassBook&, const CallEvent&);
};

constexpr std::string_view tool = "peewee";
constexpr auto lowerers = std::to_array<Lowerer>({
    {{tool, "Model.drop_table", "DROP TABLE, with CASCADE if told so", R"(User.drop_table(cascade=True))",
      "DROP TABLE IF EXISTS {User} CASCADE"},
     "drop_table",
     drop_table},
    {{tool, "Model.truncate_table", "TRUNCATE, with CASCADE if told so",
      R"(User.truncate_table(restart_identity=True, cascade=True))",
      "TRUNCATE TABLE {User} RESTART IDENTITY CASCADE"},
     "truncate_table",
     truncate_table},
    {{tool, "Database.drop_tables", "DROP TABLE for each model", R"(db.drop_tables([User, Post]))",
      "DROP TABLE IF EXISTS {User};\nDROP TABLE IF EXISTS {Post}"},
     "drop_tables",
     drop_tables},
    {{tool, "PostgresqlMigrator.drop_column", "ALTER TABLE … DROP COLUMN … CASCADE, unless cascade=False",
      R"(PostgresqlMigrator(db).drop_column("users", "email"))",
      "ALTER TABLE users DROP COLUMN email CASCADE"},
     "drop_column",
     drop_column},
});

constexpr auto operations = [] {
  std::array<LoweredOperation, lowerers.size()> operations;
  std::ranges::transform(lowerers, operations.begin(), &Lowerer::operation);
  return operations;
}();

bool imports_peewee(const host::Program& program) {
  return program.text.find("peewee") != std::string_view::npos ||
         program.text.find("playhouse") != std::string_view::npos;
}

}  // namespace

std::span<const LoweredOperation> peewee_operations() { return operations; }

std::optional<Text> lower_peewee(const ClassBook& classes, const CallEvent& call) {
  const auto lowerer = std::ranges::find(lowerers, last_word(call.path), &Lowerer::method);
  if (lowerer == lowerers.end() || !imports_peewee(classes.program())) return std::nullopt;
  return lowerer->lower(classes, call);
}

}  // namespace floodwall::python
