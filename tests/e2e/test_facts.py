#!/usr/bin/env python3
"""`floodwall facts` and `floodwall link`: a repository that is checked in parts gets the findings of the whole."""
import json
import os
import shutil

from program import SOURCE_DIR, Scratch, main


class Facts(Scratch):
    def setUp(self):
        super().setUp()
        self.write("floodwall.toml", "")
        self.write("schema/tables.sql", "CREATE TABLE users (id bigint PRIMARY KEY, name text);\n"
                                        "CREATE TABLE orders (user_id bigint REFERENCES users (id));\n")
        self.write("app/db.py", "import psycopg\n\nclass Db:\n    def run(self, text):\n        with psycopg.connect() as c:\n"
                                "            c.execute(text)\n")
        self.write("app/purge.py", "def purge(db):\n    db.run(f'DELETE FROM {table}')\n    db.run('TRUNCATE users CASCADE')\n")
        self.write("jobs/report.sql", "SELECT name FROM users;\nSELECT total FROM invoices;\nTRUNCATE users CASCADE;\n")

    def findings(self, *arguments, **options):
        return sorted(self.check("--format", "gcc", *arguments, **options).stdout.splitlines())

    def test_parts_get_the_findings_of_the_whole(self):
        parts = ("schema", "app", "jobs")
        for part in parts:
            self.floodwall("facts", part, "-o", f"{part}.facts", status=0)
        done = self.floodwall("link", *(f"{part}.facts" for part in parts), "-o", "all.facts", status=0)
        self.assertEqual(done.stdout.split(), ["app/purge.py", "jobs/report.sql", "schema/tables.sql"])
        self.assertIn("4 files linked; tables, views and sequences that they define: 2", done.stderr)
        whole = self.findings()
        self.assertTrue(any("invoices" in line for line in whole), whole)
        self.assertTrue(any("app/purge.py" in line and "orders" in line for line in whole), whole)
        for project in (["--project", "all.facts"], [word for part in parts for word in ("--project", f"{part}.facts")]):
            in_parts = [line for part in parts for line in self.findings(part, *project)]
            self.assertEqual(sorted(in_parts), whole)

    def test_paths_may_follow_the_facts(self):
        self.floodwall("facts", "-o", "all.facts", status=0)
        self.assertEqual(self.findings("--project", "all.facts", "jobs"), self.findings("jobs"))

    def test_what_is_not_included_still_tells(self):
        self.write("floodwall.toml", 'include = ["app/", "jobs/"]\n')
        whole = self.findings()
        self.assertFalse(any("users is defined nowhere" in line for line in whole), whole)
        self.floodwall("facts", "-o", "all.facts", status=0)
        self.assertEqual(self.findings("--project", "all.facts"), whole)

    def test_a_snapshot_that_stands_elsewhere(self):
        """Each machine may have the repository in another place."""
        self.write("repository/floodwall.toml", '[schema]\nsnapshot = "../dumps/all.sql"\n')
        self.write("repository/one/queries.sql", "SELECT * FROM gone;\nSELECT * FROM accounts;\nTRUNCATE accounts CASCADE;\n")
        self.write("repository/two/more.sql", "SELECT * FROM accounts;\n")
        self.write("dumps/all.sql", "CREATE TABLE accounts (id bigint PRIMARY KEY);\n")
        shutil.copytree(self.path("repository"), self.path("other/machine/repository"))
        shutil.copytree(self.path("dumps"), self.path("other/machine/dumps"))
        self.floodwall("facts", "one", "-o", self.path("one.facts"), status=0, cwd=self.path("repository"))
        self.floodwall("facts", "two", "-o", self.path("two.facts"), status=0, cwd=self.path("other/machine/repository"))
        done = self.floodwall("link", "one.facts", "two.facts", "-o", "all.facts", status=0)
        self.assertIn("3 files linked; tables, views and sequences that they define: 1", done.stderr)
        whole = self.findings(cwd=self.path("repository"))
        self.assertTrue(any("gone is defined nowhere" in line for line in whole), whole)
        self.assertEqual(self.findings("--project", self.path("all.facts"), cwd=self.path("repository")), whole)

    def test_a_project_within_stays_one_of_its_own(self):
        self.write("inner/floodwall.toml", "")
        self.write("inner/schema.sql", "CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE visits (of_user bigint REFERENCES users (id));\n")
        self.write("inner/wipe.sql", "TRUNCATE users CASCADE;\n")
        whole = self.findings()
        self.assertTrue(any("inner/wipe.sql" in line and "visits" in line for line in whole), whole)
        self.floodwall("facts", "schema", "app", "-o", "one.facts", status=0)
        self.floodwall("facts", ".", "-o", "two.facts", status=0)
        self.floodwall("link", "one.facts", "two.facts", "-o", "all.facts", status=0)
        self.assertEqual(self.findings("--project", "all.facts", "--no-cache"), whole)

    def test_facts_do_not_write_over_what_they_are_of(self):
        done = self.floodwall("facts", "jobs", "-o", "jobs/report.sql", status=2)
        self.assert_one_line(done.stderr)
        self.assertIn("SELECT name", self.read("jobs/report.sql"))

    def test_a_part_is_judged_without_the_other_files(self):
        self.floodwall("facts", "-o", "all.facts", status=0)
        whole = self.findings("jobs")
        elsewhere = self.path("elsewhere")
        os.makedirs(elsewhere)
        for name in ("floodwall.toml", "jobs", "all.facts"):
            shutil.move(self.path(name), elsewhere)
        self.assertEqual(self.findings("jobs", "--project", "all.facts", cwd=elsewhere), whole)

    def test_what_is_checked_is_read_anew(self):
        self.floodwall("facts", "-o", "all.facts", status=0)
        self.write("schema/tables.sql", self.read("schema/tables.sql") + "SELECT * FROM gone;\n")
        self.assertTrue(any("gone" in line for line in self.findings("schema", "--project", "all.facts")))

    def test_the_same_facts_are_the_same_bytes(self):
        self.floodwall("facts", "-o", "one.facts", "--no-cache", status=0)
        self.floodwall("facts", "app", "schema", "jobs", "-o", "two.facts", status=0)
        self.floodwall("facts", self.path(), "-o", self.path("three.facts"), status=0, cwd="/")
        with open(self.path("one.facts"), "rb") as one:
            bytes_of_one = one.read()
        for name in ("two.facts", "three.facts"):
            with open(self.path(name), "rb") as other:
                self.assertEqual(other.read(), bytes_of_one)

    def test_what_classes_keep_has_an_order(self):
        shutil.copy(os.path.join(SOURCE_DIR, "fixtures/lowering/sqlalchemy_shop.py"), self.path("app/models.py"))
        done = self.floodwall("facts", "app/models.py", "--format", "json", status=0)
        modules = [constant["module"] for constant in json.loads(done.stdout)["host"]["constants"]]
        self.assertGreater(len(modules), 4)
        self.assertEqual(modules, sorted(modules))

    def test_as_json(self):
        done = self.floodwall("facts", "--format", "json", status=0)
        lines = {line["file"]: line for line in map(json.loads, done.stdout.splitlines())}
        self.assertEqual(list(lines), ["app/db.py", "app/purge.py", "jobs/report.sql", "schema/tables.sql"])
        self.assertEqual(lines["app/db.py"]["host"]["wrappers"],
                         [{"name": "run", "parameter": "text", "certainty": "database"}])
        self.assertEqual(lines["app/db.py"]["host"]["language"], "python")
        self.assertNotIn("host", lines["jobs/report.sql"])
        [users, orders] = lines["schema/tables.sql"]["schema"]["schema"]
        self.assertEqual(users["sql"], "CREATE TABLE users (id bigint PRIMARY KEY, name text)")
        self.assertEqual(orders["line"], 2)
        self.assertTrue(lines["jobs/report.sql"]["schema"]["wants_project"])

    def test_wrong_files_are_said_in_one_line(self):
        self.floodwall("facts", "app", "-o", "app.facts", status=0)
        with open(self.path("app.facts"), "rb") as file:
            good = file.read()
        self.write("text.facts", "no facts")
        self.write("short.facts", good[:-3])
        self.write("changed.facts", good[:-3] + b"xyz")
        self.write("other.facts", good[:20] + b"12345678" + good[28:])
        for name, reason in (("missing", "cannot be read"), ("text", "is no file of `floodwall facts`"),
                             ("short", "is damaged"), ("changed", "is damaged"), ("other", "another build")):
            for command in (("link", f"{name}.facts"), ("check", "--project", f"{name}.facts")):
                done = self.floodwall(*command, status=2)
                self.assert_one_line(done.stderr)
                self.assertIn(f"{name}.facts: ", done.stderr)
                self.assertIn(reason, done.stderr)

    def test_parts_that_contradict_each_other(self):
        self.floodwall("facts", "app", "jobs", "-o", "one.facts", status=0)
        self.floodwall("link", "one.facts", "one.facts", status=0)
        self.write("jobs/report.sql", "SELECT 1 FROM other;\n")
        self.floodwall("facts", "jobs", "-o", "two.facts", status=0)
        done = self.floodwall("link", "one.facts", "two.facts", status=2)
        self.assertIn("jobs/report.sql: two shards tell different things of it", done.stderr)

    def test_an_unreadable_file_is_said_and_the_rest_is_told(self):
        self.write("app/binary.sql", b"SELECT\0")
        done = self.floodwall("facts", "app", "-o", "app.facts", status=2)
        self.assert_one_line(done.stderr)
        self.floodwall("link", "app.facts", status=0)

    def test_the_demo_in_parts(self):
        """Every finding of the demo's projects comes back file by file."""
        for project in sorted(os.listdir(os.path.join(SOURCE_DIR, "fixtures/demo"))):
            folder = self.path("demo", project)
            shutil.copytree(os.path.join(SOURCE_DIR, "fixtures/demo", project), folder)
            self.floodwall("facts", "-o", self.path("all.facts"), cwd=folder)
            whole = self.findings(cwd=folder)
            parts = sorted(name for name in os.listdir(folder) if name != "floodwall.toml")
            found = [line for part in parts for line in self.findings(part, "--project", self.path("all.facts"), cwd=folder)]
            self.assertEqual(sorted(found), whole, project)


if __name__ == "__main__":
    main()
