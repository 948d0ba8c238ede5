"""semantic.py [--runs N]: `floodwall check` with a compiler's help, against clang++ -fsyntax-only over the same files.

The packages are three of Debian's that talk to PostgreSQL and that CMake configures with nothing but libpq: libpqxx, SOCI and
CppDB. Of their files those count in which Floodwall finds SQL, without the many short ones of libpqxx's old tests. Both get the flags of compile_commands.json and one thread, in
turn, nothing kept from run to run; what counts is the processor time of the whole process tree.
Environment: FLOODWALL is the program; CLANG and CLANGXX are the compilers (clang-19, clang++-19).
"""

import argparse
import fnmatch
import json
import os
import pathlib
import shlex
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "recall"))
import packages  # noqa: E402
from stopwatch import FLOODWALL, WORK, as_project, measure  # noqa: E402

PACKAGES = ("libpqxx", "soci", "cppdb")
CLANG = shutil.which(os.environ.get("CLANG", "clang-19"))
CLANGXX = shutil.which(os.environ.get("CLANGXX", "clang++-19"))
MOST = 1.25
NOTHING = "nothing.json"  # a database that knows no file: then the syntax alone is read
WITH = "floodwall --jobs 1, with floodwall-clang"
LIMIT = "limit: clang++ -fsyntax-only"


def fetch():
    """The folder with the packages' sources, each configured in its `build`."""
    folder = as_project(WORK / "semantic")
    apt = packages.Apt(WORK / "apt", with_sources=True)
    for package in PACKAGES:
        if (folder / package / "build/compile_commands.json").exists():
            continue
        archive = apt.fetch(package, "*", "source")
        if archive is None:
            sys.exit(f"semantic.py: no package {package}")
        shutil.rmtree(folder / package, ignore_errors=True)
        (folder / package).mkdir()
        subprocess.run(["tar", "-xf", archive, "--strip-components=1", "-C", folder / package], check=True)
        done = subprocess.run(["cmake", "-B", "build", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", f"-DCMAKE_C_COMPILER={CLANG}",
                               f"-DCMAKE_CXX_COMPILER={CLANGXX}"], cwd=folder / package, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"semantic.py: cmake cannot configure {package}\n{done.stderr}")
    return folder


def only_syntax(entry):
    """The command of a unit's build, without its output."""
    words = shlex.split(entry["command"])
    output = words.index("-o")
    del words[output:output + 2]
    words.remove("-c")
    return f"cd {shlex.quote(entry['directory'])} && {shlex.join([*words, '-w', '-fsyntax-only'])}"


def units_with_sql(folder):
    """What the databases say of each file in which Floodwall finds SQL; of several commands for one the first."""
    entries = {}
    for package in PACKAGES:
        for entry in json.loads((folder / package / "build/compile_commands.json").read_text()):
            if not fnmatch.fnmatch(entry["file"], "*/test/test[0-9]*.cxx"):
                entries.setdefault(os.path.realpath(entry["file"]), entry)
    (folder / NOTHING).write_text("[]")
    words = [FLOODWALL, "fragments", "--format", "jsonl", "--compile-commands", folder / NOTHING, *entries]
    listed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    with_sql = {os.path.realpath(json.loads(line)["file"]) for line in listed.split("\n")[:-1]}
    return {path: entry for path, entry in sorted(entries.items()) if path in with_sql}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="runs of each program; the median counts")
    runs = parser.parse_args().runs
    if CLANG is None or CLANGXX is None or not (FLOODWALL.parent / "floodwall-clang").exists():
        sys.exit("semantic.py: clang 19 or floodwall-clang is missing")
    (WORK / "empty").mkdir(parents=True, exist_ok=True)
    folder = fetch()
    units = units_with_sql(folder)
    database = folder / "compile_commands.json"
    database.write_text(json.dumps(list(units.values())))
    script = folder / "clang.sh"
    script.write_text("#!/bin/sh\n" + "".join(f"({only_syntax(entry)}) || exit 2\n" for entry in units.values()))
    script.chmod(0o755)
    check = [FLOODWALL, "check", "--no-cache", "--quiet", "--fail-on", "never", "--format", "gcc", "--jobs", "1"]
    check += ["--config", folder / "floodwall.toml"]
    ours = [*check, "--compile-commands", database, *units]
    spoken = subprocess.run([*ours, "--statistics"], capture_output=True, text=True, check=True).stderr
    compiled = next((line for line in spoken.splitlines() if "that a compiler has read" in line), "")
    if compiled.split() != f"{len(units)} files of C++ that a compiler has read (headers not found: 0)".split():
        sys.exit(f"semantic.py: not all of {len(units)} files were compiled: {compiled.strip()}")

    syntax = [*check, "--compile-commands", folder / NOTHING, *units]
    tools = {WITH: ours, "the same, by its syntax alone": syntax, LIMIT: [script]}
    samples = {name: [] for name in tools}
    for _ in range(runs):
        for name, command in tools.items():
            samples[name].append(measure(command))
    size = sum(os.path.getsize(path) for path in units) / 1e6
    print(f"{len(units)} C++ files with SQL of {', '.join(PACKAGES)}, {size:.2f} MB; median of {runs} runs")
    print(f"\n{'':42}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}")
    for name, taken in samples.items():
        processor, wall, memory = (statistics.median(sample[column] for sample in taken) for column in range(3))
        print(f"{name:42}{processor:8.3f}{wall:8.3f}{memory:9.1f}")
    pairs = zip(samples[WITH], samples[LIMIT])
    print(f"processor time against the limit: {statistics.median(ours[0] / theirs[0] for ours, theirs in pairs):.2f} (at most {MOST})")


main()
