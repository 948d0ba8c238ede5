#!/usr/bin/env python3
"""What earlier runs keep under the user's cache folder: it changes how long a run takes and nothing else."""
import concurrent.futures
import glob
import os
import random
import re
import signal
import stat
import subprocess
import unittest

from program import ENVIRONMENT, PROGRAM, Scratch, main

MIGRATION = "CREATE TABLE orders (id bigint PRIMARY KEY, state text);\n" \
            "CREATE TABLE lines (order_id bigint REFERENCES orders (id));\n"
PROGRAM_TEXT = '''import psycopg

def purge(connection: psycopg.Connection):
    """Removes what is old."""
    connection.execute("DELETE FROM lines")
    connection.execute("SELECT id FROM ordres WHERE state = 'new'")
'''


class Cache(Scratch):
    def setUp(self):
        super().setUp()
        self.write("floodwall.toml", "")
        self.write("migrations/0001_orders.sql", MIGRATION)
        self.write("app/purge.py", PROGRAM_TEXT)
        self.write("app/wipe.sql", "TRUNCATE orders CASCADE;\n-- floodwall: ignore drop-table  wanted\nDROP TABLE lines;\n")
        for number in range(20):
            self.write(f"app/step_{number}.sql", f"SELECT id, state FROM orders WHERE id = {number};\n")

    def logs(self):
        return glob.glob(os.path.join(self.caches, "floodwall", "*"))

    def report(self, *arguments, **options):
        done = self.check("--format", "json", "--explain-silence", *arguments, **options)
        text = re.sub(r'"seconds": ?[0-9.e-]+', "", done.stdout)
        return done.returncode, text, done.stderr

    def known(self, *arguments):
        """Of how many files an earlier run has told what there is to say."""
        done = self.check("--statistics", *arguments)
        found = re.search(r"(\d+)  of them known from earlier runs", done.stderr + done.stdout)
        return int(found[1]) if found else 0

    def test_a_second_run_says_the_same(self):
        fresh = self.report("--no-cache")
        self.assertIn("ordres", fresh[1])
        self.assertEqual(self.logs(), [])
        self.assertEqual(self.report(), fresh)
        self.assertEqual(len(self.logs()), 1)
        self.assertEqual(self.report(), fresh)
        self.assertEqual(self.known(), 23)
        self.assertEqual(self.known("app/purge.py"), 1)
        self.assertEqual(self.known("--no-cache"), 0)

    def test_reports_of_every_format_are_the_same(self):
        for format_name in ("terminal", "sarif", "github", "gitlab", "junit", "gcc"):
            reports = [re.sub(r' time="[0-9.]+"', "", self.check("--format", format_name, "--quiet", *arguments).stdout)
                       for arguments in (["--no-cache"], [], [])]
            self.assertEqual(reports, reports[:1] * 3)

    def test_what_is_changed_is_looked_at_anew(self):
        self.check()
        self.write("app/step_3.sql", "SELECT id FROM nobody_made_it;\n")
        self.assertIn("nobody_made_it", self.report()[1])
        self.assertEqual(self.report(), self.report("--no-cache"))
        self.write("app/step_3.sql", "SELECT id FROM orders;\n")
        self.assertNotIn("nobody_made_it", self.report()[1])

    def test_a_changed_schema_changes_what_is_said_of_others(self):
        self.assertIn("ordres", self.report()[1])
        self.write("migrations/0002_more.sql", "CREATE TABLE ordres (id bigint, state text);\n")
        self.assertEqual(self.report(), self.report("--no-cache"))
        self.assertNotIn('undefined-table', self.report()[1])
        os.remove(self.path("migrations/0002_more.sql"))
        self.assertIn("ordres", self.report()[1])

    def test_alike_files_of_two_projects(self):
        for name, table in (("one", "lines"), ("two", "states")):
            self.write(f"{name}/floodwall.toml", "")
            self.write(f"{name}/.git/HEAD", "")  # the same path, seen from the top of the work tree
            self.write(f"{name}/db/wipe.sql", "TRUNCATE users CASCADE;\n")
            self.write(f"{name}/db/schema.sql", "CREATE TABLE users (id bigint PRIMARY KEY);\n"
                                                f"CREATE TABLE {table} (of_user bigint REFERENCES users (id));\n")
        fresh = self.report("--no-cache")
        self.assertIn("users, and through foreign keys lines", fresh[1])
        self.assertIn("users, and through foreign keys states", fresh[1])
        for arguments in ([], ["one", "two"], ["two/db/wipe.sql"], ["one/db/wipe.sql"]):
            fresh = self.report("--no-cache", *arguments)
            self.assertEqual([self.report(*arguments), self.report(*arguments)], [fresh, fresh], arguments)

    def test_which_files_are_one_project_is_part_of_what_is_known(self):
        self.git("init", "-q")
        self.write("other/wipe.sql", "TRUNCATE orders CASCADE;\n")
        whole = self.report()
        self.assertEqual(self.report("--no-cache"), whole)
        self.write("other/floodwall.toml", "")
        parts = self.report("--no-cache")
        self.assertNotEqual(parts, whole)
        self.assertEqual(self.report(), parts)
        os.remove(self.path("other/floodwall.toml"))
        self.assertEqual(self.report(), whole)

    def test_a_changed_query_tells_the_others_nothing(self):
        self.check()
        self.write("app/step_3.sql", "SELECT state FROM orders;\n")
        self.assertEqual(self.known(), 22)
        self.assertEqual(self.known(), 23)

    def test_who_uses_what_is_dropped_is_part_of_what_is_known(self):
        self.write("migrations/0002_drop.sql", "DROP TABLE lines;\n")
        self.assertIn("app/purge.py", [line for line in self.check("--format", "gcc").stdout.splitlines() if "still" in line][0])
        self.write("app/purge.py", PROGRAM_TEXT.replace("lines", "orders"))
        self.assertEqual(self.report(), self.report("--no-cache"))
        self.assertNotIn("still", self.check("--format", "gcc").stdout)

    def test_settings_are_part_of_what_is_known(self):
        self.check()
        for settings in ('[rules]\ntruncate-cascade = "off"\n', 'ignore = ["undefined-table"]\n', 'dialect = "mysql"',
                         '[[override]]\npaths = ["app/"]\ndialect = "mysql"\n', "pg-version = 15\n", 'sinks = ["purge"]\n'):
            self.write("floodwall.toml", settings)
            self.assertEqual(self.report(), self.report("--no-cache"), settings)

    def test_a_baseline_works_on_what_is_known(self):
        self.check()
        self.check("--write-baseline", "known.json")
        self.check("--baseline", "known.json", status=0)
        self.check("--baseline", "known.json", status=0)
        self.assertEqual(self.check(status=1).returncode, 1)

    def test_fixes_of_known_findings_are_applied(self):
        self.write("app/fix.sql", "TRUNCATE lines CASCADE CASCADE;\nSET session_replication_role = replica;\n")
        fresh = self.check("--diff", "--fix=review", "--no-cache").stdout
        self.check()
        self.assertEqual(self.check("--diff", "--fix=review").stdout, fresh)
        self.check("--fix=review")
        self.assertEqual(self.report(), self.report("--no-cache"))
        self.assertEqual(self.check("--diff", "--fix=review").stdout, "")

    def test_it_is_for_its_owner_alone(self):
        self.check()
        [log] = self.logs()
        self.assertEqual(stat.S_IMODE(os.stat(log).st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(log)).st_mode), 0o700)

    def test_a_damaged_log_costs_time_only(self):
        fresh = self.report("--no-cache")
        self.check()
        [log] = self.logs()
        with open(log, "rb") as file:
            whole = file.read()
        rng = random.Random(7)
        for _ in range(25):
            damaged = bytearray(whole)
            kind = rng.randrange(4)
            if kind == 0:
                del damaged[rng.randrange(len(damaged)):]  # a run died, or the disk was full
            elif kind == 1:
                for _ in range(40):
                    damaged[rng.randrange(len(damaged))] = rng.randrange(256)
            elif kind == 2:
                damaged += bytes(rng.randrange(256) for _ in range(100))
            else:
                damaged = bytearray(rng.randrange(256) for _ in range(rng.randrange(2000)))
            with open(log, "wb") as file:
                file.write(damaged)
            self.assertEqual(self.report(), fresh)
            self.assertEqual(self.report(), fresh)
            self.assertEqual(self.known(), 23)

    def test_what_cannot_be_kept_is_no_trouble(self):
        fresh = self.report("--no-cache")
        self.assertEqual(self.report(env={"XDG_CACHE_HOME": "/dev/null"}), fresh)
        self.assertEqual(self.report(env={"XDG_CACHE_HOME": "relative", "HOME": ""}), fresh)
        self.assertEqual(self.report(env={"XDG_CACHE_HOME": "/proc"}), fresh)
        os.makedirs(os.path.join(self.caches, "floodwall"))
        self.check()
        [log] = self.logs()
        os.remove(log)
        os.symlink(self.path("precious"), log)  # nobody makes us write elsewhere
        self.write("precious", "mine")
        self.assertEqual(self.report(), fresh)
        self.assertEqual(self.read("precious"), "mine")
        os.remove(log)
        os.mkdir(log)
        self.assertEqual(self.report(), fresh)

    def test_a_disk_that_is_full_costs_time_only(self):
        fresh = self.report("--no-cache")
        for blocks in (0, 1, 4):
            prefix = ["bash", "-c", f'ulimit -f {blocks}; exec "$@"', "bash"]
            self.assertEqual(self.report(prefix=prefix), fresh)
        self.assertEqual([name for name in self.logs() if not name.endswith(".log")], [])
        self.assertEqual(self.report(), fresh)
        self.assertEqual(self.report(prefix=["bash", "-c", 'ulimit -f 0; exec "$@"', "bash"]), fresh)

    def test_runs_that_begin_at_once_all_keep_what_they_found(self):
        paths = [f"app/step_{number}.sql" for number in range(20)]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(self.report, paths))
        for path in paths:
            self.report(path)  # who came last when the log was begun may have been unlucky
        self.assertEqual(self.known(*paths), 20)

    def test_nothing_is_kept_in_a_home_that_is_not_there(self):
        self.report(env={"XDG_CACHE_HOME": "", "HOME": self.path("nobody")})
        self.assertFalse(os.path.exists(self.path("nobody")))

    @unittest.skipUnless(os.geteuid() == 0, "only root can give folders away")
    def test_root_keeps_nothing_in_the_home_of_others(self):
        fresh = self.report("--no-cache")
        home = self.path("home")
        os.makedirs(home)
        os.chown(home, 1234, 1234)
        self.assertEqual(self.report(env={"XDG_CACHE_HOME": "", "HOME": home}), fresh)
        self.assertEqual(self.report(env={"XDG_CACHE_HOME": home}), fresh)
        self.assertEqual(os.listdir(home), [])
        os.chown(home, 0, 0)
        self.report(env={"XDG_CACHE_HOME": "", "HOME": home})
        self.assertEqual(os.listdir(home), [".cache"])
        folder = os.path.join(self.caches, "floodwall")
        os.makedirs(folder)
        os.chown(folder, 1234, 1234)
        self.assertEqual(self.report(), fresh)
        self.assertEqual(self.logs(), [])

    def test_outside_of_a_project_nothing_is_kept(self):
        os.remove(self.path("floodwall.toml"))
        self.check()
        self.assertEqual(self.logs(), [])

    def test_many_runs_at_once(self):
        fresh = self.report("--no-cache")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for done in pool.map(lambda _: self.report(), range(24)):
                self.assertEqual(done, fresh)
        self.assertEqual(self.report(), fresh)
        self.assertEqual(self.known(), 23)

    def test_a_run_that_is_killed_leaves_no_damage(self):
        fresh = self.report("--no-cache")
        for number in range(300):
            self.write(f"app/more_{number}.sql", f"SELECT state FROM orders WHERE id < {number};\n" * 30)
        fresh = self.report("--no-cache")
        for milliseconds in range(0, 60, 3):
            running = subprocess.Popen([PROGRAM, "check"], cwd=self.folder, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, env={**ENVIRONMENT, "XDG_CACHE_HOME": self.caches})
            try:
                running.wait(milliseconds / 1000)
            except subprocess.TimeoutExpired:
                running.send_signal(signal.SIGKILL)
                running.wait()
        self.assertEqual(self.report(), fresh)
        self.assertEqual(self.report(), fresh)


if __name__ == "__main__":
    main()
