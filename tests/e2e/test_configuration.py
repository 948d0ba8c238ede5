#!/usr/bin/env python3
"""floodwall.toml, baselines and --changed-since: what is checked, by which rules."""
import json
import os
import re
import tomllib

from program import BAD, Scratch, main


def as_toml(settings):
    """Of one key: a number, a list of texts, a table or a list of tables."""
    def value(part):
        if isinstance(part, dict):
            return "{" + ", ".join(f"{key} = {value(each)}" for key, each in part.items()) + "}"
        if isinstance(part, list):
            return "[" + ", ".join(map(value, part)) + "]"
        return json.dumps(part)

    return "".join(f"{key} = {value(part)}\n" for key, part in settings.items())


class Configuration(Scratch):
    def setUp(self):
        super().setUp()
        self.write("sub/a.sql", BAD)

    def wrong(self, text):
        self.write("floodwall.toml", text)
        done = self.check("sub", status=2)
        self.assert_one_line(done.stderr)
        self.assertEqual(done.stdout, "")
        return done.stderr

    def test_found_upwards_from_the_path(self):
        self.write("floodwall.toml", 'ignore = ["all"]\n')
        self.check("sub/a.sql", status=0)
        self.check("sub", status=0)
        self.check(status=0, cwd=self.path("sub"))
        self.check(self.path("sub"), status=0, cwd="/")
        self.write("sub/floodwall.toml", "")
        self.check("sub", status=1)

    def test_a_dangling_link_is_no_missing_configuration(self):
        self.write("a.sql", BAD)
        os.symlink("nowhere", self.path("floodwall.toml"))
        self.assert_one_line(self.check("a.sql", status=2).stderr)

    def test_config_option(self):
        self.write("other.toml", 'ignore = ["all"]\n')
        self.check("sub", "--config", "other.toml", status=0)

    def test_errors_say_where(self):
        self.assertIn('floodwall.toml:2:1: there is no key "exlude"; did you mean "exclude"?',
                      self.wrong('jobs = 2\nexlude = ["x"]\n'))
        self.assertRegex(self.wrong('ignore = ["drop-table", "drop-tabel"]\n'),
                         r'floodwall\.toml:1:25: .*did you mean "drop-table"')
        self.assertRegex(self.wrong('[rules]\ndrop-table = "eror"\n'), r"floodwall\.toml:2:\d+: ")
        self.assertRegex(self.wrong('[rules]\ndrop-tabel = "off"\n'), r'floodwall\.toml:2:1: .*"drop-table"')
        self.assertRegex(self.wrong('[[override]]\npaths = ["x"]\nrule = {}\n'), r'floodwall\.toml:3:1: .*"rules"')
        self.assertRegex(self.wrong('[[override]]\nignore = []\n'), r'"paths"')
        self.assertRegex(self.wrong('exclude = ["[a"]\n'), r"floodwall\.toml:1:\d+: ")
        self.assertRegex(self.wrong("pg-version = = 3\n"), r"floodwall\.toml:1:\d+: ")

    def test_text_that_is_not_toml(self):
        for text in ("[=]\nb = 1\n", "[[=]]", "[", "[[", "[ä]", "И = 1", "a\u3000= 1", "[#]", "[\n", "\x01", 'a = "\\q"', "=", "a.=1",
                     "a" + ".a" * 200_000 + " = 1", "[" + "a." * 200_000 + "a]", "a = " + "[" * 200_000,
                     "a = " + "{a = " * 200_000, "a = " + "{a.b.c.d.e = [\n" * 60 + "1"):
            with self.subTest(text[:20]):
                self.assertRegex(self.wrong(text), r"floodwall\.toml:\d+:\d+: ")
        self.write("floodwall.toml", "exclude = [" + '"b.sql", ' * 1000 + "]  #" + "." * 1000)
        self.check("sub", status=1)

    def test_types(self):
        for line in ('pg-version = "16"', "pg-version = 3", "assume-in-transaction = 1", 'fail-on = "fatal"',
                     'exclude = "x"', "exclude = [1]", 'jobs = -1', 'max-file-size = "big"', "max-file-size = 0",
                     'max-file-size = "9 GB"', "baseline = 1", 'rules = "x"', "override = {}", 'schema = 1',
                     'extensions = [""]', "fail-on = 2", 'sinks = "x"', 'sinks = ["f("]', 'sinks = ["f:"]'):
            with self.subTest(line):
                self.assertIn("floodwall.toml:1:", self.wrong(line + "\n"))

    def test_reserved_tables(self):
        self.write("floodwall.toml", "[guard]\nmore = 2\n")
        self.check("sub", status=1)

    def rules_found(self, *arguments):
        done = self.check("--format", "gcc", *arguments)
        return {line.rsplit("[", 1)[1].rstrip("]") for line in done.stdout.splitlines()
                if ": note: " not in line}

    def test_select_and_ignore(self):
        self.assertEqual(self.rules_found("--select", "drop-table"), {"drop-table"})
        self.assertEqual(self.rules_found("--select", "drop-table,truncate-cascade"), {"drop-table", "truncate-cascade"})
        self.assertEqual(self.rules_found("--select", "drop-table", "--select", "truncate-cascade", "sub"),
                         {"drop-table", "truncate-cascade"})
        self.assertNotIn("drop-table", self.rules_found("--ignore", "drop-table"))
        self.assertEqual(self.rules_found("--ignore", "data_loss"), self.rules_found("--ignore", "data-loss"))
        self.assertEqual(self.rules_found("--ignore", "all"), set())
        self.assertEqual(self.rules_found("--select", "default"), self.rules_found())

    def test_levels(self):
        self.write("floodwall.toml", '[rules]\ndata_loss = "off"\ndrop-table = "error"\n')
        done = self.check("--format", "gcc", status=1)
        self.assertRegex(done.stdout, r"error: .*\[drop-table\]")
        self.assertNotIn("truncate-cascade", done.stdout)

    def test_overrides(self):
        self.write("vendor/a.sql", BAD)
        self.write("floodwall.toml", '[[override]]\npaths = ["vendor/"]\nignore = ["truncate-cascade"]\n'
                                     '[override.rules]\ndrop-table = "info"\n')
        done = self.check("--format", "gcc", status=1).stdout
        self.assertIn("sub/a.sql", done)
        self.assertEqual([line for line in done.splitlines() if line.startswith("vendor") and "truncate-c" in line], [])
        self.assertNotRegex(done, r"vendor.*warning: .*\[drop-table\]")

    def test_dialect(self):
        self.write("floodwall.toml", '[[override]]\npaths = ["sub"]\ndialect = "mysql"\n')
        done = self.check(status=0)
        self.assertIn("note: sub/a.sql: not checked: ", done.stderr)
        self.assertIn("1 file not checked", done.stdout)
        self.assertEqual(self.check("--quiet", status=0).stderr, "")
        skipped = json.loads(self.check("--format", "json").stdout)["skipped"]
        self.assertEqual([each["path"] for each in skipped], ["sub/a.sql"])
        run = json.loads(self.check("--format", "sarif").stdout)["runs"][0]
        self.assertEqual([(each["level"], each["descriptor"]["id"])
                          for each in run["invocations"][0]["toolExecutionNotifications"]], [("note", "not-checked")])

    def test_names_of_folders_count_from_the_project(self):
        self.write("mysql/shop/floodwall.toml", "")
        self.write("mysql/shop/db/a.sql", BAD)
        self.check(status=1, cwd=self.path("mysql/shop"))  # what stands above the project says nothing
        self.write("project/floodwall.toml", "")
        self.write("project/mysql/a.sql", BAD)
        for where, path in (("project", "mysql"), ("project", "mysql/a.sql"), ("project/mysql", "."),
                            ("project/mysql", "a.sql"), (".", "project")):
            with self.subTest(where, path=path):
                self.assertIn("its path says MySQL", self.check(path, status=0, cwd=self.path(where)).stderr)
        self.write("plain/mysql/a.sql", BAD)
        self.check("plain", status=0)
        self.check(status=0, cwd=self.path("plain/mysql"))

    def test_exclude_and_include(self):
        self.write("keep/a.sql", BAD)
        self.write("floodwall.toml", 'exclude = ["sub/"]\n')
        self.assertEqual(self.checked(), ["keep/a.sql"])
        self.assertEqual(self.checked("sub/a.sql"), ["sub/a.sql"])
        self.assertEqual(self.checked("--force-exclude", "sub/a.sql", "keep/a.sql"), ["keep/a.sql"])
        self.assertEqual(self.checked(cwd=self.path("sub")), [])
        self.write("floodwall.toml", 'include = ["sub/**"]\n')
        self.assertEqual(self.checked(), ["sub/a.sql"])

    def test_extensions(self):
        self.write("x.query", BAD)
        self.write("floodwall.toml", 'extensions = [".query"]\n')
        self.assertEqual(self.checked(), ["x.query"])

    def test_init(self):
        self.floodwall("init", status=0)
        self.check("sub", status=1)
        before = self.read("floodwall.toml")
        self.assert_one_line(self.floodwall("init", status=2).stderr)
        self.assertEqual(self.read("floodwall.toml"), before)
        # Every line that it shows as an example is right.
        text = re.sub(r"^#(?=[a-z\[])", "", before, flags=re.M)
        self.assertNotEqual(text, before)
        self.write("floodwall.toml", text)
        self.write("floodwall-baseline.json", "")
        self.write("schema.sql", "")
        self.check("--write-baseline", "floodwall-baseline.json", status=0)
        self.check("sub")
        self.assertNotIn("floodwall.toml", self.check("sub").stderr)

    def test_settings_schema_knows_the_same_keys(self):
        schema = json.loads(self.floodwall("settings-schema", status=0).stdout)
        self.floodwall("init", status=0)
        shown = tomllib.loads(re.sub(r"^#(?=[a-z\[])", "", self.read("floodwall.toml"), flags=re.M))
        self.assertEqual(set(schema["properties"]) - set(shown), {"guard"})
        self.assert_valid(shown, schema, schema)

    def test_settings_schema_accepts_what_the_program_accepts(self):
        schema = json.loads(self.floodwall("settings-schema", status=0).stdout)
        names = ["all", "default", "strict", "data_loss", "data-loss", "drop-table"]
        dialects = re.findall(r'"([a-z]+)"', self.wrong('[[override]]\npaths = ["x"]\ndialect = "dbase"\n'))[1:]
        self.assertIn("clickhouse", dialects)
        settings = [{"select": names}, {"ignore": names}, {"rules": {name: "info" for name in names}},
                    {"pg-version": 10}, {"pg-version": 18}, {"jobs": 0}, {"jobs": 1024},
                    {"schema": {"snapshot": "sub/a.sql"}}, {"schema": {}}, {"cpp": {"compile-commands": "db.json", "time-limit": 3600}},
                    *({"override": [{"paths": ["x"], "dialect": name}]} for name in dialects)]
        self.write("db.json", "[]")
        for setting in settings:
            with self.subTest(setting):
                self.assert_valid(setting, schema, schema)
                self.write("floodwall.toml", as_toml(setting))
                self.assertEqual(self.check("sub").stderr, "")
        for setting in ({"schema": {"snapsot": "a.sql"}}, {"cpp": {"time-limit": 0}}, {"pg-version": 9}, {"pg-version": 19}, {"jobs": 1025}, {"select": ["drop-tabel"]}):
            with self.subTest(setting):
                self.wrong(as_toml(setting))
                with self.assertRaises(AssertionError):
                    self.assert_valid(setting, schema, schema)

    def assert_valid(self, value, schema, root):
        """As much of JSON Schema as ours uses."""
        if "$ref" in schema:
            schema = root["definitions"][schema["$ref"].rsplit("/", 1)[1]]
        if "anyOf" in schema:
            kinds = {"integer": int, "string": str}
            schema = next(one for one in schema["anyOf"] if isinstance(value, kinds[one["type"]]))
        if "enum" in schema:
            self.assertIn(value, schema["enum"])
        if isinstance(value, dict):
            self.assertLessEqual(set(schema.get("required", [])), set(value))
            for key, part in value.items():
                self.assertIn(key, schema["properties"])
                self.assert_valid(part, schema["properties"][key], root)
        elif isinstance(value, list):
            self.assertEqual(schema["type"], "array")
            for part in value:
                self.assert_valid(part, schema["items"], root)
        elif isinstance(value, bool):
            self.assertEqual(schema["type"], "boolean")
        elif isinstance(value, int):
            self.assertEqual(schema["type"], "integer")
            self.assertLessEqual(schema["minimum"], value)
            self.assertLessEqual(value, schema.get("maximum", value))
        elif "pattern" in schema:
            self.assertRegex(value, schema["pattern"])


class Baseline(Scratch):
    def test_known_findings_are_left_out(self):
        self.write("db/a.sql", BAD)
        done = self.check("--write-baseline", "known.json", status=0)
        self.assertIn("known.json", done.stdout)
        json.loads(self.read("known.json"))
        self.check("--baseline", "known.json", status=0)
        self.check("--baseline", "../known.json", status=0, cwd=self.path("db"))
        self.write("db/a.sql", "SELECT 1;\n\n" + BAD)
        self.check("--baseline", "known.json", status=0)
        self.write("db/b.sql", BAD)
        self.assertIn("db/b.sql", self.check("--baseline", "known.json", status=1).stdout)

    def test_configured(self):
        self.write("a.sql", BAD)
        self.write("floodwall.toml", 'baseline = "b.json"\n')
        self.assertIn("--write-baseline", self.check(status=2).stderr)
        self.check("--write-baseline", "b.json", status=0)
        self.check(status=0)

    def test_broken_baseline(self):
        self.write("a.sql", BAD)
        self.write("known.json", "{")
        self.assert_one_line(self.check("--baseline", "known.json", status=2).stderr)


class ChangedSince(Scratch):
    def test_only_changed_files(self):
        self.git("init", "-q", "-b", "main")
        self.write("old.sql", "DROP TABLE old;\n")
        self.write("changed.sql", "DROP TABLE changed;\n")
        self.git("add", ".")
        self.git("commit", "-qm", "1")
        self.git("checkout", "-qb", "topic")
        self.write("committed.sql", "DROP TABLE committed;\n")
        self.git("add", ".")
        self.git("commit", "-qm", "2")
        self.git("checkout", "-q", "main")
        self.write("old.sql", "DROP TABLE old; -- later on main\n")
        self.git("commit", "-qam", "3")
        self.git("checkout", "-q", "topic")
        self.write("changed.sql", "DROP TABLE changed; -- in the work tree\n")
        self.write("new file.sql", "DROP TABLE fresh;\n")
        self.write("ignored.sql", "DROP TABLE ignored;\n")
        self.write(".gitignore", "ignored.sql\n")
        expected = ["changed.sql", "committed.sql", "new file.sql"]
        self.assertEqual(self.checked("--changed-since", "main"), expected)
        os.makedirs(self.path("sub"))
        self.assertEqual(self.checked("--changed-since", "main", "..", cwd=self.path("sub")),
                         ["../" + name for name in expected])
        self.assertIn("no-such", self.check("--changed-since", "no-such", status=2).stderr)
        self.check("--changed-since", "--output=x", status=2)


if __name__ == "__main__":
    main()
