#!/usr/bin/env python3
"""Two files are a rule: without them it is gone, with them it is there, and nothing else is edited.

Builds a copy of the sources, twice. ccache makes that a matter of seconds where this tree has been built; libpg_query is
the one that this tree has."""
import os
import shutil
import unittest

from program import SOURCE_DIR, Scratch, main

DEPENDENCIES = os.path.join(SOURCE_DIR, "build", "deps")  # of all build trees
PARTS = ("CMakeLists.txt", "CMakePresets.json", "analyzer", "rules", "frontends", "integrations")


class RuleFolder(Scratch):
    def build(self):
        self.words("cmake", "--build", "build", "--target", "floodwall")

    def words(self, *words):
        cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # ccache's: not one of this test
        done = self.run_words(words, timeout=1200, env={"XDG_CACHE_HOME": cache})
        self.assertEqual(done.returncode, 0, (done.stdout + done.stderr).decode(errors="replace")[-4000:])
        return done.stdout.decode()

    def ids(self):
        return {line.split()[0] for line in self.words("build/bin/floodwall", "rules").splitlines() if line.startswith(" ")}

    def findings(self):
        done = self.run_words(["build/bin/floodwall", "check", "--format", "gcc", "a.sql"])
        self.assertEqual(done.stderr, b"")
        return sorted(line.rsplit("[", 1)[1].rstrip("]") for line in done.stdout.decode().splitlines()
                      if ": note: " not in line)

    def test_a_rule_goes_and_comes_with_its_two_files(self):
        if shutil.which("cmake") is None or shutil.which("ninja") is None:
            raise unittest.SkipTest("no cmake or no ninja")
        for part in PARTS:
            source, target = os.path.join(SOURCE_DIR, part), self.path(part)
            if os.path.isdir(source):
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("node_modules", "__pycache__", "build"))
            else:
                shutil.copy(source, target)
        if os.path.isdir(DEPENDENCIES):
            shutil.copytree(DEPENDENCIES, self.path("build", "deps"), symlinks=True)
        self.words("cmake", "--preset", "dev", "-DFLOODWALL_TESTS=OFF")
        self.build()
        before = self.ids()
        self.assertIn("truncate-table", before)
        self.write("a.sql", "TRUNCATE t;\nDROP TABLE t;\n")
        self.assertEqual(self.findings(), ["drop-table", "truncate-table"])

        for end in (".cpp", ".md"):
            text = self.read("rules/data_loss/truncate_table" + end)
            os.remove(self.path("rules/data_loss/truncate_table" + end))
            text = text.replace("truncate_table", "every_row_gone").replace("truncate-table", "every-row-gone")
            self.write("rules/another_group/every_row_gone" + end, text)
        self.build()
        self.assertEqual(self.ids(), before - {"truncate-table"} | {"every-row-gone"})
        self.assertEqual(self.findings(), ["drop-table", "every-row-gone"])
        self.assertIn("another_group", self.words("build/bin/floodwall", "rules"))


if __name__ == "__main__":
    main()
