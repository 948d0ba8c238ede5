"""What another session does between the guard's question and the statement: rows that come into a table that was empty, or that
was copied, are not lost. The other session holds a lock that the question passes by and the statement waits for."""

import asyncio
import threading
import time
import unittest

import asyncpg
import psycopg
import psycopg2
from guarded_shop import Guarded

import floodwall
import floodwall.asyncpg
import floodwall.psycopg
import floodwall.psycopg2
from program import Scratch

EMPTY = "CREATE TABLE arrivals (id int PRIMARY KEY); CREATE TABLE of_arrivals (id int REFERENCES arrivals)"
STATEMENTS = ("TRUNCATE arrivals, of_arrivals", "DROP TABLE of_arrivals, arrivals")


class Meanwhile(Guarded):
    """Two empty tables, and what happens between question and statement."""

    def setUp(self):
        super().setUp()
        self.empty()

    def empty(self):
        self.server.psql("shop", f"DROP TABLE IF EXISTS arrivals, of_arrivals; DROP SCHEMA IF EXISTS floodwall_backup CASCADE; {EMPTY}")

    def while_somebody_inserts(self, action, lock="SHARE ROW EXCLUSIVE"):
        """Calls it; as soon as it waits for the other session, that one puts a row in and ends."""
        other = psycopg2.connect(self.dsn("shop"))
        watcher = psycopg2.connect(self.dsn("shop"))
        watcher.autocommit = True
        other.cursor().execute(f"LOCK TABLE arrivals IN {lock} MODE")

        def insert():
            with watcher.cursor() as cursor:
                for _ in range(1000):
                    cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = to_regclass('arrivals')")
                    if cursor.fetchone()[0]:
                        break
                    time.sleep(0.01)
            try:
                other.cursor().execute("INSERT INTO arrivals VALUES (1)")
                other.commit()
            except psycopg2.errors.DeadlockDetected:
                other.rollback()

        thread = threading.Thread(target=insert)
        thread.start()
        try:
            action()
        finally:
            thread.join()
            other.close()
            watcher.close()

    def arrived(self):
        return self.server.psql("shop", "SELECT count(*) FROM arrivals").strip()

    def assert_fails(self, error, action):
        with self.assertRaisesRegex(error, "floodwall: refused: public.(of_)?arrivals was empty when it was asked about"):
            self.while_somebody_inserts(action)
        self.assertEqual(self.arrived(), "1")

    def assert_passes_in_peace(self, action):
        action()
        self.assertIn(self.server.run_psql("shop", "SELECT count(*) FROM arrivals").stdout.strip(), ("0", ""))


class Drivers(Meanwhile):
    def try_driver(self, connect, error):
        for autocommit in (True, False):
            for statement in STATEMENTS:
                def run(statement=statement, autocommit=autocommit):
                    with connect() as connection:
                        connection.autocommit = autocommit
                        connection.cursor().execute(statement)
                        if not autocommit:
                            connection.commit()

                with self.subTest(statement=statement, autocommit=autocommit):
                    self.empty()
                    self.assert_fails(error, run)
                    self.empty()
                    self.assert_passes_in_peace(run)

    def test_psycopg2(self):
        self.try_driver(lambda: floodwall.psycopg2.connect(self.dsn("shop")), psycopg2.Error)

    def test_psycopg(self):
        self.try_driver(lambda: floodwall.psycopg.connect(self.dsn("shop")), psycopg.Error)

    def test_asyncpg(self):
        async def send(statement):
            connection = await floodwall.asyncpg.connect(host=self.server.folder.name, user="floodwall", database="shop")
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        for statement in STATEMENTS:
            self.empty()
            self.assert_fails(asyncpg.PostgresError, lambda statement=statement: asyncio.run(send(statement)))
            self.empty()
            self.assert_passes_in_peace(lambda statement=statement: asyncio.run(send(statement)))

    def test_copies(self):
        """In autocommit, too, the copy and the statement are one."""
        for connect, driver in ((floodwall.psycopg2.connect, psycopg2), (floodwall.psycopg.connect, psycopg)):
            self.empty()
            self.server.psql("shop", "INSERT INTO arrivals VALUES (7)")

            def run(connect=connect, driver=driver):
                connection = connect(self.dsn("shop"))
                connection.autocommit = True
                watch = floodwall.Protection(guard=floodwall.Guard(text="[guard]\nbackup = true\n"))
                if driver is psycopg:
                    floodwall.psycopg.protect(connection, watch)
                else:
                    connection._floodwall = watch.watch(None)
                try:
                    with floodwall.session_of(connection).allowed(reason="a test"):
                        connection.cursor().execute("DELETE FROM arrivals")
                        connection.cursor().execute("TRUNCATE arrivals CASCADE")
                except driver.errors.DeadlockDetected:
                    pass
                finally:
                    connection.close()

            self.while_somebody_inserts(run, "ACCESS SHARE")
            kept = self.server.psql("shop", """SELECT table_name FROM information_schema.tables
                WHERE table_schema = 'floodwall_backup' AND table_name LIKE '%rows'""").split()
            everywhere = ["arrivals", *(f'floodwall_backup."{name}"' for name in kept)]
            rows = self.server.psql("shop", " UNION ".join(f"SELECT id FROM {name}" for name in everywhere)).split()
            self.assertIn("7", rows)
            inserted = self.server.psql("shop", "SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = 'arrivals'")
            self.assertTrue("1" in rows or inserted.strip() == "1", f"{rows} {inserted}")


class Programs(Meanwhile, Scratch):
    def setUp(self):
        Scratch.setUp(self)
        Meanwhile.setUp(self)

    def test_psql(self):
        for statement in STATEMENTS:
            for text in (statement, f"BEGIN; {statement}; COMMIT"):
                with self.subTest(text):
                    self.empty()
                    self.while_somebody_inserts(lambda text=text: self.psql(text, 3))
                    self.assertEqual(self.arrived(), "1")
                    self.empty()
                    self.psql(text, 0)

    def psql(self, text, status):
        self.floodwall("guard", "run", "--", "psql", "-X", "-v", "ON_ERROR_STOP=1", self.dsn("shop"), stdin=text, status=status)


if __name__ == "__main__":
    unittest.main()
