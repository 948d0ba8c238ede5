"""floodwall.psycopg2 on a real server: what is stopped, what runs, and what stays as it was."""

import io
import json
import os
import subprocess
import sys
import tempfile
import unittest

from driver_scenarios import DriverScenarios
from guarded_shop import ROWS, TRUNCATE, Guarded

import floodwall
import psycopg2
from floodwall import psycopg2 as guarded
from psycopg2 import extensions, extras, sql


BACKUP = "[guard]\nbackup = true\n"


class Case(Guarded):
    error, lost = psycopg2.Error, psycopg2.OperationalError

    def connect(self, database="shop", **options):
        connection = psycopg2.connect(self.dsn(database), connection_factory=guarded.Connection, **options)
        self.addCleanup(connection.close)
        return connection

    def cursor(self, database="shop", **options):
        return self.connect(database).cursor(**options)


class Incidents(DriverScenarios, Case):
    def test_connect_of_this_module(self):
        connection = guarded.connect(self.dsn("shop"))
        self.addCleanup(connection.close)
        self.assert_refused(lambda: connection.cursor().execute(TRUNCATE))


class Policies(Case):
    def guarded(self, policy, **options):
        protection = floodwall.Protection(guard=floodwall.Guard(text=policy), **options)
        connection = guarded.connect(self.dsn("shop"), protection=protection)
        self.addCleanup(connection.close)
        return connection.cursor()

    def test_a_warning_is_told_and_the_statement_runs(self):
        told = []
        cursor = self.guarded('[guard.rules]\ndelete-without-where = "warn"\n', warn=told.append)
        cursor.execute("DELETE FROM price")
        self.assertEqual(cursor.rowcount, 400)
        cursor.connection.rollback()
        self.assertIn("400 rows", told[0])

    def test_somebody_is_asked(self):
        asked = []

        def confirm(message):
            asked.append(message)
            return len(asked) == 2

        policy = '[guard.rules]\ndelete-without-where = "ask"\n'
        cursor = self.guarded(policy, confirm=confirm)
        self.assert_refused(lambda: cursor.execute("DELETE FROM price"))
        cursor.execute("DELETE FROM price")
        cursor.connection.rollback()
        self.assertIn("400 rows", asked[1])
        self.assert_refused(lambda: self.guarded(policy).execute("DELETE FROM price"))

    def test_the_audit_log_has_what_was_decided(self):
        with tempfile.TemporaryDirectory() as folder:
            cursor = self.guarded(f'[guard]\naudit-log = "{folder}/log"\n')
            self.assert_refused(lambda: cursor.execute("DELETE FROM price"))
            with floodwall.session_of(cursor.connection).allowed(reason="ticket 4711", seconds=5):
                cursor.execute("DELETE FROM price")
            cursor.connection.rollback()
            with open(f"{folder}/log") as file:
                refused, allowed = (json.loads(line) for line in file)
            self.assertEqual((refused["decision"], refused["database"]), ("refused", "shop"))
            self.assertEqual((allowed["decision"], allowed["allowed_by"]), ("let through", "override: ticket 4711"))

    def test_trouble_with_the_audit_log_is_logged_and_changes_nothing(self):
        cursor = self.guarded('[guard]\naudit-log = "/dev/full"\n')
        with self.assertLogs("floodwall", "ERROR") as logged:
            self.assert_refused(lambda: cursor.execute("DELETE FROM price"))
        self.assertIn("audit log: /dev/full: No space left on device", logged.output[0])

    def test_copies_are_made_before(self):
        for autocommit in (False, True):
            cursor = self.guarded(BACKUP)
            cursor.connection.autocommit = autocommit
            with floodwall.session_of(cursor.connection).allowed(reason="a test", seconds=5):
                cursor.execute(TRUNCATE)
            if not autocommit:
                cursor.connection.commit()
            self.assertEqual(self.rows("shop"), [0, 0, 0])
            self.restore(cursor.connection)
            self.assertEqual(self.rows("shop"), ROWS)
        self.server.psql("shop", "DROP SCHEMA floodwall_backup CASCADE; ANALYZE;")

    def restore(self, connection):
        self.assertRegex(floodwall.restore(connection), "^[0-9_]+$")
        if not connection.autocommit:
            connection.commit()

    def test_there_may_be_nothing_to_restore(self):
        connection = self.guarded("").connection
        self.assertRaisesRegex(floodwall.GuardError, "no backups", floodwall.restore, connection)
        self.assertRaisesRegex(psycopg2.Error, "floodwall_backup", floodwall.restore, connection, "20260101")

    def test_a_budget(self):
        cursor = self.guarded("[guard]\nmax-statements = 2\nmax-rows-per-session = 30\n")
        session = floodwall.session_of(cursor.connection)
        cursor.execute("DELETE FROM price WHERE id <= %s", (20,))
        self.assertRaisesRegex(floodwall.Refused, r"takes or changes 11 rows, .* DELETE FROM price WHERE id <= \? \(20 rows\)",
                               cursor.execute, "DELETE FROM price WHERE id <= %s", (31,))
        cursor.execute("DELETE FROM price WHERE id <= %s", (30,))
        self.assertRaisesRegex(floodwall.Refused, "so far 2: ", cursor.execute, "DELETE FROM price WHERE id = 0")
        with session.allowed("max-statements", reason="a test", seconds=5):
            cursor.execute("DELETE FROM price WHERE id = 0")
        session.reset_budget()
        cursor.execute("DELETE FROM price WHERE id = 31")
        cursor.connection.rollback()

    def test_what_is_undone_does_not_count_for_the_budget(self):
        cursor = self.guarded("[guard]\nmax-statements = 10\nmax-rows = 5\n")
        for _ in range(2):
            self.assertRaisesRegex(floodwall.Refused, "10 rows", cursor.executemany, "DELETE FROM price WHERE id = %s",
                                   [(each,) for each in range(1, 11)])
        cursor.connection.rollback()

    def test_rows_are_counted(self):
        for autocommit in (False, True):
            cursor = self.guarded("[guard]\nmax-rows = 10\n")
            cursor.connection.autocommit = autocommit
            cursor.execute("UPDATE price SET listing_id = 1 WHERE id <= %s", (10,))
            self.assertEqual(cursor.rowcount, 10)
            self.assertRaisesRegex(floodwall.Refused, "20 rows", cursor.execute, "DELETE FROM price WHERE id <= %s", (20,))
            self.assertRaisesRegex(floodwall.Refused, "20 rows", cursor.executemany, "DELETE FROM price WHERE id = %s",
                                   [(each,) for each in range(1, 21)])
            cursor.execute("SELECT count(*), count(*) FILTER (WHERE listing_id = 1) FROM price")
            self.assertEqual(cursor.fetchone()[0], 400)
            cursor.connection.rollback()
            self.assertEqual(self.rows("shop"), ROWS)

    def test_a_policy_that_cannot_be_read_stops_everything(self):
        with self.assertRaisesRegex(floodwall.GuardError, "floodwall.toml"):
            self.guarded("[guard]\nrule = 1\n")


class Bypasses(Case):
    """Each tries to get a statement past the guard."""

    def test_texts(self):
        for text in (f"SELECT 1; {TRUNCATE}", f"SELECT 1 /* ; */; -- \n{TRUNCATE}", TRUNCATE.encode(),
                     "TRUNCATE\u00a0listing_status".replace("\u00a0", "\n"), 'TRUNCATE "listing_status" CASCADE',
                     "DELETE FROM price WHERE true", "WITH d AS (DELETE FROM price RETURNING 1) SELECT * FROM d",
                     "EXPLAIN ANALYZE DELETE FROM price", "PREPARE p AS DELETE FROM price",
                     "DO $$ BEGIN DELETE FROM price; END $$", "DO $$ BEGIN EXECUTE 'TRUNCATE price'; END $$",
                     "COPY (DELETE FROM price RETURNING *) TO STDOUT", "ROLLBACK; TRUNCATE price",
                     "BEGIN; SET LOCAL ROLE floodwall; TRUNCATE price; COMMIT", "SET search_path = pg_temp, public; TRUNCATE price",
                     "SAVEPOINT a; TRUNCATE price; RELEASE a", sql.SQL("TRUNCATE {} CASCADE").format(sql.Identifier("listing"))):
            with self.subTest(text=text):
                self.assert_refused(lambda text=text: self.cursor().execute(text))

    def test_parameters_that_make_the_statement(self):
        cursor = self.cursor()
        self.assert_refused(lambda: cursor.execute("DELETE FROM price WHERE %s", (True,)))
        self.assert_refused(lambda: cursor.execute("TRUNCATE %s", (extensions.AsIs("price"),)))
        self.assert_refused(lambda: cursor.execute("%s", (extensions.AsIs("TRUNCATE price"),)))
        self.assert_refused(lambda: cursor.execute("%(a)s", {"a": extensions.AsIs("TRUNCATE price")}))

    def test_other_ways_to_send(self):
        cursor = self.cursor()
        self.assert_refused(lambda: cursor.executemany("DELETE FROM price WHERE %s", [(False,), (True,)]))
        self.assert_refused(lambda: cursor.executemany(TRUNCATE, [()]))
        self.assert_refused(lambda: cursor.callproc("now(); TRUNCATE price; SELECT now"))
        self.assert_refused(lambda: cursor.copy_expert("COPY (DELETE FROM price RETURNING *) TO STDOUT", io.StringIO()))
        self.assert_refused(lambda: extras.execute_batch(cursor, "DELETE FROM price WHERE %s", [(True,)]))
        self.assert_refused(lambda: extras.execute_values(cursor, "DELETE FROM price WHERE id IN (VALUES %s) OR true", [(1,)]))
        self.assert_refused(lambda: cursor.execute(cursor.mogrify("DELETE FROM price WHERE %s", (True,))))

    def test_cursors_of_all_kinds(self):
        class Own(extensions.cursor):
            def execute(self, query, vars=None):
                return super().execute("TRUNCATE price" if query == "purge" else query, vars)

        connection = self.connect()
        for factory in (extras.DictCursor, extras.RealDictCursor, extras.NamedTupleCursor, Own):
            with self.subTest(factory=factory.__name__):
                self.assert_refused(lambda factory=factory: connection.cursor(cursor_factory=factory).execute(TRUNCATE))
        self.assert_refused(lambda: connection.cursor(cursor_factory=Own).execute("purge"))
        connection.cursor_factory = extras.DictCursor
        self.assert_refused(lambda: connection.cursor().execute(TRUNCATE))
        self.assert_refused(lambda: self.connect(cursor_factory=extras.DictCursor).cursor().execute(TRUNCATE))
        with self.assertRaises(floodwall.GuardError):
            connection.cursor(cursor_factory=lambda *arguments, **more: extensions.cursor(*arguments, **more))

    def test_a_server_side_cursor(self):
        named = self.connect().cursor("big")
        self.assert_refused(lambda: named.execute("SELECT 1; TRUNCATE price"))

    def test_other_connection_classes(self):
        factory = guarded.connection_factory(base=extras.DictConnection)
        connection = psycopg2.connect(self.dsn("shop"), connection_factory=factory)
        self.addCleanup(connection.close)
        self.assertIsInstance(connection, extras.DictConnection)
        self.assert_refused(lambda: connection.cursor().execute(TRUNCATE))

    def test_another_role(self):
        self.server.psql("shop", "DROP ROLE IF EXISTS clerk; CREATE ROLE clerk; GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk")
        self.addCleanup(self.server.psql, "shop", "DROP OWNED BY clerk; DROP ROLE clerk")
        cursor = self.cursor()
        cursor.execute("SET ROLE clerk")
        self.assert_refused(lambda: cursor.execute(TRUNCATE), "listing")
        cursor.connection.close()

    def test_another_encoding(self):
        connection = self.connect()
        connection.set_client_encoding("LATIN1")
        self.server.psql("shop", 'CREATE TABLE "größe" AS SELECT 1 AS a')
        self.addCleanup(self.server.psql, "shop", 'DROP TABLE "größe"')
        self.assert_refused(lambda: connection.cursor().execute('TRUNCATE "größe"'), "größe")
        connection.set_client_encoding("SQL_ASCII")  # whatever bytes
        self.assert_refused(lambda: connection.cursor().execute('TRUNCATE "größe"'.encode()), "größe")
        self.assert_refused(lambda: connection.cursor().execute(b'TRUNCATE listing_status, "\xff"'), "listing_status")


class Transactions(Case):
    """Questions leave the connection as it was."""

    def test_idle_stays_idle(self):
        connection = self.connect()
        with self.assertRaises(floodwall.Refused):
            connection.cursor().execute(TRUNCATE)
        self.assertEqual(connection.info.transaction_status, extensions.TRANSACTION_STATUS_IDLE)
        connection.autocommit = True
        with self.assertRaises(floodwall.Refused):
            connection.cursor().execute(TRUNCATE)
        self.assertEqual(connection.info.transaction_status, extensions.TRANSACTION_STATUS_IDLE)
        self.assertTrue(connection.autocommit)

    def test_the_transaction_goes_on(self):
        connection = self.connect()
        cursor = connection.cursor()
        cursor.execute("INSERT INTO price VALUES (1000, 1)")
        cursor.execute("SELECT id FROM price ORDER BY id")
        cursor.fetchone()
        with self.assertRaises(floodwall.Refused):
            connection.cursor().execute(TRUNCATE)
        self.assertEqual(connection.info.transaction_status, extensions.TRANSACTION_STATUS_INTRANS)
        self.assertEqual(len(cursor.fetchall()), 400)
        cursor.execute("SELECT count(*) FROM price")
        self.assertEqual(cursor.fetchone(), (401,))
        connection.rollback()

    def test_an_open_server_side_cursor_goes_on(self):
        connection = self.connect()
        named = connection.cursor("big")
        named.itersize = 10
        named.execute("SELECT id FROM price")
        self.assertEqual(len(named.fetchmany(10)), 10)
        with self.assertRaises(floodwall.Refused):
            connection.cursor().execute(TRUNCATE)
        self.assertEqual(len(named.fetchall()), 390)
        connection.rollback()

    def test_an_asynchronous_connection(self):
        connection = psycopg2.connect(self.dsn("shop"), connection_factory=guarded.Connection, async_=True)
        extras.wait_select(connection)
        cursor = connection.cursor()
        cursor.execute("BEGIN")
        extras.wait_select(connection)
        self.assert_refused(lambda: cursor.execute(TRUNCATE), "650 rows")
        cursor.execute("SELECT 1")
        extras.wait_select(connection)
        self.assertEqual(cursor.fetchone(), (1,))
        connection.close()

    def test_each_connection_is_asked_for_itself(self):
        self.cursor("shop_test").execute(TRUNCATE)
        self.assert_refused(lambda: self.cursor("shop").execute(TRUNCATE))


class AllConnections(Case):
    def test_protect_all(self):
        undo = guarded.protect_all(floodwall.Protection())
        try:
            connection = psycopg2.connect(self.dsn("shop"))
            self.addCleanup(connection.close)
            self.assert_refused(lambda: connection.cursor().execute(TRUNCATE))
        finally:
            undo()
        plain = psycopg2.connect(self.dsn("shop"))
        self.addCleanup(plain.close)
        self.assertIs(type(plain), extensions.connection)

    def test_assert_test_database(self):
        for connect in (self.connect, lambda name: psycopg2.connect(self.dsn(name))):
            connection = connect("shop_test")
            self.assertEqual(floodwall.assert_test_database(connection)["database"], "shop_test")
            self.assertEqual(connection.info.transaction_status, extensions.TRANSACTION_STATUS_IDLE)
            connection.close()
            with self.assertRaisesRegex(floodwall.NotATestDatabase, "shop is not one for tests"):
                floodwall.assert_test_database(connect("shop"))

    def test_a_host_that_is_for_tests_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(f"{folder}/floodwall.toml", "w") as file:
                file.write(f'[guard]\ntest-hosts = ["{self.server.folder.name}"]\n')
            script = (f"import floodwall, floodwall.psycopg2, psycopg2, sys\nfor connect in (psycopg2.connect, floodwall.psycopg2.connect):\n"
                      f"    print(floodwall.assert_test_database(connect({self.dsn('shop')!r}))['because'])")
            done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False,
                                  env={**os.environ, "PYTHONPATH": sys.path[0]})
            self.assertEqual(done.stdout, f"test-hosts lists {self.server.folder.name}\n" * 2, done.stderr)


if __name__ == "__main__":
    unittest.main()
