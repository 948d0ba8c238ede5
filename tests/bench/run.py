"""run.py [--runs N]: Floodwall against its peers, and against the limit, over PostgreSQL's own regression SQL.

One table: what each tool costs in processor time, wall time and memory, as the median of N runs. The tools take turns
(A B C A B C …), so that a machine that gets warm or busy does so for all of them. Peers are the programs themselves,
without their node wrappers. The limit is split_parse.c: PostgreSQL's scanner and parser and nothing else.

A file that a peer gives up on (a crash, a refusal) is left out for everybody, and said. Environment: FLOODWALL is the
program (build/bin/floodwall); bench_split_parse and bench_measure stand next to it.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

from stopwatch import FLOODWALL, ROOT, WORK, as_project, measure

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = pathlib.Path(os.environ.get("FLOODWALL_REGRESSION_SQL", ROOT / "build/deps/libpg_query-17/test/sql/postgres_regress"))
SQUAWK = WORK / "node_modules/@squawk-cli/linux-x64/bin/squawk"
PGLS = WORK / "node_modules/@postgres-language-server/cli-x86_64-linux-gnu/postgres-language-server"


def gives_up(command, file):
    """Whether the program does not judge the file: it crashes, or reports no finding but an error of its own."""
    done = subprocess.run([*command, file], cwd=WORK / "empty", stdin=subprocess.DEVNULL, capture_output=True)
    return done.returncode not in (0, 1) or done.stderr.startswith(b"Error:")


def fetch_corpus():
    if not CORPUS.is_dir():
        subprocess.run(["cmake", "-P", "analyzer/sql/libpg_query.cmake"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    files = sorted(CORPUS.glob("*.sql"))
    if not files:
        sys.exit(f"run.py: no SQL in {CORPUS}")
    return files


def fetch_peers():
    """The pinned peers, checked against the lock file's hashes. Without them the table is shorter."""
    if SQUAWK.exists() and PGLS.exists():
        return
    if not shutil.which("npm"):
        print("no npm: peers are left out")
        return
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, WORK / name)
    installed = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=WORK, capture_output=True, text=True)
    if installed.returncode != 0:
        print("peers are left out, npm says:\n" + installed.stderr)


def peers():
    """Name and command of each peer that is here."""
    all_peers = {"squawk 2.66.0": (SQUAWK, []), "postgres-language-server 0.25.5": (PGLS, ["check", "--disable-db"])}
    found = {}
    for name, (program, arguments) in all_peers.items():
        if program.exists():
            program.chmod(0o755)  # install scripts did not run
            found[name] = [program, *arguments]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each tool; the median counts")
    runs = parser.parse_args().runs
    (WORK / "empty").mkdir(parents=True, exist_ok=True)  # where no tool finds a configuration

    sql = as_project(WORK / "sql")
    files = [pathlib.Path(shutil.copy(file, sql)) for file in fetch_corpus()]
    fetch_peers()
    dropped = {name: [file for file in files if gives_up(command, file)] for name, command in peers().items()}
    survivors = [file for file in files if not any(file in bad for bad in dropped.values())]
    size = sum(file.stat().st_size for file in survivors) / 1e6
    small = as_project(WORK / "small") / "small.sql"
    small.write_text("TRUNCATE orders CASCADE;\n")

    check = [FLOODWALL, "check", "--no-cache", "--fail-on", "never", "--format", "gcc"]
    tools = {"floodwall --jobs 1": [*check, "--jobs", "1"], "floodwall --jobs 2": [*check, "--jobs", "2"], **peers()}
    limit = FLOODWALL.parent / "bench_split_parse"
    if limit.exists():
        tools["limit: PostgreSQL's split and parse"] = [limit]

    samples = {(name, what): [] for name in tools for what in ("corpus", "start")}
    for _ in range(runs):
        for name, command in tools.items():
            for what, arguments in (("corpus", survivors), ("start", [small])):
                samples[name, what].append(measure([*command, *arguments]))

    def median(name, what, column):
        return statistics.median(sample[column] for sample in samples[name, what])

    print(f"{len(survivors)} of {len(files)} files, {size:.2f} MB; median of {runs} runs; {os.cpu_count()} cores")
    for name, bad in dropped.items():
        if bad:
            print(f"left out: {len(bad)} that {name} gives up on ({', '.join(file.name for file in bad)})")
    print(f"\n{'':36}{'CPU s':>8}{'wall s':>8}{'MB/s':>8}{'peak MB':>9}{'CPU ratio':>11}{'start ms':>10}")
    ours = median("floodwall --jobs 1", "corpus", 0)
    for name in tools:
        processor, wall, memory = (median(name, "corpus", column) for column in range(3))
        print(f"{name:36}{processor:8.3f}{wall:8.3f}{size / wall:8.1f}{memory:9.1f}{processor / ours:11.2f}"
              f"{1000 * median(name, 'start', 1):10.1f}")


main()
