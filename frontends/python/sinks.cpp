#include "frontends/python/sinks.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

namespace floodwall::python {
namespace {

constexpr Certainty postgres = Certainty::Postgres;
constexpr Certainty database = Certainty::Database;
constexpr host::Evidence clear = host::Evidence::Verb;
constexpr host::Evidence vague = host::Evidence::VerbInCapitals;

constexpr std::array sinks = std::to_array<Sink>({
    // Drivers of PostgreSQL.
    {"psycopg2", "psycopg2.extras.execute_values", 1, "sql", postgres, clear,
     "from psycopg2.extras import execute_values\nexecute_values(cur, 'DELETE FROM t WHERE id IN %s', ids)"},
    {"psycopg2", "psycopg2.extras.execute_batch", 1, "sql", postgres, clear,
     "from psycopg2.extras import execute_batch\nexecute_batch(cur, 'DELETE FROM t WHERE id = %s', ids)"},
    {"psycopg2", ".copy_expert", 0, "sql", postgres, clear, "cur.copy_expert('COPY t TO STDOUT', out)"},
    {"psycopg2", ".mogrify", 0, "query", postgres, clear, "cur.mogrify('DELETE FROM t WHERE id = %s', (1,))"},
    {"asyncpg", ".fetchrow", 0, "query", postgres, clear,
     "await conn.fetchrow('SELECT * FROM t WHERE id = $1', 1)"},
    {"asyncpg", ".fetchval", 0, "query", postgres, clear, "await conn.fetchval('SELECT count(*) FROM t')"},
    {"asyncpg", ".fetchmany", 0, "query", postgres, clear,
     "await conn.fetchmany('SELECT * FROM t WHERE id = $1', ids)"},
    {"asyncpg", ".copy_from_query", 0, "query", postgres, vague,
     "await conn.copy_from_query('SELECT * FROM t', output=path)"},
    {"asyncpg", ".fetch", 0, "query", database, vague, "await conn.fetch('SELECT * FROM t')"},
    {"asyncpg", ".cursor", 0, "query", database, vague, "conn.cursor('SELECT * FROM t')"},
    {"asyncpg", ".prepare", 0, "query", database, vague,
     "await conn.prepare('SELECT * FROM t WHERE id = $1')"},
    {"pg8000", "pg8000.native.Connection().run", 0, "sql", postgres, clear,
     "import pg8000.native\npg8000.native.Connection('me').run('SELECT * FROM t')"},
    {"psycopg", ".stream", 0, "query", database, vague, "cur.stream('SELECT * FROM t')"},
    {"psycopg", ".copy", 0, "statement", database, clear, "cur.copy('COPY t FROM STDIN')"},
    // Whatever follows Python's database API; what else is called so comes before it.
    {"Alembic", "alembic.op.execute", 0, "sqltext", database, clear,
     "from alembic import op\nop.execute('DELETE FROM t WHERE id = 1')"},
    {"DB-API", ".execute", 0, "query", database, clear, "cur.execute('DELETE FROM t WHERE id = %s', (1,))"},
    {"DB-API", ".execute", 0, "sql", database, clear, "cur.execute(sql='DELETE FROM t WHERE id = 1')"},
    {"DB-API", ".execute", 0, "statement", database, clear,
     "cur.execute(statement='DELETE FROM t WHERE id = 1')"},
    {"DB-API", ".execute", 0, "operation", database, clear,
     "cur.execute(operation='DELETE FROM t WHERE id = 1')"},
    {"DB-API", ".executemany", 0, "query", database, clear,
     "cur.executemany('DELETE FROM t WHERE id = %s', ids)"},
    {"DB-API", ".executemany", 0, "command", database, clear,
     "cur.executemany(command='DELETE FROM t WHERE id = $1', args=ids)"},
    {"DB-API", ".executescript", 0, "sql_script", database, clear,
     "cur.executescript('DELETE FROM t; DELETE FROM u')"},
    // SQLAlchemy, Alembic, SQLModel.
    {"SQLAlchemy", "sqlalchemy.text", 0, "text", database, vague,
     "from sqlalchemy import text\ntext('SELECT * FROM t')"},
    {"SQLAlchemy", "sqlalchemy.sql.text", 0, "text", database, vague,
     "from sqlalchemy.sql import text\ntext('SELECT * FROM t')"},
    {"SQLAlchemy", "sqlalchemy.sql.expression.text", 0, "text", database, vague,
     "from sqlalchemy.sql.expression import text\ntext('SELECT * FROM t')"},
    {"SQLAlchemy", "sqlmodel.text", 0, "text", database, vague,
     "from sqlmodel import text\ntext('SELECT * FROM t')"},
    {"SQLAlchemy", ".text", 0, "text", database, vague,
     "import sqlalchemy as sa\ndb.text('SELECT * FROM t')"},
    {"SQLAlchemy", "sqlalchemy.DDL", 0, "statement", database, clear,
     "from sqlalchemy import DDL\nDDL('ALTER TABLE t ADD COLUMN c int')"},
    {"SQLAlchemy", "sqlalchemy.schema.DDL", 0, "statement", database, clear,
     "from sqlalchemy.schema import DDL\nDDL('ALTER TABLE t ADD COLUMN c int')"},
    {"SQLAlchemy", ".exec_driver_sql", 0, "statement", database, clear,
     "conn.exec_driver_sql('DELETE FROM t WHERE id = 1')"},
    {"SQLAlchemy", ".scalar", 0, "statement", database, vague, "conn.scalar('SELECT count(*) FROM t')"},
    {"SQLAlchemy", ".scalars", 0, "statement", database, vague, "session.scalars('SELECT id FROM t')"},
    {"SQLAlchemy", ".from_statement", 0, "statement", database, vague,
     "query.from_statement('SELECT * FROM t')"},
    // Django.
    {"Django", ".raw", 0, "raw_query", database, vague, "Thing.objects.raw('SELECT * FROM t')"},
    {"Django", "django.db.models.expressions.RawSQL", 0, "sql", database, vague,
     "from django.db.models.expressions import RawSQL\nRawSQL('SELECT max(id) FROM t', ())"},
    {"Django", "django.db.migrations.RunSQL", 0, "sql", database, clear,
     "from django.db import migrations\nmigrations.RunSQL('DELETE FROM t WHERE id = 1')"},
    // encode/databases, records, peewee, Pony, Tortoise, pandas, Odoo.
    {"databases", ".fetch_all", 0, "query", database, vague, "await database.fetch_all('SELECT * FROM t')"},
    {"databases", ".fetch_one", 0, "query", database, vague,
     "await database.fetch_one(query='SELECT * FROM t')"},
    {"databases", ".fetch_val", 0, "query", database, vague,
     "await database.fetch_val('SELECT count(*) FROM t')"},
    {"databases", ".iterate", 0, "query", database, vague, "database.iterate('SELECT * FROM t')"},
    {"databases", ".execute_many", 0, "query", database, vague,
     "await database.execute_many('DELETE FROM t WHERE id = :id', values)"},
    {"records", ".query", 0, "query", database, vague, "db.query('SELECT * FROM t')"},
    {"records", ".bulk_query", 0, "query", database, vague,
     "db.bulk_query('DELETE FROM t WHERE id = :id', rows)"},
    {"peewee", ".execute_sql", 0, "sql", database, clear, "db.execute_sql('DELETE FROM t WHERE id = 1')"},
    {"peewee", "peewee.RawQuery", 0, "sql", database, vague,
     "import peewee\npeewee.RawQuery('SELECT * FROM t')"},
    {"Pony", ".select_by_sql", 0, "sql", database, vague, "Thing.select_by_sql('SELECT * FROM t')"},
    {"Pony", ".get_by_sql", 0, "sql", database, vague, "Thing.get_by_sql('SELECT * FROM t WHERE id = 1')"},
    {"Pony", ".select", 0, "sql", database, vague, "db.select('SELECT * FROM t')"},
    {"Tortoise", ".execute_query", 0, "query", database, vague,
     "await conn.execute_query('SELECT * FROM t')"},
    {"Tortoise", ".execute_query_dict", 0, "query", database, vague,
     "await conn.execute_query_dict('SELECT * FROM t')"},
    {"Tortoise", ".execute_insert", 0, "query", database, vague,
     "await conn.execute_insert('INSERT INTO t VALUES ($1)', [1])"},
    {"Tortoise", ".execute_script", 0, "query", database, vague,
     "await conn.execute_script('DELETE FROM t; DELETE FROM u')"},
    {"yoyo", "yoyo.step", 0, "apply", database, clear,
     "from yoyo import step\nstep('DELETE FROM t WHERE id = 1')"},
    {"pandas", "pandas.read_sql", 0, "sql", database, vague,
     "import pandas as pd\npd.read_sql('SELECT * FROM t', conn)"},
    {"pandas", "pandas.read_sql_query", 0, "sql", database, vague,
     "import pandas as pd\npd.read_sql_query('SELECT * FROM t', conn)"},
    {"pandas", ".read_sql", 0, "sql", database, vague, "pl.read_sql('SELECT * FROM t', conn)"},
    {"pandas", ".read_sql_query", 0, "sql", database, vague,
     "frames.read_sql_query('SELECT * FROM t', conn)"},
    {"polars", ".read_database", 0, "query", database, vague,
     "import polars as pl\npl.read_database('SELECT * FROM t', conn)"},
    {"Odoo", "odoo.tools.SQL", 0, "", postgres, vague, "from odoo.tools import SQL\nSQL('SELECT * FROM t')"},
    {"Odoo", ".logged_query", 1, "query", postgres, vague,
     "openupgrade.logged_query(cr, 'DELETE FROM t WHERE id = 1')"},
});

bool is_method_of(std::string_view path, std::string_view method) {
  return path.ends_with(method) || path == method.substr(1);
}

/// Positions in `sinks`, by the last name of the callee.
const std::unordered_map<std::string_view, std::vector<std::size_t>>& by_name() {
  static const auto index = [] {
    std::unordered_map<std::string_view, std::vector<std::size_t>> made;
    for (std::size_t i = 0; i < sinks.size(); ++i) {
      const std::string_view callee = sinks[i].callee;
      made[callee.substr(callee.rfind('.') + 1)].push_back(i);
    }
    return made;
  }();
  return index;
}

}  // namespace

std::span<const Sink> all_sinks() { return sinks; }

const Sink* sink_of(const host::CallEvent& event) {
  const std::string_view path = event.path;
  const auto known = by_name().find(path.substr(path.rfind('.') + 1));
  if (known == by_name().end()) return nullptr;
  for (const std::size_t i : known->second) {
    const Sink& sink = sinks[i];
    const bool is_method = sink.callee.starts_with('.');
    if (is_method ? !is_method_of(path, sink.callee) : path != sink.callee) continue;
    if (event.argument(sink.position, sink.keyword) != nullptr) return &sink;
  }
  return nullptr;
}

bool only_makes_text(const Sink& sink) {
  return sink.library == "SQLAlchemy" && (sink.callee.ends_with("text") || sink.callee.ends_with("DDL"));
}

}  // namespace floodwall::python
