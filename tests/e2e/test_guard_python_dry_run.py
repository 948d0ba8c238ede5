"""floodwall.dry_run and mode = "dry-run" with every driver: all of it runs and is reported, and nothing of it stays."""

import asyncio
import io
import unittest

from guarded_shop import ROWS, TRUNCATE, Guarded

import asyncpg
import floodwall
import floodwall.asyncpg
import floodwall.psycopg
import floodwall.psycopg2
import floodwall.sqlalchemy
import psycopg
import psycopg2
import sqlalchemy
from sqlalchemy.ext.asyncio import create_async_engine

COUNT = "SELECT count(*) FROM price"
INSERT = "INSERT INTO price VALUES (1000, 1)"


class Case(Guarded):
    def tearDown(self):
        self.assertEqual([self.rows("shop"), self.rows("shop_test")], [ROWS, ROWS])

    def protection(self, policy=""):
        self.said = []
        return floodwall.Protection(guard=floodwall.Guard(text=policy), warn=self.said.append)

    def always(self):
        return self.protection('[guard]\nmode = "dry-run"\n')


class Blocking:
    """The same for drivers whose connections have cursors."""

    def execute(self, connection, sql, *values):
        cursor = connection.cursor()
        cursor.execute(sql, *values)
        return cursor.fetchone()[0] if cursor.description else None

    def test_it_is_run_reported_and_rolled_back(self):
        for autocommit in (False, True):
            connection = self.connect()
            connection.autocommit = autocommit
            with floodwall.dry_run(connection) as report:
                self.execute(connection, "DELETE FROM price WHERE id <= %s", (10,))
                self.execute(connection, TRUNCATE)
                connection.commit()
                self.assertEqual(self.execute(connection, COUNT), 0)
            self.assertEqual(self.rows("shop"), ROWS)
            self.assertEqual(connection.autocommit, autocommit)
            self.assertEqual([each.action for each in report.statements],
                             [floodwall.Action.ALLOW, floodwall.Action.DENY, floodwall.Action.ALLOW])
            self.assertEqual(report.statements[0].sql.split(" <=")[0], "DELETE FROM price WHERE id")
            (refused,) = report.refused
            self.assertIn("3 tables with 640 rows", refused.message)
            self.assertEqual(refused.details["findings"][0]["rule"], "truncate-cascade")
            with self.assertRaises(floodwall.Refused):  # as before
                self.execute(connection, TRUNCATE)
            connection.rollback()
            self.execute(connection, INSERT)
            connection.commit()
            self.assertEqual(self.rows("shop")[2], 401)
            self.server.psql("shop", "DELETE FROM price WHERE id = 1000")
            connection.close()

    def test_transactions_are_what_they_were(self):
        connection = self.connect()
        with floodwall.dry_run(connection):
            self.execute(connection, INSERT)
            connection.commit()
            self.execute(connection, "INSERT INTO price VALUES (1001, 1)")
            connection.rollback()
            self.assertEqual(self.execute(connection, COUNT), 401)
            self.execute(connection, "INSERT INTO price VALUES (1002, 1)")
            self.assertRaises(Exception, self.execute, connection, INSERT)
            with self.assertRaisesRegex(Exception, "current transaction is aborted"):
                self.execute(connection, COUNT)
            connection.rollback()
            self.assertEqual(self.execute(connection, COUNT), 401)
            connection.rollback()
            connection.autocommit = True
            self.execute(connection, "INSERT INTO price VALUES (1002, 1)")
            self.assertRaises(Exception, self.execute, connection, "INSERT INTO price VALUES (1003, 1), (1000, 1)")
            self.assertEqual(self.execute(connection, COUNT), 402)
            self.execute(connection, "BEGIN")
            self.execute(connection, "SAVEPOINT a")
            self.execute(connection, "DELETE FROM price WHERE id > 10")
            self.execute(connection, "ROLLBACK TO a")
            self.execute(connection, "COMMIT")
            self.assertEqual(self.execute(connection, COUNT), 402)
            connection.autocommit = False
        connection.close()

    def test_nothing_can_commit(self):
        connection = self.connect()
        with floodwall.dry_run(connection):
            for text in ("DELETE FROM price WHERE id = 1; COMMIT", "DO $$ BEGIN DELETE FROM price; COMMIT; END $$",
                         "PREPARE TRANSACTION 'kept'", "ROLLBACK; DELETE FROM price WHERE id < 9", "SELECT setval('x', 1)"):
                with self.assertRaises(Exception, msg=text):
                    self.execute(connection, text)
                connection.rollback()
            self.assertEqual(self.execute(connection, COUNT), 400)
        connection.close()

    def test_commit_looks_at_what_is_deferred(self):
        connection = self.connect("shop_test")
        with floodwall.dry_run(connection):
            self.execute(connection, "CREATE TABLE child (p int REFERENCES price DEFERRABLE INITIALLY DEFERRED)")
            connection.commit()
            self.execute(connection, "INSERT INTO child VALUES (9999)")
            with self.assertRaisesRegex(Exception, "violates foreign key"):
                connection.commit()
            self.assertEqual(self.execute(connection, "SELECT count(*) FROM child"), 0)
        connection.close()

    def test_an_error_ends_it(self):
        connection = self.connect()
        with self.assertRaises(ZeroDivisionError):
            with floodwall.dry_run(connection):
                self.execute(connection, "DELETE FROM price WHERE id < 9")
                raise ZeroDivisionError
        self.assertEqual(self.execute(connection, COUNT), 400)
        connection.close()

    def test_it_begins_outside_of_transactions(self):
        connection = self.connect()
        self.execute(connection, "SELECT 1")
        with self.assertRaisesRegex(floodwall.GuardError, "outside of transactions"):
            floodwall.dry_run(connection).__enter__()
        connection.rollback()
        with floodwall.dry_run(connection), self.assertRaises(floodwall.GuardError):
            floodwall.dry_run(connection).__enter__()
        connection.close()

    def test_the_policy_may_want_it(self):
        connection = self.connect(protection=self.always())
        self.execute(connection, TRUNCATE)
        connection.commit()
        self.assertEqual(self.execute(connection, COUNT), 0)
        self.assertIn("3 tables with 650 rows", self.said[0])
        connection.close()

    def test_too_many_rows_are_told(self):
        connection = self.connect(protection=self.protection("[guard]\nmax-rows = 10\n"))
        with floodwall.dry_run(connection) as report:
            self.execute(connection, "DELETE FROM price WHERE id <= %s", (20,))
            self.assertEqual(self.execute(connection, COUNT), 380)
        self.assertIn("max-rows: takes or changes 20 rows", report.refused[0].message)
        connection.close()

    def test_who_may_make_no_temporary_tables_has_no_dry_run(self):
        self.server.psql("shop", "CREATE ROLE clerk LOGIN; REVOKE TEMPORARY ON DATABASE shop FROM PUBLIC")
        self.addCleanup(self.server.psql, "shop", "DROP ROLE clerk; GRANT TEMPORARY ON DATABASE shop TO PUBLIC")
        connection = self.connect(user="clerk")
        with self.assertRaisesRegex(floodwall.Refused, "no transaction can be had that nothing can commit"):
            floodwall.dry_run(connection).__enter__()
        self.assertEqual(self.execute(connection, "SELECT 1"), 1)
        connection.close()
        connection = self.connect(protection=self.always(), user="clerk")
        for _ in range(2):
            with self.assertRaisesRegex(floodwall.Refused, "permission denied"):
                self.execute(connection, "SELECT 1")
        connection.close()


class Psycopg2(Blocking, Case):
    def connect(self, database="shop", protection=None, user="floodwall"):
        dsn = self.dsn(database).replace("=floodwall ", f"={user} ")
        return floodwall.psycopg2.connect(dsn, protection=protection or self.protection())

    def test_only_guarded_connections(self):
        connection = psycopg2.connect(self.dsn("shop"))
        self.assertRaises(TypeError, floodwall.dry_run(connection).__enter__)
        connection.close()

    def test_cursors_of_the_server_and_many_statements(self):
        connection = self.connect()
        with floodwall.dry_run(connection), connection, connection.cursor("big") as cursor:
            connection.cursor().executemany("DELETE FROM price WHERE id = %s", [(1,), (2,)])
            cursor.execute("SELECT id FROM price")
            self.assertEqual(len(cursor.fetchall()), 398)
        connection.close()


    def test_what_sends_no_text_of_the_program(self):
        for autocommit in (False, True):
            for act in (lambda connection: connection.cursor().copy_from(io.StringIO("1000\t1\n"), "price"),
                        lambda connection: connection.lobject(0, "w").write("kept")):
                connection = self.connect(protection=self.always())
                connection.autocommit = autocommit
                act(connection)
                connection.commit()
                connection.close()
        self.assertEqual(self.server.psql("shop", "SELECT count(*) FROM pg_largeobject_metadata"), "0\n")


class Psycopg(Blocking, Case):
    def connect(self, database="shop", protection=None, user="floodwall"):
        connection = psycopg.connect(self.dsn(database).replace("=floodwall ", f"={user} "))
        return floodwall.psycopg.protect(connection, protection or self.protection())

    def test_blocks_and_pipelines(self):
        for autocommit in (False, True):
            connection = self.connect()
            connection.autocommit = autocommit
            with floodwall.dry_run(connection):
                with connection.transaction():
                    connection.execute(INSERT)
                    with self.assertRaises(ZeroDivisionError), connection.transaction():
                        connection.execute("DELETE FROM price WHERE id < 100")
                        raise ZeroDivisionError
                with self.assertRaises(ZeroDivisionError), connection.transaction():
                    connection.execute("DELETE FROM price WHERE id < 100")
                    raise ZeroDivisionError
                self.assertEqual(self.execute(connection, COUNT), 401)
                connection.rollback()
                with connection.pipeline():
                    connection.execute("DELETE FROM price WHERE id < 3")
                    cursor = connection.execute(COUNT)
                    self.assertEqual(cursor.fetchone(), (399,))
                connection.commit()
                self.assertEqual(self.execute(connection, COUNT), 399)
            self.assertEqual(self.rows("shop"), ROWS)
            connection.close()

    def test_asynchronous(self):
        async def run():
            connection = await floodwall.psycopg.AsyncConnection.connect(self.dsn("shop"))
            async with floodwall.dry_run(connection) as report:
                await connection.execute(TRUNCATE)
                await connection.commit()
                self.assertEqual(await (await connection.execute(COUNT)).fetchone(), (0,))
            self.assertEqual(len(report.refused), 1)
            self.assertEqual(await (await connection.execute(COUNT)).fetchone(), (400,))
            await connection.close()

        asyncio.run(run())


class Asyncpg(Case):
    def test_all_of_it(self):
        async def run(protection):
            connection = await floodwall.asyncpg.connect(f"{self.server.url('shop')}", protection=protection)
            async with floodwall.dry_run(connection) as report:
                await connection.execute(TRUNCATE)
                self.assertEqual(await connection.fetchval(COUNT), 0)
            self.assertEqual(len(report.refused), 1)
            async with floodwall.dry_run(connection):
                async with connection.transaction(isolation="serializable"):
                    await connection.execute("DELETE FROM price WHERE id <= $1", 10)
                    with self.assertRaises(ZeroDivisionError):
                        async with connection.transaction():
                            await connection.execute("DELETE FROM price WHERE id < 100")
                            raise ZeroDivisionError
                with self.assertRaises(ZeroDivisionError):
                    async with connection.transaction():
                        await connection.execute("DELETE FROM price WHERE id < 100")
                        raise ZeroDivisionError
                with self.assertRaises(asyncpg.UniqueViolationError):
                    await connection.execute("INSERT INTO price VALUES (1000, 1), (20, 1)")
                await connection.executemany("DELETE FROM price WHERE id = $1", [(11,), (12,)])
                with self.assertRaises(asyncpg.UniqueViolationError):
                    await connection.executemany("INSERT INTO price VALUES ($1, 1)", [(1000,), (20,)])
                with self.assertRaises(asyncio.TimeoutError):
                    await connection.execute("DELETE FROM price; SELECT pg_sleep(9)", timeout=0.1)
                statement = await connection.prepare(COUNT)
                self.assertEqual(await statement.fetchval(), 388)
                with self.assertRaises(floodwall.Refused):
                    await connection.execute("SELECT 1; COMMIT")
                with self.assertRaises(floodwall.Refused):
                    await connection.prepare("COMMIT")
            self.assertEqual(await connection.fetchval(COUNT), 400)
            async with connection.transaction():
                pass
            await connection.close()

        asyncio.run(run(self.protection()))

    def test_a_pool_with_such_a_policy(self):
        async def run(protection):
            kind = floodwall.asyncpg.connection_class(protection)
            async with asyncpg.create_pool(self.server.url("shop"), connection_class=kind, min_size=1, max_size=1) as pool:
                async with pool.acquire() as connection, connection.transaction():
                    await connection.execute(TRUNCATE)
                self.assertEqual(await pool.fetchval(COUNT), 400)
            self.assertIn("650 rows", self.said[0])

        asyncio.run(run(self.always()))


class Frameworks(Case):
    def url(self, driver):
        return f"postgresql+{driver}://floodwall@/shop?host={self.server.folder.name}"

    def test_sqlalchemy(self):
        engine = floodwall.sqlalchemy.protect(sqlalchemy.create_engine(self.url("psycopg2"), future=True), self.protection())
        with engine.connect() as connection:
            with floodwall.dry_run(connection) as report:
                connection.execute(sqlalchemy.text(TRUNCATE))
                connection.commit()
                with connection.begin_nested():
                    connection.execute(sqlalchemy.text("INSERT INTO listing_status VALUES (1, 'a')"))
                connection.commit()
                self.assertEqual(connection.execute(sqlalchemy.text("SELECT count(*) FROM listing_status")).scalar(), 1)
            self.assertEqual(len(report.refused), 1)
        with engine.begin() as connection:
            self.assertEqual(connection.execute(sqlalchemy.text(COUNT)).scalar(), 400)
        engine.dispose()

    def test_sqlalchemy_that_awaits(self):
        async def run():
            engine = floodwall.sqlalchemy.protect(create_async_engine(self.url("asyncpg")), self.protection())
            async with engine.connect() as connection:
                async with floodwall.dry_run(connection) as report:
                    await connection.execute(sqlalchemy.text(TRUNCATE))
                    await connection.commit()
                    self.assertEqual((await connection.execute(sqlalchemy.text(COUNT))).scalar(), 0)
                    await connection.rollback()
                self.assertEqual(len(report.refused), 1)
            async with engine.connect() as connection:
                self.assertEqual((await connection.execute(sqlalchemy.text(COUNT))).scalar(), 400)
            await engine.dispose()

        asyncio.run(run())

    def test_django(self):
        import django
        from django.conf import settings

        settings.configure(INSTALLED_APPS=["floodwall.django"], DATABASES={"default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": "shop", "USER": "floodwall", "HOST": self.server.folder.name}})
        django.setup()
        from django.db import connection, transaction

        def count():
            with connection.cursor() as cursor:
                cursor.execute(COUNT)
                return cursor.fetchone()[0]

        with floodwall.dry_run(connection) as report:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("DELETE FROM price")
                with self.assertRaises(ZeroDivisionError), transaction.atomic():
                    cursor.execute("INSERT INTO price VALUES (1, 1)")
                    raise ZeroDivisionError
            self.assertEqual(count(), 0)
            with self.assertRaises(ZeroDivisionError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO price VALUES (1, 1)")
                raise ZeroDivisionError
            self.assertEqual(count(), 0)
        self.assertEqual(len(report.refused), 1)
        self.assertEqual(count(), 400)
        connection.close()

    def test_a_connection_that_cannot_is_refused(self):
        """SQLAlchemy over a connection that the driver's module does not guard."""
        engine = sqlalchemy.create_engine(self.url("psycopg2"), creator=lambda: psycopg2.connect(self.dsn("shop")))
        floodwall.sqlalchemy.protect(engine, self.always())
        with engine.connect() as connection, self.assertRaisesRegex(floodwall.Refused, "the policy wants a dry run"):
            connection.execute(sqlalchemy.text("DELETE FROM price WHERE id = 1"))
        engine.dispose()


if __name__ == "__main__":
    unittest.main()
