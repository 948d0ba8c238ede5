#!/usr/bin/env python3
"""measure.py CACHE: how much of the SQL in programs is found, and how much of what is found is SQL.

The labels (python/labels.jsonl and cpp/labels.jsonl, one line per file) were made by hand, by reading each
file as a whole: whatever a line does not list is no SQL. This script fetches the packages that they name with
apt into the folder CACHE, leaves out files whose bytes are not the labelled ones, runs `$FLOODWALL fragments`
on the others and compares. It needs a Debian system whose apt is configured; it changes nothing outside CACHE
and needs no root.

A file:   package, version, path in the package's tree, origin ("binary": the package's files; "source":
          the upstream tar ball, which Debian's patches do not touch), sha256, strings; held_out: whoever
          works on a frontend does not look at this file before the end, so that its figures are honest.
A string: line and end_line of its literals; static: no holes, not even such as are filled from outside
          the file; sink: what it is handed to ("cursor.execute", "RunSQL"), null if it reaches no sink
          that this file shows ("call" may name what it does reach); via: direct, variable, constant,
          container, parameter, return, macro or buffer (the text grows piece by piece: printf into an
          array, a stream, PQExpBuffer, StringInfo); engine: "postgresql" (or any), "other"; optional:
          neither asked for nor wrong (a clause or an expression on its own, a command of the replication
          protocol, SQL that is only shown, a statement of ECPG that the server does not get as it stands,
          a macro of another file that is SQL as a whole).

A fragment belongs to the strings that its first line lies in; else, its head being written elsewhere, to the
last string that its lines overlap, so that a file that is taken as one text finds next to nothing. Two
strings that begin in one line need two fragments that begin in different columns.
Exit status: 0, 1 below a threshold, 2 trouble.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterable

import compilation
from packages import Apt, members

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


@dataclasses.dataclass(frozen=True)
class String:
    """One SQL text of a labelled file."""

    line: int
    end_line: int
    static: bool
    sink: str | None
    via: str
    engine: str
    call: str | None = None
    optional: bool = False


@dataclasses.dataclass(frozen=True)
class LabelledFile:
    package: str
    version: str
    path: str
    origin: str
    sha256: str
    strings: tuple[String, ...]
    held_out: bool = False

    @property
    def archive(self) -> tuple[str, str, str]:
        return self.package, self.version, self.origin


@dataclasses.dataclass(frozen=True)
class Fragment:
    """What the program reports; lines and columns count from 1."""

    line: int
    column: int
    end_line: int
    api: str
    text: str


@dataclasses.dataclass
class Count:
    found: int = 0
    of: int = 0

    def add(self, found: int, of: int) -> None:
        self.found += found
        self.of += of

    @property
    def share(self) -> float:
        return self.found / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.found:5} of {self.of:5}  {100 * self.share:6.2f} %" if self.of else "    –"


@dataclasses.dataclass
class Tally:
    """The sums over all files, and a line for each thing that is wrong."""

    static: Count = dataclasses.field(default_factory=Count)
    holes: Count = dataclasses.field(default_factory=Count)
    no_sink: Count = dataclasses.field(default_factory=Count)
    true: Count = dataclasses.field(default_factory=Count)
    other_engine: int = 0
    by_via: dict[str, Count] = dataclasses.field(default_factory=dict)
    remarks: list[str] = dataclasses.field(default_factory=list)
    units: int = 0
    incomplete: int = 0  # units that were compiled without some header
    uncompiled: int = 0


def read_labels(path: pathlib.Path) -> list[LabelledFile]:
    files = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        strings = tuple(String(**string) for string in entry.pop("strings"))
        files.append(LabelledFile(**entry, strings=strings))
    return files


def name_for_tools(path: str, content: bytes) -> str:
    """A program without a suffix gets that of its interpreter, which its first line names."""
    first = content.split(b"\n", 1)[0]
    is_python = first.startswith(b"#!") and b"python" in first and not pathlib.PurePosixPath(path).suffix
    return path + ".py" if is_python else path


def is_as_labelled(file: LabelledFile, place: pathlib.Path) -> bool:
    return place.is_file() and hashlib.sha256(place.read_bytes()).hexdigest() == file.sha256


def lay_out(
    files: list[LabelledFile], apt: Apt, folder: pathlib.Path, whole: bool
) -> dict[LabelledFile, pathlib.Path]:
    """Writes the labelled files, one tree for each package, and says which cannot be used."""
    laid: dict[LabelledFile, pathlib.Path] = {}
    packages = sorted({file.archive for file in files})
    apt.fetch_all(packages)
    suffixes = {pathlib.PurePosixPath(file.path).suffix for file in files} - {""}
    if suffixes & {".c", ".cc", ".cpp", ".cxx"}:
        suffixes |= {".h", ".hh", ".hpp", ".hxx"}
    for package, version, origin in packages:
        wanted = {file.path: file for file in files if file.archive == (package, version, origin)}
        there = {file: folder / package / file.path for file in wanted.values()}
        if not whole and all(is_as_labelled(file, place) for file, place in there.items()):
            laid |= there
            continue
        archive = apt.fetch(package, version, origin)
        seen: set[str] = set()

        def is_wanted(path: str) -> bool:
            return path in wanted or whole and pathlib.PurePosixPath(path).suffix in suffixes

        for path, content in members(archive, origin, is_wanted) if archive else ():
            label = wanted.get(path)
            place = folder / package / name_for_tools(path, content)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            if label:
                seen.add(path)
                if is_as_labelled(label, place):
                    laid[label] = place
                else:
                    print(f"left out, for it has changed: {package} {path}")
        for path in sorted(wanted.keys() - seen):
            print(f"left out, for it is missing: {package} {path}")
    return laid


def report_of(
    program: str, tree: pathlib.Path, given: list[str], database: pathlib.Path | None, tally: Tally
) -> dict[pathlib.Path, list[Fragment]]:
    """What the program finds in one package, by file; it is given files and folders of the package's tree."""
    configuration = tree / "floodwall.toml"
    configuration.write_text("", encoding="utf-8")  # a project of its own: no configuration but this one
    command = [program, "fragments", "--format", "jsonl", "--config", str(configuration), *given]
    if database:
        command += ["--compile-commands", str(database)]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, errors="replace")
    if done.returncode != 0:
        print(f"measure.py: {program} ended with {done.returncode} in {tree}\n{done.stderr}", file=sys.stderr)
        sys.exit(2)
    for line in done.stderr.splitlines():
        tally.incomplete += ": read without " in line
        tally.uncompiled += ": read by its syntax alone" in line
    fragments: dict[pathlib.Path, list[Fragment]] = {}
    for line in done.stdout.split("\n")[:-1]:  # not splitlines(): a text may hold U+2028
        entry = json.loads(line)
        if entry.get("lowered"):
            continue  # made from calls: it is nobody's string
        place = tree / os.path.normpath(entry["file"])
        fragment = Fragment(entry["line"], entry["column"], entry["end_line"], entry["api"], entry["text"])
        fragments.setdefault(place, []).append(fragment)
    return fragments


def strings_of(fragment: Fragment, strings: Iterable[String]) -> list[String]:
    """The labels that the fragment stands for."""
    overlapped = [s for s in strings if s.line <= fragment.end_line and fragment.line <= s.end_line]
    if beginning := [s for s in overlapped if s.line <= fragment.line <= s.end_line]:
        return beginning
    last = max((s.line for s in overlapped), default=0)
    return [s for s in overlapped if s.line == last]


def count(file: LabelledFile, fragments: list[Fragment], tally: Tally) -> None:
    columns: dict[String, set[tuple[int, int]]] = {}
    for fragment in fragments:
        at = f"{file.package} {file.path}:{fragment.line}"
        hit = strings_of(fragment, file.strings)
        for string in hit:
            columns.setdefault(string, set()).add((fragment.line, fragment.column))
        asked_for = [string for string in hit if not string.optional]
        if hit and not asked_for:
            continue
        tally.true.add(bool(asked_for), 1)
        shown = " ".join(fragment.text.split())[:90]
        if not asked_for:
            tally.remarks.append(f"no SQL: {at}: [{fragment.api}] {shown}")
        elif all(string.engine == "other" for string in asked_for):
            tally.other_engine += 1
            tally.remarks.append(f"another engine's: {at}: [{fragment.api}] {shown}")

    asked = [string for string in file.strings if not string.optional and string.engine == "postgresql"]
    for line in sorted({string.line for string in asked}):
        beginning = [string for string in asked if string.line == line]
        distinct = len(set().union(*(columns.get(string, set()) for string in beginning)))
        for index, string in enumerate(beginning):
            is_found = string in columns and index < distinct
            sum_ = tally.no_sink if string.sink is None else tally.static if string.static else tally.holes
            sum_.add(is_found, 1)
            if string.sink is not None:
                tally.by_via.setdefault(string.via, Count()).add(is_found, 1)
            if not is_found:
                kind = "static" if string.static else "with holes"
                sink = string.sink or f"no known sink{', ' + string.call if string.call else ''}"
                at = f"{file.package} {file.path}:{line}"
                tally.remarks.append(f"missed: {at}: {kind}, {string.via}, {sink}")


def make_database(files: dict[LabelledFile, pathlib.Path], tree: pathlib.Path, apt: Apt, cache: pathlib.Path,
                  whole: bool) -> tuple[pathlib.Path, int]:  # fmt: skip
    """How the files of one package, in `tree`, are compiled, and how many of them are."""
    units = {file: place for file, place in files.items() if place.suffix in compilation.UNIT_SUFFIXES}
    headers = tree
    if not whole:  # beside the labelled files there is nothing in the tree
        headers = cache / "headers" / tree.name
        for archive in {apt.fetch(*file.archive): file.origin for file in units}.items():
            compilation.unpack(*archive, headers, compilation.HEADER_SUFFIXES)
    elsewhere = compilation.system_folders(apt, cache / "headers/of-debian")
    database = cache / "databases" / f"{tree.name}.json"
    homes = [(place, headers / pathlib.PurePosixPath(file.path).parent) for file, place in units.items()]
    compilation.write_database(database, homes, headers, elsewhere)
    return database, len(units)


def program() -> str | None:
    """The program under test, or nothing; says so then."""
    named = os.environ.get("FLOODWALL", str(ROOT / "build/bin/floodwall"))
    if not (found := shutil.which(named)):
        print(f"no program {named}; FLOODWALL names it", file=sys.stderr)
        return None
    return os.path.abspath(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("cache", type=pathlib.Path, help="folder for packages and their files; is made")
    parser.add_argument("--labels", type=pathlib.Path, default=HERE / "python/labels.jsonl")
    option = parser.add_argument
    option("--static", type=float, default=0.95, help="least recall of constant texts at known sinks")
    option("--holes", type=float, default=0.85, help="least recall of texts with holes at known sinks")
    option("--precision", type=float, default=0.98, help="least share of fragments that are SQL")
    option("--package", action="append", help="only this one; may be given again")
    option("--held-out", choices=("with", "without", "only"), default="with",
           help="whether files are counted that nobody who works on a frontend has looked at")
    option("--whole", action="store_true", help="show it whole packages, not only the labelled files")
    option("--semantic", action="store_true",
           help="with a compiler's help: C and C++ get a compilation database; their flags are made up")
    option("--skip-below", type=float, default=0, metavar="SHARE",
           help="end with 77 if less than this share of the labelled files can be fetched as they were")
    option("--verbose", action="store_true", help="each miss and each false report, as file:line")
    arguments = parser.parse_args()

    found_program = program()
    if found_program is None:
        return 2
    files = read_labels(arguments.labels)
    if arguments.package:
        files = [file for file in files if file.package in arguments.package]
    if arguments.held_out != "with":
        files = [file for file in files if file.held_out == (arguments.held_out == "only")]
    cache = arguments.cache.resolve()
    apt = Apt(cache / "apt", with_sources=any(file.origin == "source" for file in files))
    trees = cache / ("whole" if arguments.whole else "files")
    laid = lay_out(files, apt, trees, arguments.whole)
    if len(laid) < arguments.skip_below * len(files):
        print(f"skipped: only {len(laid)} of {len(files)} labelled files can be had as they were labelled")
        return 77
    if not laid:
        print("measure.py: no labelled file could be fetched", file=sys.stderr)
        return 2

    tally = Tally()
    for package in sorted({file.package for file in laid}):
        mine = {file: place for file, place in laid.items() if file.package == package}
        tree = trees / package
        given = ["."] if arguments.whole else [str(place.relative_to(tree)) for place in mine.values()]
        database = None
        if arguments.semantic:
            database, units = make_database(mine, tree, apt, cache, arguments.whole)
            tally.units += units
        fragments = report_of(found_program, tree, given, database, tally)
        for file, place in mine.items():
            count(file, fragments.get(place, []), tally)

    if arguments.verbose:
        print(*tally.remarks, sep="\n")
    print(f"{len(laid)} of {len(files)} labelled files, {len({file.package for file in laid})} packages")
    if arguments.semantic:
        complete = tally.units - tally.incomplete - tally.uncompiled
        print(f"{tally.units} of them are compiled; of these all headers are found for {complete}, not all for "
              f"{tally.incomplete}; {tally.uncompiled} cannot be compiled at all")
    print(f"recall at known sinks, static         {tally.static}   at least {100 * arguments.static:g} %")
    print(f"recall at known sinks, with holes     {tally.holes}   at least {100 * arguments.holes:g} %")
    for via, sum_ in sorted(tally.by_via.items()):
        print(f"  of both, via {via:<22}  {sum_}")
    print(f"recall of strings at no known sink    {tally.no_sink}")
    print(f"precision: fragments that are SQL     {tally.true}   at least {100 * arguments.precision:g} %")
    print(f"fragments for another engine          {tally.other_engine:5}")
    passed = (
        arguments.static <= tally.static.share
        and arguments.holes <= tally.holes.share
        and arguments.precision <= tally.true.share
    )
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
