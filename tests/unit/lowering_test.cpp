// Every operation that we lower says what its example becomes: this is held against what it does become, and
// against PostgreSQL's grammar.
#include "tests/support/catch.h"

#include <map>
#include <string>
#include <vector>

#include "analyzer/sql/holes.h"
#include "analyzer/sql/script.h"
#include "frontends/host_values/flow.h"
#include "frontends/python/calls.h"
#include "frontends/python/lowering/call_book.h"
#include "frontends/python/lowering/lowered_operation.h"
#include "frontends/python/lowering/lowering.h"
#include "frontends/python/syntax.h"
#include "tests/support/cpu_time.h"

namespace floodwall::python {
namespace {

constexpr std::string_view imports = R"(from alembic import op
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import DropSchema, DropTable
from sqlmodel import Field, SQLModel
from flask_sqlalchemy import SQLAlchemy
from typing import Optional
from playhouse.migrate import PostgresqlMigrator
import odoo, psycopg2, asyncpg
from yoyo import step
from django.db import migrations, models
from django.contrib.postgres.operations import (
    AddConstraintNotValid, AddIndexConcurrently, CreateExtension, RemoveIndexConcurrently, ValidateConstraint)

class Base(DeclarativeBase):
    pass

)";

struct Lowered {
  std::string program;
  host::Program parsed;  ///< points into `program`, and `all` into it
  std::vector<LoweredSql> all;
};

Lowered lowered(std::string program, std::string_view path) {
  Lowered found{std::move(program), {}, {}};
  found.parsed = parse(found.program);
  const host::Program& parsed = found.parsed;
  host::FlowOptions options;
  options.fold_call = [&](const host::CallEvent& event) { return fold_call(parsed, event); };
  host::Flow flow(parsed, std::move(options));
  std::deque<host::CallEvent> calls;
  const host::FlowResult result =
      flow.run({.on_call = [&](const host::CallEvent& event) { calls.push_back(event); }});
  found.all = lower({.program = parsed, .flow = flow, .result = result, .calls = calls, .path = path});
  return found;
}

/// Holes as the user wrote them, in braces.
std::string readable(const host::Text& sql) {
  std::string readable;
  std::uint32_t done = 0;
  for (const Hole& hole : sql.holes()) {
    readable += sql.bytes().substr(done, hole.sql.begin - done) + hole.written;
    done = hole.sql.end;
  }
  return readable + sql.bytes().substr(done);
}

std::string readable(const std::vector<LoweredSql>& all) {
  std::string text;
  for (const LoweredSql& each : all) text += (text.empty() ? "" : ";\n") + readable(each.sql);
  return text;
}

/// What PostgreSQL's parser says to each statement; empty if it takes them all.
std::string parse_error(const host::Text& sql) {
  StatementParser parser;
  for (const StatementText& statement : split_script(sql.bytes(), {.is_psql_script = false}).statements) {
    const std::string_view text = slice(sql.bytes(), statement.at);
    std::vector<Hole> holes;
    for (Hole hole : sql.holes()) {
      if (!statement.at.contains(hole.sql)) continue;
      hole.sql = {hole.sql.begin - statement.at.begin, hole.sql.end - statement.at.begin};
      holes.push_back(std::move(hole));
    }
    const ParsedWithHoles parsed = parse_with_holes(parser, text, std::move(holes), {});
    if (!parsed.tree || parsed.is_skeleton) return std::string(text) + ": " + parsed.tree.error().message;
  }
  return "";
}

/// The word that a file with the example will have besides it.
std::string imports_of(const LoweredOperation& operation) {
  static const std::map<std::string_view, std::string> imports = {
      {"Alembic", "from alembic import op\n"},
      {"SQLAlchemy", "import sqlalchemy as sa\n"},
      {"SQLModel", "import sqlmodel\n"},
      {"Flask-SQLAlchemy", "from flask_sqlalchemy import SQLAlchemy\n"},
      {"Django", "from django.db import models\n"},
      {"Django migrations", "from django.db import migrations\nclass Migration(migrations.Migration):\n"},
      {"pandas", "import pandas\n"},
      {"peewee", "import peewee, playhouse.migrate\n"},
      {"psycopg2", "import psycopg2\n"},
      {"asyncpg", "import asyncpg\n"},
      {"yoyo", "from yoyo import step\n"},
      {"Odoo", "import odoo\n"}};
  return imports.at(operation.tool);
}

/// An example as a whole program.
std::string program_of(const LoweredOperation& operation) {
  std::string program(imports);
  if (operation.tool == "Django migrations")
    return program + "class Migration(migrations.Migration):\n    operations = [\n        " +
           std::string(operation.example) + ",\n    ]\n";
  return program + std::string(operation.example) + "\n";
}

TEST_CASE("every lowered operation becomes what its table says, and PostgreSQL parses it") {
  REQUIRE(40 < lowered_operations().size());
  for (const LoweredOperation& operation : lowered_operations()) {
    DYNAMIC_SECTION(operation.tool << " " << operation.name << " " << operation.becomes) {
      const Lowered found = lowered(program_of(operation), "shop/models.py");
      CHECK(readable(found.all) == operation.sql);
      CHECK(may_be_lowered(imports_of(operation) + std::string(operation.example)));
      for (const LoweredSql& each : found.all) CHECK(parse_error(each.sql) == "");
    }
  }
}

TEST_CASE("what only the run knows is a hole, and what cannot be told is left out") {
  struct Row {
    std::string_view program, sql;
  };
  const std::vector<Row> rows = {
      // Alembic's operations, however they are imported.
      {"import alembic.op\nalembic.op.drop_table('a')", "DROP TABLE a"},
      {"from alembic.op import drop_table as gone\ngone('a')", "DROP TABLE a"},
      {"from alembic import op as migrate\nmigrate.drop_table(table_name='a', schema='b')", "DROP TABLE b.a"},
      {"from other import op\nop.drop_table('a')", ""},
      // Names: known through variables, quoted where PostgreSQL needs it, holes where they come from the run.
      {"from alembic import op\nT = 'users'\ndef upgrade():\n    op.drop_table(T)", "DROP TABLE users"},
      {"from alembic import op\nop.drop_table('User Names')", "DROP TABLE \"User Names\""},
      {"from alembic import op\nop.drop_table('order')", "DROP TABLE \"order\""},
      {"from alembic import op\nop.drop_table('a\"b')", "DROP TABLE \"a\"\"b\""},
      {"from alembic import op\ndef f(name):\n    op.drop_table(name)", "DROP TABLE {name}"},
      {"from alembic import op\ndef f(p):\n    op.drop_table(f'{p}_users')", "DROP TABLE {f'{p}_users'}"},
      {"from alembic import op\nfor t in ['a', 'b']:\n    op.drop_table(t)", "DROP TABLE {t}"},
      {"from alembic import op\nimport sqlalchemy as sa\nop.create_table('a', *columns())",
       "CREATE TABLE a ( {columns()})"},
      {"from alembic import op\nimport sqlalchemy as sa\n"
       "op.create_table('a', sa.Column('id', sa.Integer, **more), extra)",
       "CREATE TABLE a (\n  id integer {sa.Column('id', sa.Integer, **more)}\n)"},
      {"from alembic import op\nimport sqlalchemy as sa\nimport mine\n"
       "op.add_column('a', sa.Column('b', mine.Money(), sa.ForeignKey(target, ondelete=action)))",
       "ALTER TABLE a ADD COLUMN b {mine.Money()} REFERENCES {target} {action}"},
      {"from alembic import op\nimport sqlalchemy as sa\n"
       "op.add_column('a', sa.Column('b', sa.String(LENGTH), server_default=now()))",
       "ALTER TABLE a ADD COLUMN b varchar {LENGTH} DEFAULT {now()}"},
      {"from alembic import op\nimport sqlalchemy as sa\nfrom sqlalchemy.dialects import mysql\n"
       "op.alter_column('a', 'b', type_=mysql.LONGTEXT(), nullable=flag)",
       "ALTER TABLE a ALTER COLUMN b TYPE {mysql.LONGTEXT()}"},
      {"from alembic import op\nop.alter_column('a', 'b', existing_type=x, comment='new')", ""},
      {"from alembic import op\nwith op.batch_alter_table(name) as b:\n    b.drop_constraint('c', "
       "type_='unique')",
       "ALTER TABLE {name} DROP CONSTRAINT c"},
      // SQLAlchemy: references are no definitions, and a condition makes a change no change of every row.
      {"import sqlalchemy as sa\nsa.Table('a', meta, autoload_with=engine)", ""},
      {"import sqlalchemy as sa\nsa.Table('a', meta, sa.Column('x', sa.Integer), autoload=True)", ""},
      {"import sqlalchemy as sa\nsa.Table('a', meta, extend_existing=True)", ""},
      {"import sqlalchemy as sa\nfrom alembic import op\nT = sa.Table('a', meta, sa.Column('x', "
       "sa.Integer))\n"
       "def upgrade():\n    op.execute(T.delete())",
       "DELETE FROM a"},
      {"import sqlalchemy as sa\nsa.table('a', sa.column('b'))", ""},
      {"import sqlalchemy as sa\nconn.execute(sa.delete(User).where(User.id == 1))", ""},
      {"import sqlalchemy as sa\nconn.execute(sa.update(User).where(User.id == 1).values(a=1))", ""},
      {"import sqlalchemy as sa\nconn.execute(sa.update(User).values(a=1).where(User.id == 1))", ""},
      {"from app import session\nsession.query(User).filter(User.id == 1).delete()", ""},
      {"from app import client\nclient.query(User).delete()", ""},
      // A table that is dropped is called what it is called where it is made.
      {"import sqlalchemy as sa\nclass User(Base):\n    __tablename__ = 'users'\n"
       "    __table_args__ = {'schema': 'app'}\n    id = sa.Column(sa.Integer, primary_key=True)\n"
       "def f(e):\n    User.__table__.drop(e)",
       "CREATE TABLE app.users (\n  id serial NOT NULL PRIMARY KEY {Base}\n);\nDROP TABLE app.users"},
      {"import sqlalchemy as sa\nclass Base(sa.orm.DeclarativeBase):\n"
       "    metadata = sa.MetaData(schema='app')\nclass User(Base):\n    __tablename__ = 'users'\n"
       "conn.execute(sa.delete(User))",
       "DELETE FROM app.users"},
      {"import pandas\npandas.DataFrame().drop('a')", ""},
      {"import sqlalchemy as sa\nfrom app import Base\nclass A(Base):\n    __tablename__ = 'a'\n"
       "    id = sa.Column(sa.Integer, primary_key=True)",
       "CREATE TABLE a (\n  id serial NOT NULL PRIMARY KEY {Base}\n)"},
      {"import sqlalchemy as sa\nclass A(Base):\n    __abstract__ = True\n    id = sa.Column(sa.Integer)",
       ""},
      {"import sqlalchemy as sa\nclass A(Base):\n    id = sa.Column(sa.Integer)", ""},
      {"from sqlmodel import Field, SQLModel\nclass A(SQLModel):\n    id: int = Field(primary_key=True)", ""},
      // Django: what makes no table, and what only looks like a model.
      {"from django.db import models\nclass A(models.Model):\n    class Meta:\n        abstract = True", ""},
      {"from django.db import models\nclass A(models.Model):\n    class Meta:\n        managed = False", ""},
      {"from django import forms\nclass A(forms.Form):\n    name = forms.CharField(max_length=3)", ""},
      {"from django.db import models\nclass A(models.Model):\n    id = "
       "models.IntegerField(primary_key=True)\n"
       "    if DEBUG:\n        b = models.IntegerField()\n    class Meta:\n        order_with_respect_to = "
       "'id'",
       "CREATE TABLE shop_a (\n  id integer NOT NULL PRIMARY KEY,\n  _order integer NOT NULL {if}\n)"},
      {"from django.db import models\nclass A(models.Func):\n    output_field = models.CharField()", ""},
      {"from django.db import models\nfrom app import Cast\nclass A(Cast):\n    output_field = "
       "models.CharField()",
       ""},
      {"from django.db import models\nclass A(models.Manager):\n    x = models.CharField()", ""},
      {"from django.db import models\nclass A(models.Model):\n    id = models.AutoField(primary_key=True)\n"
       "    b = models.ForeignKey('B', models.DB_SET_NULL, null=True, db_index=False)",
       "CREATE TABLE shop_a (\n  id integer GENERATED BY DEFAULT AS IDENTITY NOT NULL PRIMARY KEY,\n"
       "  b_id {'B'} REFERENCES {b} ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED\n)"},
      {"from django.db import models\nclass A(models.Model):\n    id = "
       "models.IntegerField(primary_key=True)\n"
       "    class Meta:\n        db_table = 'app\".\"a'",
       "CREATE TABLE app.a (\n  id integer NOT NULL PRIMARY KEY\n)"},
      {"from django.db import migrations, models\nclass Migration(migrations.Migration):\n    operations = "
       "[\n"
       "        migrations.AlterField('a', 'b', models.TextField(null=True)),\n"
       "        migrations.RenameModel('A', 'B'), migrations.RunPython(f), mine.Operation('a')]",
       ""},
      // Odoo: a model that is extended has its table's name elsewhere.
      {"from odoo import fields, models\nclass A(models.Model):\n    _inherit = 'res.partner'\n"
       "    b_id = fields.Many2one('b', ondelete='restrict')\n    c_id = fields.Many2one('c')",
       "CREATE TABLE {res.partner} (\n  b_id integer REFERENCES {b} ON DELETE restrict {A}\n)"},
      {"from odoo import fields, models\nclass A(models.TransientModel):\n    _name = 'a'\n"
       "    b_id = fields.Many2one('b', ondelete='cascade')",
       ""},
      // peewee
      {"import peewee\nclass A(peewee.Model):\n    class Meta:\n        table_name = "
       "'aa'\nA.drop_table(safe=False)",
       "DROP TABLE aa"},
      {"import peewee\ntables.drop_table()", ""},
      {"from playhouse.migrate import SqliteMigrator\nSqliteMigrator(db).drop_column('a', 'b')", ""},
      // pandas: only what touches rows that are there.
      {"frame.to_sql('a', engine)", ""},
      {"frame.to_sql('a', engine, if_exists=mode)", ""},
      {"frame.to_sql(if_exists='replace')", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.program);
    const Lowered found = lowered(std::string(row.program) + "\n", "shop/models.py");
    CHECK(readable(found.all) == row.sql);
    for (const LoweredSql& each : found.all) CHECK(parse_error(each.sql) == "");
  }
}

/// Of a Python file that is made to take long; false if it took much longer than any file may.
bool ends_soon(std::string program, std::string_view path = "shop/models.py") {
  return cpu_seconds([&] { lowered(std::move(program), path); }) < 20;
}

TEST_CASE("what is made of itself comes to an end") {
  const std::string table = "class T(A):\n    __tablename__ = 't'\n    id = sa.Column(sa.Integer)\n";
  const std::string sql = "CREATE TABLE t (\n  id integer\n)";
  const auto lowered_classes = [](const std::string& classes) {
    return readable(
        lowered("import sqlalchemy as sa\nfrom sqlalchemy.orm import DeclarativeBase\n" + classes, "a.py")
            .all);
  };
  CHECK(lowered_classes("class A(DeclarativeBase):\n    metadata = A.metadata\n" + table) == sql);
  CHECK(lowered_classes("class A(DeclarativeBase):\n    metadata = B.metadata\n"
                        "class B(DeclarativeBase):\n    metadata = A.metadata\n" +
                        table) == sql);
  CHECK(ends_soon("import sqlalchemy as sa\nclass A(B):\n    x = sa.Column(A)\nclass B(A):\n    pass\n"));
  CHECK(
      ends_soon("from django.db import models\nclass A(B):\n    x = models.TextField()\nclass B(A):\n"
                "    y = models.TextField()\n"));
}

TEST_CASE("hostile chains come to an end, and what lies too deep is a hole") {
  constexpr int many = 30000;
  const auto chain = [](const std::string& first, const std::string& of) {
    std::string text = "x0 = " + first + "\n";
    for (int i = 0; i < many; ++i)
      text += "x" + std::to_string(i + 1) + " = " + of + "(x" + std::to_string(i) + ")\n";
    return text;
  };
  const std::string last = "x" + std::to_string(many);
  const std::string arrays = "import sqlalchemy as sa\n" + chain("sa.Integer()", "sa.ARRAY") +
                             "sa.Table('t', sa.MetaData(), sa.Column('a', " + last + "))\n";
  CHECK(readable(lowered(arrays, "a.py").all) ==
        "CREATE TABLE t (\n  a {x" + std::to_string(many - 7) + "}[][][][][][][]\n)");
  const std::string fields =
      "from django.db import models\nfrom django.contrib.postgres.fields import ArrayField\n" +
      chain("models.IntegerField()", "ArrayField") + "class A(models.Model):\n    a = ArrayField(" + last +
      ")\n";
  CHECK(ends_soon(fields));
  std::string classes = "from django.db import models\n";
  for (int i = 0; i < many; ++i)
    classes +=
        "class A" + std::to_string(i) + "(A" + std::to_string(i + 1) + "):\n    x = models.TextField()\n";
  CHECK(ends_soon(classes));
}

TEST_CASE("a class is looked at once, however many ways lead to it") {
  std::string sqlalchemy = "import sqlalchemy as sa\n";
  std::string django = "from django.db import models\n";
  for (int i = 0; i < 20; ++i) {
    const std::string base = "A" + std::to_string(i + 1);
    const std::string head = "class A" + std::to_string(i) + "(" + base + ", " + base + ", " + base + "):\n";
    sqlalchemy += head + "    x" + std::to_string(i) + " = sa.Column(sa.Integer)\n";
    django += head + "    x = models.TextField()\n    class Meta:\n        abstract = True\n";
  }
  CHECK(ends_soon(sqlalchemy));
  CHECK(ends_soon(django));
  const Lowered found = lowered(
      "from django.db import models\nclass Top(models.Model):\n    a = "
      "models.IntegerField(primary_key=True)\n"
      "    class Meta:\n        abstract = True\nclass Left(Top):\n    class Meta:\n        abstract = True\n"
      "class Right(Top):\n    class Meta:\n        abstract = True\nclass Leaf(Left, Right):\n    pass\n",
      "shop/models.py");
  CHECK(readable(found.all) == "CREATE TABLE shop_leaf (\n  a integer NOT NULL PRIMARY KEY\n)");
}

TEST_CASE("a call has not made what may also be something else") {
  const std::string text = "column = Column('a')\n";
  const host::Program program = parse(text);
  const std::deque<host::CallEvent> calls = {{.call = program.body[0]->value,
                                              .path = "Column",
                                              .receiver = {},
                                              .arguments = {},
                                              .function = nullptr,
                                              .klass = nullptr,
                                              .dominators = nullptr}};
  const CallBook book(program, calls);
  host::Value column = host::unknown_value("Column()");
  column.made_by = program.body[0]->value;
  CHECK(book.maker(column) == &calls.front());
  column.is_open = true;
  CHECK(book.maker(column) == nullptr);
}

TEST_CASE("a migration's way down is told from its way up") {
  const Lowered found = lowered(R"(from alembic import op
from django.db import migrations

def upgrade():
    op.drop_table("a")

def downgrade():
    op.drop_table("b")

class Migration(migrations.Migration):
    operations = [migrations.RunSQL("SELECT 1", ["DROP TABLE c", ("DROP TABLE d", [])])]
)",
                                "shop/migrations/1.py");
  REQUIRE(found.all.size() == 4);
  CHECK(found.all[0].direction == Direction::Up);
  CHECK(found.all[0].function->name == "upgrade");
  CHECK(found.all[1].function->name == "downgrade");
  CHECK(found.all[2].direction == Direction::Down);
  CHECK(found.all[2].is_written);
  CHECK(found.all[3].sql.bytes() == "DROP TABLE d");
}

TEST_CASE("every byte of lowered SQL leads to the call or class that caused it") {
  for (const LoweredOperation& operation : lowered_operations()) {
    DYNAMIC_SECTION(operation.tool << " " << operation.name << " " << operation.becomes) {
      const Lowered found = lowered(program_of(operation), "shop/models.py");
      for (const LoweredSql& each : found.all) {
        std::uint32_t end = 0;
        for (const SourceMap::Piece& piece : each.sql.pieces()) {
          CHECK(piece.sql.begin == end);
          end = piece.sql.end;
          CHECK(imports.size() <= piece.host.begin);
          CHECK(piece.host.end <= found.program.size());
          if (piece.origin == SourceMap::Origin::Verbatim)
            CHECK(slice(each.sql.bytes(), piece.sql) == slice(found.program, piece.host));
        }
        CHECK(end == each.sql.bytes().size());
      }
    }
  }
}

}  // namespace
}  // namespace floodwall::python
