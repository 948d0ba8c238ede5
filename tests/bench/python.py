"""python.py [--runs N]: Floodwall over whole Python packages, against tree-sitter's parse of every file.

What run.py is for SQL: medians of N runs in turn, processor and wall seconds and peak memory. The packages are what
Debian ships; apt fetches them. The limit is parse_python.cpp, on as many threads.
"""

import argparse
import statistics
import subprocess
import sys

from stopwatch import FLOODWALL, WORK, fetched, medians, take_turns

PACKAGES = ("python3-django", "python3-sqlalchemy", "python3-alembic", "python3-psycopg2", "mailman3", "patroni")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each program; the median counts")
    runs = parser.parse_args().runs
    folder = fetched(WORK / "python", PACKAGES, "binary", lambda name: name.endswith(".py"))
    if folder is None:
        sys.exit("python.py: not all packages can be had")
    check = [FLOODWALL, "check", "--no-cache", "--quiet", "--fail-on", "never", "--format", "gcc"]
    limit = FLOODWALL.parent / "bench_parse_python"
    tools = {}
    for jobs in ("1", "2"):
        tools[f"floodwall --jobs {jobs}"] = [*check, "--jobs", jobs, folder]
        tools[f"limit: tree-sitter, {jobs} threads"] = [limit, jobs, folder]
    samples = take_turns(tools, runs)
    print(subprocess.run([limit, "2", folder], capture_output=True, text=True, check=True).stdout.strip() + f"; median of {runs} runs")
    print(f"\n{'':36}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}")
    for name, taken in samples.items():
        processor, wall, memory = medians(taken)
        print(f"{name:36}{processor:8.3f}{wall:8.3f}{memory:9.1f}")
    for jobs in ("1", "2"):
        pairs = zip(samples[f"floodwall --jobs {jobs}"], samples[f"limit: tree-sitter, {jobs} threads"])
        print(f"wall time against the limit, {jobs} threads: {statistics.median(ours[1] / theirs[1] for ours, theirs in pairs):.2f}")


main()
