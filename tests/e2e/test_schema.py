"""floodwall schema and floodwall blast: against a server, and as commands."""

import json
import shutil
import subprocess
import unittest
from pathlib import Path

from server import Server, newest_server
from program import SOURCE_DIR, Scratch, main
from random_schema import RandomSchema

FIXTURES = Path(SOURCE_DIR) / "fixtures"
SHOP = """CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE CASCADE);
"""


def major():
    return int(newest_server().parts[-2])


@unittest.skipUnless(newest_server(), "needs PostgreSQL")
class LiveDatabase(Scratch):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)

    def schema(self, database, form):
        return self.floodwall("schema", "--from", self.server.url(database), "--format", form, status=0).stdout

    def check_round_trip(self, name):
        """The database's schema makes a second one that has the same."""
        self.server.psql(self.server.create(f"{name}_again"), self.schema(name, "sql"))
        first, second = (json.loads(self.schema(each, "json")) for each in (name, f"{name}_again"))
        for relation in first["relations"] + second["relations"]:
            # A column that the parent got later stands behind those that the child had by then; made again, before.
            if "inherits" in relation and "columns" in relation:
                relation["columns"].sort(key=lambda column: column["name"])
        self.assertEqual(first, second)
        return first

    def make(self, name, sql):
        self.server.psql(self.server.create(name), sql)

    def test_everything_makes_the_same_database_again(self):
        sql = (FIXTURES / "schema" / "everything.sql").read_text()
        if major() >= 15:
            sql += "CREATE TABLE fifteen (a integer, UNIQUE NULLS NOT DISTINCT (a));"
        self.make("everything", sql)
        schema = self.check_round_trip("everything")
        kinds = {each["kind"] for each in schema["relations"]}
        self.assertEqual(kinds, {"table", "partitioned table", "view", "materialized view", "sequence", "index",
                                 "composite type"})
        self.assertEqual([each["name"] for each in schema["extensions"]], ["hstore", "pg_trgm"])
        self.assertNotIn("hstore_to_json", {each["name"] for each in schema["functions"]})
        users = next(each for each in schema["relations"] if each["name"] == "users")
        self.assertEqual(users["columns"][2], {"name": "feels", "type": "public.mood", "not_null": True})

    def test_scripts_make_the_database_that_they_define(self):
        for path in [FIXTURES / "schema" / "everything.sql", *sorted(FIXTURES.glob("demo/*/schema.sql"))]:
            name = f"scripts_{path.parent.name}"
            self.make(name, path.read_text())
            self.make(f"{name}_shown", self.floodwall("schema", str(path), status=0).stdout)
            self.assertEqual(json.loads(self.schema(name, "json")), json.loads(self.schema(f"{name}_shown", "json")))

    def test_foreign_tables_stand_on_a_stand_in(self):
        self.make("far", """CREATE FOREIGN DATA WRAPPER w; CREATE SERVER "s 1" FOREIGN DATA WRAPPER w;
            CREATE FOREIGN TABLE away (a int NOT NULL, b text) SERVER "s 1" OPTIONS (name 'it''s');""")
        self.check_round_trip("far")

    def test_the_demos_make_the_same_databases_again(self):
        for path in sorted(FIXTURES.glob("demo/*/schema.sql")):
            name = f"demo_{path.parent.name}"
            self.make(name, path.read_text())
            self.check_round_trip(name)

    def test_random_schemas_make_the_same_databases_again(self):
        for seed in range(20, 24):
            self.make(f"random_{seed}", RandomSchema(seed).script)
            self.check_round_trip(f"random_{seed}")

    def test_names_of_other_letters(self):
        self.make("letters", 'CREATE TABLE "Größe" ("naïve" int PRIMARY KEY, "a""b" int, "日本" text);')
        self.check_round_trip("letters")

    def test_nothing_is_written(self):
        self.make("untouched", SHOP)
        before = self.server.psql("untouched", "SELECT txid_current()")
        self.schema("untouched", "sql")
        after = self.server.psql("untouched", "SELECT txid_current()")
        self.assertEqual(int(after), int(before) + 1)

    def test_no_password_is_shown(self):
        socket = self.server.folder.name
        for url in ["postgres://floodwall:geheim@/nowhere?host=" + socket,
                    "postgres:///nowhere?password=geheim&user=floodwall&host=" + socket,
                    f"host={socket} dbname=nowhere user=floodwall password='geheim'",
                    "postgres://floodwall:geh/eim@/nowhere?host=" + socket,
                    "postgres://floodwall:geheim@/nowhere?no_such_option=1",
                    "postgres://floodwall:gehe%69m@/nowhere?host=" + socket]:
            done = self.floodwall("schema", "--from", url, status=2)
            self.assert_one_line(done.stderr)
            self.assertNotRegex(done.stderr, "geh|eim")
            self.assertIn("***", done.stderr)

    def test_what_the_server_says_is_passed_on(self):
        done = self.floodwall("schema", "--from", self.server.url("no_such_database"), status=2)
        self.assert_one_line(done.stderr)
        self.assertIn('database "no_such_database" does not exist', done.stderr)

    @unittest.skipUnless(shutil.which("dot"), "needs Graphviz")
    def test_graphviz_accepts_dot(self):
        self.make("drawn", (FIXTURES / "schema" / "everything.sql").read_text())
        subprocess.run(["dot", "-Tsvg"], input=self.schema("drawn", "dot").encode(), check=True, capture_output=True)


class Commands(Scratch):
    def test_a_library_or_a_server_that_is_not_there_is_said(self):
        done = self.floodwall("schema", "--from", "postgres:///x?host=/nowhere", status=2)
        self.assert_one_line(done.stderr)
        self.assertRegex(done.stderr, "/nowhere|libpq")

    def test_paths_and_a_server_are_too_much(self):
        done = self.floodwall("schema", "a.sql", "--from", "postgres:///x", status=2)
        self.assert_one_line(done.stderr)

    def test_schema_of_files(self):
        self.write("1.sql", SHOP)
        self.write("2.sql", "ALTER TABLE orders ADD note text;")
        text = self.floodwall("schema", status=0).stdout
        self.assertLess(text.index("CREATE TABLE public.users"), text.index("FOREIGN KEY (user_id) REFERENCES"))
        self.assertIn("note text", text)
        schema = json.loads(self.floodwall("schema", "1.sql", "--format", "json", status=0).stdout)
        self.assertEqual([each["name"] for each in schema["relations"] if each["kind"] == "table"],
                         ["orders", "users"])
        self.assertIn("color=red", self.floodwall("schema", "--format", "dot", status=0).stdout)

    def test_output_goes_to_a_file(self):
        self.write("1.sql", SHOP)
        self.assertEqual(self.floodwall("schema", "--output", "out.txt", status=0).stdout, "")
        self.assertIn("CREATE TABLE public.users", self.read("out.txt"))
        self.assertEqual(self.floodwall("blast", "users", "-o", "out.txt", status=0).stdout, "")
        self.assertIn("orders", self.read("out.txt"))

    def test_a_file_that_cannot_be_read_is_said_and_the_rest_is_shown(self):
        self.write("1.sql", SHOP)
        done = self.floodwall("schema", "1.sql", "missing.sql", status=2)
        self.assertIn("CREATE TABLE public.users", done.stdout)
        self.assert_one_line(done.stderr)

    def test_blast_of_files(self):
        self.write("1.sql", SHOP)
        text = self.floodwall("blast", "users", status=0).stdout
        self.assertIn("TRUNCATE users CASCADE empties 2 tables", text)
        self.assertIn("by orders_user_id_fkey (user_id) -> users (id), ON DELETE CASCADE", text)
        self.assertEqual(text, self.floodwall("blast", "public.users", "1.sql", status=0).stdout)
        self.assertEqual(text, self.floodwall("blast", '"users"', ".", status=0).stdout)

    def test_blast_of_the_demo_names_the_seven_children(self):
        demo = str(FIXTURES / "demo" / "listing_status")
        blast = json.loads(self.floodwall("blast", "listing_status", demo, "--format", "json", status=0).stdout)
        self.assertEqual([each["name"] for each in blast["truncate"]["tables"]],
                         ["listing_status", "time_series_daily_adjusted", "balance_sheet", "cash_flow",
                          "income_statement", "earnings_call_transcripts", "insider_transactions", "overview"])

    def test_a_name_that_is_not_there(self):
        self.write("1.sql", SHOP + "CREATE SCHEMA a; CREATE TABLE a.order_items ();")
        done = self.floodwall("blast", "orderz", status=2)
        self.assertEqual(done.stderr, "floodwall: no table or view orderz; similar: orders\n")
        done = self.floodwall("blast", "a.order_item", status=2)
        self.assertEqual(done.stderr, "floodwall: no table or view a.order_item; similar: a.order_items\n")
        done = self.floodwall("blast", "a b", status=2)
        self.assert_one_line(done.stderr)

    def test_a_name_without_a_schema_is_found_in_any(self):
        self.write("1.sql", "CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.x (); CREATE TABLE b.x (); "
                            "CREATE TABLE b.y ();")
        self.assertIn("TRUNCATE b.y CASCADE", self.floodwall("blast", "y", status=0).stdout)
        done = self.floodwall("blast", "x", status=2)
        self.assertEqual(done.stderr, "floodwall: which x? There are a.x and b.x\n")


if __name__ == "__main__":
    main()
