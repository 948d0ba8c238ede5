#!/usr/bin/env python3
"""How measure.py counts, and whether the labels are what it expects. No package is fetched."""

from __future__ import annotations

import json
import pathlib
import re
import tempfile
import unittest

import both_frontends
import compilation
import measure
import packages
from measure import Fragment, LabelledFile, String, Tally

HERE = pathlib.Path(__file__).resolve().parent
WAYS = ("direct", "variable", "constant", "container", "parameter", "return", "macro", "buffer")


def string(line: int, end_line: int | None = None, **other: object) -> String:
    given = {"static": True, "sink": "cursor.execute", "via": "direct", "engine": "postgresql"} | other
    return String(line=line, end_line=end_line or line, **given)  # type: ignore[arg-type]


def fragment(line: int, end_line: int | None = None, column: int = 1) -> Fragment:
    return Fragment(line, column, end_line or line, "cursor.execute", "SELECT 1")


def tally(strings: list[String], fragments: list[Fragment]) -> Tally:
    sums = Tally()
    measure.count(LabelledFile("p", "1", "a.py", "binary", "", tuple(strings)), fragments, sums)
    return sums


def pair(sum_: measure.Count) -> tuple[int, int]:
    return sum_.found, sum_.of


class Counting(unittest.TestCase):
    def test_recall_by_kind(self) -> None:
        strings = [string(1), string(3), string(9, via="variable")]
        strings += [string(5, static=False), string(7, sink=None)]
        sums = tally(strings, [fragment(1), fragment(5), fragment(7)])
        self.assertEqual(pair(sums.static), (1, 3))
        self.assertEqual(pair(sums.holes), (1, 1))
        self.assertEqual(pair(sums.no_sink), (1, 1))
        self.assertEqual(pair(sums.by_via["variable"]), (0, 1))
        self.assertEqual(pair(sums.true), (3, 3))
        self.assertEqual([remark.split(":")[2] for remark in sums.remarks], ["3", "9"])

    def test_what_no_label_lists_is_no_sql(self) -> None:
        sums = tally([string(4, 6)], [fragment(3), fragment(7), fragment(5)])
        self.assertEqual(pair(sums.true), (1, 3))
        self.assertEqual(pair(sums.static), (1, 1))

    def test_lines_that_overlap_suffice(self) -> None:
        self.assertEqual(pair(tally([string(4, 6)], [fragment(1, 4)]).static), (1, 1))
        self.assertEqual(pair(tally([string(4, 6)], [fragment(1, 3)]).static), (0, 1))

    def test_a_file_taken_as_one_text_finds_only_what_it_ends_with(self) -> None:
        sums = tally([string(2), string(4, 6), string(9)], [fragment(1, 20)])
        self.assertEqual(pair(sums.static), (1, 3))

    def test_a_head_that_is_written_elsewhere(self) -> None:
        sums = tally([string(4), string(5)], [fragment(2, 4), fragment(2, 5)])
        self.assertEqual(pair(sums.static), (2, 2))

    def test_a_fragment_that_begins_in_one_string_is_not_another_too(self) -> None:
        """Three heads in if and else, and a tail that they share."""
        heads = [string(1, 2), string(4, 5), string(7, 8)]
        self.assertEqual(pair(tally(heads, [fragment(1, 12)]).static), (1, 3))
        all_three = [fragment(line, 12) for line in (1, 4, 7)]
        self.assertEqual(pair(tally(heads, all_three).static), (3, 3))

    def test_two_strings_in_one_line_need_two_fragments(self) -> None:
        both = [string(1), string(1, via="container")]
        self.assertEqual(pair(tally(both, [fragment(1)]).static), (1, 2))
        self.assertEqual(pair(tally(both, [fragment(1), fragment(1)]).static), (1, 2))
        self.assertEqual(pair(tally(both, [fragment(1), fragment(1, column=9)]).static), (2, 2))

    def test_optional_strings_count_nowhere(self) -> None:
        nothing: list[Fragment] = []
        for fragments in (nothing, [fragment(1)]):
            sums = tally([string(1, optional=True)], fragments)
            self.assertEqual((pair(sums.static), pair(sums.true), sums.remarks), ((0, 0), (0, 0), []))

    def test_another_engine(self) -> None:
        sums = tally([string(1, engine="other"), string(3, engine="other")], [fragment(1)])
        self.assertEqual((pair(sums.static), pair(sums.true), sums.other_engine), ((0, 0), (1, 1), 1))
        self.assertEqual(len(sums.remarks), 1)

    def test_nothing_of_nothing_is_not_enough(self) -> None:
        self.assertEqual(tally([], []).true.share, 0)


class Packages(unittest.TestCase):
    def test_archive_names(self) -> None:
        self.assertEqual(packages.archive_pattern("a", "1:2.0+x~1-3", "binary"), "a_1%3a2.0+x~1-3_*.deb")
        source = packages.archive_pattern("a", "1:2.0-3", "source")
        self.assertTrue(pathlib.PurePath("a_2.0.orig.tar.xz").match(source))
        self.assertFalse(pathlib.PurePath("a_2.0.orig.tar.gz.asc").match(source))

    def test_sources_are_asked_for_too(self) -> None:
        both = packages.also_sources(".sources", "Types: deb\nSuites: x\n")
        self.assertEqual(both, "Types: deb deb-src\nSuites: x\n")
        self.assertIn("\ndeb-src [a] b c\n", packages.also_sources(".list", "deb [a] b c\n"))

    def test_a_program_gets_the_suffix_of_its_interpreter(self) -> None:
        self.assertEqual(measure.name_for_tools("usr/bin/x", b"#!/usr/bin/env python3\n"), "usr/bin/x.py")
        self.assertEqual(measure.name_for_tools("usr/bin/x", b"#!/bin/sh\n"), "usr/bin/x")
        self.assertEqual(measure.name_for_tools("a/b.py", b"#!/usr/bin/python3\n"), "a/b.py")


class Compilation(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = pathlib.Path(folder.name)

    def write(self, path: str, text: str = "") -> pathlib.Path:
        place = self.tree / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        return place

    def command(self, text: str, elsewhere: list[str]) -> list[str]:
        unit = self.write("src/db/unit.cpp", text)
        database = self.tree / "databases/one.json"
        compilation.write_database(database, [(unit, unit.parent)], self.tree, elsewhere)
        (entry,) = json.loads(database.read_text(encoding="utf-8"))
        self.assertEqual((entry["directory"], entry["file"]), (str(unit.parent), str(unit)))
        arguments: list[str] = entry["arguments"]
        return [arguments[i + 1].removeprefix(str(self.tree) + "/") for i, word in enumerate(arguments) if word == "-I"]

    def test_headers_are_found_by_their_names(self) -> None:
        self.write("include/db/api.h", '# include "api_more.h"\n#include <far.h>\n')
        self.write("include/db/api_more.h")
        self.write("src/db/local.h")
        self.write("lib/far/far.h", "#include <db/api.h>\n")
        self.assertEqual(self.command('#include "local.h"\n  #  include <db/api.h>\n', []), ["include", "lib/far"])

    def test_of_several_the_nearest(self) -> None:
        self.write("other/inc/name.h")
        self.write("src/inc/name.h")
        self.assertEqual(self.command('#include "name.h"\n', []), ["src/inc"])

    def test_other_peoples_headers_and_none(self) -> None:
        self.write("src/compat/vector.h")
        self.write("far/stdio.h")
        self.write("of-debian/far.h")
        self.write("compat/far.h")
        elsewhere = str(self.tree / "of-debian")
        self.assertEqual(self.command("#include <far.h>\n#include <vector>\n#include <config.h>\n", [elsewhere]), [])


class Differences(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name, "explained.txt")

    def explanations(self, text: str) -> both_frontends.Explanations:
        self.path.write_text(text, encoding="utf-8")
        return both_frontends.Explanations(self.path)

    def test_a_difference_is_explained_in_its_own_tree(self) -> None:
        explanations = self.explanations("# a comment\none\n  ^\\+a\\.c:1:  # why\n\ntwo\n  ^-b  # why not\n")
        self.assertTrue(explanations.explains("one", "+a.c:1: [PQexec] SELECT 1"))
        self.assertFalse(explanations.explains("one", "-a.c:1: [PQexec] SELECT 1"))
        self.assertFalse(explanations.explains("two", "+a.c:1: [PQexec] SELECT 1"))
        self.assertEqual(explanations.stale(["one", "two"]), ["two: explains nothing: ^-b  # why not"])
        self.assertEqual(explanations.stale(["one"]), ["two: is not compared"])

    def test_an_explanation_says_why(self) -> None:
        with self.assertRaises(ValueError):
            self.explanations("one\n  ^pattern\n")


class Labels(unittest.TestCase):
    def test_each_list(self) -> None:
        lists = sorted(HERE.glob("*/labels.jsonl"))
        self.assertTrue(lists)
        for path in lists:
            files = measure.read_labels(path)
            names = [(file.package, file.path) for file in files]
            self.assertEqual(names, sorted(set(names)), path)
            held_out = {file.package: file.held_out for file in files}
            self.assertEqual([file.held_out for file in files], [held_out[file.package] for file in files])
            for file in files:
                with self.subTest(package=file.package, path=file.path):
                    self.assertIn(file.origin, ("binary", "source"))
                    self.assertRegex(file.sha256, re.compile(r"^[0-9a-f]{64}$"))
                    lines = [(string.line, string.end_line) for string in file.strings]
                    self.assertEqual(lines, sorted(lines))
                    for string in file.strings:
                        self.assertLessEqual(1, string.line)
                        self.assertLessEqual(string.line, string.end_line)
                        self.assertIn(string.via, WAYS)
                        self.assertIn(string.engine, ("postgresql", "other"))


if __name__ == "__main__":
    unittest.main()
