#!/usr/bin/env python3
"""floodwall.toml, baselines and --changed-since: what is checked, by which rules."""
import json
import os
import re

from program import BAD, Scratch, main


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

    def test_types(self):
        for line in ('pg-version = "16"', "pg-version = 3", "assume-in-transaction = 1", 'fail-on = "fatal"',
                     'exclude = "x"', "exclude = [1]", 'jobs = -1', 'max-file-size = "big"', "max-file-size = 0",
                     'max-file-size = "9 GB"', "baseline = 1", 'rules = "x"', "override = {}", 'schema = 1',
                     'extensions = [""]', "fail-on = 2"):
            with self.subTest(line):
                self.assertIn("floodwall.toml:1:", self.wrong(line + "\n"))

    def test_reserved_tables(self):
        self.write("floodwall.toml", "[schema]\nanything = 1\n[guard]\nmore = 2\n")
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
        self.assertIn("not checked", done.stderr)

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
        self.check("--write-baseline", "floodwall-baseline.json", status=0)
        self.check("sub")
        self.assertNotIn("floodwall.toml", self.check("sub").stderr)

    def test_settings_schema_knows_the_same_keys(self):
        schema = json.loads(self.floodwall("settings-schema", status=0).stdout)
        shown = set(re.findall(r"^#?([a-z-]+) =", self.floodwall("init") and self.read("floodwall.toml"), flags=re.M))
        self.assertLessEqual({"pg-version", "fail-on", "select", "exclude", "jobs"}, shown)
        self.assertLessEqual({"pg-version", "fail-on", "select", "exclude", "jobs"}, set(schema["properties"]))


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
