"""Our replay of DDL (Session) against PostgreSQL's catalogs.

Each file of fixtures/schema and of PostgreSQL's regression SQL runs in a database of its own; the server's log tells
which statements were sent and which of them failed. The replay gets the same statements and is told of the failures (so
that another major's grammar, missing libraries and the like are no matter here): given what the server accepted, the
catalogs must be equal. What is not is explained in explained.txt; an explanation that explains nothing fails, too.
"""

import json
import os
import re
import signal
import subprocess
import sys
import unittest
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
SOURCE_DIR = Path(os.environ["SOURCE_DIR"])
sys.path.insert(0, str(SOURCE_DIR / "tests" / "e2e"))

from server import Server, newest_server  # noqa: E402

REGRESSION = Path(os.environ["FLOODWALL_REGRESSION_SQL"])
LOG_SETTINGS = ("-c log_statement=all -c logging_collector=on -c log_destination=jsonlog -c log_directory=log "
                "-c log_filename=server.log -c log_rotation_size=0 -c log_rotation_age=0 "
                "-c synchronous_commit=off -c full_page_writes=off -c autovacuum=off "
                "-c log_min_error_statement=error -c log_min_messages=error "
                "-c max_prepared_transactions=4 -c allow_in_place_tablespaces=on -c deadlock_timeout=10s")
ONLY = os.environ.get("CATALOG_ONLY")  # a regular expression: only these files, and no unused explanations

SERVER_CATALOG = (HERE / "server_catalog.sql").read_text()


def psql(server, database, *arguments, timeout=None, **options):
    command = [str(newest_server() / "psql"), "-h", server.folder.name, "-U", "floodwall", "-d", database, "-X", "-q", "-A", "-t", *arguments]
    return subprocess.run(command, capture_output=True, timeout=timeout, check=False, text=True, errors="replace", **options)


def run_file(server, database, path):
    environment = {**os.environ, "PG_ABS_SRCDIR": "/nowhere", "PG_LIBDIR": "/nowhere", "PG_DLSUFFIX": ".so",
                   "PG_ABS_BUILDDIR": "/nowhere", "PGOPTIONS": "-c statement_timeout=8s"}
    try:
        psql(server, database, "-v", "HIDE_TABLEAM=on", "-f", path, timeout=120, env=environment, cwd=path.parent)
    except subprocess.TimeoutExpired:
        pass


def statements_by_database(server):
    """What was sent to each database, in order: (session, text, whether it failed)."""
    sent = defaultdict(list)
    latest = {}
    with open(f"{server.folder.name}/data/log/server.json", encoding="utf-8", errors="replace") as log:
        for line in log:
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                continue
            database, session = entry.get("dbname"), entry.get("session_id")
            message = entry.get("message", "")
            if entry["error_severity"] == "LOG" and message.startswith("statement: "):
                statement = {"session": session, "sql": message.removeprefix("statement: "), "failed": False}
                sent[database].append(statement)
                latest[session] = statement
            elif entry["error_severity"] in ("ERROR", "FATAL") and session in latest:
                # A statement that cannot be parsed is not logged as sent.
                if entry.get("statement", latest[session]["sql"]) == latest[session]["sql"]:
                    latest[session]["failed"] = True
                else:
                    sent[database].append({"session": session, "sql": "", "failed": True})
    return sent


def differences(ours, theirs):
    """Lines that one side has and the other has not, '+' for ours. A type that we do not know is like any."""
    typeless = {}
    for line in ours - theirs:
        parts = line.split("|")
        if parts[0] == "column" and parts[3] == "":
            typeless[tuple(parts[1:3])] = parts[4]
    for line in sorted(theirs - ours):
        parts = line.split("|")
        if parts[0] == "column" and typeless.get(tuple(parts[1:3])) == parts[-1]:
            ours.discard(f"column|{parts[1]}|{parts[2]}||{parts[-1]}")
            ours.add(line)
    return sorted(["+" + line for line in ours - theirs] + ["-" + line for line in theirs - ours], key=lambda line: line[1:])


def explanations():
    """(file, pattern of lines, why) of explained.txt: a file's name, then lines 'pattern  # why'."""
    file = None
    for line in (HERE / "explained.txt").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            file = line.strip()
            continue
        pattern, why = line.strip().split("  # ")
        yield file, pattern.strip(), why


def record(paths):
    """What a server makes of the files: {path: (statements sent, lines of its catalogs)}, and what it was sent before."""
    server = Server(LOG_SETTINGS)
    names = {path: f"f_{number}" for number, path in enumerate(paths)}
    lines = {}
    try:
        try:
            server.create("setup")
            if (REGRESSION / "test_setup.sql").exists():
                run_file(server, "setup", REGRESSION / "test_setup.sql")
            for path in paths:
                template = "setup" if path.parent == REGRESSION else "template1"
                server.psql("postgres", f"CREATE DATABASE {names[path]} TEMPLATE {template}")
                run_file(server, names[path], path)
                done = psql(server, names[path], "-c", "SET search_path = pg_catalog", "-c", SERVER_CATALOG)
                lines[path] = done.stdout.splitlines() if done.returncode == 0 else [f"error|{done.stderr}"]
                psql(server, "postgres", "-c", f"DROP DATABASE IF EXISTS {names[path]} WITH (FORCE)")  # or stays
        finally:  # in peace: the log must be complete
            server.run("pg_ctl", "-D", f"{server.folder.name}/data", "-m", "fast", "stop")
        if server.user:
            subprocess.run(["chmod", "-R", "a+rX", server.folder.name], check=True)
        sent = statements_by_database(server)
    finally:
        server.folder.cleanup()
    return {path: (sent[names[path]], lines[path]) for path in paths}, sent["setup"]


def replayed(recorded, setup):
    """What the replay makes of it: {path: {"lines": […], "refused": […]}}."""
    commands = [*setup, {"save": "setup"}]
    for path, (sent, _) in recorded.items():
        is_ours = path.parent != REGRESSION  # then each statement fails for a reason that we should know
        commands += [{"load": "nothing" if is_ours else "setup"}, *({"try": is_ours, **each} for each in sent),
                     {"print": str(path)}]
    done = subprocess.run([os.environ["CATALOG_LINES"]], input="".join(json.dumps(each) + "\n" for each in commands),
                          capture_output=True, text=True, check=True)
    return {Path(each["catalog"]): each for each in map(json.loads, done.stdout.splitlines())}


def unexplained_and_unused(recorded, ours):
    known = [(file, re.compile(pattern), f"{file}: {pattern}") for file, pattern, _ in explanations()]
    unexplained, used = [], set()
    for path, (_, lines) in recorded.items():
        found = differences(set(ours[path]["lines"]), set(lines))
        found += ["!" + refusal.split("\n")[0][:300] for refusal in ours[path]["refused"]]
        for line in found:
            reasons = {text for file, pattern, text in known if file in (path.name, "*") and pattern.search(line)}
            used |= reasons
            if not reasons:
                unexplained.append(f"{path.name}: {line}")
    return unexplained, [text for _, _, text in known if text not in used]


@unittest.skipUnless(newest_server(), "needs PostgreSQL")
class Agreement(unittest.TestCase):
    maxDiff = None

    def test_catalogs_agree(self):
        files = sorted((SOURCE_DIR / "fixtures" / "schema").glob("*.sql"))
        regression = sorted(REGRESSION.glob("*.sql")) if REGRESSION.is_dir() else []
        if not regression:
            print(f"\n*** NOT TESTED: PostgreSQL's regression SQL is not in {REGRESSION} (./dev test fetches it)\n")
        recorded, setup = record([path for path in [*files, *regression] if not ONLY or re.fullmatch(ONLY, path.stem)])
        unexplained, unused = unexplained_and_unused(recorded, replayed(recorded, setup))
        print(f"{len(recorded)} files, {sum(len(sent) for sent, _ in recorded.values())} statements, "
              f"{sum(len(lines) for _, lines in recorded.values())} lines compared")
        self.assertEqual("\n".join(unexplained), "")
        if not ONLY and regression:
            self.assertEqual(unused, [])


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whoever stops the test stops its server, too
    unittest.main()
