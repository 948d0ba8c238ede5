#include "frontends/python/lowering/django_operations.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/base/ascii.h"
#include "frontends/python/lowering/django_tables.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::SqlName;
using host::SqlTableName;
using host::SqlWriter;
using host::Text;
using Lowered = std::optional<Text>;

/// One operation of it.
struct Step {
  DjangoModels& models;
  const CallEvent& call;

  const CallBook& book() const { return models.book; }
  Span at() const { return callee_at(call); }
  Given argument(std::size_t position, std::string_view name) const {
    return book().argument(call, position, name);
  }

  /// The table of the model that an argument names; nullopt if Django makes no table for it.
  std::optional<SqlTableName> table(const Given& model) const {
    if (!model) return std::nullopt;
    const std::optional<Text> name = model.constant();
    if (!name)
      return SqlTableName{.schema = {},
                          .table = {.text = {}, .at = model.at, .written = std::string(model.written)}};
    const DjangoModel* known = models.find(name->bytes());
    if (known != nullptr && !known->is_managed) return std::nullopt;
    return models.table(name->bytes(), model.at);
  }
  DjangoModel* model(const Given& given) const {
    const std::optional<Text> name = given.constant();
    if (!name) return nullptr;
    const auto known = models.known.find(ascii_lower(name->bytes()));
    return known == models.known.end() ? nullptr : &known->second;
  }
  /// A field's column: known from this file, or a hole.
  SqlName column(const Given& model_name, const Given& field) const {
    SqlName name = plain_field(field);
    const DjangoModel* known = model(model_name);
    const auto column = known == nullptr || !name.text ? decltype(known->columns.end()){}
                                                       : known->columns.find(name.text->bytes());
    if (known == nullptr || !name.text || column == known->columns.end() || !column->second.text) {
      if (name.text) name.written = name.text->bytes();
      name.text.reset();
    } else if (column->second.text->bytes() != name.text->bytes()) {
      name.text = column->second.text->seen_at(field.at);
    }
    return name;
  }
};

std::string text_or_empty(const Given& given) {
  const std::optional<Text> text = given.constant();
  return text ? text->bytes() : "";
}

Lowered create_model(Step& step) {
  const Given name = step.argument(0, "name");
  const std::optional<Text> model = name.constant();
  const std::optional<CallBook::Sequence> fields = step.book().items(step.argument(1, "fields"));
  if (!model) return std::nullopt;
  const Given options = step.argument(2, "options");
  SqlTableName table_name{.schema = {},
                          .table = default_table_name(step.models.app, model->bytes(), name.at)};
  if (const Given given = step.book().entry(options, "db_table"); given && !given.is_nothing())
    table_name = split_table_name(given);
  const auto is_set = [&](std::string_view option, bool preset) {
    const Given given = step.book().entry(options, option);
    return given ? given.value->number.value_or(preset ? 1 : 0) != 0 : preset;
  };
  const std::string key = ascii_lower(model->bytes());
  if (!is_set("managed", true) || is_set("proxy", false)) {
    step.models.known[key] = {.table = table_name, .is_managed = false};
    return std::nullopt;
  }
  step.models.known[key] = {.table = table_name};
  DjangoTable table(step.models, table_name, model->bytes(), step.at());
  if (!fields) table.hide(step.call.call->at, "fields");
  for (const Given& field : fields ? fields->items : std::vector<Given>()) {
    const std::optional<CallBook::Sequence> pair = step.book().items(field);
    const CallEvent* call = pair && pair->items.size() == 2 ? step.book().maker(pair->items[1]) : nullptr;
    if (call == nullptr) {
      table.hide(field.at, field.written);
    } else {
      table.add_field(*call, name_of(pair->items[0]));
    }
  }
  table.add_order(step.book().entry(options, "order_with_respect_to"));
  table.add_unique_together(step.book().entry(options, "unique_together"));
  table.add_indexes(step.book().entry(options, "indexes"));
  table.add_constraints(step.book().entry(options, "constraints"));
  step.models.known[key] = table.facts();
  return table.create();
}

Lowered delete_model(Step& step) {
  const Given name = step.argument(0, "name");
  const std::optional<SqlTableName> table = step.table(name);
  if (!table) return std::nullopt;
  return SqlWriter().words("DROP TABLE ", step.at()).name(*table).take();
}

Lowered rename_table(Step& step, const SqlTableName& from, SqlTableName to, Span at) {
  if (to.schema) return std::nullopt;
  return host::alter_table(from, step.at()).words("RENAME TO ", at).name(to).take();
}

Lowered rename_model(Step& step) {
  const Given from = step.argument(0, "old_name");
  const Given to = step.argument(1, "new_name");
  const std::optional<SqlTableName> table = step.table(from);
  const std::string new_name = text_or_empty(to);
  if (!table || new_name.empty()) return std::nullopt;
  DjangoModels& models = step.models;
  const SqlName by_default = default_table_name(models.app, text_or_empty(from), from.at);
  if (host::bytes_of(by_default) != host::bytes_of(table->table))
    return std::nullopt;  // db_table keeps its name
  SqlTableName renamed{.schema = {}, .table = default_table_name(models.app, new_name, to.at)};
  if (DjangoModel* known = step.model(from)) {
    known->table = renamed;
    models.known[ascii_lower(new_name)] = *known;
    models.known.erase(ascii_lower(text_or_empty(from)));
  }
  return rename_table(step, *table, std::move(renamed), to.at);
}

Lowered alter_model_table(Step& step) {
  const Given name = step.argument(0, "name");
  const Given to = step.argument(1, "table");
  const std::optional<SqlTableName> table = step.table(name);
  if (!table || !to || to.is_nothing()) return std::nullopt;
  const SqlTableName renamed = split_table_name(to);
  if (DjangoModel* known = step.model(name)) known->table = renamed;
  return rename_table(step, *table, renamed, to.at);
}

Lowered add_field(Step& step) {
  const Given model = step.argument(0, "model_name");
  const Given name = step.argument(1, "name");
  const CallEvent* call = step.book().maker(step.argument(2, "field"));
  const std::optional<SqlTableName> table = step.table(model);
  const std::string owner = text_or_empty(model);
  if (!table || call == nullptr || owner.empty()) return std::nullopt;
  std::optional<DjangoField> field = read_django_field(step.models, *call, name_of(name), owner);
  if (!field) return std::nullopt;
  DjangoModel* known = step.model(model);
  if (field->is_many_to_many) {
    if (known != nullptr && field->join_table)
      known->joins.emplace(text_or_empty(name), field->join_table->table);
    return field->join_table ? Lowered(create_join_table(step.models, *field, *table, owner, call->call->at))
                             : std::nullopt;
  }
  if (known != nullptr) known->columns.emplace(text_or_empty(name), field->column.name);
  SqlWriter sql = host::alter_table(*table, step.at());
  sql.words("ADD COLUMN ", step.at());
  host::SqlColumn column = field->column;
  SqlWriter rest;
  if (field->added_default) rest.words(" DEFAULT ", call->call->at).sql(*field->added_default);
  column.rest = rest.sql(column.rest).take();
  write(sql, column);
  if (field->added_default) {
    SqlWriter drop = host::alter_table(*table, step.at());
    drop.words("ALTER COLUMN ", step.at()).name(field->column.name).words(" DROP DEFAULT", step.at());
    add_statement(sql, drop.take());
  }
  if (field->indexed) {
    SqlWriter index;
    index.words("CREATE INDEX ON ", *field->indexed).name(*table).words(" (", *field->indexed);
    add_statement(sql, index.name(field->column.name).words(")", *field->indexed).take());
  }
  return sql.take();
}

Lowered remove_field(Step& step) {
  const Given model = step.argument(0, "model_name");
  const Given name = step.argument(1, "name");
  const std::optional<SqlTableName> table = step.table(model);
  if (!table || !name) return std::nullopt;
  if (const DjangoModel* known = step.model(model)) {
    const auto join = known->joins.find(text_or_empty(name));
    if (join != known->joins.end())
      return SqlWriter().words("DROP TABLE ", step.at()).name(join->second).take();
  }
  SqlWriter sql = host::alter_table(*table, step.at());
  return sql.words("DROP COLUMN ", name.at).name(step.column(model, name)).take();
}

Lowered rename_field(Step& step) {
  const Given model = step.argument(0, "model_name");
  const Given from = step.argument(1, "old_name");
  const Given to = step.argument(2, "new_name");
  const std::optional<SqlTableName> table = step.table(model);
  if (!table || !from || !to) return std::nullopt;
  const SqlName old_column = step.column(model, from);
  SqlName new_column = name_of(to);
  const bool is_plain = old_column.text && old_column.text->bytes() == text_or_empty(from);
  const bool is_key = old_column.text && old_column.text->bytes() == text_or_empty(from) + "_id";
  if (is_key && new_column.text) {
    new_column.text->append("_id", to.at, Text::Origin::Decoded);
  } else if (old_column.text && !is_plain) {
    return std::nullopt;  // db_column keeps its name
  } else if (!is_plain) {
    new_column.written = text_or_empty(to);
    new_column.text.reset();
  }
  if (DjangoModel* known = step.model(model); known != nullptr && new_column.text) {
    known->columns.erase(text_or_empty(from));
    known->columns[text_or_empty(to)] = new_column;
  }
  SqlWriter sql = host::alter_table(*table, step.at());
  return sql.words("RENAME COLUMN ", from.at).name(old_column).words(" TO ", to.at).name(new_column).take();
}

Lowered add_index_to(Step& step, const DjangoIndexOptions& options) {
  const Given model = step.argument(0, "model_name");
  const CallEvent* index = step.book().maker(step.argument(1, "index"));
  const std::optional<SqlTableName> table = step.table(model);
  if (!table || index == nullptr) return std::nullopt;
  return create_django_index(
      step.book(), *index, *table, [&](const Given& field) { return step.column(model, field); }, options);
}
Lowered add_index(Step& step) { return add_index_to(step, {}); }
Lowered add_index_concurrently(Step& step) { return add_index_to(step, {.concurrently = true}); }

Lowered drop_index(Step& step, std::string_view verb) {
  const Given name = step.argument(1, "name");
  if (!name || !step.table(step.argument(0, "model_name"))) return std::nullopt;
  return SqlWriter().words(verb, step.at()).name(name_of(name)).take();
}
Lowered remove_index(Step& step) { return drop_index(step, "DROP INDEX IF EXISTS "); }
Lowered remove_index_concurrently(Step& step) {
  return drop_index(step, "DROP INDEX CONCURRENTLY IF EXISTS ");
}

Lowered add_constraint_to(Step& step, std::string_view suffix) {
  const Given model = step.argument(0, "model_name");
  const CallEvent* call = step.book().maker(step.argument(1, "constraint"));
  const std::optional<SqlTableName> table = step.table(model);
  if (!table || call == nullptr) return std::nullopt;
  std::optional<DjangoConstraint> constraint = read_django_constraint(
      step.book(), *call, *table, [&](const Given& field) { return step.column(model, field); });
  if (!constraint) return std::nullopt;
  if (!constraint->index.empty()) return std::move(constraint->index);
  SqlWriter sql = host::alter_table(*table, step.at());
  return sql.words("ADD ", step.at()).sql(constraint->element).words(suffix, step.at()).take();
}
Lowered add_constraint(Step& step) { return add_constraint_to(step, ""); }
Lowered add_constraint_not_valid(Step& step) { return add_constraint_to(step, " NOT VALID"); }

Lowered on_constraint(Step& step, std::string_view verb) {
  const std::optional<SqlTableName> table = step.table(step.argument(0, "model_name"));
  const Given name = step.argument(1, "name");
  if (!table || !name) return std::nullopt;
  return host::alter_table(*table, step.at()).words(verb, name.at).name(name_of(name)).take();
}
Lowered remove_constraint(Step& step) { return on_constraint(step, "DROP CONSTRAINT "); }
Lowered validate_constraint(Step& step) { return on_constraint(step, "VALIDATE CONSTRAINT "); }

Lowered create_extension(Step& step) {
  const Given name = step.argument(0, "name");
  if (!name) return std::nullopt;
  return SqlWriter().words("CREATE EXTENSION IF NOT EXISTS ", step.at()).name(name_of(name)).take();
}

struct Lowerer {
  LoweredOperation operation;
  Lowered (*lower)(Step&);
};

constexpr std::string_view tool = "Django migrations";
constexpr auto lowerers = std::to_array<Lowerer>({
    {{tool, "CreateModel", "CREATE TABLE with its keys, indexes and many-to-many tables",
      R"(migrations.CreateModel("Book", fields=[
            ("id", models.BigAutoField(primary_key=True)),
            ("title", models.CharField(max_length=200)),
            ("author", models.ForeignKey(to="shop.author", on_delete=models.DB_CASCADE)),
        ], options={"unique_together": {("author", "title")}}))",
      R"(CREATE TABLE shop_book (
  id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL PRIMARY KEY,
  title varchar(200) NOT NULL,
  author_id {"shop.author"} NOT NULL REFERENCES {author} ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  UNIQUE (author_id, title)
);
CREATE INDEX ON shop_book (author_id))"},
     create_model},
    {{tool, "DeleteModel", "DROP TABLE; the CASCADE that Django always adds is left out",
      R"(migrations.DeleteModel("Book"))", "DROP TABLE {book}"},
     delete_model},
    {{tool, "RenameModel",
      "ALTER TABLE … RENAME TO, if the model is made in the same file: elsewhere it may have a db_table, "
      "which stays",
      R"(migrations.CreateModel("Book", fields=[("id", models.BigAutoField(primary_key=True))]),
        migrations.RenameModel("Book", "Volume"))",
      R"(CREATE TABLE shop_book (
  id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL PRIMARY KEY
);
ALTER TABLE shop_book RENAME TO shop_volume)"},
     rename_model},
    {{tool, "AlterModelTable", "ALTER TABLE … RENAME TO", R"(migrations.AlterModelTable("book", "books"))",
      "ALTER TABLE {book} RENAME TO books"},
     alter_model_table},
    {{tool, "AddField", "ALTER TABLE … ADD COLUMN; the table of a many-to-many field",
      R"(migrations.AddField("book", "pages", models.IntegerField(default=0)))",
      R"(ALTER TABLE {book} ADD COLUMN pages integer DEFAULT 0 NOT NULL;
ALTER TABLE {book} ALTER COLUMN pages DROP DEFAULT)"},
     add_field},
    {{tool, "RemoveField",
      "ALTER TABLE … DROP COLUMN; the column is a hole unless the field is added in the same file (a key's "
      "column "
      "is called author_id)",
      R"(migrations.RemoveField("book", "author"))", R"(ALTER TABLE {book} DROP COLUMN {author})"},
     remove_field},
    {{tool, "RenameField", "ALTER TABLE … RENAME COLUMN",
      R"(migrations.RenameField("book", "name", "title"))",
      R"(ALTER TABLE {book} RENAME COLUMN {name} TO {title})"},
     rename_field},
    {{tool, "AddIndex", "CREATE INDEX",
      R"(migrations.AddIndex("book", models.Index(fields=["title"], name="by_title")))",
      R"(CREATE INDEX by_title ON {book} ({title}))"},
     add_index},
    {{tool, "AddIndexConcurrently", "CREATE INDEX CONCURRENTLY",
      R"(AddIndexConcurrently("book", models.Index(fields=["title"], name="by_title")))",
      R"(CREATE INDEX CONCURRENTLY by_title ON {book} ({title}))"},
     add_index_concurrently},
    {{tool, "RemoveIndex", "DROP INDEX", R"(migrations.RemoveIndex("book", "by_title"))",
      "DROP INDEX IF EXISTS by_title"},
     remove_index},
    {{tool, "RemoveIndexConcurrently", "DROP INDEX CONCURRENTLY",
      R"(RemoveIndexConcurrently("book", "by_title"))", "DROP INDEX CONCURRENTLY IF EXISTS by_title"},
     remove_index_concurrently},
    {{tool, "AddConstraint", "ALTER TABLE … ADD CONSTRAINT; CREATE UNIQUE INDEX for one with a condition",
      R"(migrations.AddConstraint("book", models.CheckConstraint(check=models.Q(pages__gt=0), name="has_pages")))",
      "ALTER TABLE {book} ADD CONSTRAINT has_pages CHECK ({models.Q(pages__gt=0)})"},
     add_constraint},
    {{tool, "AddConstraintNotValid", "ALTER TABLE … ADD CONSTRAINT … NOT VALID",
      R"(AddConstraintNotValid("book", models.CheckConstraint(check=models.Q(pages__gt=0), name="has_pages")))",
      "ALTER TABLE {book} ADD CONSTRAINT has_pages CHECK ({models.Q(pages__gt=0)}) NOT VALID"},
     add_constraint_not_valid},
    {{tool, "ValidateConstraint", "ALTER TABLE … VALIDATE CONSTRAINT",
      R"(ValidateConstraint("book", "has_pages"))", "ALTER TABLE {book} VALIDATE CONSTRAINT has_pages"},
     validate_constraint},
    {{tool, "RemoveConstraint", "ALTER TABLE … DROP CONSTRAINT",
      R"(migrations.RemoveConstraint("book", "has_pages"))", "ALTER TABLE {book} DROP CONSTRAINT has_pages"},
     remove_constraint},
    {{tool, "CreateExtension", "CREATE EXTENSION", R"(CreateExtension("postgis"))",
      "CREATE EXTENSION IF NOT EXISTS postgis"},
     create_extension},
});

constexpr auto operations = [] {
  std::array<LoweredOperation, lowerers.size() + 2> operations;
  std::ranges::transform(lowerers, operations.begin(), &Lowerer::operation);
  operations[lowerers.size()] = {
      tool, "RunSQL(reverse_sql=)", "the text itself, on the way down",
      R"(migrations.RunSQL(migrations.RunSQL.noop, reverse_sql="DROP TABLE extra"))", "DROP TABLE extra"};
  operations[lowerers.size() + 1] = {tool, "SeparateDatabaseAndState",
                                     "its database_operations, nothing else",
                                     R"(migrations.SeparateDatabaseAndState(
            database_operations=[migrations.DeleteModel("Book")], state_operations=[migrations.DeleteModel("Page")]))",
                                     "DROP TABLE {book}"};
  return operations;
}();

}  // namespace

std::optional<Text> lower_django_operation(DjangoModels& models, const CallEvent& call) {
  const std::string_view word = last_word(call.path);
  const auto lowerer =
      std::ranges::find_if(lowerers, [&](const Lowerer& each) { return each.operation.name == word; });
  if (lowerer == lowerers.end()) return std::nullopt;
  Step step{models, call};
  return lowerer->lower(step);
}

std::span<const LoweredOperation> django_operations() { return operations; }

}  // namespace floodwall::python
