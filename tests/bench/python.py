"""python.py [--runs N]: Floodwall over whole Python packages, against tree-sitter's parse of every file.

What run.py is for SQL: medians of N runs in turn, processor and wall seconds and peak memory. The packages are what
Debian ships; apt fetches them. The limit is parse_python.cpp, on as many threads.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "recall"))
import packages  # noqa: E402
from stopwatch import FLOODWALL, WORK, as_project, measure  # noqa: E402

PACKAGES = ("python3-django", "python3-sqlalchemy", "python3-alembic", "python3-psycopg2", "mailman3", "patroni")


def fetch():
    """The folder with the packages' Python files."""
    folder = WORK / "python"
    if not (folder / "complete").exists():
        apt = packages.Apt(WORK / "apt", with_sources=False)
        for package in PACKAGES:
            archive = apt.fetch(package, "*", "binary")
            if archive is None:
                sys.exit(f"python.py: no package {package}")
            for path, content in packages.members(archive, "binary", lambda name: name.endswith(".py")):
                target = folder / package / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        (folder / "complete").touch()
    as_project(folder)
    return folder


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each program; the median counts")
    runs = parser.parse_args().runs
    (WORK / "empty").mkdir(parents=True, exist_ok=True)
    folder = fetch()
    check = [FLOODWALL, "check", "--no-cache", "--quiet", "--fail-on", "never", "--format", "gcc"]
    limit = FLOODWALL.parent / "bench_parse_python"
    tools = {}
    for jobs in ("1", "2"):
        tools[f"floodwall --jobs {jobs}"] = [*check, "--jobs", jobs, folder]
        tools[f"limit: tree-sitter, {jobs} threads"] = [limit, jobs, folder]
    samples = {name: [] for name in tools}
    for _ in range(runs):
        for name, command in tools.items():
            samples[name].append(measure(command))
    print(subprocess.run([limit, "2", folder], capture_output=True, text=True, check=True).stdout.strip() + f"; median of {runs} runs")
    print(f"\n{'':36}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}")
    for name, taken in samples.items():
        processor, wall, memory = (statistics.median(sample[column] for sample in taken) for column in range(3))
        print(f"{name:36}{processor:8.3f}{wall:8.3f}{memory:9.1f}")
    for jobs in ("1", "2"):
        pairs = zip(samples[f"floodwall --jobs {jobs}"], samples[f"limit: tree-sitter, {jobs} threads"])
        print(f"wall time against the limit, {jobs} threads: {statistics.median(ours[1] / theirs[1] for ours, theirs in pairs):.2f}")


main()
