"""`floodwall guard run --dry-run`: all of it is run and reported, and nothing of it stays; on a real server."""
import os
import sys
import unittest

from guard_tables import Shops
from program import main

SCHEMA = "SELECT string_agg(relname || relkind::text, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
DONE = "floodwall: a dry run: nothing has been committed\n"


class DryRun(Shops):
    def setUp(self):
        super().setUp()
        before = {database: (self.rows(database), self.server.psql(database, SCHEMA)) for database in ("shop", "shop_test")}
        self.addCleanup(lambda: self.assertEqual(before, {database: (self.rows(database), self.server.psql(database, SCHEMA))
                                                          for database in ("shop", "shop_test")}))

    def run_dry(self, *words, options=(), **more):
        done = self.floodwall("guard", "run", "--dry-run", *options, "--", *words, **more)
        done.all = done.stdout + done.stderr
        return done

    def psql(self, sql, *words, database="shop_test", **more):
        return self.run_dry("psql", "-X", "-A", "-t", "-q", self.words(database), *words, stdin=sql, **more)


class Scripts(DryRun):
    def test_later_statements_see_what_earlier_ones_did(self):
        done = self.psql("CREATE TABLE made (id int);\nINSERT INTO made VALUES (1), (2);\nBEGIN;\nDELETE FROM listing WHERE id > 250;\n"
                         "COMMIT;\nSELECT count(*) FROM made;\nSELECT count(*) FROM listing;\n", status=0)
        self.assertEqual(done.stdout, "2\n250\n")
        self.assertEqual(done.stderr, DONE)

    def test_what_would_be_refused_is_said_and_run(self):
        done = self.psql("TRUNCATE listing_status CASCADE;\nSELECT count(*) FROM listing_status;\n", database="shop", status=1)
        self.assertEqual(done.stdout, "0\n")
        self.assertIn("floodwall: refused in database shop", done.stderr)
        self.assertIn("2 tables with 300 rows", done.stderr)
        self.assertIn("floodwall: a dry run: it is run, and will be rolled back\n", done.stderr)
        self.assertIn(DONE, done.stderr)

    def test_errors_take_back_what_they_would(self):
        done = self.psql("INSERT INTO listing VALUES (1000, 'alone');\nSELECT 1/0;\nSELECT count(*) FROM listing;\n"
                         "BEGIN;\nINSERT INTO listing VALUES (1001, 'in');\nSELECT 1/0;\nSELECT 'skipped';\nCOMMIT;\n"
                         "SELECT count(*) FROM listing;\nBEGIN;\nINSERT INTO listing VALUES (1002, 'in');\nROLLBACK;\n"
                         "SELECT count(*) FROM listing;\nBEGIN;\nSAVEPOINT a;\nINSERT INTO listing VALUES (1003, 'a');\n"
                         "ROLLBACK TO a;\nINSERT INTO listing VALUES (1004, 'b');\nEND;\nSELECT count(*) FROM listing;\n")
        self.assertEqual(done.stdout, "301\n301\n301\n302\n", done.stderr)

    def test_commit_looks_at_what_is_deferred(self):
        done = self.psql("CREATE TABLE child (l int REFERENCES listing DEFERRABLE INITIALLY DEFERRED);\nBEGIN;\n"
                         "INSERT INTO child VALUES (9999);\nSELECT 'inserted';\nCOMMIT;\nSELECT count(*) FROM child;\n"
                         "BEGIN;\nINSERT INTO child VALUES (9999);\nDELETE FROM child;\nCOMMIT;\nBEGIN;\nINSERT INTO child VALUES (9998);\n"
                         "SELECT 'deferred still';\nROLLBACK;\nBEGIN;\nINSERT INTO child VALUES (1);\nCOMMIT;\nSELECT count(*) FROM child;\n")
        self.assertEqual(done.stdout, "inserted\n0\ndeferred still\n1\n", done.stderr)
        self.assertEqual(done.stderr.count("violates foreign key"), 1)

    def test_what_cannot_be_undone_is_not_run(self):
        for sql, said in (("SELECT setval('pg_catalog.nowhere', 1)", "what setval() does cannot be undone"),
                          ("DO $$ BEGIN PERFORM dblink_exec ('dbname=shop', 'TRUNCATE listing'); END $$", "dblink_exec()"),
                          ("COPY listing TO PROGRAM 'cat'", "COPY … PROGRAM"), ("COPY listing TO '/nowhere'", "writes a file"),
                          ("COPY listing FROM PROGRAM 'cat'", "COPY … PROGRAM"),
                          ("DO $$ BEGIN COPY listing TO '/nowhere'; END $$", "writes a file"),
                          ("DO $$ BEGIN EXECUTE 'copy listing to\nprogram ''cat'''; END $$", "COPY … PROGRAM"),
                          ("SELECT pg_create_physical_replication_slot -- \n('kept')", "pg_create_physical_replication_slot()"),
                          ("VACUUM listing", "cannot run inside a transaction block"),
                          ("CREATE DATABASE more", "cannot run inside a transaction block"),
                          ("CREATE INDEX CONCURRENTLY ON listing (name)", "cannot run inside a transaction block"),
                          ("ALTER SYSTEM SET work_mem = '4MB'", "cannot run inside a transaction block"),
                          ("DISCARD ALL", "cannot run inside a transaction block"),
                          ("BEGIN; DELETE FROM status_note WHERE id = 1; COMMIT AND CHAIN", "AND CHAIN"),
                          ("BEGIN; PREPARE TRANSACTION 'x'", "a prepared transaction would outlast it"),
                          ("COMMIT PREPARED 'x'", "a prepared transaction would outlast it")):
            done = self.psql(sql + ";\n")
            self.assertIn(said, done.all, sql)

    def test_a_refusal_takes_back_what_an_error_would(self):
        done = self.psql("INSERT INTO listing VALUES (1000, 'alone');\nSELECT setval('x', 1);\nSELECT count(*) FROM listing;\n"
                         "BEGIN;\nINSERT INTO listing VALUES (1001, 'in');\nCOMMIT;\nSELECT setval('x', 1);\n"
                         "SELECT count(*) FROM listing;\nBEGIN;\nINSERT INTO listing VALUES (1002, 'in');\nSELECT setval('x', 1);\n"
                         "SELECT 'skipped';\nCOMMIT;\nSELECT count(*) FROM listing;\n")
        self.assertEqual(done.stdout, "301\n302\n302\n", done.stderr)

    def test_who_may_make_no_temporary_tables_is_told(self):
        self.server.psql("shop_test", "CREATE ROLE clerk LOGIN; REVOKE TEMPORARY ON DATABASE shop_test FROM PUBLIC")
        self.addCleanup(self.server.psql, "shop_test", "DROP ROLE clerk; GRANT TEMPORARY ON DATABASE shop_test TO PUBLIC")
        done = self.run_dry("psql", "-X", self.words("shop_test").replace("=floodwall ", "=clerk "), stdin="SELECT 1;\nSELECT 2;\n")
        self.assertEqual(done.stderr.count("no transaction can be had that nothing can commit: ERROR:  permission denied"), 2, done.stderr)

    def test_ways_to_commit(self):
        """Each begins with what the run must not let stay."""
        for sql in ("INSERT INTO listing VALUES (1000, 'x'); COMMIT", "BEGIN; INSERT INTO listing VALUES (1000, 'x'); END; SELECT 1",
                    "ROLLBACK; INSERT INTO listing VALUES (1000, 'x')", "/* */ rollback /**/; -- \nTRUNCATE listing CASCADE",
                    "SELECT '\\'; ROLLBACK; TRUNCATE listing CASCADE; --'", "SELECT 1; ABORT; DROP TABLE status_note",
                    "SET standard_conforming_strings = off; SELECT '\\'; ROLLBACK; DELETE FROM status_note; --'",
                    "DO $$ BEGIN DELETE FROM status_note; COMMIT; END $$", "ROLLBACK WORK; nonsense; TRUNCATE listing CASCADE",
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; ROLLBACK; DROP TABLE status_note",
                    "PREPARE TRANSACTION 'kept'", "INSERT INTO listing VALUES (1000, 'x'); SET CONSTRAINTS ALL IMMEDIATE; END",
                    "ROLLBACK TO SAVEPOINT floodwall_statement; DELETE FROM status_note", "DROP TABLE pg_temp.floodwall_dry_run"):
            done = self.run_dry("psql", "-X", self.words("shop_test"), "-c", sql)
            self.assertIn(DONE, done.stderr, sql)
            self.psql(f"{sql};\nCOMMIT;\nBEGIN;\nROLLBACK;\nINSERT INTO listing VALUES (1001, 'late');\nEND;\n")
        self.assertEqual(self.server.psql("shop_test", "SELECT count(*) FROM pg_prepared_xacts"), "0\n")

    def test_no_way_to_commit_where_triggers_are_silent(self):
        # The string ends where the server says, not where it seems to.
        done = self.run_dry("psql", "-X", "-A", "-t", "-q", self.words("shop_test"), "-c", "INSERT INTO listing VALUES (1000, 'x')",
                            "-c", "SHOW session_replication_role", "-c", "SELECT '\\''; COMMIT; --'",
                            env={**os.environ, "PGOPTIONS": "-c session_replication_role=replica -c standard_conforming_strings=off"})
        self.assertIn("nothing is committed", done.stderr)
        self.assertEqual(done.stdout.split()[0], "replica")

    def test_one_transaction_of_psql_and_no_dry_run_inside(self):
        done = self.psql("CREATE TABLE made (id int);\nINSERT INTO made VALUES (1);\nSELECT * FROM made;\n", "-1", status=0)
        self.assertEqual(done.stdout, "1\n")
        done = self.floodwall("guard", "run", "--", "psql", "-X", self.words("shop_test"), "-c", "SELECT 1",
                              env={**os.environ, "FLOODWALL_GUARD_DRY_RUN": "1"}, status=0)
        self.assertNotIn("dry run", done.stderr)

    def test_the_audit_log_says_so(self):
        self.write("floodwall.toml", f'[guard]\naudit-log = "{self.folder}/log"\n')
        self.psql("TRUNCATE status_note;\n", database="shop")
        with open(f"{self.folder}/log", encoding="utf-8") as log:
            self.assertIn('"dry_run":true', log.read())


class Policies(DryRun):
    def run_psql(self, policy, sql):
        self.write("floodwall.toml", policy)
        return self.floodwall("guard", "run", "--", "psql", "-X", "-A", "-t", "-q", self.words("shop"), stdin=sql)

    def test_the_policy_may_want_it(self):
        done = self.run_psql('[guard]\nmode = "dry-run"\n', "TRUNCATE listing CASCADE;\nSELECT count(*) FROM listing;\n")
        self.assertEqual(done.stdout, "0\n")
        self.assertIn("floodwall: a dry run: it is run, and will be rolled back\n", done.stderr)
        self.assertIn(DONE, done.stderr)
        self.assertIn('"mode" must be', self.run_psql('[guard]\nmode = "dry"\n', "SELECT 1").stderr)

    def test_too_many_rows_are_said(self):
        self.write("floodwall.toml", "[guard]\nmax-rows = 10\n")
        self.write("program.py", "import sys, psycopg2\nk = psycopg2.connect(sys.argv[1]).cursor()\n"
                   "k.execute('DELETE FROM status_note WHERE id < 50')\nk.execute('SELECT count(*) FROM status_note')\n"
                   "print(k.fetchone()[0])\n")
        done = self.run_dry("/usr/bin/python3", "program.py", self.words("shop"), status=1)
        self.assertEqual(done.stdout, "51\n")
        self.assertIn("max-rows: takes or changes 49 rows", done.stderr)


class Programs(DryRun):
    def test_python(self):
        """psycopg2, whose commit() knows nothing of it."""
        self.write("program.py", "import sys, psycopg2\nc = psycopg2.connect(sys.argv[1])\nk = c.cursor()\n"
                   "k.execute('CREATE TABLE made (id int PRIMARY KEY)')\nc.commit()\nk.execute('INSERT INTO made VALUES (%s)', (1,))\n"
                   "c.commit()\nk.execute('INSERT INTO made VALUES (2)')\nc.rollback()\n"
                   "k.execute('SELECT count(*) FROM made')\nprint(k.fetchone()[0])\nc.commit()\nc.autocommit = True\n"
                   "k.execute('INSERT INTO made VALUES (3)')\n"
                   "try:\n    k.execute('INSERT INTO made VALUES (3)')\nexcept psycopg2.errors.UniqueViolation:\n    print('twice')\n"
                   "k.execute('SELECT count(*) FROM made')\nprint(k.fetchone()[0])\n")
        done = self.run_dry("/usr/bin/python3", "program.py", self.words("shop_test"), status=0)
        self.assertEqual(done.stdout, "1\ntwice\n2\n", done.stderr)


if __name__ == "__main__":
    main()
