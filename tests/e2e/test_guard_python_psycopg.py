"""floodwall.psycopg (psycopg 3) on a real server: what is stopped, what runs, and what stays as it was."""

import asyncio
import gc
import unittest
import unittest.mock

from driver_scenarios import DriverScenarios
from guarded_shop import ROWS, TRUNCATE, Guarded

import floodwall
import psycopg
from floodwall import psycopg as guarded
from psycopg import pq, sql


class Case(Guarded):
    error, lost = psycopg.Error, psycopg.OperationalError

    def connect(self, database="shop", **options):
        connection = guarded.connect(self.dsn(database), **options)
        self.addCleanup(connection.close)
        return connection


class Incidents(DriverScenarios, Case):
    def test_a_connection_that_was_there_already(self):
        plain = psycopg.connect(self.dsn("shop"))
        self.addCleanup(plain.close)
        self.assert_refused(lambda: guarded.protect(plain).execute(TRUNCATE))

    def test_a_connection_that_nobody_guards(self):
        with psycopg.connect(self.dsn("shop_test")) as plain:
            plain.execute(TRUNCATE)
        self.assertEqual(self.rows("shop_test"), [0, 0, 0])

    def test_protect_all(self):
        undo = guarded.protect_all(floodwall.Protection())
        self.addCleanup(undo)
        with psycopg.connect(self.dsn("shop")) as plain:
            self.assert_refused(lambda: plain.execute(TRUNCATE))

    def test_assert_test_database(self):
        with psycopg.connect(self.dsn("shop_test")) as plain:
            self.assertEqual(floodwall.assert_test_database(plain)["database"], "shop_test")
            self.assertEqual(plain.info.transaction_status, pq.TransactionStatus.IDLE)
        with self.assertRaisesRegex(floodwall.NotATestDatabase, "shop is not one for tests"):
            floodwall.assert_test_database(self.connect())


class Bypasses(Case):
    """Each tries to get a statement past the guard."""

    def test_texts(self):
        for text in (f"SELECT 1; {TRUNCATE}", TRUNCATE.encode(), 'TRUNCATE "listing_status" CASCADE',
                     "DELETE FROM price WHERE true", "WITH d AS (DELETE FROM price RETURNING 1) SELECT * FROM d",
                     "DO $$ BEGIN EXECUTE 'TRUNCATE price'; END $$", "ROLLBACK; TRUNCATE price",
                     sql.SQL("TRUNCATE {} CASCADE").format(sql.Identifier("listing"))):
            with self.subTest(text=text):
                self.assert_refused(lambda text=text: self.connect().execute(text))

    def test_other_ways_to_send(self):
        connection = self.connect()
        cursor = connection.cursor()
        self.assert_refused(lambda: cursor.executemany("DELETE FROM price WHERE true OR id = %s", [(1,), (2,)]))
        self.assert_refused(lambda: next(cursor.stream("DELETE FROM price RETURNING id")))
        self.assert_refused(lambda: cursor.execute("DELETE FROM price", prepare=True))
        self.assert_refused(lambda: cursor.execute("DELETE FROM price", binary=True))
        self.assert_refused(lambda: cursor.copy("COPY (DELETE FROM price RETURNING *) TO STDOUT").__enter__())
        self.assert_refused(lambda: cursor.copy("COPY (DELETE FROM price WHERE %s RETURNING *) TO STDOUT", (True,)).__enter__())
        self.assert_refused(lambda: connection.cursor("big").execute("SELECT 1; TRUNCATE price"))

    def test_cursors_of_all_kinds(self):
        class Own(psycopg.Cursor):
            def execute(self, query, params=None, **options):
                return super().execute("TRUNCATE price" if query == "purge" else query, params, **options)

        connection = self.connect()
        for factory in (psycopg.Cursor, psycopg.ClientCursor, Own):
            with self.subTest(factory=factory.__name__):
                self.assert_refused(lambda factory=factory: factory(connection).execute(TRUNCATE))
        self.assert_refused(lambda: Own(connection).execute("purge"))
        self.assert_refused(lambda: psycopg.ClientCursor(connection).execute("DELETE FROM price WHERE %s", (True,)))
        connection.cursor_factory = psycopg.ClientCursor
        self.assert_refused(lambda: connection.execute(TRUNCATE))
        self.assert_refused(lambda: psycopg.ServerCursor(connection, "big").execute("SELECT 1; TRUNCATE price"))

    def test_a_prepared_statement_of_the_server(self):
        connection = self.connect()
        self.assert_refused(lambda: connection.execute("PREPARE p AS DELETE FROM price"))

    def test_a_pipeline(self):
        connection = self.connect()
        with connection.pipeline():
            connection.execute("INSERT INTO price VALUES (1000, 1)")
            self.assert_refused(lambda: connection.execute(TRUNCATE), "651 rows")
            cursor = connection.execute("SELECT count(*) FROM price")
            self.assertEqual(cursor.fetchone(), (401,))
        connection.rollback()

    def test_a_pipeline_on_a_database_for_tests(self):
        with self.connect("shop_test") as connection, connection.pipeline():
            connection.execute(TRUNCATE)
        self.assertEqual(self.rows("shop_test"), [0, 0, 0])

    def test_savepoints_and_search_path(self):
        with self.connect() as connection:
            with connection.transaction(), connection.transaction():
                connection.execute("SET LOCAL search_path = pg_temp, public")
                self.assert_refused(lambda: connection.execute(TRUNCATE), "650 rows")

    def test_another_encoding(self):
        connection = self.connect(client_encoding="LATIN1")
        self.server.psql("shop", 'CREATE TABLE "größe" AS SELECT 1 AS a')
        self.addCleanup(self.server.psql, "shop", 'DROP TABLE "größe"')
        self.assert_refused(lambda: connection.execute('TRUNCATE "größe"'), "größe")
        connection.execute("SET client_encoding = SQL_ASCII")  # whatever bytes
        self.assert_refused(lambda: connection.execute('TRUNCATE "größe"'.encode()), "größe")
        self.assert_refused(lambda: connection.execute(b'TRUNCATE listing_status, "\xff"'), "listing_status")
        connection.close()


class Transactions(Case):
    """Questions leave the connection as it was."""

    def test_the_transaction_goes_on(self):
        connection = self.connect()
        connection.execute("INSERT INTO price VALUES (1000, 1)")
        cursor = connection.execute("SELECT id FROM price ORDER BY id")
        cursor.fetchone()
        with connection.cursor("big") as named:
            named.execute("SELECT id FROM price")
            named.fetchmany(10)
            with self.assertRaises(floodwall.Refused):
                connection.execute(TRUNCATE)
            self.assertEqual(len(named.fetchall()), 391)
        self.assertEqual(connection.info.transaction_status, pq.TransactionStatus.INTRANS)
        self.assertEqual(len(cursor.fetchall()), 400)
        connection.rollback()

    def test_autocommit_is_kept(self):
        connection = self.connect(autocommit=True)
        with self.assertRaises(floodwall.Refused):
            connection.execute(TRUNCATE)
        self.assertEqual(connection.info.transaction_status, pq.TransactionStatus.IDLE)


class Policies(Case):
    def guarded(self, policy, **options):
        connection = psycopg.connect(self.dsn("shop"), **options)
        self.addCleanup(connection.close)
        return guarded.protect(connection, floodwall.Protection(guard=floodwall.Guard(text=policy)))

    def test_copies_are_made_before(self):
        for is_pipeline in (False, True):
            connection = self.guarded("[guard]\nbackup = true\n")
            with floodwall.session_of(connection).allowed(reason="a test", seconds=5):
                if is_pipeline:
                    with connection.pipeline():
                        connection.execute("DELETE FROM price")
                else:
                    connection.execute("DELETE FROM price")
            saved = connection.execute(floodwall.session_of(connection).backups_question).fetchone()[0]
            self.assertIn("price", saved)
            connection.rollback()
            self.assertEqual(self.rows("shop"), ROWS)

    def test_rows_are_counted(self):
        for options in ({}, {"autocommit": True}):
            connection = self.guarded("[guard]\nmax-rows = 10\n", **options)
            cursor = connection.execute("UPDATE price SET listing_id = 1 WHERE id <= %s", (10,))
            self.assertEqual(cursor.rowcount, 10)
            self.assertRaisesRegex(floodwall.Refused, "20 rows", connection.execute, "DELETE FROM price WHERE id <= %s", (20,))
            with connection.pipeline():
                self.assertRaisesRegex(floodwall.Refused, "20 rows", connection.execute, "DELETE FROM price WHERE id <= %s", (20,))
                cursor = connection.execute("UPDATE price SET listing_id = 1 WHERE id <= %s RETURNING id", (5,))
                self.assertEqual(len(cursor.fetchall()), 5)
            cursor.executemany("UPDATE price SET listing_id = 1 WHERE id = %s", [(1,), (2,)])
            self.assertEqual(cursor.rowcount, 2)
            self.assertEqual(connection.execute("SELECT count(*) FROM price").fetchone(), (400,))
            connection.rollback()

    def test_each_of_many_counts_for_the_budget(self):
        connection = self.guarded("[guard]\nmax-rows = 3\nmax-rows-per-session = 30\n")
        cursor = connection.cursor()
        cursor.executemany("DELETE FROM price WHERE id = %s", [(each,) for each in range(1, 11)])
        self.assertEqual(cursor.rowcount, 10)
        self.assertRaisesRegex(floodwall.Refused, "max-rows: takes or changes 4 rows", cursor.executemany,
                               "DELETE FROM price WHERE id BETWEEN 11 AND %s", [(12,), (16,)])
        cursor.executemany("DELETE FROM price WHERE id = %s", [(each,) for each in range(21, 39)])
        self.assertRaisesRegex(floodwall.Refused, "so far 30 rows: ", cursor.execute, "DELETE FROM price WHERE id = 40")
        connection.rollback()


class Asynchronous(Case):
    def test_a_task_that_is_cancelled_while_rows_are_counted(self):
        async def run():
            connection = await guarded.AsyncConnection.connect(self.dsn("shop"), autocommit=True)
            guarded.protect(connection, floodwall.Protection(guard=floodwall.Guard(text="[guard]\nmax-rows = 10\n")))
            task = asyncio.ensure_future(connection.execute("DELETE FROM price WHERE id = 1 AND pg_sleep(1)::text = ''"))
            await asyncio.sleep(0.3)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task
            await connection.close()

        ignored = []
        with unittest.mock.patch("sys.unraisablehook", lambda raised: ignored.append(str(raised.exc_value))):
            asyncio.run(run())
            gc.collect()
        self.assertEqual(ignored, [])

    def test_all_of_it(self):
        async def run():
            async with await guarded.AsyncConnection.connect(self.dsn("shop")) as connection:
                await connection.execute("INSERT INTO price VALUES (1000, 1)")
                await self.assert_refused_async(connection.execute(TRUNCATE), "651 rows")
                cursor = psycopg.AsyncClientCursor(connection)
                await self.assert_refused_async(cursor.execute("DELETE FROM price WHERE %s", (True,)))
                async with connection.pipeline():
                    await self.assert_refused_async(connection.execute(TRUNCATE))
                await self.assert_refused_async(connection.cursor().executemany("DELETE FROM price WHERE true OR id = %s", [(1,)]))
                cursor = await connection.execute("SELECT count(*) FROM price")
                self.assertEqual(await cursor.fetchone(), (401,))
                await connection.rollback()
                with self.assertRaises(floodwall.NotATestDatabase):
                    await floodwall.assert_test_database_async(connection)
                with self.assertRaisesRegex(TypeError, "assert_test_database_async"):
                    floodwall.assert_test_database(connection)
            async with await guarded.AsyncConnection.connect(self.dsn("shop_test")) as connection:
                await floodwall.assert_test_database_async(connection)
                await connection.execute(TRUNCATE)

        asyncio.run(run())
        self.assertEqual(self.rows("shop_test"), [0, 0, 0])


if __name__ == "__main__":
    unittest.main()
