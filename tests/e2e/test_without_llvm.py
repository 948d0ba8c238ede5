#!/usr/bin/env python3
"""A build without LLVM: it is configured, lacks floodwall-clang and nothing else, and its tests pass or skip themselves."""
import json
import os
import re
import shutil
import subprocess
import sys
import unittest

from program import PROGRAM, SOURCE_DIR, Scratch, main

BUILD = os.path.dirname(os.path.dirname(PROGRAM))


def compiled(build):
    """The command of each of our files, by its path. What is generated is left out."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        commands = {os.path.relpath(entry["file"], SOURCE_DIR): entry["command"] for entry in json.load(file)}
    return {path: command for path, command in commands.items() if not path.startswith(("../", "build/"))}


def tests_of(build):
    listed = subprocess.run(["ctest", "--test-dir", build, "-N"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"Test +#\d+: (\S+)", listed))


@unittest.skipUnless(os.path.exists(os.path.join(BUILD, "compile_commands.json")), "this is no build tree")
class WithoutLlvm(Scratch):
    def test_what_is_left_out(self):
        done = subprocess.run(["cmake", "--preset", "dev", "-B", self.path("build"), "-DFLOODWALL_LLVM=OFF"], cwd=SOURCE_DIR,
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        ours, without = compiled(BUILD), compiled(self.path("build"))
        worker = {path for path in ours if path.startswith("frontends/cpp/semantic/")}
        self.assertEqual(ours.keys() - worker, set(without))
        self.assertEqual([path for path, command in without.items() if "llvm" in command], [])
        needs_worker = {"recall.semantic_floors", "recall.both_frontends"} if worker else set()
        self.assertEqual(tests_of(BUILD) - tests_of(self.path("build")), needs_worker)

    def test_tests_of_the_worker_skip_themselves(self):
        os.makedirs(self.path("bin"))
        shutil.copy(PROGRAM, self.path("bin"))
        for script in ("test_semantic.py", "test_clang_worker.py"):
            done = subprocess.run([sys.executable, os.path.join(SOURCE_DIR, "tests/e2e", script)], capture_output=True, text=True, check=False,
                                  env={**os.environ, "FLOODWALL": self.path("bin", os.path.basename(PROGRAM)), "SOURCE_DIR": SOURCE_DIR})
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stderr, r"OK \(skipped=[1-9]")
            self.assertNotRegex(done.stderr, r"\.\.\. ok$")

    def test_what_the_program_says(self):
        self.write("a.cpp", '#include <libpq-fe.h>\nvoid f(PGconn *c) { PQexec(c, "DROP TABLE users"); }\n')
        self.write("compile_commands.json", "[]")
        os.makedirs(self.path("bin"))
        program = shutil.copy(PROGRAM, self.path("bin"))
        for command in (["check", "a.cpp", "--format", "gcc"], ["fragments", "a.cpp"]):
            silent = self.run_words([program, *command])
            asked = self.run_words([program, *command, "--compile-commands", "compile_commands.json"])
            self.assertEqual((asked.returncode, asked.stdout), (silent.returncode, silent.stdout))
            self.assertIn("DROP TABLE users" if command[0] == "fragments" else "drop-table", silent.stdout.decode())
            self.assertNotIn("LLVM", silent.stderr.decode())
            self.assertIn("note: C++ is read by its syntax alone: this floodwall was built without LLVM, and no floodwall-clang stands "
                          "beside it\n", asked.stderr.decode())


if __name__ == "__main__":
    main()
