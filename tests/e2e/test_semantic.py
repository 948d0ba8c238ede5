#!/usr/bin/env python3
"""C++ with a compiler's help: what it finds beyond the syntax, and that a run goes on without it whatever happens."""
import json
import os
import shutil
import subprocess
import unittest

from program import PROGRAM, SOURCE_DIR, Scratch, main

WORKER = os.path.join(os.path.dirname(PROGRAM), "floodwall-clang")
TABLES = "CREATE TABLE listing_status (id bigint PRIMARY KEY);\nCREATE TABLE prices (id bigint REFERENCES listing_status (id));\n"
HEADER = """#pragma once
#include <string_view>
#define TABLE "listing_status"
#define WIPE(table) "TRUNCATE " table " CASCADE"
"""
# The syntax alone does not see what WIPE is: a macro of a header.
UNIT = """#include "names.h"
#include <libpq-fe.h>

void wipe(PGconn *connection) { PQexec(connection, WIPE(TABLE)); }
"""


@unittest.skipUnless(os.path.exists(WORKER), "built without LLVM")
class Semantic(Scratch):
    def setUp(self):
        super().setUp()
        self.write("floodwall.toml", "[cpp]\ntime-limit = 60\n")
        self.write("schema.sql", TABLES)
        self.write("src/names.h", HEADER)
        self.write("src/wipe.cpp", UNIT)
        self.database("build/compile_commands.json")

    def database(self, name, *flags):
        compiled = {"directory": self.path("src"), "file": "wipe.cpp",
                    "arguments": ["c++", "-std=c++20", "-I/usr/include/postgresql", *flags, "-c", "wipe.cpp"]}
        self.write(name, json.dumps([compiled]))

    def found(self, *arguments, program=PROGRAM, **options):
        done = self.run_words([program, "check", "--format", "gcc", *arguments], **options)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        lines = [line for line in done.stdout.decode().splitlines() if ": note: " not in line and "wipe.cpp" in line]
        return lines, done.stderr.decode()

    def beside(self, worker):
        """The program with another worker beside it."""
        folder = self.path("programs")
        os.makedirs(folder, exist_ok=True)
        shutil.copy(PROGRAM, folder)
        if worker is not None:
            self.write("programs/floodwall-clang", worker)
            os.chmod(os.path.join(folder, "floodwall-clang"), 0o755)
        return os.path.join(folder, os.path.basename(PROGRAM))

    def test_what_the_syntax_does_not_show(self):
        with_help, notes = self.found()
        self.assertEqual(len(with_help), 1, with_help)
        self.assertTrue(with_help[0].startswith("src/wipe.cpp:4:"), with_help)
        self.assertIn("empties 2 tables: listing_status, and through foreign keys prices", with_help[0])
        self.assertNotIn("note: ", notes)

    def test_where_the_database_is(self):
        expected, _ = self.found()
        os.rename(self.path("build"), self.path("elsewhere"))
        alone, _ = self.found()
        self.assertNotEqual(alone, expected)
        self.assertEqual(self.found("--compile-commands", "elsewhere")[0], expected)
        self.assertEqual(self.found("--compile-commands", "elsewhere/compile_commands.json")[0], expected)
        self.write("floodwall.toml", '[cpp]\ncompile-commands = "elsewhere"\n')
        self.assertEqual(self.found()[0], expected)
        self.database("compile_commands.json")
        self.write("floodwall.toml", "")
        self.assertEqual(self.found()[0], expected)
        self.write("floodwall.toml", '[cpp]\ncompile-commands = "nobody/built/it"\n')
        self.assertIn("note: nobody/built/it: cannot be read: No such file or directory; C++ is read by its syntax alone", self.found()[1])
        self.write("floodwall.toml", "")
        done = self.check("--compile-commands", "nowhere", status=2)
        self.assert_one_line(done.stderr)
        self.write("broken.json", "[{")
        self.assertIn("broken.json: is no compilation database", self.check("--compile-commands", "broken.json", status=2).stderr)

    def test_a_broken_database_is_said_once(self):
        self.write("build/compile_commands.json", "[{")
        _, notes = self.found()
        noted = [line for line in notes.splitlines() if "is no compilation database; C++ is read by its syntax alone" in line]
        self.assertEqual(len(noted), 1, notes)

    def test_headers_that_are_not_there(self):
        self.write("src/wipe.cpp", '#include "generated.h"\n' + UNIT)
        lines, notes = self.found()
        self.assertEqual(len(lines), 1)
        self.assertIn("C++ was read without 1 header", notes)

    def test_what_is_known_is_not_asked_again(self):
        expected = self.found()
        self.assertEqual(self.found(), expected)
        self.write("src/names.h", HEADER.replace('"listing_status"', '"prices"'))
        lines, _ = self.found()
        self.assertIn("empties prices", lines[0])
        self.write("src/names.h", HEADER)
        self.assertEqual(self.found(), expected)

    def test_how_much_was_compiled(self):
        self.write("src/wipe.cpp", '#include "generated.h"\n' + UNIT)
        self.write("src/unbuilt.cpp", UNIT)
        spoken = self.found("--statistics")[1]
        self.assertIn("1  files of C++ that a compiler has read (headers not found: 1)\n", spoken)
        self.assertNotIn("compiler", self.found("--statistics", program=self.beside(None))[1])

    def test_fragments(self):
        self.write("src/wipe.cpp", '#include "generated.h"\n' + UNIT)
        os.rename(self.path("build"), self.path("elsewhere"))
        alone = self.floodwall("fragments", "src", status=0)
        self.assertNotIn("src/wipe.cpp", alone.stdout)
        done = self.floodwall("fragments", "src", "--compile-commands", "elsewhere", status=0)
        self.assertIn("src/wipe.cpp:5:52: [PQexec] TRUNCATE listing_status CASCADE\n", done.stdout)
        self.assertIn("note: src/wipe.cpp: read without 1 header\n", done.stderr)
        self.assertIn("is no compilation database", self.floodwall("fragments", "src", "--compile-commands", "schema.sql", status=2).stderr)

    def test_one_finding_for_one_text(self):
        """A constant of a header is reported where it is written, and where it is used only if it is not there."""
        header = """#pragma once
#include <string_view>
namespace sql {
constexpr std::string_view purge_all = "DROP TABLE prices";
constexpr std::string_view empty_it = "DELETE FROM prices";  // what the name says is not enough
}
struct Named { int id; const char* text; };
inline constexpr Named steps[] = {{1, "SELECT 1"}, {2, "DROP TABLE listing_status"}};
"""
        self.write("src/names.h", header)
        self.write("src/wipe.cpp", """#include "names.h"
#include <libpq-fe.h>
void wipe(PGconn *connection) {
  PQexec(connection, sql::purge_all.data());
  PQexec(connection, steps[1].text);
  PQexec(connection, sql::empty_it.data());
}
""")
        places = lambda *arguments: [":".join(line.split(":")[:2]) for line in self.check(
            "--no-cache", "--format", "gcc", *arguments).stdout.splitlines() if ": note: " not in line]
        self.assertEqual(places(), ["src/names.h:4", "src/names.h:8", "src/wipe.cpp:6"])
        self.assertEqual(places("src/wipe.cpp"), ["src/wipe.cpp:4", "src/wipe.cpp:5", "src/wipe.cpp:6"])
        self.check("--write-baseline", "known.json", status=0)
        self.assertEqual(places("--baseline", "known.json"), [])
        silenced = header.replace("constexpr std::string_view purge_all", "// floodwall: ignore[drop-table]\nconstexpr std::string_view purge_all")
        self.write("src/names.h", silenced)
        self.assertEqual(places(), ["src/names.h:9", "src/wipe.cpp:6"])

    def test_without_the_worker(self):
        lines, notes = self.found(program=self.beside(None))
        self.assertNotIn("read by its syntax alone", notes)
        self.assertFalse(any("prices" in line for line in lines), lines)
        lines_again, notes = self.found("--compile-commands", "build", program=self.beside(None))
        self.assertEqual(lines_again, lines)
        noted = [line for line in notes.splitlines() if "note: " in line]
        self.assertEqual(len(noted), 1, notes)
        self.assertIn("note: C++ is read by its syntax alone: this floodwall was built without LLVM", noted[0])

    def test_a_worker_that_fails(self):
        alone, _ = self.found(program=self.beside(None))
        for worker, reason in (("#!/bin/sh\nexit 1\n", "ended in the middle"),
                               ("#!/bin/sh\nkill -SEGV $$\n", "crashed (signal 11)"),
                               ("#!/bin/sh\nhead -c 5 >/dev/null\nprintf '\\004\\000\\000\\000abcd'\ncat >/dev/null\n", "answered nonsense"),
                               ("#!/bin/sh\nprintf '\\377\\377\\377\\377'\ncat >/dev/null\n", "answered nonsense"),
                               ("no program at all", "floodwall-clang")):
            lines, notes = self.found("--no-cache", program=self.beside(worker))
            self.assertEqual(lines, alone, worker)
            noted = [line for line in notes.splitlines() if "read by its syntax alone" in line]
            self.assertEqual(len(noted), 1, notes)
            self.assertIn("note: src/wipe.cpp: read by its syntax alone: ", noted[0])
            self.assertIn(reason, noted[0])

    def test_a_worker_that_hangs(self):
        self.write("floodwall.toml", "[cpp]\ntime-limit = 1\n")
        alone, _ = self.found(program=self.beside(None))
        lines, notes = self.found("--no-cache", program=self.beside("#!/bin/sh\nexec sleep 100\n"))
        self.assertEqual(lines, alone)
        self.assertIn("took longer than 1 s", notes)

    def test_a_worker_that_is_killed_or_out_of_memory_spoils_one_file(self):
        """The real worker behind a script that limits it for one file."""
        alone, _ = self.found(program=self.beside(None))
        lines, notes = self.found("--no-cache", program=self.beside(f"#!/bin/sh\nulimit -v 100000\nexec {WORKER}\n"))
        self.assertEqual(lines, alone)
        self.assertIn("read by its syntax alone", notes)

    def test_nothing_is_started_for_other_languages(self):
        os.remove(self.path("src/wipe.cpp"))
        self.write("app.py", "import psycopg\npsycopg.connect().execute('TRUNCATE listing_status CASCADE')\n")
        program = self.beside(f"#!/bin/sh\ntouch {self.path('started')}\n")
        self.run_words([program, "check"])
        self.assertFalse(os.path.exists(self.path("started")))
        libraries = subprocess.run(["ldd", PROGRAM], capture_output=True, text=True, check=False).stdout
        self.assertNotIn("LLVM", libraries)
        self.assertNotIn("clang", libraries)


if __name__ == "__main__":
    main()
