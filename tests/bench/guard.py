"""guard.py [--runs N] [--transactions N]: what the guard costs where statements are executed.

A check through its C interface, of a statement seen before and of new ones; and pgbench against a server of its own, with
and without `floodwall guard run`, in turn, so that what else the machine does falls on both. Two figures for each way of
pgbench: the transactions a second that are lost, as the median of the pairs and the interval that holds the true median in
95 of 100 cases; and the processor time that each transaction costs the client more, as a share of what the transaction
takes. pgbench has one client here, which waits for the server, so the second is the loss too, without the machine's noise.
"""

import argparse
import math
import re
import resource
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
SELECTS_FOR_ONE = 8  # a SELECT alone takes this much less time than TPC-B's seven statements


def client_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def one_run(server, transactions, words, prefix):
    """(the client's processor seconds, transactions a second)"""
    command = [*prefix, newest_server() / "pgbench", "-n", "-h", server.folder.name, "-U", "floodwall",
               "-t", str(transactions), *words, "pgbench"]
    before = client_seconds()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return client_seconds() - before, float(re.search(r"tps = ([0-9.]+) \(without", done.stdout).group(1))


def cost(server, transactions, words, prefix):
    """(the client's processor seconds for one transaction, transactions a second); what the start costs is not in it."""
    short, _ = one_run(server, transactions // 4, words, prefix)
    whole, rate = one_run(server, transactions, words, prefix)
    return (whole - short) / (transactions - transactions // 4), rate


def interval(samples):
    """What holds the true median in 95 of 100 cases: the binomial distribution's bounds in the sorted samples."""
    ordered = sorted(samples)
    rank = math.floor(len(ordered) / 2 - 0.98 * math.sqrt(len(ordered)))
    return ordered[max(rank, 0)], ordered[min(len(ordered) - 1 - rank, len(ordered) - 1)]


def compare(server, name, words, options):
    guarded = [FLOODWALL, "guard", "run", "--"]
    transactions = options.transactions * (SELECTS_FOR_ONE if "-S" in words else 1)
    losses, shares, rates = [], [], []
    for turn in range(options.runs):
        pair = {}
        for prefix in ([[], guarded] if turn % 2 else [guarded, []]):
            pair[len(prefix)] = cost(server, transactions, words, prefix)
        (plain_cost, plain_rate), (guarded_cost, guarded_rate) = pair[0], pair[len(guarded)]
        losses.append(100 * (1 - guarded_rate / plain_rate))
        shares.append(100 * (guarded_cost - plain_cost) * plain_rate)
        rates.append(plain_rate)
    (low, high), (least, most) = interval(losses), interval(shares)
    print(f"pgbench, {name}: {statistics.median(rates):,.0f} transactions a second without the guard; lost with it "
          f"{statistics.median(losses):+.1f} % ({low:+.1f} to {high:+.1f}, {options.runs} pairs); the client's processor "
          f"time {statistics.median(shares):+.1f} % of a transaction ({least:+.1f} to {most:+.1f}; wanted: below 2)", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15, help="pairs for each way of pgbench")
    parser.add_argument("--transactions", type=int, default=2000, help="of TPC-B in a run; of SELECT eight times as many")
    options, _ = parser.parse_known_args()
    check = subprocess.run([FLOODWALL.parent / "bench_guard"], capture_output=True, text=True, check=True)
    known, new = map(float, check.stdout.split())
    print(f"guard: a statement seen before {known:.2f} µs (wanted: below 1), a new one of 200 bytes {new:.1f} µs in the "
          f"median (wanted: below 30)", flush=True)
    if newest_server() is None:
        print("guard: no PostgreSQL server, so no pgbench")
        return
    server = Server()
    try:
        server.create("pgbench")
        server.run("pgbench", "-i", "-q", "-s", "5", "-h", server.folder.name, "-U", "floodwall", "pgbench")
        for name, words in WAYS.items():
            compare(server, name, words, options)
    finally:
        server.stop()


main()
