"""The guard behind pgbouncer, on a standby, in processes that are forked off and in workers of pytest, and where the server is
started anew between two statements."""

import contextlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
from importlib import util

import psycopg
import psycopg2
from guarded_shop import ROWS, TRUNCATE, Guarded

import floodwall
import floodwall.psycopg
import floodwall.psycopg2
import sqlalchemy as sa
from floodwall.sqlalchemy import protect
from program import PROGRAM

PORT = "6432"


class Bouncer:
    """pgbouncer before a server. Database alias_test is shop by another name."""

    def __init__(self, server, mode):
        self.folder = tempfile.mkdtemp(prefix=f"{mode}-", dir=server.folder.name)
        with open(f"{self.folder}/users", "w") as file:
            file.write('"floodwall" ""\n')
        with open(f"{self.folder}/settings", "w") as file:
            file.write(f"""[databases]
alias_test = host={server.folder.name} dbname=shop
* = host={server.folder.name}
[pgbouncer]
listen_addr =
listen_port = {PORT}
unix_socket_dir = {self.folder}
auth_type = trust
auth_file = {self.folder}/users
pool_mode = {mode}
default_pool_size = 2
""")
        if server.user:
            subprocess.run(["chown", "-R", server.user, self.folder], check=True)
        self.process = subprocess.Popen(["pgbouncer", "-q", f"{self.folder}/settings"], user=server.user)
        for _ in range(200):
            if os.path.exists(f"{self.folder}/.s.PGSQL.{PORT}"):
                break
            time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        self.process.wait()


@unittest.skipUnless(shutil.which("pgbouncer"), "needs pgbouncer")
class Pooled(Guarded):
    """What may be another connection for each transaction is judged, copied and counted as any."""

    def each(self):
        for mode in ("session", "transaction"):
            bouncer = Bouncer(self.server, mode)
            try:
                for driver in (psycopg2, psycopg):
                    for autocommit in (True, False):
                        with self.subTest(mode=mode, driver=driver.__name__, autocommit=autocommit):
                            yield lambda database, policy="", d=driver, a=autocommit, b=bouncer: self.connect(b, d, a, database, policy)
            finally:
                bouncer.stop()
                shutil.rmtree(bouncer.folder)

    def connect(self, bouncer, driver, autocommit, database, policy):
        protection = floodwall.Protection(guard=floodwall.Guard(text=policy))
        where = f"host={bouncer.folder} port={PORT} user=floodwall dbname={database}"
        if driver is psycopg2:
            connection = floodwall.psycopg2.connect(where, protection=protection)
        else:
            connection = floodwall.psycopg.protect(psycopg.connect(where, prepare_threshold=None), protection)
        connection.autocommit = autocommit
        return connection

    def test_all(self):
        for connect in self.each():
            self.setUp()
            for database in ("shop", "alias_test"):
                with contextlib.closing(connect(database)) as refused:
                    self.assert_refused(lambda c=refused: c.cursor().execute(TRUNCATE), "in database shop ", "650 rows")
            with contextlib.closing(connect("shop_test")) as tests:
                tests.cursor().execute("DELETE FROM price")
            with contextlib.closing(connect("shop", "[guard]\nmax-rows = 10\n")) as limited:
                self.assert_refused(lambda c=limited: c.cursor().execute("DELETE FROM price WHERE id % 20 = 0"), "takes or changes 20 rows")
            with contextlib.closing(connect("shop", "[guard]\nbackup = true\n")) as copying:
                self.restore(copying)

    def restore(self, connection):
        session, cursor = floodwall.session_of(connection), connection.cursor()
        with session.allowed(reason="a test"):
            cursor.execute(TRUNCATE)
        cursor.execute("COMMIT")
        self.assertEqual(self.rows("shop"), [0, 0, 0])
        cursor.execute(session.backups_question)
        runs = cursor.fetchone()[0]
        with session.allowed("disable-trigger-all", reason="a test"):
            cursor.execute(session.restore_statement((json.loads(runs) if isinstance(runs, str) else runs)[0]["run"]))
        cursor.execute("COMMIT")
        self.assertEqual(self.rows("shop"), ROWS)

    def test_a_dry_run_gives_its_connection_back_clean(self):
        bouncer = Bouncer(self.server, "transaction")
        try:
            for _ in range(3):
                done = subprocess.run([PROGRAM, "guard", "run", "--dry-run", "--", "psql", "-X", "-h", bouncer.folder, "-p", PORT, "-U", "floodwall",
                                       "shop", "-c", TRUNCATE], capture_output=True, text=True, check=False)
                self.assertIn("nothing has been committed", done.stderr)
                self.assertEqual(self.rows("shop"), ROWS)
        finally:
            bouncer.stop()


class Standby(Guarded):
    """Says which database it is, carries the mark of the same cluster, and copies nothing."""

    def test_all(self):
        folder = self.server.folder.name
        primary = floodwall.psycopg2.connect(self.dsn("shop_test"))
        session = floodwall.session_of(primary)
        floodwall.assert_test_database(primary)
        self.server.psql("shop_test", session.mark_statement("production"))
        self.addCleanup(self.server.psql, "shop_test", session.mark_statement(""))
        primary.close()
        self.server.run("pg_basebackup", "-h", folder, "-U", "floodwall", "-D", f"{folder}/standby", "-R", "-c", "fast", "-X", "stream")
        os.mkdir(f"{folder}/there")
        shutil.chown(f"{folder}/there", self.server.user)
        self.server.run("pg_ctl", "-D", f"{folder}/standby", "-w", "-l", f"{folder}/standby.log", "-o",
                        f"-c listen_addresses='' -c unix_socket_directories={folder}/there", "start")
        self.addCleanup(self.server.run, "pg_ctl", "-D", f"{folder}/standby", "-m", "immediate", "stop")

        def connect(database, policy=""):
            protection = floodwall.Protection(guard=floodwall.Guard(text=policy))
            connection = floodwall.psycopg2.connect(f"host={folder}/there user=floodwall dbname={database}", protection=protection)
            self.addCleanup(connection.close)
            return connection

        self.assert_refused(lambda: connect("shop").cursor().execute(TRUNCATE), "650 rows")
        self.assert_refused(lambda: connect("shop_test").cursor().execute(TRUNCATE), "it is marked as production")
        copying = connect("shop", "[guard]\nbackup = true\n")
        with floodwall.session_of(copying).allowed(reason="a test"), self.assertRaisesRegex(psycopg2.Error, "this server is a standby"):
            copying.cursor().execute(TRUNCATE)


def truncate_in_child(number):
    engine = Processes.engine
    engine.dispose() if number % 2 else engine.dispose(False)
    try:
        with engine.begin() as connection:
            connection.execute(sa.text(TRUNCATE))
    except floodwall.Refused as refused:
        return "650 rows" in str(refused)
    return False


class Processes(Guarded):
    def test_what_the_parent_knew_before_it_forked(self):
        """As gunicorn with --preload and Celery do it."""
        Processes.engine = protect(sa.create_engine(f"postgresql://floodwall@/shop?host={self.server.folder.name}"))
        self.assertFalse(truncate_in_child(0) is False)
        with multiprocessing.get_context("fork").Pool(3) as pool:
            self.assertEqual(pool.map(truncate_in_child, range(12)), [True] * 12)
        Processes.engine.dispose()
        self.assertEqual(self.rows("shop"), ROWS)

    @unittest.skipUnless(util.find_spec("xdist"), "needs python3-pytest-xdist")
    def test_workers_of_pytest(self):
        path = f"{self.server.folder.name}/test_workers.py"
        with open(path, "w") as file:
            file.write(textwrap.dedent(f"""
                import floodwall, psycopg2, pytest
                @pytest.mark.parametrize("number", range(4))
                def test_guarded(number):
                    with pytest.raises(floodwall.Refused):
                        psycopg2.connect({self.dsn('shop')!r}).cursor().execute({TRUNCATE!r})
                """))
        for database, status in (("shop_test", 0), ("shop", 4)):
            done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "floodwall.pytest_plugin", "-p", "no:cacheprovider", path],
                                  capture_output=True, text=True, check=False, cwd=self.server.folder.name, env={
                                      **os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(floodwall.__file__)),
                                      "DATABASE_URL": f"postgres://floodwall@/{database}?host={self.server.folder.name}"})
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)


class Restarts(Guarded):
    def restart(self):
        self.server.run("pg_ctl", "-D", f"{self.server.folder.name}/data", "-w", "-m", "fast", "-l", f"{self.server.folder.name}/log", "restart")

    def test_the_driver_says_that_the_server_is_gone(self):
        for database in ("shop", "shop_test"):
            for module, driver in ((floodwall.psycopg2, psycopg2), (floodwall.psycopg, psycopg)):
                connection = module.connect(self.dsn(database))
                connection.cursor().execute("SELECT 1")
                self.restart()
                with self.assertRaises(driver.OperationalError):
                    connection.cursor().execute(TRUNCATE)
                with self.assertRaises((driver.OperationalError, driver.InterfaceError)):
                    connection.cursor().execute(TRUNCATE)
                connection.close()

    def test_a_pool_that_looks_before_it_hands_out(self):
        engine = protect(sa.create_engine(f"postgresql://floodwall@/shop?host={self.server.folder.name}", pool_pre_ping=True))
        for _ in range(2):
            with engine.connect() as connection:
                self.assert_refused(lambda c=connection: c.execute(sa.text(TRUNCATE)), "650 rows")
            self.restart()
        engine.dispose()


del Guarded
if __name__ == "__main__":
    unittest.main()
