"""`floodwall guard run`: programs that nobody changed, against a real server."""
import json
import os
import sys
import unittest

from guard_tables import Shops
from program import PROGRAM, main

PLAIN_PQ = os.path.join(os.path.dirname(PROGRAM), "plain_pq")
PLAIN_PQXX = os.path.join(os.path.dirname(PROGRAM), "plain_pqxx")

TRUNCATE = "TRUNCATE listing_status CASCADE"
DOWNGRADE = """
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("CREATE TABLE visit (id int PRIMARY KEY)")
    op.execute("INSERT INTO visit SELECT generate_series(1, 50)")


def downgrade():
    op.execute("DROP TABLE visit")
"""


class Guarded(Shops):
    def setUp(self):
        super().setUp()
        self.counts = self.rows("shop")
        self.addCleanup(lambda: self.assertEqual(self.rows("shop"), self.counts))
        self.addCleanup(self.refill)

    def run_guarded(self, *words, options=(), **more):
        done = self.floodwall("guard", "run", *options, "--", *words, **more)
        done.all = done.stdout + done.stderr
        return done

    def psql(self, database, *words, **options):
        return self.run_guarded("psql", "-X", self.words(database), *words, **options)

    def assert_refused(self, done, rows="200 rows"):
        self.assertNotEqual(done.returncode, 0, done.all)
        self.assertIn("floodwall: refused in database shop", done.all)
        self.assertIn(rows, done.all)


class Psql(Guarded):
    def test_command(self):
        done = self.psql("shop", "-c", TRUNCATE)
        self.assert_refused(done)
        self.assertIn("here that is 2 tables with 300 rows: listing_status (200 rows), "
                      "status_note (100 rows) by status_note_status_fkey", done.all)
        self.assertEqual(self.psql("shop_test", "-c", TRUNCATE).returncode, 0)
        self.assertEqual(self.rows("shop_test"), "300|0|0")

    def test_script(self):
        self.write("script.sql", f"SELECT 'before';\n{TRUNCATE};\nSELECT 'after';\n")
        done = self.psql("shop", "-f", "script.sql")
        self.assert_refused(done)
        self.assertIn("after", done.stdout)  # psql goes on, as it does after any error
        self.assertIn("1 of its statements was refused", done.stderr)
        done = self.psql("shop", "-f", "script.sql", options=["--keep-status"])
        self.assertEqual(done.returncode, 0, done.all)
        done = self.psql("shop", "-v", "ON_ERROR_STOP=1", "-f", "script.sql")
        self.assertEqual(done.returncode, 3, done.all)
        self.assertNotIn("after", done.stdout)
        self.psql("shop_test", "-f", "script.sql", status=0)

    def test_typed_in(self):
        done = self.psql("shop", stdin=f"BEGIN;\nCREATE TEMP TABLE t (id int);\n{TRUNCATE};\nSELECT 1;\nROLLBACK;\nSELECT 7;\n")
        self.assert_refused(done)
        self.assertIn("current transaction is aborted", done.stderr)
        self.assertIn("7", done.stdout)

    def test_other_databases_are_asked_anew(self):
        done = self.psql("shop_test", stdin=f"{TRUNCATE};\n\\c shop\n{TRUNCATE};\n\\c shop_test\n{TRUNCATE};\n")
        self.assert_refused(done)
        self.assertEqual(done.stdout.count("TRUNCATE TABLE"), 2, done.all)

    def test_copy(self):
        self.write("rows.csv", "1000\tx\n")
        self.write("copy.sql", "\\copy listing FROM 'rows.csv'\nCOPY listing FROM STDIN;\n1001\ty\n\\.\n\\copy listing TO 'out.csv'\n")
        self.psql("shop_test", "-v", "ON_ERROR_STOP=1", "-f", "copy.sql", status=0)
        self.assertEqual(len(self.read("out.csv").splitlines()), 302)
        self.psql("shop", "-c", "\\copy (SELECT 1) TO 'one.csv'", status=0)

    def test_harmless(self):
        done = self.psql("shop", stdin="\\d listing\n\\dt+\nSELECT 1 \\gdesc\nSELECT 1/0;\n"
                                       "\\set FETCH_COUNT 2\nSELECT id FROM listing LIMIT 5;\nDELETE FROM listing WHERE id = -1;\n"
                                       "CREATE TEMP TABLE t AS SELECT 1 AS x;\nTRUNCATE t;\nDROP TABLE t;\n", status=0)
        self.assertIn("division by zero", done.stderr)
        self.assertNotIn("floodwall", done.stderr)
        self.assertIn("DROP TABLE", done.stdout)

    def test_trouble_with_the_audit_log(self):
        self.write("floodwall.toml", '[guard]\naudit-log = "/dev/full"\n')
        done = self.psql("shop", "-c", TRUNCATE)
        self.assert_refused(done)
        self.assertIn("floodwall: audit log: /dev/full: No space left on device", done.stderr)

    def test_asked_again_when_it_could_not_be_told(self):
        begun = f"BEGIN;\n{TRUNCATE};\nROLLBACK;\n"
        for trouble, end in (("BEGIN;\nSELECT 1/0;", "ROLLBACK;"),
                             ("SET statement_timeout = 1;\nSELECT pg_sleep(1);\nBEGIN;\nSELECT 1/0;", "ROLLBACK;\nRESET ALL;")):
            sql = f"{trouble}\n{TRUNCATE};\n{end}\n{begun}"
            done = self.psql("shop_test", stdin=sql)
            self.assertEqual(done.stdout.count("TRUNCATE TABLE"), 1, done.all)
            self.assert_refused(self.psql("shop", stdin=sql))

    def test_without_a_right_to_the_clusters_number(self):
        for database in ("shop", "shop_test"):
            self.server.psql(database, "REVOKE EXECUTE ON FUNCTION pg_control_system FROM PUBLIC")
        self.server.psql("shop", "CREATE ROLE clerk LOGIN")
        self.server.psql("shop_test", "GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk")
        words = [word.replace("user=floodwall", "user=clerk") for word in (self.words("shop"), self.words("shop_test"))]
        self.assert_refused(self.run_guarded("psql", "-X", words[0], "-c", TRUNCATE))
        self.run_guarded("psql", "-X", words[1], "-c", f"BEGIN; {TRUNCATE}; ROLLBACK", status=0)
        done = self.floodwall("guard", "identify", words[1], status=0)
        self.assertIn("counts as test: its name holds the word test", done.stdout)
        self.assertNotIn("cluster", done.stdout)

    def test_encodings(self):
        done = self.psql("shop", stdin='SET client_encoding = LATIN1;\nDROP TABLE listing, "listing_status", status_note;\n')
        self.assert_refused(done, "300 rows: listing")
        # In SJIS the second half of a character is a backslash: what follows is no longer in the literal.
        sql = "SET client_encoding = SJIS;\nSELECT E'".encode() + b"\x95\x5c" + b"'\\; TRUNCATE listing_status CASCADE; SELECT '';\n"
        done = self.psql("shop", "-v", "ON_ERROR_STOP=1", stdin=sql)
        self.assertNotEqual(done.returncode, 0, done.all)
        self.assertIn("floodwall: refused in database shop", done.all)
        harmless = "SET client_encoding = SJIS;\nSELECT E'".encode() + b"\x95\x5c" + b"', '; TRUNCATE listing_status';\n"
        done = self.psql("shop", "-v", "ON_ERROR_STOP=1", stdin=harmless, status=0)


class Overrides(Guarded):
    def test_one_process(self):
        self.write("floodwall.toml", '[guard]\naudit-log = "audit.jsonl"\n')
        allow = ["--allow", "truncate-cascade", "--reason", "year's end"]
        command = ["psql", "-X", self.words("shop"), "-c", f"BEGIN; {TRUNCATE}; ROLLBACK"]
        done = self.run_guarded(*command, options=allow, status=0)
        self.assertIn("may do what truncate-cascade refuses; the reason given: year's end", done.stderr)
        # A shell that only starts psql passes nothing on.
        self.assert_refused(self.run_guarded("sh", "-c", 'psql -X "$0" -c "$1"; exit $?', self.words("shop"),
                                             f"BEGIN; {TRUNCATE}; ROLLBACK", options=allow))
        self.assert_refused(self.psql("shop", "-c", "DROP TABLE status_note", options=allow), "100 rows")
        lines = [json.loads(line) for line in self.read("audit.jsonl").splitlines()]
        self.assertEqual([line["decision"] for line in lines],
                         ["override", "let through", "override", "refused", "override", "refused"])
        self.assertEqual(lines[0]["reason"], "year's end")
        self.assertEqual(lines[1]["allowed_by"], "override: year's end")
        self.assertEqual(lines[0]["process"], lines[1]["process"])

    def test_backup_comes_first(self):
        self.write("floodwall.toml", "[guard]\nbackup = true\n[guard.rules]\ntruncate-cascade = \"warn\"\n")
        self.server.psql("shop", "CREATE TABLE spare (id int); INSERT INTO spare SELECT generate_series(1, 20)")
        done = self.psql("shop", "-v", "ON_ERROR_STOP=1", "-c", "TRUNCATE spare CASCADE", status=0)
        self.assertIn("warns", done.stderr)
        self.psql("shop", "-v", "ON_ERROR_STOP=1", "-c", "BEGIN", "-c", f"{TRUNCATE}", "-c", "ROLLBACK", status=0)
        copies = self.server.psql("shop", "SELECT relname FROM pg_class WHERE relnamespace = 'floodwall_backup'::regnamespace "
                                          "AND relname LIKE '%\\_rows'").split()
        self.assertEqual(len(copies), 1, copies)
        self.assertEqual(self.server.psql("shop", f'SELECT count(*) FROM floodwall_backup."{copies[0]}"').strip(), "20")
        # Where no copy can be made, nothing is lost.
        self.server.psql("shop", "INSERT INTO spare VALUES (1); CREATE ROLE poor; ALTER TABLE spare OWNER TO poor")
        done = self.psql("shop", "-v", "ON_ERROR_STOP=1", "-c", "SET ROLE poor", "-c", "TRUNCATE spare CASCADE")
        self.assertIn("permission denied for schema floodwall_backup", done.stderr)
        self.assertEqual(self.server.psql("shop", "SELECT count(*) FROM spare").strip(), "1")
        self.server.psql("shop", "DROP TABLE spare; DROP SCHEMA floodwall_backup CASCADE; DROP ROLE poor")

    def test_usage(self):
        for words, says in (
            (["--allow", "truncate-cascade", "--", "true"], "needs a --reason"),
            (["--allow", "truncate-casade", "--reason", "x", "--", "true"], "did you mean"),
            (["--reason", "x", "--", "true"], "is for --allow"),
            (["true"], "which program"),
            (["--config", "none.toml", "--", "true"], "none.toml"),
        ):
            done = self.floodwall("guard", "run", *words, status=2)
            self.assertIn(says, done.stderr)
        self.write("floodwall.toml", "[guard]\nstrikt = true\n")
        self.assertIn("strikt", self.run_guarded("true", status=2).stderr)
        os.remove(self.path("floodwall.toml"))
        self.run_guarded("no-such-program", status=127)
        self.run_guarded("sh", "-c", "exit 7", status=7)
        loaded = self.run_guarded("sh", "-c", "echo $LD_PRELOAD", env={"LD_PRELOAD": "libc.so.6"}, status=0)
        self.assertTrue(loaded.stdout.strip().endswith("libfloodwall_preload.so:libc.so.6"), loaded.stdout)


@unittest.skipUnless(os.path.exists(PLAIN_PQ), "no libpq-dev")
class PlainLibpq(Guarded):
    WITH_ONE_PARAMETER = "DELETE FROM status_note WHERE $1 = 1 OR true"
    WAYS = ("exec", "send", "nonblocking", "busy", "failed", "reset", "pipeline", "fork")

    def way(self, database, way, sql):
        return self.run_guarded(PLAIN_PQ, self.words(database), way, sql)

    def test_refused(self):
        for way in self.WAYS:
            with self.subTest(way):
                done = self.way("shop", way, TRUNCATE if way != "failed" else f"ROLLBACK; {TRUNCATE}")
                self.assertNotEqual(done.returncode, 0, done.all)
                if way == "failed":  # the transaction has failed, so nothing can be asked and no block runs
                    self.assertIn("current transaction is aborted", done.all)
                    continue
                self.assertIn("PGRES_FATAL_ERROR 42501", done.stdout)
                self.assertIn("floodwall: refused in database shop", done.stdout)
                if way != "pipeline":
                    self.assertIn("200 rows", done.stdout)

    def test_refused_with_parameters(self):
        for way in ("params", "send-params", "prepare", "send-prepare"):
            with self.subTest(way):
                done = self.way("shop", way, self.WITH_ONE_PARAMETER)
                self.assert_refused(done, "100 rows")
                self.assertNotIn("bind message", done.all)

    def test_in_a_transaction(self):
        done = self.way("shop", "transaction", TRUNCATE)
        self.assert_refused(done)
        self.way("shop", "transaction", "SELECT 1").check_returncode()
        self.way("shop_test", "transaction", TRUNCATE).check_returncode()
        self.assertEqual(self.rows("shop_test"), "300|0|0")

    def test_runs_in_a_test_database(self):
        for way in self.WAYS:
            if way in ("failed", "reset"):
                continue
            with self.subTest(way):
                done = self.way("shop_test", way, TRUNCATE)
                self.assertEqual(done.returncode, 0, done.all)
                self.assertEqual(self.rows("shop_test"), "300|0|0")
                self.refill()
        for way in ("params", "send-params", "prepare", "send-prepare"):
            with self.subTest(way):
                done = self.way("shop_test", way, self.WITH_ONE_PARAMETER)
                self.assertEqual(done.returncode, 0, done.all)

    def test_prepared_while_the_table_was_empty(self):
        self.server.psql("shop", "CREATE TABLE arrivals (id int)")
        self.addCleanup(self.server.psql, "shop", "DROP TABLE arrivals")
        done = self.way("shop", "again", "TRUNCATE arrivals")
        self.assert_refused(done, "1 row")
        self.assertEqual(done.stdout.count("PGRES_COMMAND_OK"), 3, done.all)
        self.assert_refused(self.way("shop", "unnamed", "TRUNCATE arrivals"), "1 row")
        self.assertEqual(self.server.psql("shop", "SELECT count(*) FROM arrivals").strip(), "1")
        self.server.psql("shop", "TRUNCATE arrivals")
        self.way("shop", "unnamed", "TRUNCATE arrivals").check_returncode()

    def test_too_many_rows(self):
        self.write("floodwall.toml", "[guard]\nmax-rows = 10\n")
        some = "DELETE FROM status_note WHERE id % 100 < 30 AND id::text <> 'x'"  # PostgreSQL expects about 33
        for way in ("exec", "busy", "send", "nonblocking", "sent-transaction"):
            with self.subTest(way):
                done = self.way("shop", way, some)
                self.assert_refused(done, "takes or changes 30 rows, where the policy allows 10")
                self.assertIn("PGRES_FATAL_ERROR 42501", done.stdout)
        done = self.way("shop", "params", some + " AND $1 = 1")
        self.assert_refused(done, "takes or changes 30 rows")
        self.assert_refused(self.way("shop", "transaction", some), "takes or changes 30 rows")
        for way in ("send-params", "prepare", "send-prepared"):
            with self.subTest(way):
                self.assert_refused(self.way("shop", way, some + " AND $1 = 1"), "takes or changes 30 rows, where the policy")
        self.assert_refused(self.way("shop", "rows", some + " RETURNING id"), "takes or changes 30 rows")
        done = self.way("shop", "unfetched", some)
        self.assertIn("PGRES_TUPLES_OK -\nidle\n", done.stdout)
        self.assertEqual(self.rows("shop"), "300|200|100")
        for way in ("exec", "transaction", "send", "nonblocking", "unfetched", "sent-transaction"):
            self.way("shop", way, "UPDATE status_note SET status = status WHERE id < 5").check_returncode()
        for way in ("send-params", "prepare", "send-prepared"):
            self.way("shop", way, "UPDATE status_note SET status = status WHERE id < 5 AND $1 = 1").check_returncode()
        for way in ("send", "unfetched", "sent-transaction", "send-prepared"):
            number = self.server.psql("shop", "INSERT INTO status_note SELECT max(id) + 1 FROM status_note RETURNING id").strip()
            self.way("shop", way, f"DELETE FROM status_note WHERE id = {number}" + " AND $1 = 1" * (way == "send-prepared"))
            self.assertEqual(self.rows("shop"), "300|200|100", way)
        self.assertIn("violates foreign key", self.way("shop", "send", "DELETE FROM listing WHERE id = 1").stdout)
        self.assertIn("violates foreign key", self.way("shop", "exec", "DELETE FROM listing WHERE id = 1").stdout)
        self.way("shop_test", "exec", some).check_returncode()
        self.assertEqual(self.rows("shop_test"), "300|200|70")

    def test_too_many_rows_in_psql(self):
        self.write("floodwall.toml", "[guard]\nmax-rows = 10\nmax-statements = 2\n")
        some = "DELETE FROM status_note WHERE id % 100 < 30 AND id::text <> 'x'"
        done = self.psql("shop", stdin=f"{some};\nSELECT count(*) FROM status_note;\nBEGIN;\nSAVEPOINT a;\n{some};\nROLLBACK TO a;\n"
                         "DELETE FROM status_note WHERE id = 1 RETURNING id;\nDELETE FROM status_note WHERE id = 2;\n"
                         "DELETE FROM status_note WHERE id = 3;\nROLLBACK;\n")
        self.assertEqual(done.stderr.count("ERROR:  floodwall: refused in database shop"), 3, done.all)
        self.assertEqual(done.stderr.count("takes or changes 30 rows"), 2)
        self.assertIn("so far 2: DELETE FROM status_note WHERE id = ? RETURNING id (1 row);", done.stderr)
        self.assertIn("   100\n", done.stdout)
        self.assertIn("DELETE 1\n", done.stdout)

    def test_what_psql_prepares_counts_when_it_runs(self):
        self.write("floodwall.toml", "[guard]\nmax-rows = 10\nmax-statements = 2\n")
        some = "PREPARE few(int) AS DELETE FROM status_note WHERE id % 100 < $1 AND id::text <> 'x';\n"
        done = self.psql("shop", "-v", "ON_ERROR_ROLLBACK=on", stdin="BEGIN;\n" + some.replace("few", "one", 1) + some
                         + some.replace("few", "more", 1) + "EXECUTE few(30);\nEXECUTE few(1);\nEXECUTE few(2);\n"
                         "EXECUTE few(3);\nROLLBACK;\n")
        self.assertIn("takes or changes 30 rows, where the policy allows 10", done.stderr)
        self.assertIn("so far 2: EXECUTE few(?) (1 row); EXECUTE few(?) (1 row)", done.stderr)
        self.assertEqual(self.rows("shop"), "300|200|100")
        done = self.run_guarded("psql", "-X", self.words("shop"), "-c", "BEGIN", "-c", some, "-c", "EXECUTE few(30)", "-c", "ROLLBACK",
                                options=("--allow", "max-rows", "--reason", "a test"), status=0)
        self.assertIn("DELETE 30\n", done.stdout)

    def test_a_plugin_that_is_bound_to_its_own_libraries_first(self):
        """As PHP loads its extensions."""
        host, plugin = PLAIN_PQ.replace("plain_pq", "plugin_host"), os.path.join(os.path.dirname(PROGRAM), "../lib/libplain_pq_plugin.so")
        for way in ("exec", "send"):
            self.assert_refused(self.run_guarded(host, plugin, self.words("shop"), way, TRUNCATE))
        self.run_guarded(host, plugin, self.words("shop_test"), "exec", TRUNCATE, status=0)
        self.assertEqual(self.rows("shop_test"), "300|0|0")

    def test_null(self):
        self.way("shop", "null", "SELECT 1").check_returncode()

    @unittest.skipUnless(os.path.exists(PLAIN_PQXX), "no libpqxx-dev")
    def test_libpqxx(self):
        done = self.run_guarded(PLAIN_PQXX, self.words("shop"), "SELECT 1", TRUNCATE)
        self.assert_refused(done)
        self.run_guarded(PLAIN_PQXX, self.words("shop_test"), "SELECT 1", TRUNCATE, status=0)
        self.assertEqual(self.rows("shop_test"), "300|0|0")


class Python(Guarded):
    def python(self, *words, **options):
        return self.run_guarded(sys.executable, *words, **options)

    def url(self, database):
        return f"postgresql+psycopg2://floodwall@/{database}?host={self.server.folder.name}"

    def test_alembic(self):
        try:
            import alembic  # noqa: F401
            import psycopg2  # noqa: F401
        except ImportError:
            self.skipTest("no Alembic or psycopg2")
        self.write("alembic.ini", "[alembic]\nscript_location = migrations\n")
        self.write("migrations/script.py.mako", "")
        self.write("migrations/env.py", """
import os
from alembic import context
from sqlalchemy import create_engine

with create_engine(os.environ["DATABASE"]).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
""")
        self.write("migrations/versions/0001.py", 'revision = "0001"\ndown_revision = None\ndef upgrade(): pass\ndef downgrade(): pass\n')
        self.write("migrations/versions/0002.py", DOWNGRADE)
        for database in ("shop", "shop_test"):
            env = {"DATABASE": self.url(database)}
            self.python("-m", "alembic", "upgrade", "head", env=env, status=0)
        self.server.psql("shop", "ANALYZE visit")
        done = self.python("-m", "alembic", "downgrade", "-1", env={"DATABASE": self.url("shop")})
        self.assert_refused(done, "50 rows: visit")
        self.assertEqual(self.server.psql("shop", "SELECT count(*) FROM visit; SELECT * FROM alembic_version").split(), ["50", "0002"])
        self.python("-m", "alembic", "downgrade", "-1", env={"DATABASE": self.url("shop_test")}, status=0)
        self.assertEqual(self.server.psql("shop_test", "SELECT to_regclass('visit') IS NULL").strip(), "t")

    def test_pytest(self):
        try:
            import psycopg2  # noqa: F401
            import pytest  # noqa: F401
        except ImportError:
            self.skipTest("no pytest or psycopg2")
        self.write("test_listing.py", """
import os
import psycopg2
import pytest

@pytest.fixture
def cursor():
    connection = psycopg2.connect(os.environ["DATABASE"])
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("TRUNCATE listing_status CASCADE")
    yield cursor
    connection.close()

def test_empty(cursor):
    cursor.execute("SELECT count(*) FROM listing_status")
    assert cursor.fetchone() == (0,)
""")
        self.assert_refused(self.python("-m", "pytest", "-p", "no:cacheprovider", env={"DATABASE": self.words("shop")}))
        self.python("-m", "pytest", "-p", "no:cacheprovider", env={"DATABASE": self.words("shop_test")}, status=0)
        self.assertEqual(self.rows("shop_test"), "300|0|0")

    def test_looked_up_by_name(self):
        """As ctypes does it, and psycopg without its C part."""
        program = """
import ctypes, sys
libpq = ctypes.CDLL("libpq.so.5")
for name in ("PQconnectdb", "PQexec"):
    getattr(libpq, name).restype = ctypes.c_void_p
libpq.PQresultErrorMessage.restype = ctypes.c_char_p
connection = ctypes.c_void_p(libpq.PQconnectdb(sys.argv[1].encode()))
result = libpq.PQexec(connection, sys.argv[2].encode())
sys.exit(libpq.PQresultErrorMessage(ctypes.c_void_p(result)).decode())
"""
        self.assert_refused(self.python("-c", program, self.words("shop"), TRUNCATE))
        self.assertNotIn("ERROR", self.python("-c", program, self.words("shop_test"), TRUNCATE).all)
        self.assertEqual(self.rows("shop_test"), "300|0|0")

    def test_threads_and_forks(self):
        try:
            import psycopg2  # noqa: F401
        except ImportError:
            self.skipTest("no psycopg2")
        self.write("many.py", """
import os, sys, threading
import psycopg2

def attempt(refused):
    connection = psycopg2.connect(sys.argv[1])
    for _ in range(20):
        cursor = connection.cursor()
        cursor.execute("SELECT %s", (1,))
        try:
            cursor.execute("TRUNCATE listing_status CASCADE")
        except psycopg2.errors.InsufficientPrivilege as error:
            assert "200 rows" in str(error)
            refused.append(1)
        connection.rollback()
    connection.close()

def attempts():
    refused = []
    threads = [threading.Thread(target=attempt, args=(refused,)) for _ in range(8)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert len(refused) == 160, refused

attempts()
for _ in range(3):
    child = os.fork()
    if child == 0:
        attempts()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
""")
        done = self.python("many.py", self.words("shop"))
        self.assertIn("but 160 of its statements were refused", done.stderr)
        self.assertEqual(done.returncode, 1, done.all)


class Dumps(Guarded):
    def test_dump_and_restore(self):
        for database in ("shop", "shop_test"):
            self.run_guarded("pg_dump", "-Fc", "-f", f"{database}.dump", self.words(database), status=0)
        plain = self.run_guarded("pg_dump", self.words("shop"), status=0).stdout
        self.assertIn("CREATE TABLE public.listing_status", plain)
        done = self.run_guarded("pg_restore", "--clean", "-1", "-d", self.words("shop"), "shop.dump")
        self.assert_refused(done, "drops table")
        self.run_guarded("pg_restore", "--clean", "-d", self.words("shop_test"), "shop_test.dump", status=0)
        self.assertEqual(self.rows("shop_test"), "300|200|100")
        # Several processes: each truncates what another one has made, before it fills it.
        self.server.create("other")
        self.run_guarded("pg_dump", "-Fd", "-f", "shop.folder", self.words("shop"), status=0)
        self.run_guarded("pg_restore", "-j", "2", "-d", self.words("other"), "shop.folder", status=0)
        self.assertEqual(self.rows("other"), self.rows("shop"))
        done = self.run_guarded("dropdb", "-h", self.server.folder.name, "-U", "floodwall", "shop")
        self.assertNotEqual(done.returncode, 0, done.all)
        self.assertIn("floodwall: refused", done.all)


if __name__ == "__main__":
    main()
