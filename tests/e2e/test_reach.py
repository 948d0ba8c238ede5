"""What we say that TRUNCATE, DELETE and DROP take, against what a server says and does."""

import json
import re
import unittest
from pathlib import Path

from server import Server, newest_server
from program import SOURCE_DIR, Scratch, main
from random_schema import RandomSchema

SEEDS = range(1, 5)
FEW_STOPS = ["CASCADE"] * 20 + ["SET NULL", "SET DEFAULT", "NO ACTION"]


def sections(text):
    """What stands in stderr behind each `\\warn == name`."""
    parts = re.split(r"^== (\S+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def name_of(row):
    return row["name"] if row["schema"] == "public" else f"{row['schema']}.{row['name']}"


@unittest.skipUnless(newest_server(), "needs PostgreSQL")
class Reach(Scratch):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)

    def blast(self, database, table, *paths):
        source = paths or ("--from", self.server.url(database))
        return json.loads(self.floodwall("blast", table, *source, "--format", "json", status=0).stdout)

    def in_transactions(self, database, tables, statement):
        """What the server says, on stderr, to a statement for each table that is rolled back."""
        script = "".join(f"\\warn == {table}\nBEGIN;\n{statement.format(table)};\nROLLBACK;\n" for table in tables)
        return sections(self.server.run_psql(database, script).stderr)

    def check_truncate(self, database, tables, *paths):
        cascades = 0
        for table, said in self.in_transactions(database, tables, "TRUNCATE {} CASCADE").items():
            expected = re.findall(r'^NOTICE:  truncate cascades to table "(.*)"$', said, re.MULTILINE)
            self.assertNotIn("ERROR", said)
            for source in [(), *([paths] if paths else [])]:
                reached = self.blast(database, table, *source)["truncate"]["tables"]
                ours = [name_of(each) for each in reached if "key" in each]
                self.assertEqual(ours, expected, f"TRUNCATE {table} CASCADE, {source}")
            cascades += len(expected)
        return cascades

    def test_truncate_cascades_in_postgresqls_order(self):
        cascades = 0
        for seed in SEEDS:
            schema = RandomSchema(seed)
            database = self.server.create(f"truncate_{seed}")
            self.server.psql(database, schema.script)
            self.write("schema.sql", schema.script)  # must tell the same as the server that has run it
            cascades += self.check_truncate(database, [table.name for table in schema.tables], "schema.sql")
        self.assertGreater(cascades, 150)

    def test_truncate_of_the_demo(self):
        demo = Path(SOURCE_DIR) / "fixtures" / "demo" / "listing_status"
        database = self.server.create("demo")
        self.server.psql(database, (demo / "schema.sql").read_text())
        self.assertEqual(self.check_truncate(database, ["listing_status", "overview"], str(demo)), 7)

    def test_truncate_takes_the_same_rows(self):
        """Inheritors, which no NOTICE names: by their rows."""
        schema = RandomSchema(2)
        database = self.server.create("truncate_rows")
        self.server.psql(database, schema.script + schema.fill)
        for table in schema.tables:
            lost, error = self.lost(database, schema, f"TRUNCATE {table.name} CASCADE")
            self.assertEqual(error, "")
            reached = {name_of(each) for each in self.blast(database, table.name)["truncate"]["tables"]}
            self.assertEqual(lost, {each for each in reached if each in self.leaves(schema)}, table.name)

    def leaves(self, schema):
        return [table.name for table in schema.tables if not table.partitions]

    def lost(self, database, schema, statement):
        """The tables that lose rows, and the error if there is one."""
        counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM ONLY {name}" for name in self.leaves(schema))
        done = self.server.run_psql(database, f"BEGIN;\n{counts};\n\\echo ==\n{statement};\n{counts};\nROLLBACK;\n",
                                    "-v", "ON_ERROR_STOP=1")
        before, after = done.stdout.split("==\n")
        error = "\n".join(line for line in done.stderr.splitlines() if line.startswith("ERROR"))
        return {line.split("|")[0] for line in set(before.splitlines()) - set(after.splitlines())}, error

    def test_delete_takes_the_rows_that_cascades_lead_to(self):
        succeeded = failed = lost_by_keys = 0
        for seed in SEEDS:
            schema = RandomSchema(seed, actions=FEW_STOPS)
            database = self.server.create(f"delete_{seed}")
            self.server.psql(database, schema.script + schema.fill)
            for table in schema.tables:
                reach = self.blast(database, table.name)["delete"]
                lost, error = self.lost(database, schema, f"DELETE FROM {table.name}")
                message = f"seed {seed}: DELETE FROM {table.name}: {error}"
                if error:
                    failed += 1
                    child = re.search(r'on table "(\w+)"$', error).group(1)
                    self.assertIn(child, self.with_partitions(schema, reach["fails_for"]), message)
                    continue
                succeeded += 1
                reached = {name_of(each) for each in reach["tables"]}
                self.assertEqual(lost, {each for each in reached if each in self.leaves(schema)}, message)
                lost_by_keys += sum("key" in each for each in reach["tables"])
        self.assertGreater(succeeded, 10)
        self.assertGreater(failed, 5)
        self.assertGreater(lost_by_keys, 30)

    def with_partitions(self, schema, keys):
        names = {name_of(key["child"]) for key in keys}
        for table in schema.tables:  # those above come first
            if table.is_partition and table.parent.name in names:
                names.add(table.name)
        return names

    def test_delete_changes_the_columns_that_set_null_names(self):
        database = self.server.create("set_null")
        self.server.psql(database, """
            CREATE TABLE a (id int PRIMARY KEY, other int, UNIQUE (id, other));
            CREATE TABLE b (a_id int, a_other int, c int DEFAULT 1 REFERENCES a ON DELETE SET DEFAULT,
                            FOREIGN KEY (a_id, a_other) REFERENCES a (id, other) ON DELETE SET NULL (a_other));""")
        changes = self.blast(database, "a")["delete"]["changes"]
        self.assertEqual({(each["on_delete"], *each["changed_columns"]) for each in changes},
                         {("SET DEFAULT", "c"), ("SET NULL", "a_other")})

    def test_drop_cascades_to_what_the_server_names(self):
        cascades = 0
        for seed in SEEDS:
            schema = RandomSchema(seed)
            database = self.server.create(f"drop_{seed}")
            functions = "".join(f"CREATE FUNCTION {name}_of(x {name}) RETURNS int LANGUAGE sql RETURN 1;\n"
                                for name in [schema.tables[0].name, schema.views[-1]])
            self.server.psql(database, schema.script + functions)
            said = self.in_transactions(database, [each.name for each in schema.tables], "DROP TABLE {} CASCADE")
            for table, text in said.items():
                self.assertNotIn("ERROR", text)
                expected = set(re.findall(r"drop cascades to (?!\d+ other objects)(.*)$", text, re.MULTILINE))
                ours = {each["object"] for each in self.blast(database, table)["drop"]["objects"]
                        if each["needs_cascade"]}
                self.assertEqual(ours, expected, f"seed {seed}: DROP TABLE {table} CASCADE")
                cascades += len(expected)
        self.assertGreater(cascades, 60)


if __name__ == "__main__":
    main()
