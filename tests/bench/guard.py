"""guard.py [--runs N] [--seconds N]: what the guard costs where statements are executed.

A check through its C interface, of a statement seen before and of new ones; and pgbench against a server of its own, with
and without `floodwall guard run`, in turn, so that what else the machine does falls on both.
"""

import argparse
import re
import statistics
import subprocess
import sys

from stopwatch import FLOODWALL, ROOT

sys.path.insert(0, str(ROOT / "tests/e2e"))
from server import Server, newest_server  # noqa: E402

WAYS = {"TPC-B, simple protocol": ["-M", "simple"],
        "TPC-B, prepared": ["-M", "prepared"],
        "SELECT, simple protocol": ["-S", "-M", "simple"],
        "SELECT, prepared": ["-S", "-M", "prepared"]}


def rate(server, seconds, words, prefix):
    command = [*prefix, newest_server() / "pgbench", "-n", "-h", server.folder.name, "-U", "floodwall", "-T", str(seconds),
               *words, "pgbench"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(re.search(r"tps = ([0-9.]+) \(without", done.stdout).group(1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--seconds", type=int, default=1)
    options, _ = parser.parse_known_args()
    check = subprocess.run([FLOODWALL.parent / "bench_guard"], capture_output=True, text=True, check=True)
    known, new = map(float, check.stdout.split())
    print(f"guard: a statement seen before {known:.2f} µs (wanted: below 1), a new one of 200 bytes {new:.1f} µs in the "
          f"median (wanted: below 30)")
    if newest_server() is None:
        print("guard: no PostgreSQL server, so no pgbench")
        return
    server = Server()
    try:
        server.create("pgbench")
        server.run("pgbench", "-i", "-q", "-s", "5", "-h", server.folder.name, "-U", "floodwall", "pgbench")
        guarded = [FLOODWALL, "guard", "run", "--"]
        for name, words in WAYS.items():
            losses, rates = [], []
            for turn in range(options.runs):
                pair = {}
                for prefix in ([[], guarded] if turn % 2 else [guarded, []]):
                    pair[len(prefix)] = rate(server, options.seconds, words, prefix)
                losses.append(100 * (1 - pair[len(guarded)] / pair[0]))
                rates.append(pair[0])
            print(f"pgbench, {name}: {statistics.median(rates):,.0f} transactions a second without the guard, "
                  f"{statistics.median(losses):+.1f} % of them lost with it (wanted: below 2; each of {options.runs}: "
                  f"{', '.join(f'{loss:+.1f}' for loss in losses)})")
    finally:
        server.stop()


main()
