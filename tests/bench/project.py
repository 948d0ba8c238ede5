"""project.py [--runs N] [--files N] [--tables N]: what a repository of 10,000 files with 2,000 tables costs.

The repository is made here, the same every time: numbered migrations that make and alter the tables, scripts that read,
write and empty them, and Python programs that do so through psycopg and SQLAlchemy; one file in a hundred asks for a
table that nobody makes. Timed as the median of N runs: a first run that finds nothing in the cache, one that finds all
of it, one after a file with a query has changed, one after a migration has changed, and a single file named.
"""

import argparse
import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess

from stopwatch import FLOODWALL, WORK, as_project, measure

COLUMNS = "id account_id name state amount created_at updated_at note kind position".split()


def migration(number, tables):
    """One migration: makes its tables, and gives an earlier one a column."""
    made = []
    for table in tables:
        parent = f"t_{random.randrange(table)}" if table else None
        key = f",\n  parent_id bigint REFERENCES {parent} (id)" + random.choice(["", " ON DELETE SET NULL"]) if parent else ""
        index = f"CREATE INDEX t_{table}_parent_id ON t_{table} (parent_id);\n" if parent and random.random() < 0.95 else ""
        made.append(f"CREATE TABLE t_{table} (\n  id bigint PRIMARY KEY,\n  account_id bigint NOT NULL,\n  name text,\n"
                    f"  state text NOT NULL,\n  amount numeric,\n  created_at timestamptz NOT NULL,\n"
                    f"  updated_at timestamptz,\n  note text,\n  kind integer,\n  position bigint{key}\n);\n"
                    f"CREATE INDEX t_{table}_account ON t_{table} (account_id, state);\n{index}")
    made.append(f"ALTER TABLE t_{tables[0]} ADD COLUMN added_{number} text;\n")
    return "\n".join(made)


def query(tables, wrong):
    """A statement as programs have them."""
    one, two = (f"t_{random.randrange(tables)}" for _ in range(2))
    if wrong:
        one = f"nobody_made_{random.randrange(tables)}"
    columns = ", ".join(random.sample(COLUMNS, 3))
    return random.choice([
        f"SELECT {columns} FROM {one} WHERE account_id = $1 AND state = 'open' ORDER BY created_at",
        f"SELECT a.id, b.name, b.amount FROM {one} a JOIN {two} b ON b.id = a.account_id WHERE a.kind > 3",
        f"INSERT INTO {one} (id, account_id, state, created_at) VALUES (1, 2, 'new', now())",
        f"UPDATE {one} SET state = 'done', updated_at = now() WHERE id = 7",
        f"DELETE FROM {one} WHERE created_at < now() - interval '90 days'",
    ])


def script(tables, wrong):
    return "".join(f"-- step {step}\n{query(tables, wrong and step == 3)};\n\n" for step in range(12)).replace("$1", "7")


def program(name, tables, wrong):
    lines = ["import logging", "", "import psycopg", "", "log = logging.getLogger(__name__)", "", ""]
    for step in range(6):
        text = query(tables, wrong and step == 2).replace("$1", "%s")
        arguments = ", (account,)" if "%s" in text else ""
        lines += [f"def step_{step}(connection: psycopg.Connection, account):",
                  f'    """Does step {step} of {name} for an account."""',
                  f'    log.info("step %s of %s", {step}, account)',
                  "    with connection.cursor() as cursor:",
                  f'        cursor.execute("{text}"{arguments})',
                  "        return cursor.rowcount", "", ""]
    return "\n".join(lines)


def plain_program(name):
    """A program without SQL, as most are."""
    return "\n".join(f"def helper_{name}_{step}(values, limit={step}):\n    found = [v for v in values if v > limit]\n"
                     f"    return sorted(found)[:limit]\n\n" for step in range(20))


def make_project(folder, files, tables):
    """The repository: a tenth migrations at most, a fifth scripts, the rest programs of which half know SQL."""
    random.seed(1)
    migrations = min(tables, files // 20)
    per = -(-tables // migrations)
    (folder / "migrations").mkdir(parents=True)
    made = 0
    for number in range(migrations):
        numbers = list(range(made, min(made + per, tables))) or [tables - 1]
        made = min(made + per, tables)
        (folder / "migrations" / f"{number + 1:05}_step.sql").write_text(migration(number, numbers))
    for number in range(files - migrations):
        place = folder / f"package_{number % 97}"
        place.mkdir(exist_ok=True)
        wrong = number % 101 == 0
        if number % 5 == 0:
            (place / f"script_{number}.sql").write_text(script(tables, wrong))
        elif number % 5 < 3:
            (place / f"program_{number}.py").write_text(program(number, tables, wrong))
        else:
            (place / f"module_{number}.py").write_text(plain_program(number))


def link_share(folder):
    """The link and the second looks, as a part of all other checking; one thread, without the cache."""
    command = [FLOODWALL, "check", "--no-cache", "--quiet", "--fail-on", "never", "--statistics", "--jobs", "1", folder]
    said = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stderr
    seconds = {name: float(number) for number, name in re.findall(r"^ +(\d+\.\d+)  +(check|link|look again)\b", said, re.M)}
    linking = seconds["link"] + seconds["look again"]
    return linking / (seconds["check"] - linking)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="runs of each case; the median counts")
    parser.add_argument("--files", type=int, default=10000)
    parser.add_argument("--tables", type=int, default=2000)
    options = parser.parse_args()
    shutil.rmtree(WORK / "project", ignore_errors=True)
    folder = as_project(WORK / "project")
    make_project(folder, options.files, options.tables)
    cache = WORK / "project_cache"
    os.environ["XDG_CACHE_HOME"] = str(cache)
    check = [FLOODWALL, "check", "--fail-on", "never", "--format", "gcc", "--output", "/dev/null"]
    query_file = next(folder.glob("package_*/script_*.sql"))
    migration_file = max(folder.glob("migrations/*.sql"))
    changes = 0

    def changed(file):
        nonlocal changes
        changes += 1
        extra = "SELECT" if file == query_file else f"CREATE TABLE extra_{changes} (id bigint PRIMARY KEY); SELECT"
        file.write_text(file.read_text() + f"{extra} {changes};\n")

    def cold():
        shutil.rmtree(cache, ignore_errors=True)

    cases = {"without the cache": (lambda: None, [*check, "--no-cache", folder]),
             "cold": (cold, [*check, folder]),
             "warm": (lambda: None, [*check, folder]),
             "warm, a query changed": (lambda: changed(query_file), [*check, folder]),
             "warm, a migration changed": (lambda: changed(migration_file), [*check, folder]),
             "warm, one file named": (lambda: None, [*check, query_file])}
    samples = {name: [] for name in cases}
    for _ in range(options.runs):
        for name, (prepare, command) in cases.items():
            prepare()
            samples[name].append(measure(command))
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    print(f"{options.files} files, {options.tables} tables, {size:.1f} MB; median of {options.runs} runs; {os.cpu_count()} cores")
    print(f"{'':30}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}")
    for name, taken in samples.items():
        processor, wall, memory = (statistics.median(sample[column] for sample in taken) for column in range(3))
        print(f"{name:30}{processor:8.3f}{wall:8.3f}{memory:9.1f}")
    share = statistics.median(link_share(folder) for _ in range(options.runs))
    print(f"the link and the second looks add {100 * share:.0f} % to a run on one thread (wanted: 30 at most)")


if __name__ == "__main__":
    main()
