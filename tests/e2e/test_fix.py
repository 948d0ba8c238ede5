#!/usr/bin/env python3
"""--fix and --diff, with whatever rules have fixes: their Bad examples are the input."""
import json
import os
import re

from program import GOOD, SOURCE_DIR, Scratch, main


def bad_example(program, fixed_by):
    """A rule and SQL that --fix (or --fix=review) changes; None if no rule has such a fix."""
    folder = os.path.join(SOURCE_DIR, "rules")
    for group in sorted(os.listdir(folder)):
        if not os.path.isdir(os.path.join(folder, group)):
            continue
        for name in sorted(os.listdir(os.path.join(folder, group))):
            if not name.endswith(".md"):
                continue
            rule = name[:-3].replace("_", "-")
            with open(os.path.join(folder, group, name), encoding="utf-8") as page:
                found = re.search(r"## Bad.*?```sql\n(.*?)```", page.read(), re.S)
            if not found:
                continue
            done = program.check("-", "--diff", f"--fix={fixed_by}", "--select", rule, stdin=found.group(1))
            if done.returncode == 1 and done.stdout:
                return rule, found.group(1)
    return None


class Fixes(Scratch):
    safety = "review"

    def setUp(self):
        super().setUp()
        example = bad_example(self, self.safety)
        if example is None:
            self.skipTest(f"no rule has a fix for --fix={self.safety}")
        self.rule, self.sql = example
        self.options = [f"--fix={self.safety}", "--select", self.rule]

    def test_fix_changes_the_file_and_keeps_its_mode(self):
        self.write("a.sql", self.sql)
        self.write("good.sql", GOOD)
        os.chmod(self.path("a.sql"), 0o751)
        done = self.check(*self.options, status=0)
        self.assertIn("fixed 1 finding in 1 file", done.stdout)
        self.assertNotEqual(self.read("a.sql"), self.sql)
        self.assertEqual(os.stat(self.path("a.sql")).st_mode & 0o777, 0o751)
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.sql", "good.sql"])
        fixed = self.read("a.sql")
        self.check(*self.options, status=0)
        self.assertEqual(self.read("a.sql"), fixed)

    def test_diff_changes_nothing_and_applies(self):
        self.write("my file.sql", self.sql)
        done = self.check(*self.options, "--diff", "--quiet", status=1)
        self.assertEqual(self.read("my file.sql"), self.sql)
        self.check(*self.options, "--diff", "--output", "fix.patch", "--quiet", status=1)
        self.assertEqual(self.read("fix.patch"), done.stdout)
        self.git("apply", "-p0", "fix.patch")
        applied = self.read("my file.sql")
        self.write("my file.sql", self.sql)
        self.check(*self.options)
        self.assertEqual(self.read("my file.sql"), applied)
        self.assertEqual(self.check(*self.options, "--diff", status=0).stdout, "")

    def test_many_places_without_a_final_line_end(self):
        filler = "".join(f"SELECT {i};\n" for i in range(30))
        text = (filler + self.sql + filler + self.sql + filler).rstrip("\n")
        self.write("a.sql", text)
        self.check(*self.options, "--diff", "--output", "fix.patch", "--quiet")
        self.git("apply", "-p0", "fix.patch")
        applied = self.read("a.sql")
        self.assertNotEqual(applied, text)
        self.write("a.sql", text)
        self.check(*self.options)
        self.assertEqual(self.read("a.sql"), applied)

    def test_standard_input_goes_to_standard_output(self):
        self.write("a.sql", self.sql)
        self.check(*self.options)
        done = self.check("-", *self.options, stdin=self.sql, status=0)
        self.assertEqual(done.stdout, self.read("a.sql"))
        done = self.check("-", *self.options, stdin=GOOD, status=0)
        self.assertEqual(done.stdout, GOOD)

    def test_a_link_stays_a_link(self):
        self.write("a.sql", self.sql)
        os.symlink("a.sql", self.path("b.sql"))
        self.check("b.sql", *self.options, status=0)
        self.assertTrue(os.path.islink(self.path("b.sql")))
        self.assertNotEqual(self.read("a.sql"), self.sql)

    def test_known_findings_stay(self):
        self.write("a.sql", self.sql)
        self.check("--select", self.rule, "--write-baseline", "known.json", status=0)
        self.check(*self.options, "--baseline", "known.json", status=0)
        self.assertEqual(self.read("a.sql"), self.sql)


class SafeFixes(Scratch):
    def test_diff_fails_as_the_check_does_where_there_is_no_fix(self):
        self.write("a.sql", "TRUNCATE orders CASCADE;\n")
        options = ("--select", "truncate-cascade", "--diff")
        done = self.check(*options, status=1)
        self.assertEqual(done.stdout, "")
        self.assertIn("1 finding would be left", done.stderr)
        self.check(*options, "--fail-on", "never", status=0)

    def test_fix_alone_leaves_what_needs_a_look(self):
        example = bad_example(self, "review")
        if example is None or bad_example(self, "safe") == example:
            self.skipTest("no rule has a fix that needs review")
        rule, sql = example
        self.write("a.sql", sql)
        self.check("--fix", "--select", rule)
        self.assertEqual(self.read("a.sql"), sql)

    def test_a_file_that_cannot_be_written(self):
        example = bad_example(self, "review")
        if example is None:
            self.skipTest("no rule has a fix")
        rule, sql = example
        self.write("d/a.sql", sql)
        os.chmod(self.path("d/a.sql"), 0o444)
        os.chmod(self.path("d"), 0o555)
        os.chmod(self.folder, 0o755)
        prefix = () if os.getuid() != 0 else ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
        done = self.check("--fix=review", "--select", rule, "--format", "json", prefix=prefix, status=2)
        self.assertIn("d/a.sql: cannot be written", done.stderr)
        self.assertIn(rule, json.dumps(json.loads(done.stdout)))
        self.assertEqual(self.read("d/a.sql"), sql)


if __name__ == "__main__":
    main()
