"""floodwall.sqlalchemy and floodwall.alembic on a real server."""

import asyncio
import contextlib
import json
import os
import shutil
import tempfile
import unittest
from contextlib import redirect_stdout
from io import StringIO

from guarded_shop import ROWS, TRUNCATE, Guarded

import floodwall
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from floodwall import alembic as guarded_alembic
from floodwall.sqlalchemy import protect
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool


class Case(Guarded):
    def url(self, database, driver="psycopg2"):
        return f"postgresql+{driver}://floodwall@/{database}?host={self.server.folder.name}"

    def engine(self, database="shop", **options):
        engine = protect(sa.create_engine(self.url(database), **options))
        self.addCleanup(engine.dispose)
        return engine


class Incidents(Case):
    def test_truncate_cascade_is_stopped_and_says_what_it_would_take(self):
        with self.engine().connect() as connection:
            self.assert_refused(lambda: connection.execute(sa.text(TRUNCATE)), "in database shop ", "3 tables", "650 rows",
                                "price (400 rows)")

    def test_delete_without_where_is_stopped(self):
        price = sa.Table("price", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
        with self.engine().connect() as connection:
            self.assert_refused(lambda: connection.execute(price.delete()), "delete-without-where", "400 rows")
            self.assert_refused(lambda: price.drop(connection), "drop-table")
        with Session(self.engine()) as session:
            self.assert_refused(lambda: session.execute(price.delete()))
            self.assert_refused(lambda: session.execute(sa.text("DELETE FROM price WHERE :a"), {"a": True}))
            session.execute(price.delete().where(price.c.id == 0))

    def test_metadata_drop_all(self):
        metadata = sa.MetaData()
        sa.Table("price", metadata, sa.Column("id", sa.Integer))
        self.assert_refused(lambda: metadata.drop_all(self.engine()))

    def test_it_runs_on_a_database_for_tests(self):
        with self.engine("shop_test").begin() as connection:
            connection.execute(sa.text(TRUNCATE))
        self.assertEqual(self.rows("shop_test"), [0, 0, 0])

    def test_an_except_of_its_errors_does_not_swallow_it(self):
        def reckless():
            try:
                with self.engine().connect() as connection:
                    connection.execute(sa.text(TRUNCATE))
            except sa.exc.SQLAlchemyError:
                pass

        self.assert_refused(reckless)

    def test_the_transaction_goes_on(self):
        with self.engine(future=True).connect() as connection:
            connection.execute(sa.text("INSERT INTO price VALUES (1000, 1)"))
            with self.assertRaises(floodwall.Refused):
                connection.execute(sa.text(TRUNCATE))
            self.assertEqual(connection.execute(sa.text("SELECT count(*) FROM price")).scalar(), 401)
            connection.rollback()

    def test_assert_test_database(self):
        for engine in (sa.create_engine(self.url("shop_test")), self.engine("shop_test")):
            self.assertEqual(floodwall.assert_test_database(engine)["database"], "shop_test")
            engine.dispose()
        for engine in (sa.create_engine(self.url("shop")), self.engine("shop")):
            with self.assertRaises(floodwall.NotATestDatabase):
                floodwall.assert_test_database(engine)
            with engine.connect() as connection, self.assertRaises(floodwall.NotATestDatabase):
                floodwall.assert_test_database(connection)
            with Session(engine) as session, self.assertRaises(floodwall.NotATestDatabase):
                floodwall.assert_test_database(session)
            engine.dispose()

    def test_only_postgresql(self):
        with self.assertRaises(floodwall.GuardError):
            protect(sa.create_engine("sqlite://"))


class Bypasses(Case):
    def test_a_raw_connection(self):
        engine = self.engine()
        raw = engine.raw_connection()
        self.addCleanup(raw.close)
        self.assert_refused(lambda: raw.cursor().execute(TRUNCATE))
        self.assert_refused(lambda: raw.dbapi_connection.cursor().execute(TRUNCATE))
        with engine.connect() as connection:
            self.assert_refused(lambda: connection.connection.cursor().execute(TRUNCATE))
            self.assert_refused(lambda: connection.exec_driver_sql(TRUNCATE))
            self.assert_refused(lambda: connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text(TRUNCATE)))

    def test_connections_of_the_pool_from_before(self):
        engine = sa.create_engine(self.url("shop"))
        self.addCleanup(engine.dispose)
        with engine.connect():
            pass  # now one lies in the pool
        protect(engine)
        raw = engine.raw_connection()
        self.addCleanup(raw.close)
        self.assert_refused(lambda: raw.cursor().execute(TRUNCATE))

    def test_a_connection_that_is_there_already(self):
        engine = sa.create_engine(self.url("shop"))
        self.addCleanup(engine.dispose)
        with engine.connect() as connection:
            protect(connection)
            self.assert_refused(lambda: connection.execute(sa.text(TRUNCATE)), "650 rows")
            self.assert_refused(lambda: connection.execute(sa.text("DELETE FROM price WHERE :a"), {"a": True}))
            with connection.engine.connect() as other:
                self.assert_refused(lambda: other.execute(sa.text(TRUNCATE)))

    def test_a_creator(self):
        import psycopg2

        engine = protect(sa.create_engine("postgresql+psycopg2://", creator=lambda: psycopg2.connect(self.dsn("shop"))))
        self.addCleanup(engine.dispose)
        with engine.connect() as connection:
            self.assert_refused(lambda: connection.execute(sa.text(TRUNCATE)))
            self.assert_refused(lambda: connection.execute(sa.text("DELETE FROM price WHERE true OR id = :a"), [{"a": 1}, {"a": 2}]))

    def test_server_side_cursors_and_executemany(self):
        with self.engine().connect() as connection:
            streaming = connection.execution_options(stream_results=True)
            self.assert_refused(lambda: streaming.execute(sa.text("DELETE FROM price RETURNING id")))
            self.assert_refused(lambda: connection.execute(sa.text("DELETE FROM price WHERE true OR id = :a"), [{"a": 1}, {"a": 2}]))

    def test_a_reconnect(self):
        engine = self.engine()
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
        engine.dispose()
        with engine.connect() as connection:
            self.assert_refused(lambda: connection.execute(sa.text(TRUNCATE)))


class Asynchronous(Case):
    def test_asyncpg(self):
        async def run():
            engine = protect(create_async_engine(self.url("shop", "asyncpg"), poolclass=NullPool))
            async with engine.connect() as connection:
                await connection.execute(sa.text("INSERT INTO price VALUES (1000, 1)"))
                await self.assert_refused_async(connection.execute(sa.text(TRUNCATE)), "651 rows")
                await self.assert_refused_async(connection.stream(sa.text("DELETE FROM price RETURNING id")))
                raw = await connection.get_raw_connection()
                await self.assert_refused_async(raw.driver_connection.execute(TRUNCATE))
                self.assertEqual((await connection.execute(sa.text("SELECT count(*) FROM price"))).scalar(), 401)
                with self.assertRaises(floodwall.NotATestDatabase):
                    await floodwall.assert_test_database_async(connection)
            with self.assertRaises(floodwall.NotATestDatabase):
                await floodwall.assert_test_database_async(engine)
            with self.assertRaisesRegex(TypeError, "assert_test_database_async"):
                floodwall.assert_test_database(engine)
            engine = protect(create_async_engine(self.url("shop_test", "asyncpg"), poolclass=NullPool))
            async with engine.begin() as connection:
                await connection.execute(sa.text(TRUNCATE))

        asyncio.run(run())
        self.assertEqual(self.rows("shop_test"), [0, 0, 0])

    def test_a_plain_connection_is_guarded_when_it_first_executes(self):
        async def run():
            engine = create_async_engine(self.url("shop", "asyncpg"), poolclass=NullPool)
            async with engine.connect() as connection:
                protect(connection)
                await self.assert_refused_async(connection.execute(sa.text(TRUNCATE)), "650 rows")

        asyncio.run(run())


ENVIRONMENT = """
from alembic import context
from floodwall.alembic import protect
import sqlalchemy as sa
{before}
url = context.config.get_main_option("sqlalchemy.url")
if context.is_offline_mode():
    context.configure(url=url, literal_binds=True)
    {after}
    with context.begin_transaction():
        context.run_migrations()
else:
    with sa.create_engine(url).connect() as connection:
        context.configure(connection=connection{options})
        {after}
        with context.begin_transaction():
            context.run_migrations()
"""
FIRST = """
from alembic import op
import sqlalchemy as sa
revision = "one"
down_revision = None
def upgrade():
    op.create_table("rating", sa.Column("id", sa.Integer, primary_key=True))
def downgrade():
    op.drop_table("rating")
"""
SECOND = """
from alembic import op
import sqlalchemy as sa
revision = "two"
down_revision = "one"
def upgrade():
    op.add_column("price", sa.Column("note", sa.Text))
def downgrade():
    op.execute("UPDATE listing SET status_id = 1 WHERE id = 1")
    op.drop_column("price", "note")
    op.execute(sa.text("DELETE FROM listing"))
"""
THIRD = """
from alembic import op
revision = "three"
down_revision = "two"
def upgrade():
    op.execute("TRUNCATE listing_status CASCADE")
def downgrade():
    pass
"""


class Migrations(Case):
    def config(self, database, before="protect(context)", after="pass", options=""):
        folder = tempfile.mkdtemp(prefix="floodwall-alembic-")
        self.addCleanup(shutil.rmtree, folder)
        os.mkdir(f"{folder}/versions")
        for name, text in (("env.py", ENVIRONMENT.format(before=before, after=after, options=options)), ("versions/one.py", FIRST),
                           ("versions/two.py", SECOND), ("versions/three.py", THIRD), ("script.py.mako", "")):
            with open(f"{folder}/{name}", "w") as file:
                file.write(text)
        config = Config()
        config.set_main_option("script_location", folder)
        config.set_main_option("sqlalchemy.url", self.url(database))
        self.addCleanup(self.server.psql, database, "DROP TABLE IF EXISTS alembic_version, rating; "
                                                    "ALTER TABLE IF EXISTS price DROP COLUMN IF EXISTS note;")
        return config

    def revision(self, database):
        return self.server.psql(database, "SELECT version_num FROM alembic_version;").strip()

    def test_a_downgrade_is_refused_before_its_first_statement(self):
        for places in ({}, {"before": "", "after": "protect(context)"}, {"options": ", transaction_per_migration=True"}):
            config = self.config("shop", **places)
            command.upgrade(config, "two")
            self.server.psql("shop", "INSERT INTO rating SELECT generate_series(1, 70); ANALYZE rating;")
            error = self.assert_refused(lambda config=config: command.downgrade(config, "base"), "refused to downgrade shop ",
                                        "two, one", "drops table rating", "70 rows", "listing", "600 rows")
            self.assertIsInstance(error, guarded_alembic.DowngradeRefused)
            self.assertEqual(self.revision("shop"), "two")
            self.assertEqual(self.server.psql("shop", "SELECT count(*), (SELECT status_id FROM listing WHERE id = 1) FROM rating;"),
                             "70|2\n")
            self.doCleanups()

    def test_on_a_database_for_tests_it_runs(self):
        config = self.config("shop_test")
        command.upgrade(config, "two")
        command.downgrade(config, "base")
        self.assertEqual(self.revision("shop_test"), "")
        self.assertEqual(self.rows("shop_test"), [50, 0, 0])

    def test_the_audit_log_has_a_line_for_the_way_back(self):
        with tempfile.NamedTemporaryFile("r", suffix=".jsonl") as log:
            policy = f"[guard]\naudit-log = '{log.name}'\n"
            protected = f"import floodwall\nprotect(context, floodwall.Protection(guard=floodwall.Guard(text={policy!r})))"
            for database in ("shop", "shop_test"):
                config = self.config(database, before=protected)
                command.upgrade(config, "two")
                with contextlib.suppress(floodwall.Refused):
                    command.downgrade(config, "base")
                self.doCleanups()
            lines = [each for each in map(json.loads, log) if each["rules"] == ["unguarded-downgrade"]]
        self.assertEqual([(each["decision"], each["database"], each["about"], each.get("allowed_by")) for each in lines],
                         [("refused", "shop", "downgrade of two, one", None),
                          ("let through", "shop_test", "downgrade of two, one", "its name holds the word test")])

    def test_a_pass_that_only_writes_sql(self):
        for database, is_refused in (("shop", True), ("shop_test", False)):
            config, text = self.config(database), StringIO()
            config.output_buffer = text
            if is_refused:
                self.assert_refused(lambda config=config: command.downgrade(config, "two:base", sql=True), "shop")
                self.assertNotIn("DROP TABLE", text.getvalue())
            else:
                command.downgrade(config, "two:base", sql=True)
                self.assertIn("DROP TABLE rating", text.getvalue())
            config.output_buffer = StringIO()
            command.upgrade(config, "two", sql=True)
            self.assertIn("CREATE TABLE rating", config.output_buffer.getvalue())

    def test_a_way_up_that_takes_rows(self):
        config = self.config("shop")
        self.assert_refused(lambda: command.upgrade(config, "head"), "truncate-cascade", "650 rows")

    def test_stamp_and_current_are_no_downgrades(self):
        config = self.config("shop")
        command.upgrade(config, "two")
        with redirect_stdout(StringIO()):
            command.current(config)
        command.stamp(config, "one")
        self.assertEqual(self.revision("shop"), "one")


if __name__ == "__main__":
    unittest.main()
