#include "frontends/python/lowering/sqlalchemy_models.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

#include "analyzer/base/ascii.h"
#include "frontends/python/lowering/declarative_base.h"
#include "frontends/python/lowering/sqlalchemy_table.h"
#include "frontends/python/lowering/sqlalchemy_types.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Class;
using host::Expression;
using host::SqlName;
using host::SqlTable;
using host::SqlTableName;
using host::SqlWriter;
using host::Statement;
using host::Text;

/// Flask-SQLAlchemy's name for a class without __tablename__ (flask_sqlalchemy.model.camel_to_snake_case).
std::string snake_case(std::string_view name) {
  const auto is_upper = [](char c) { return 'A' <= c && c <= 'Z'; };
  const auto is_lower = [](char c) { return 'a' <= c && c <= 'z'; };
  const auto is_digit = [](char c) { return '0' <= c && c <= '9'; };
  std::string snake;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool follows_lower = 0 < i && (is_lower(name[i - 1]) || is_digit(name[i - 1]));
    const bool starts_word = 0 < i && i + 1 < name.size() && is_lower(name[i + 1]);
    if (is_upper(name[i]) && (follows_lower || starts_word)) snake += '_';
    snake += name[i];
  }
  return ascii_lower(snake);
}

bool says_table(const Class& klass) {
  return std::ranges::any_of(klass.bases, [](const host::Argument& base) {
    return base.name == "table" && base.value != nullptr && base.value->word == "True";
  });
}

/// `return cls.__name__.lower()`, which many a mixin says for __tablename__.
bool names_table_in_lower_case(const ClassBook& classes, const Class& klass) {
  const host::Function* method = classes.method(klass, "__tablename__");
  if (method == nullptr || method->body.empty()) return false;
  const Statement& last = *method->body.back();
  return last.kind == Statement::Kind::Return && last.value != nullptr &&
         classes.program().written(last.value->at) == "cls.__name__.lower()";
}

/// Reads the columns of one class body into a table.
class BodyReader {
 public:
  BodyReader(const ClassBook& classes, const DeclarativeBase& ancestry, const SchemaContext& context,
             TableReader& table)
      : classes_(classes), book_(classes.calls()), ancestry_(ancestry), context_(context), table_(table) {}

  void read(const Class& klass) {
    for (const Statement* statement : klass.body) {
      if (is_conditional(*statement)) hide(statement->at);
      if (statement->kind == Statement::Kind::Function) hide_declared(*statement->function);
      if (statement->kind != Statement::Kind::Assign || statement->target == nullptr ||
          statement->target->kind != Expression::Kind::Name || statement->target->word.starts_with("__")) {
        continue;
      }
      if (!seen_.insert(statement->target->word).second)
        continue;  // a mixin's column that the class redefines
      if (ancestry_.is_sqlmodel) {
        read_field(*statement);
      } else {
        read_attribute(*statement);
      }
    }
  }

 private:
  SqlName own_name(const Statement& statement) const {
    Text text;
    text.append(statement.target->word, statement.target->at, Text::Origin::Verbatim);
    return {
        .text = std::move(text), .at = statement.target->at, .written = std::string(statement.target->word)};
  }

  void hide(Span at) {
    if (!table_.table.hidden)
      table_.table.hidden = host::HiddenPart{at, std::string(classes_.program().written(at))};
  }

  /// A @declared_attr that gives a column.
  void hide_declared(const host::Function& function) {
    if (function.name.starts_with("__")) return;
    for (const Expression* decorator : function.decorators) {
      if (classes_.program().written(decorator->at).find("declared_attr") != std::string_view::npos)
        hide(function.name_at);
    }
  }

  void complete(ReadColumn& column, const ColumnAnnotation& annotation) {
    if (annotation.type.empty()) return;
    if (!column.is_typed) {
      const Text type = annotated_type(annotation.type, annotation.at, ancestry_.knows_times);
      // Annotated[int, mapped_column(…)] may stand behind a name that we do not know.
      if (!type.is_constant() && classes_.find(annotation.type) == nullptr) hide(annotation.at);
      if (type.is_constant() || column.column.type.empty()) column.column.type = type;
    }
    if (column.says_nullable || annotation.is_optional || column.column.primary) return;
    column.says_nullable = true;
    column.nullable = Truth::No;
    SqlWriter rest;
    column.column.rest = rest.sql(column.column.rest).words(" NOT NULL", annotation.at).take();
  }

  void read_attribute(const Statement& statement) {
    const ColumnAnnotation annotation = annotation_of(statement, classes_.program().text);
    const CallEvent* call = book_.find(statement.value);
    if (call != nullptr && last_word(call->path) == "deferred") call = book_.maker(book_.argument(*call, 0));
    if (call != nullptr && is_column(*call)) {
      ReadColumn column = read_column(*call, context_, own_name(statement));
      if (annotation.is_mapped) complete(column, annotation);
      table_.add(std::move(column));
    } else if (statement.value == nullptr && annotation.is_mapped) {
      ReadColumn column;
      column.column = {.name = own_name(statement), .type = {}, .rest = {}, .at = statement.at};
      complete(column, annotation);
      table_.add(std::move(column));
    }
  }

  /// An annotated field of an SQLModel.
  void read_field(const Statement& statement) {
    const ColumnAnnotation annotation = annotation_of(statement, classes_.program().text);
    if (annotation.type.empty()) return;
    const CallEvent* call = book_.find(statement.value);
    const std::string_view word = call == nullptr ? std::string_view() : last_word(call->path);
    if (word == "Relationship") return;
    const std::string_view generic = last_word(annotation.type.substr(0, annotation.type.find('[')));
    if (generic == "ClassVar" || generic == "PrivateAttr") return;
    if (word != "Field" && (generic == "List" || generic == "list")) return;
    ReadColumn column;
    column.column = {.name = own_name(statement), .type = {}, .rest = {}, .at = statement.at};
    if (call != nullptr && word == "Field") {
      const CallEvent* given = book_.maker(book_.argument(*call, "sa_column"));
      if (given != nullptr && is_column(*given)) {
        table_.add(read_column(*given, context_, own_name(statement)));
        return;
      }
      read_field_call(*call, column);
    }
    complete(column, annotation);
    column.may_be_serial = !column.has_key;
    table_.add(std::move(column));
  }

  void read_field_call(const CallEvent& call, ReadColumn& column) {
    SqlWriter rest;
    const auto flag = [&](std::string_view keyword) -> std::optional<Span> {
      const Given given = book_.argument(call, keyword);
      if (!given || book_.truth(call, CallBook::nowhere, keyword, false) != Truth::Yes) return std::nullopt;
      return given.whole;
    };
    if (const Given type = book_.argument(call, "sa_type"); type && !type.is_nothing()) {
      column.column.type = sqlalchemy_type(book_, type);
      column.is_typed = true;
    } else if (const Given length = book_.argument(call, "max_length");
               length && length.value->number && !length.value->is_open) {
      column.column.type =
          SqlWriter().words("varchar(" + std::to_string(*length.value->number) + ")", length.whole).take();
      column.is_typed = true;
    }
    if (const Given key = book_.argument(call, "foreign_key"); key && !key.is_nothing()) {
      const KeyTarget target = key_target(key, context_);
      rest.words(" REFERENCES ", key.whole).name(target.table);
      if (target.column) rest.words(" (", key.at).name(*target.column).words(")", key.at);
      rest.sql(key_actions(call, context_, CallBook::nowhere, CallBook::nowhere));
    }
    if (const Given nullable = book_.argument(call, "nullable")) {
      column.nullable = book_.truth(call, CallBook::nowhere, "nullable", true);
      column.says_nullable = true;
      if (column.nullable == Truth::No) rest.words(" NOT NULL", nullable.whole);
    }
    column.column.primary = flag("primary_key");
    column.unique = flag("unique");
    column.indexed = flag("index");
    column.column.rest = rest.take();
    if (book_.has_spread_keywords(call)) hide(call.call->at);
  }

  const ClassBook& classes_;
  const CallBook& book_;
  const DeclarativeBase& ancestry_;
  const SchemaContext& context_;
  TableReader& table_;
  std::set<std::string_view> seen_;
};

/// The dict of __table_args__, or the one that ends its tuple.
Given table_options(const CallBook& book, const Given& arguments) {
  if (!arguments) return {};
  if (arguments.value->kind == host::Value::Kind::Map) return arguments;
  const std::optional<CallBook::Sequence> items = book.items(arguments);
  if (!items || items->items.empty() || items->items.back().value->kind != host::Value::Kind::Map) return {};
  return items->items.back();
}

std::optional<SqlTableName> name_in(const ClassBook& classes, const Class& klass,
                                    const DeclarativeBase& ancestry) {
  SqlTableName name;
  if (const Given given = classes.attribute(klass, "__tablename__")) {
    name.table = name_of(given);
  } else if (ancestry.is_sqlmodel && says_table(klass)) {
    name.table = host::made_name(ascii_lower(klass.name), klass.name_at);
  } else if (std::ranges::any_of(
                 ancestry.mixins,
                 [&](const Class* mixin) { return names_table_in_lower_case(classes, *mixin); }) ||
             names_table_in_lower_case(classes, klass)) {
    name.table = host::made_name(ascii_lower(klass.name), klass.name_at);
  } else if (ancestry.is_flask && !ancestry.inherits_table && !ancestry.hidden) {
    name.table = host::made_name(snake_case(klass.name), klass.name_at);
  } else {
    return std::nullopt;
  }
  name.schema = ancestry.default_schema;
  const Given options = table_options(classes.calls(), classes.attribute(klass, "__table_args__"));
  if (const Given schema = classes.calls().entry(options, "schema"); schema && !schema.is_nothing())
    name.schema = name_of(schema);
  return name;
}

bool is_table_class(const ClassBook& classes, const Class& klass, const DeclarativeBase& ancestry) {
  if (is_true(classes, klass, "__abstract__", false) || ClassBook::assignment(klass, "__table__") != nullptr)
    return false;
  return !ancestry.is_sqlmodel || says_table(klass);
}

}  // namespace

std::optional<Text> lower_table(const ClassBook& classes, const CallEvent& call) {
  const CallBook& book = classes.calls();
  if (last_word(call.path) != "Table" || !is_sqlalchemy(call.path)) return std::nullopt;
  const Given name = book.argument(call, 0, "name");
  const Given metadata = book.argument(call, 1, "metadata");
  if (!name || !metadata || book.truth(call, CallBook::nowhere, "autoload", false) != Truth::No ||
      book.argument(call, "autoload_with")) {
    return std::nullopt;
  }
  const SchemaContext context{.book = book, .default_schema = schema_of(classes, metadata)};
  SqlTable table{.name = {.schema = context.default_schema, .table = name_of(name)}, .at = callee_at(call)};
  if (const Given schema = book.argument(call, "schema"); schema && !schema.is_nothing())
    table.name.schema = name_of(schema);
  TableReader reader{.context = context, .table = table};
  reader.add_all(book.positional(call, 2));
  if (reader.columns.empty()) return std::nullopt;
  reader.finish();
  return host::create_table(table);
}

std::optional<SqlTableName> declarative_name(const ClassBook& classes, const Class& klass) {
  const DeclarativeBase ancestry = declarative_base_of(classes, klass);
  return is_table_class(classes, klass, ancestry) ? name_in(classes, klass, ancestry) : std::nullopt;
}

std::optional<Text> lower_declarative(const ClassBook& classes, const Class& klass) {
  if (klass.bases.empty()) return std::nullopt;
  const DeclarativeBase ancestry = declarative_base_of(classes, klass);
  if (!is_table_class(classes, klass, ancestry)) return std::nullopt;
  const std::optional<SqlTableName> name = name_in(classes, klass, ancestry);
  if (!name) return std::nullopt;
  const SchemaContext context{.book = classes.calls(), .default_schema = ancestry.default_schema};
  SqlTable table{.name = *name, .at = klass.name_at};
  TableReader reader{.context = context, .table = table};
  BodyReader body(classes, ancestry, context, reader);
  body.read(klass);
  for (const Class* mixin : ancestry.mixins) body.read(*mixin);
  if (reader.columns.empty()) return std::nullopt;
  if (!table.hidden) table.hidden = ancestry.hidden;
  if (const Given arguments = classes.attribute(klass, "__table_args__")) {
    const std::optional<CallBook::Sequence> items = classes.calls().items(arguments);
    if (items) {
      for (const Given& item : items->items) {
        if (item.value->kind != host::Value::Kind::Map) reader.add(item);
      }
    } else if (arguments.value->kind != host::Value::Kind::Map && !table.hidden) {
      table.hidden = host::HiddenPart{arguments.at, std::string(arguments.written)};
    }
  } else if (classes.method(klass, "__table_args__") != nullptr && !table.hidden) {
    table.hidden = host::HiddenPart{klass.name_at, "__table_args__"};
  }
  reader.finish();
  return host::create_table(table);
}

namespace {

constexpr std::string_view tool = "SQLAlchemy";
constexpr auto definitions = std::to_array<LoweredOperation>({
    {tool, "Table", "CREATE TABLE; not with autoload, and not for the lower-case table()",
     R"(users = sa.Table("users", sa.MetaData(schema="app"), sa.Column("id", sa.BigInteger, primary_key=True),
                 sa.Column("email", sa.String(200), unique=True)))",
     R"(CREATE TABLE app.users (
  id bigserial NOT NULL PRIMARY KEY,
  email varchar(200) UNIQUE
))"},
    {tool, "declarative class", "CREATE TABLE, with the columns of mixins in the same file",
     R"(class Post(Base):
    __tablename__ = "posts"
    __table_args__ = (sa.UniqueConstraint("author_id", "title"), {"schema": "blog"})
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id = sa.Column(sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[Optional[str]] = mapped_column(sa.Text))",
     R"(CREATE TABLE blog.posts (
  id serial NOT NULL PRIMARY KEY,
  author_id integer REFERENCES users (id) ON DELETE CASCADE,
  title text,
  UNIQUE (author_id, title)
))"},
    {"SQLModel", "class with table=True", "CREATE TABLE; the name is the class's in lower case",
     R"(class HeroTeam(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    team_id: Optional[int] = Field(default=None, foreign_key="team.id", ondelete="CASCADE"))",
     R"(CREATE TABLE heroteam (
  id serial NOT NULL PRIMARY KEY,
  name varchar NOT NULL,
  team_id integer REFERENCES team (id) ON DELETE CASCADE
))"},
    {"Flask-SQLAlchemy", "db.Model", "CREATE TABLE; the name is the class's in snake case",
     R"(db = SQLAlchemy()
class BlogPost(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    body = db.Column(db.Text, nullable=False))",
     R"(CREATE TABLE blog_post (
  id serial NOT NULL PRIMARY KEY,
  body text NOT NULL
))"},
});

}  // namespace

std::span<const LoweredOperation> sqlalchemy_definitions() { return definitions; }

}  // namespace floodwall::python
