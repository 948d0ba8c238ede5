#!/usr/bin/env python3
"""[schema] snapshot: what the database holds where the repository does not say."""
import subprocess
import unittest
from pathlib import Path

from program import SOURCE_DIR, Scratch, main
from server import Server, newest_server

TABLES = """CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('new', 'paid');
CREATE TABLE app.users (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE app.orders (id bigserial PRIMARY KEY, user_id bigint REFERENCES app.users (id), state app.state);
CREATE VIEW app.open_orders AS SELECT id, user_id FROM app.orders WHERE state = 'new';
CREATE FUNCTION app.total(of_user bigint) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM app.orders WHERE user_id = of_user';
"""
CODE = '''import psycopg

def report(connection: psycopg.Connection):
    connection.execute("SELECT u.name, o.state FROM app.users u JOIN app.orders o ON o.user_id = u.id")
    connection.execute("SELECT user_id, app.total(user_id) FROM app.open_orders")
    connection.execute("SELECT nickname FROM app.users")
    connection.execute("SELECT 1 FROM app.invoices")
    connection.execute("TRUNCATE app.users CASCADE")
'''


class Snapshot(Scratch):
    def setUp(self):
        super().setUp()
        self.write("floodwall.toml", '[schema]\nsnapshot = "db/schema.sql"\n')
        self.write("db/schema.sql", TABLES)
        self.write("app/report.py", CODE)

    def said(self, *paths):
        done = self.check("--format", "gcc", *paths)
        return [line for line in done.stdout.splitlines() if "report.py" in line and ": note: " not in line]

    def check_findings(self, lines):
        self.assertEqual([line.split(":")[1] for line in lines], ["6", "7", "8"], lines)
        self.assertIn("nickname", lines[0])
        self.assertIn("app.invoices is defined nowhere", lines[1])
        self.assertIn("app.orders", lines[2])

    def test_it_counts_wherever_it_stands(self):
        self.check_findings(self.said())
        self.check_findings(self.said("app/report.py"))
        self.check_findings(self.said("app", "db"))
        for place in ("outside.dump", "../tests/schema_001.sql", "migrations/0001_all.sql"):
            project = self.path("project")
            subprocess.run(["rm", "-rf", project], check=True)
            self.write("project/app/report.py", CODE)
            self.write(f"project/{place}", TABLES)
            self.write("project/floodwall.toml", f'exclude = ["*.dump"]\n[schema]\nsnapshot = "{place}"\n')
            done = self.check("--format", "gcc", cwd=project)
            lines = [line for line in done.stdout.splitlines() if "report.py" in line and ": note: " not in line]
            self.check_findings(lines)

    def test_without_it_nobody_knows(self):
        self.write("floodwall.toml", 'exclude = ["db/"]\n')
        self.assertFalse(any("defined nowhere" in line for line in self.said()))

    def test_its_size_does_not_matter(self):
        self.write("db/schema.sql", TABLES + "-- and more\n" * 500)
        self.write("db/more_tables.sql", "CREATE TABLE more (id bigint);\n")
        self.write("floodwall.toml", 'max-file-size = "2 KB"\n[schema]\nsnapshot = "db/schema.sql"\n')
        self.check_findings(self.said())
        self.check_findings(self.said("app/report.py"))

    def test_a_missing_one_is_said(self):
        self.write("floodwall.toml", '[schema]\nsnapshot = "db/shcema.sql"\n')
        done = self.check(status=2)
        self.assert_one_line(done.stderr)
        self.assertIn("floodwall.toml:2:", done.stderr)
        self.assertIn("db/shcema.sql cannot be read: No such file or directory", done.stderr)
        self.write("floodwall.toml", '[schema]\nsnapsot = "db/schema.sql"\n')
        self.assertIn('did you mean "snapshot"', self.check(status=2).stderr)

    def test_schema_and_blast_and_facts_know_it(self):
        self.write("db/schema.sql", "CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (a int REFERENCES a);\n")
        self.assertIn("CREATE TABLE public.b", self.floodwall("schema", "app", status=0).stdout)
        self.assertIn("b", self.floodwall("blast", "a", "app", status=0).stdout)
        self.floodwall("facts", "app", "-o", "app.facts", status=0)
        self.assertIn("define: 2", self.floodwall("link", "app.facts", status=0).stderr)

    def test_migrations_go_on_from_it(self):
        self.write("migrations/0001_invoices.sql", "CREATE TABLE app.invoices (id bigint);\nALTER TABLE app.users ADD nickname text;\n")
        self.assertFalse(any("undefined" in line for line in self.said()), self.said())

    @unittest.skipUnless(newest_server(), "needs PostgreSQL")
    def test_of_a_running_server(self):
        server = Server()
        self.addCleanup(server.stop)
        server.psql(server.create("shop"), TABLES)
        dump = subprocess.run([str(newest_server() / "pg_dump"), "--schema-only", "-h", server.folder.name, "-U", "floodwall", "shop"],
                              check=True, capture_output=True, text=True).stdout
        ours = self.floodwall("schema", "--from", server.url("shop"), status=0).stdout
        for text in (dump, ours):
            self.write("db/schema.sql", text)
            self.check_findings(self.said())

    @unittest.skipUnless(newest_server(), "needs PostgreSQL")
    def test_a_large_one(self):
        """pg_dump of everything that a schema can hold: no word against code that the server prepares."""
        server = Server()
        self.addCleanup(server.stop)
        sql = (Path(SOURCE_DIR) / "fixtures/schema/everything.sql").read_text()
        server.psql(server.create("everything"), sql)
        dump = subprocess.run([str(newest_server() / "pg_dump"), "-s", "-h", server.folder.name, "-U", "floodwall", "everything"],
                              check=True, capture_output=True, text=True).stdout
        self.write("db/schema.sql", dump)
        relations = server.psql("everything", "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
                                "WHERE relkind IN ('r', 'p', 'v', 'm') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'").split("\n")
        self.assertGreater(len(relations), 10)
        self.write("queries.sql", "".join(f"SELECT * FROM {name};\n" for name in relations if name))
        done = self.check("--format", "gcc", "queries.sql")
        self.assertNotIn("undefined", done.stdout)


if __name__ == "__main__":
    main()
