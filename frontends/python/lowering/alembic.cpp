#include "frontends/python/lowering/alembic.h"

#include <algorithm>
#include <array>

#include "frontends/python/lowering/alembic_operation.h"
#include "frontends/python/lowering/inserted_rows.h"
#include "frontends/python/lowering/sqlalchemy_table.h"
#include "frontends/python/lowering/sqlalchemy_types.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::SqlName;
using host::SqlTableName;
using host::SqlWriter;
using host::Text;

using Lowered = std::optional<Text>;

void write_flag(SqlWriter& sql, const AlembicOperation& op, std::string_view keyword,
                std::string_view words) {
  if (const Given given = op.argument(keyword); given && op.is_true(keyword)) sql.words(words, given.whole);
}

Lowered create_table(const AlembicOperation& op) {
  const std::optional<SqlTableName> name = op.table(0, "table_name");
  if (!name) return std::nullopt;
  const SchemaContext context{.book = op.book()};
  host::SqlTable table{.name = *name, .at = op.callee()};
  TableReader reader{.context = context, .table = table};
  reader.add_all(op.positional(1, 0));
  reader.finish();
  SqlWriter sql;
  sql.sql(host::create_table(table,
                             op.is_true("if_not_exists") ? "CREATE TABLE IF NOT EXISTS " : "CREATE TABLE "));
  if (const Given comment = op.argument("comment"); comment && !comment.is_nothing()) {
    if (const std::optional<Text> text = comment.constant()) {
      sql.glue(";\n")
          .words("COMMENT ON TABLE ", comment.whole)
          .name(*name)
          .words(" IS ", comment.whole)
          .literal(*text);
    }
  }
  return sql.take();
}

Lowered drop_table(const AlembicOperation& op) {
  const std::optional<SqlTableName> name = op.table(0, "table_name");
  if (!name) return std::nullopt;
  SqlWriter sql;
  sql.words("DROP TABLE ", op.callee());
  write_flag(sql, op, "if_exists", "IF EXISTS ");
  return sql.name(*name).take();
}

Lowered rename_table(const AlembicOperation& op) {
  const std::optional<SqlTableName> name = op.table(0, "old_table_name");
  const Given to = op.argument(1, "new_table_name", CallBook::nowhere);
  if (!name || !to) return std::nullopt;
  return host::alter_table(*name, op.callee()).words("RENAME TO ", op.callee()).name(name_of(to)).take();
}

Lowered add_column(const AlembicOperation& op) {
  const std::optional<SqlTableName> name = op.table(0, "table_name");
  const Given column = op.argument(1, "column", 0);
  if (!name || !column) return std::nullopt;
  const CallEvent* made = op.book().maker(column);
  if (made == nullptr || !is_column(*made)) return std::nullopt;
  const SchemaContext context{.book = op.book()};
  host::SqlTable table{.name = *name, .at = op.callee()};
  TableReader reader{.context = context, .table = table};
  reader.add(read_column(*made, context));
  reader.finish();
  host::SqlColumn& definition = table.columns.front();
  SqlWriter sql = host::alter_table(*name, op.callee());
  sql.words("ADD COLUMN ", op.callee());
  write_flag(sql, op, "if_not_exists", "IF NOT EXISTS ");
  write(sql, definition);
  if (definition.primary) sql.words(" PRIMARY KEY", *definition.primary);
  if (table.hidden) sql.glue(" ").hole(HoleKind::Fragment, table.hidden->at, table.hidden->written);
  for (const Text& statement : table.further) add_statement(sql, statement);
  return sql.take();
}

/// ALTER TABLE `table` `words` `part`, for a part that may be missing.
Lowered drop_part(const AlembicOperation& op, const std::optional<SqlTableName>& table,
                  std::string_view words, const Given& part) {
  if (!table || !part || part.is_nothing()) return std::nullopt;
  SqlWriter sql = host::alter_table(*table, op.callee());
  sql.words(words, part.at);
  write_flag(sql, op, "if_exists", "IF EXISTS ");
  return sql.name(name_of(part)).take();
}

Lowered drop_column(const AlembicOperation& op) {
  return drop_part(op, op.table(0, "table_name"), "DROP COLUMN ", op.argument(1, "column_name", 0));
}

Lowered alter_column(const AlembicOperation& op) {
  const std::optional<SqlTableName> name = op.table(0, "table_name");
  const Given column = op.argument(1, "column_name", 0);
  if (!name || !column) return std::nullopt;
  SqlWriter all;
  const auto action = [&](Span at) {
    SqlWriter sql = host::alter_table(*name, op.callee());
    sql.words("ALTER COLUMN ", at).name(name_of(column)).words(" ", at);
    return sql;
  };
  if (const Given type = op.argument("type_"); type && !type.is_nothing()) {
    SqlWriter sql = action(type.whole);
    sql.words("TYPE ", type.whole).sql(sqlalchemy_type(op.book(), type));
    if (const Given cast = op.argument("postgresql_using"); cast && !cast.is_nothing())
      sql.words(" USING ", cast.whole).sql(sql_expression(op.book(), cast, HoleKind::Value));
    add_statement(all, sql.take());
  }
  if (const Given nullable = op.argument("nullable"); nullable && !nullable.is_nothing()) {
    const Truth truth = op.book().truth(op.call(), CallBook::nowhere, "nullable", true);
    if (truth != Truth::Unknown)
      add_statement(all, action(nullable.whole)
                             .words(truth == Truth::Yes ? "DROP NOT NULL" : "SET NOT NULL", nullable.whole)
                             .take());
  }
  if (const Given value = op.argument("server_default")) {
    const bool is_boolean = value.value->kind == host::Value::Kind::Boolean;  // False: leave it alone
    if (value.is_nothing()) {
      add_statement(all, action(value.whole).words("DROP DEFAULT", value.whole).take());
    } else if (const Text text = is_boolean ? Text() : default_value(op.book(), value); !text.empty()) {
      add_statement(all, action(value.whole).words("SET DEFAULT ", value.whole).sql(text).take());
    }
  }
  if (const Given to = op.argument("new_column_name"); to && !to.is_nothing()) {
    SqlWriter sql = host::alter_table(*name, op.callee());
    sql.words("RENAME COLUMN ", to.whole).name(name_of(column)).words(" TO ", to.whole).name(name_of(to));
    add_statement(all, sql.take());
  }
  if (all.empty()) return std::nullopt;
  return all.take();
}

/// `ALTER TABLE name ADD CONSTRAINT name ` as far as the name is given.
SqlWriter add_constraint(const AlembicOperation& op, const SqlTableName& table, const Given& name) {
  SqlWriter sql = host::alter_table(table, op.callee());
  sql.words("ADD ", op.callee());
  write_constraint_name(sql, name);
  return sql;
}

Lowered create_foreign_key(const AlembicOperation& op) {
  const std::optional<SqlTableName> child = op.table(1, "source_table", "source_schema");
  const Given parent = op.argument(2, "referent_table", 1);
  const Given columns = op.argument(3, "local_cols", 1);
  const Given referred = op.argument(4, "remote_cols", 1);
  const std::optional<SqlTableName> target =
      AlembicOperation::qualified(parent, op.argument("referent_schema"));
  if (!child || !target || !columns) return std::nullopt;
  SqlWriter sql = add_constraint(op, *child, op.argument(0, "constraint_name", 1));
  sql.words("FOREIGN KEY ", op.callee());
  write_columns(sql, op.book(), columns);
  sql.words(" REFERENCES ", op.callee()).name(*target);
  if (referred) {
    sql.words(" ", referred.at);
    write_columns(sql, op.book(), referred);
  }
  const SchemaContext context{.book = op.book()};
  return sql.sql(key_actions(op.call(), context, CallBook::nowhere, CallBook::nowhere)).take();
}

Lowered create_check_constraint(const AlembicOperation& op) {
  const std::optional<SqlTableName> table = op.table(1, "table_name");
  const Given condition = op.argument(2, "condition", 1);
  if (!table || !condition) return std::nullopt;
  SqlWriter sql = add_constraint(op, *table, op.argument(0, "constraint_name", 1));
  sql.words("CHECK (", op.callee()).sql(sql_expression(op.book(), condition, HoleKind::Value)).glue(")");
  if (op.is_true("postgresql_not_valid")) sql.words(" NOT VALID", op.argument("postgresql_not_valid").whole);
  return sql.take();
}

Lowered create_key(const AlembicOperation& op, std::string_view words) {
  const std::optional<SqlTableName> table = op.table(1, "table_name");
  const Given columns = op.argument(2, "columns", 1);
  if (!table || !columns) return std::nullopt;
  SqlWriter sql = add_constraint(op, *table, op.argument(0, "constraint_name", 1));
  sql.words(words, op.callee());
  write_columns(sql, op.book(), columns);
  return sql.take();
}
Lowered create_unique_constraint(const AlembicOperation& op) { return create_key(op, "UNIQUE "); }
Lowered create_primary_key(const AlembicOperation& op) { return create_key(op, "PRIMARY KEY "); }

Lowered create_exclude_constraint(const AlembicOperation& op) {
  const std::optional<SqlTableName> table = op.table(1, "table_name");
  if (!table) return std::nullopt;
  SqlWriter sql = add_constraint(op, *table, op.argument(0, "constraint_name", 1));
  if (!write_exclusion(sql, op.book(), op.call(), op.positional(2, 1))) return std::nullopt;
  return sql.take();
}

Lowered drop_constraint(const AlembicOperation& op) {
  return drop_part(op, op.table(1, "table_name"), "DROP CONSTRAINT ", op.argument(0, "constraint_name", 1));
}

Lowered create_index(const AlembicOperation& op) {
  const std::optional<SqlTableName> table = op.table(1, "table_name");
  const Given name = op.argument(0, "index_name", 1);
  const Given columns = op.argument(2, "columns", 1);
  if (!table || !columns) return std::nullopt;
  std::optional<CallBook::Sequence> elements = op.book().items(columns);
  if (!elements) elements = CallBook::Sequence{.items = {columns}, .hidden = {}};
  std::optional<SqlName> index_name;
  if (name && !name.is_nothing()) index_name = name_of(name);
  return create_index(op.book(),
                      {.call = op.call(), .name = index_name, .table = *table, .elements = *elements});
}

Lowered drop_index(const AlembicOperation& op) {
  const Given name = op.argument(0, "index_name", 1);
  if (!name || name.is_nothing()) return std::nullopt;
  SqlWriter sql;
  sql.words("DROP INDEX ", op.callee());
  write_flag(sql, op, "postgresql_concurrently", "CONCURRENTLY ");
  write_flag(sql, op, "if_exists", "IF EXISTS ");
  if (const Given schema = op.argument("schema"); schema && !schema.is_nothing())
    sql.name(name_of(schema)).glue(".");
  return sql.name(name_of(name)).take();
}

Lowered comment_on(const AlembicOperation& op, const Given& comment) {
  const std::optional<SqlTableName> table = op.table(0, "table_name");
  if (!table) return std::nullopt;
  SqlWriter sql;
  sql.words("COMMENT ON TABLE ", op.callee()).name(*table).words(" IS ", op.callee());
  if (!comment) return sql.words("NULL", op.callee()).take();
  const std::optional<Text> text = comment.constant();
  if (!text) return std::nullopt;
  return sql.literal(*text).take();
}
Lowered create_table_comment(const AlembicOperation& op) {
  const Given comment = op.argument(1, "comment", 0);
  return comment ? comment_on(op, comment) : std::nullopt;
}
Lowered drop_table_comment(const AlembicOperation& op) { return comment_on(op, {}); }

Lowered bulk_insert(const AlembicOperation& op) {
  const Given table = op.book().argument(op.call(), 0, "table");
  const Given rows = op.book().argument(op.call(), 1, "rows");
  const CallEvent* made = op.book().maker(table);
  if (made == nullptr || !rows) return std::nullopt;
  const std::string_view word = last_word(made->path);
  if (word != "table" && word != "Table" && word != "create_table") return std::nullopt;
  const std::optional<SqlTableName> name =
      AlembicOperation::qualified(op.book().argument(*made, 0, "name"), op.book().argument(*made, "schema"));
  if (!name) return std::nullopt;
  return insert_rows(op.book(), op.callee(), *name, rows);
}

struct Lowerer {
  LoweredOperation operation;
  Lowered (*lower)(const AlembicOperation&);
};

constexpr std::string_view tool = "Alembic";
constexpr auto lowerers = std::to_array<Lowerer>({
    {{tool, "op.create_table", "CREATE TABLE with its columns, keys and indexes",
      R"(op.create_table("posts", sa.Column("id", sa.Integer, primary_key=True),
                sa.Column("author_id", sa.BigInteger, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False)))",
      R"(CREATE TABLE posts (
  id serial NOT NULL PRIMARY KEY,
  author_id bigint REFERENCES users (id) ON DELETE CASCADE NOT NULL
))"},
     create_table},
    {{tool, "op.drop_table", "DROP TABLE", R"(op.drop_table("users", schema="app"))", "DROP TABLE app.users"},
     drop_table},
    {{tool, "op.rename_table", "ALTER TABLE … RENAME TO", R"(op.rename_table("users", "people"))",
      "ALTER TABLE users RENAME TO people"},
     rename_table},
    {{tool, "op.add_column", "ALTER TABLE … ADD COLUMN, and the column's index",
      R"(op.add_column("users", sa.Column("age", sa.SmallInteger(), server_default=sa.text("0"), nullable=False)))",
      "ALTER TABLE users ADD COLUMN age smallint DEFAULT 0 NOT NULL"},
     add_column},
    {{tool, "op.drop_column", "ALTER TABLE … DROP COLUMN", R"(op.drop_column("users", "email"))",
      "ALTER TABLE users DROP COLUMN email"},
     drop_column},
    {{tool, "op.alter_column", "ALTER TABLE … ALTER COLUMN for each thing that changes; RENAME COLUMN",
      R"(op.alter_column("users", "age", type_=sa.BigInteger(), nullable=False, new_column_name="years"))",
      R"(ALTER TABLE users ALTER COLUMN age TYPE bigint;
ALTER TABLE users ALTER COLUMN age SET NOT NULL;
ALTER TABLE users RENAME COLUMN age TO years)"},
     alter_column},
    {{tool, "op.create_foreign_key", "ALTER TABLE … ADD FOREIGN KEY",
      R"(op.create_foreign_key("fk_author", "posts", "users", ["author_id"], ["id"], ondelete="CASCADE"))",
      "ALTER TABLE posts ADD CONSTRAINT fk_author FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE "
      "CASCADE"},
     create_foreign_key},
    {{tool, "op.create_check_constraint", "ALTER TABLE … ADD CHECK; a condition made by calls is a hole",
      R"(op.create_check_constraint("positive", "items", "price > 0"))",
      "ALTER TABLE items ADD CONSTRAINT positive CHECK (price > 0)"},
     create_check_constraint},
    {{tool, "op.create_unique_constraint", "ALTER TABLE … ADD UNIQUE",
      R"(op.create_unique_constraint("one_email", "users", ["email"]))",
      "ALTER TABLE users ADD CONSTRAINT one_email UNIQUE (email)"},
     create_unique_constraint},
    {{tool, "op.create_primary_key", "ALTER TABLE … ADD PRIMARY KEY",
      R"(op.create_primary_key("pk_users", "users", ["id", "version"]))",
      "ALTER TABLE users ADD CONSTRAINT pk_users PRIMARY KEY (id, version)"},
     create_primary_key},
    {{tool, "op.create_exclude_constraint", "ALTER TABLE … ADD EXCLUDE",
      R"(op.create_exclude_constraint("no_overlap", "stays", ("room", "="), ("during", "&&"), using="gist"))",
      "ALTER TABLE stays ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&)"},
     create_exclude_constraint},
    {{tool, "op.drop_constraint", "ALTER TABLE … DROP CONSTRAINT",
      R"(op.drop_constraint("fk_author", "posts", type_="foreignkey"))",
      "ALTER TABLE posts DROP CONSTRAINT fk_author"},
     drop_constraint},
    {{tool, "op.create_index", "CREATE INDEX; postgresql_concurrently, _where, _using",
      R"(op.create_index("ix_email", "users", ["email"], unique=True, postgresql_concurrently=True))",
      "CREATE UNIQUE INDEX CONCURRENTLY ix_email ON users (email)"},
     create_index},
    {{tool, "op.drop_index", "DROP INDEX", R"(op.drop_index("ix_email", table_name="users"))",
      "DROP INDEX ix_email"},
     drop_index},
    {{tool, "op.create_table_comment", "COMMENT ON TABLE", R"(op.create_table_comment("users", "people"))",
      "COMMENT ON TABLE users IS 'people'"},
     create_table_comment},
    {{tool, "op.drop_table_comment", "COMMENT ON TABLE … IS NULL", R"(op.drop_table_comment("users"))",
      "COMMENT ON TABLE users IS NULL"},
     drop_table_comment},
    {{tool, "op.bulk_insert", "INSERT with the rows, as far as they are known",
      R"(op.bulk_insert(sa.table("roles", sa.column("name")), [{"name": "admin"}, {"name": "guest"}]))",
      R"(INSERT INTO roles (name) VALUES ('admin'), ('guest'))"},
     bulk_insert},
});

constexpr auto operations = [] {
  std::array<LoweredOperation, lowerers.size() + 1> operations;
  std::ranges::transform(lowerers, operations.begin(), &Lowerer::operation);
  operations.back() = {tool, "op.batch_alter_table", "what the batch is told, on its table",
                       R"(with op.batch_alter_table("users") as batch:
    batch.drop_column("email"))",
                       "ALTER TABLE users DROP COLUMN email"};
  return operations;
}();

}  // namespace

std::span<const LoweredOperation> alembic_operations() { return operations; }

std::optional<Text> lower_alembic(const CallBook& book, const CallEvent& call) {
  const std::size_t dot = call.path.rfind('.');
  if (dot == std::string::npos || !is_alembic_operations(std::string_view(call.path).substr(0, dot)))
    return std::nullopt;
  const std::string_view name = std::string_view(call.path).substr(dot + 1);
  const auto lowerer = std::ranges::find_if(
      lowerers, [&](const Lowerer& each) { return each.operation.name.substr(3) == name; });
  if (lowerer == lowerers.end()) return std::nullopt;
  return lowerer->lower(AlembicOperation(book, call));
}

}  // namespace floodwall::python
