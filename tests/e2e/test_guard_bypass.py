"""Ways around the guard, each against a real server: it is stopped before a row is lost, or the list says why not.

tests/guard/bypasses.sql: `-- attempt: name` begins one; `---` cuts it into texts that are sent one after the other;
`-- out of reach: reason` says that data is lost, which then has to be true."""

import os
import re
import sys
from pathlib import Path

from guarded import Guarded, floodwall, psycopg2
from server import Server, newest_server

FIXTURES = Path(os.environ["SOURCE_DIR"]) / "tests/guard"


def attempts():
    """(name, why it is out of reach or None, texts)."""
    parts = re.split(r"^-- attempt: (.*)\n", (FIXTURES / "bypasses.sql").read_text(), flags=re.M)[1:]
    for name, body in zip(parts[::2], parts[1::2]):
        reason = re.match(r"-- out of reach: (.*)\n", body)
        if reason:
            body = body[reason.end():]
        yield name, reason and reason[1], [text.strip("\n") for text in re.split(r"^---\n", body, flags=re.M)]


def contents(server, database):
    """Every row of every table of the shop, whatever it is called by now."""
    return server.psql(database, """
        SELECT line FROM pg_class c, LATERAL xmltable('/table/row' PASSING query_to_xml(
            format('SELECT to_jsonb(t) AS line FROM %s t', c.oid::regclass), true, false, '') COLUMNS line text) AS x
        WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND c.relnamespace IN (SELECT oid FROM pg_namespace
            WHERE nspname IN ('shop', 'public')) AND c.relname NOT IN ('texts', 'signals') ORDER BY 1""")


def attempt(server, database, texts):
    """Whether it was refused."""
    guarded = Guarded(server, database)
    guarded.connection.autocommit = True
    try:
        for text in texts:
            try:
                guarded.execute(text)
            except psycopg2.Error:
                pass  # it goes on, as whoever is careless does
        return False
    except floodwall.Refused:
        return True
    finally:
        guarded.close()


def main():
    if newest_server() is None:
        print("skipped: no PostgreSQL server")
        return 0
    server = Server()
    problems = []
    stopped = out_of_reach = 0
    try:
        server.create("shop")
        server.psql("shop", (FIXTURES / "shop.sql").read_text())
        before = contents(server, "shop")
        for number, (name, reason, texts) in enumerate(attempts()):
            database = f"shop{number}"
            server.psql("postgres", f"CREATE DATABASE {database} TEMPLATE shop")
            refused = attempt(server, database, texts)
            is_lost = contents(server, database) != before
            if is_lost and reason is None:
                problems.append(f"{name}: data is lost{' although something was refused' if refused else ''}")
            elif reason is None and not refused:
                problems.append(f"{name}: nothing was refused, and nothing lost: it is no attempt")
            elif reason is not None and not is_lost:
                problems.append(f"{name}: is said to be out of reach, but nothing is lost")
            stopped += reason is None
            out_of_reach += reason is not None
            server.psql("postgres", f"DROP DATABASE {database}")
    finally:
        server.stop()
    print(f"{stopped} attempts are stopped, {out_of_reach} are out of reach")
    print("\n".join(problems))
    return 1 if problems or stopped < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
