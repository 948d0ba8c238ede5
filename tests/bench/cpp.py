"""cpp.py [--runs N]: Floodwall over C and C++ by its syntax, against tree-sitter's parse of the same files.

The sources are those of Debian's packages; apt fetches them. Only files that Floodwall looks into count: the others it
passes over after a look at their bytes (bench_parse_cpp says which ones). One row for each package: its megabytes, what
floodwall and tree-sitter's bare parse cost in processor time on one core, as medians of N runs in turn, Floodwall's
megabytes a second, and the megabytes that its own reader leaves to tree-sitter.
"""

import argparse
import shutil
import subprocess

from stopwatch import FLOODWALL, WORK, as_project, fetched, medians, take_turns

PACKAGES = ("gdal", "kamailio", "kdb", "osm2pgsql", "pgpool2", "postgis", "postgresql-15", "soci")
ENDINGS = (".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx", ".inl", ".ipp", ".tpp")
LIMIT = FLOODWALL.parent / "bench_parse_cpp"


def passing(package):
    """A folder with those files of a package that are looked into, and how many bytes they have; None if it cannot be had."""
    sources = fetched(WORK / "cpp" / package, (package,), "source", lambda name: name.endswith(ENDINGS))
    if sources is None:
        return None
    sources = sources / package
    folder = as_project(WORK / "cpp_passing" / package)
    shutil.rmtree(folder)
    size = 0
    for path in subprocess.run([LIMIT, "list", "."], cwd=sources, capture_output=True, text=True, check=True).stdout.splitlines():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sources / path, target)
        size += target.stat().st_size
    return as_project(folder), size


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each program; the median counts")
    runs = parser.parse_args().runs
    check = [FLOODWALL, "check", "--no-cache", "--quiet", "--fail-on", "never", "--format", "gcc", "--jobs", "1"]
    print(f"{'C and C++ that is looked into':32}{'MB':>8}{'CPU s':>8}{'MB/s':>8}{'peak MB':>9}{'tree-sitter':>13}{'left MB':>9}")
    all_size, all_ours, all_theirs, all_left = 0, 0.0, 0.0, 0
    for package in PACKAGES:
        found = passing(package)
        if found is None:
            print(f"{package:32}left out: it cannot be had")
            continue
        folder, size = found
        samples = take_turns({"ours": [*check, folder], "limit": [LIMIT, "1", folder]}, runs)
        ours, _, memory = medians(samples["ours"])
        theirs, _, _ = medians(samples["limit"])
        left = int(subprocess.run([LIMIT, "left", folder], capture_output=True, text=True, check=True).stdout)
        print(f"{package:32}{size / 1e6:8.2f}{ours:8.3f}{size / 1e6 / ours:8.1f}{memory:9.1f}{theirs:13.3f}{left / 1e6:9.2f}")
        all_size, all_ours, all_theirs, all_left = all_size + size, all_ours + ours, all_theirs + theirs, all_left + left
    print(f"{'all, median of ' + str(runs) + ' runs':32}{all_size / 1e6:8.2f}{all_ours:8.3f}{all_size / 1e6 / all_ours:8.1f}"
          f"{'':9}{all_theirs:13.3f}{all_left / 1e6:9.2f}")


main()
