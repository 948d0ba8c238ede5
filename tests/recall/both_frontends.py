#!/usr/bin/env python3
"""both_frontends.py CACHE: what a compiler adds to the SQL that C and C++ show by their syntax, each difference explained.

The same files are read twice: by their syntax alone, and with floodwall-clang. They are the fixtures and the labelled files of
some of Debian's packages (see measure.py), with the flags that compilation.py makes up; --all takes all packages. A fragment that only one of the two finds is a
difference; it must be explained in explained.txt, and an explanation that explains nothing fails, too.
Exit status: 0, 1 a difference or a stale explanation, 2 trouble, 77 the packages cannot be had.
"""

from __future__ import annotations

import argparse
import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys

import compilation
import measure
from packages import Apt

FIXTURES = ("fixtures/hosts/cpp", "fixtures/demo/auth_configs/client", "tests/recall/cpp/known_to_compilers")
PACKAGES = ("cppdb", "libpqxx", "mapnik", "openldap", "orthanc-postgresql", "osm2pgsql", "postgresql-15", "quassel", "unixodbc")
SUFFIXES = compilation.UNIT_SUFFIXES | {".h", ".hh", ".hpp", ".hxx", ".pgc"}
HOLE = re.compile(r"\b_h[0-9a-z]{5}_\b")


def fragments(program: str, tree: pathlib.Path, database: pathlib.Path, files: list[pathlib.Path]) -> collections.Counter[str]:
    """A line for each fragment, which names no hole."""
    (tree / "floodwall.toml").write_text("", encoding="utf-8")
    command = [program, "fragments", "--format", "jsonl", "--config", str(tree / "floodwall.toml"), "--compile-commands", str(database)]
    done = subprocess.run([*command, *sorted(str(file.relative_to(tree)) for file in files)], cwd=tree, capture_output=True,
                          text=True, errors="replace")  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(f"{program} ended with {done.returncode} in {tree}\n{done.stderr}")
    found: collections.Counter[str] = collections.Counter()
    for line in done.stdout.split("\n")[:-1]:
        entry = json.loads(line)
        text = HOLE.sub("{}", " ".join(entry["text"].split()))
        found[f"{entry['file']}:{entry['line']}: [{entry['api']}] {text}"] += 1
    return found


def differences(program: str, tree: pathlib.Path, database: pathlib.Path) -> list[str]:
    """Of the files in a tree: '-' is what only the syntax shows, '+' what only a compiler does."""
    nothing = database.with_suffix(".nothing.json")
    nothing.write_text("[]", encoding="utf-8")
    files = [path for path in tree.rglob("*") if path.suffix in SUFFIXES and path.is_file()]
    by_syntax, with_compiler = (fragments(program, tree, each, files) for each in (nothing, database))
    gone, new = by_syntax - with_compiler, with_compiler - by_syntax
    return sorted(["-" + line for line in gone.elements()] + ["+" + line for line in new.elements()], key=lambda line: line[1:])


class Explanations:
    """A tree's name, then indented "pattern  # why"."""

    def __init__(self, path: pathlib.Path) -> None:
        self.by_tree: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        tree = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            if not line.startswith(" "):
                tree = line.strip()
                continue
            pattern, _, why = line.strip().partition("  # ")
            if not why:
                raise ValueError(f"{path.name}: no reason: {line}")
            self.by_tree.setdefault(tree, []).append((re.compile(pattern), line))
        self.used: set[str] = set()

    def explains(self, tree: str, difference: str) -> bool:
        fitting = [line for pattern, line in self.by_tree.get(tree, []) if pattern.search(difference)]
        self.used.update(tree + line for line in fitting)
        return bool(fitting)

    def stale(self, trees: list[str]) -> list[str]:
        """Of trees that are not among these only that they are not."""
        unknown = [f"{tree}: is not compared" for tree in self.by_tree if tree not in trees]
        return unknown + [f"{tree}: explains nothing: {line.strip()}" for tree in trees
                          for _, line in self.by_tree.get(tree, []) if tree + line not in self.used]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("cache", type=pathlib.Path, help="folder for packages and their files; is made")
    parser.add_argument("--all", action="store_true", help="all labelled packages")
    arguments = parser.parse_args()
    cache = arguments.cache.resolve()
    program = measure.program()
    if program is None:
        return 2
    labels = measure.read_labels(measure.HERE / "cpp/labels.jsonl")
    labels = [file for file in labels if arguments.all or file.package in PACKAGES]
    apt = Apt(cache / "apt", with_sources=True)
    laid = measure.lay_out(labels, apt, cache / "files", whole=False)
    if len(laid) < len(labels):
        print(f"skipped: only {len(laid)} of {len(labels)} labelled files can be had as they were labelled")
        return 77
    compared: dict[str, tuple[pathlib.Path, pathlib.Path]] = {}
    for package in sorted({file.package for file in laid}):
        mine = {file: place for file, place in laid.items() if file.package == package}
        tree = cache / "files" / package
        compared[package] = tree, measure.make_database(mine, tree, apt, cache, whole=False)[0]
    elsewhere = compilation.system_folders(apt, cache / "headers/of-debian")
    for name in FIXTURES:
        tree = cache / "fixtures" / name
        shutil.rmtree(tree, ignore_errors=True)
        shutil.copytree(measure.ROOT / name, tree)
        database = cache / "databases" / (name.replace("/", "_") + ".json")
        units = [path for path in sorted(tree.rglob("*")) if path.suffix in compilation.UNIT_SUFFIXES]
        compilation.write_database(database, [(unit, unit.parent) for unit in units], tree, elsewhere)
        compared[name] = tree, database

    explanations = Explanations(measure.HERE / "explained.txt")
    unexplained = []
    count = 0
    for name, (tree, database) in compared.items():
        found = differences(program, tree, database)
        count += len(found)
        unexplained += [f"{name}: {line}" for line in found if not explanations.explains(name, line)]
    stale = explanations.stale(list(compared))
    for line in unexplained + stale:
        print(line)
    print(f"{len(compared)} trees, {count} differences, {len(unexplained)} not explained, {len(stale)} stale explanations")
    return 1 if unexplained or stale else 0


if __name__ == "__main__":
    sys.exit(main())
