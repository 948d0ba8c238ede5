"""floodwall.psycopg (psycopg 3) on a real server: what is stopped, what runs, and what stays as it was."""

import asyncio
import os
import threading
import unittest

from guarded_shop import ROWS, TRUNCATE, Guarded

import floodwall
import psycopg
from floodwall import psycopg as guarded
from psycopg import pq, sql


class Case(Guarded):
    def connect(self, database="shop", **options):
        connection = guarded.connect(self.dsn(database), **options)
        self.addCleanup(connection.close)
        return connection


class Incidents(Case):
    def test_truncate_cascade_is_stopped_and_says_what_it_would_take(self):
        self.assert_refused(lambda: self.connect().execute(TRUNCATE), "in database shop ", "truncate-cascade", "3 tables",
                            "650 rows", "listing (200 rows)", "price (400 rows)")

    def test_delete_without_where_is_stopped(self):
        self.assert_refused(lambda: self.connect().execute("DELETE FROM price"), "delete-without-where", "400 rows")

    def test_it_runs_on_a_database_for_tests(self):
        with self.connect("shop_test") as connection:
            connection.execute(TRUNCATE)
        self.assertEqual(self.rows("shop_test"), [0, 0, 0])

    def test_an_except_of_the_drivers_errors_does_not_swallow_it(self):
        def reckless():
            try:
                self.connect().execute(TRUNCATE)
            except psycopg.Error:
                pass

        self.assert_refused(reckless)

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

    def test_an_override_has_a_reason_and_an_end(self):
        connection = self.connect()
        with floodwall.session_of(connection).allowed("delete-without-where", reason="a test", seconds=5):
            connection.execute("DELETE FROM price")
        with self.assertRaises(floodwall.Refused):
            connection.execute("DELETE FROM price")
        connection.rollback()
        self.assertEqual(self.rows("shop"), ROWS)


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

    def test_another_thread(self):
        connection, refusals = self.connect(), []

        def run():
            try:
                connection.execute(TRUNCATE)
            except floodwall.Refused as error:
                refusals.append(error)

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(refusals), 8)
        self.assertEqual(self.rows("shop"), ROWS)

    def test_a_forked_process(self):
        child = os.fork()
        if child == 0:
            try:
                guarded.connect(self.dsn("shop")).execute(TRUNCATE)
            except floodwall.Refused:
                os._exit(7)
            os._exit(0)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 7)

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

    def test_a_connection_that_is_lost_is_the_drivers_error(self):
        connection = self.connect("shop_test")
        self.server.psql("postgres", f"SELECT pg_terminate_backend({connection.info.backend_pid})")
        self.assertRaises(psycopg.OperationalError, connection.execute, TRUNCATE)

    def test_autocommit_is_kept(self):
        connection = self.connect(autocommit=True)
        with self.assertRaises(floodwall.Refused):
            connection.execute(TRUNCATE)
        self.assertEqual(connection.info.transaction_status, pq.TransactionStatus.IDLE)

    def test_a_question_that_fails_does_not_abort_it(self):
        self.server.psql("shop", "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC; CREATE ROLE clerk LOGIN; "
                                 "GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk")
        self.addCleanup(self.server.psql, "shop", "DROP OWNED BY clerk; DROP ROLE clerk; "
                                                  "GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC")
        with guarded.connect(self.dsn("shop").replace("user=floodwall", "user=clerk")) as connection:
            connection.execute("INSERT INTO price VALUES (1000, 1)")
            with self.assertRaises(floodwall.Refused):
                connection.execute(TRUNCATE)
            self.assertEqual(connection.execute("SELECT count(*) FROM price").fetchone(), (401,))
            connection.rollback()

    def test_a_failed_transaction_is_not_asked_and_not_believed(self):
        connection = self.connect("shop_test")
        with self.assertRaises(psycopg.Error):
            connection.execute("SELECT 1/0")
        with self.assertRaises(floodwall.Refused):
            connection.execute("ROLLBACK; TRUNCATE price")
        connection.rollback()
        connection.execute("TRUNCATE price")
        connection.rollback()


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


class Asynchronous(Case):
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
