"""What `restore` brings back of tables that were dropped, held against pg_dump, if it is not older than the server, and against what
the catalogs say: the text of the whole schema, and all rows, must be what they were before."""
import difflib
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

from guarded import Guarded, psycopg2
from server import Server, newest_server

ROLES = """
CREATE ROLE keeper LOGIN; CREATE ROLE reader; CREATE ROLE "Odd Role"; CREATE ROLE writer;
"""

FOLDER = Path(os.environ.get("SOURCE_DIR", ".")) / "tests" / "guard"
SCHEMA = FOLDER / "everything.sql"
DEFINITIONS = (FOLDER / "definitions_of_everything.sql").read_text()

LOSSES = (
    "DROP TABLE parts CASCADE",
    "DROP TABLE app.orders CASCADE",
    'DROP TABLE app.orders, "Odd Schema"."Odd Table", parts CASCADE',
    "DROP TABLE pair_a, pair_b",
    "TRUNCATE pair_a, pair_b",
    "TRUNCATE pair_b, pair_a RESTART IDENTITY",
    "DROP TABLE seen; DROP TABLE events",
    "DROP TABLE events CASCADE",
    "DROP TABLE events_2024 CASCADE",
    "DROP TABLE seen; DROP TABLE app.events_2025",
    "DROP TABLE app.events_2025_rest CASCADE",
    "TRUNCATE events CASCADE",
    "TRUNCATE parts CASCADE",
    "DROP TABLE base CASCADE",
    "DROP TABLE grandchild, heir",
    "DROP TABLE heir CASCADE",
    "DROP TABLE other_base CASCADE",
    "DROP TABLE fleeting, typed, no_key",
    "UPDATE parts SET code = code || 'y', price = 7",
    "UPDATE base SET name = 'all'",
    "ALTER TABLE pair_a DROP COLUMN b",
    "ALTER TABLE fleeting DROP COLUMN v",
    "ALTER TABLE parts DROP COLUMN code CASCADE, DROP COLUMN second CASCADE",
    "ALTER TABLE events DROP COLUMN kind",
    "ALTER TABLE base DROP COLUMN extra",
    "DELETE FROM app.orders; UPDATE app.orders SET note = 'all'; ALTER TABLE app.orders DROP COLUMN note",
    "DROP TABLE journal",
    "TRUNCATE never_looked_at",
    "DROP TABLE never_looked_at",
    "UPDATE never_looked_at SET n = 1, part = NULL",
)

POLICY = '[guard]\nbackup = true\nbackup-schema = "saved"\n'
ROWS = """SELECT json_agg(json_build_array(c.oid::regclass::text, query_to_xml(format('SELECT to_jsonb(t) AS r FROM ONLY %s t ORDER BY 1',
  c.oid::regclass), true, true, '')::text) ORDER BY c.oid::regclass::text) FROM pg_class c
  WHERE relkind IN ('r', 'm') AND relnamespace::regnamespace::text IN ('public', 'app', '"Odd Schema"') AND relispopulated"""


def schema_of(server, database):
    """Its statements, as pg_dump prints them; what has been granted is sorted."""
    if server.is_newer_than_clients:
        return []
    dump = subprocess.run([str(newest_server() / "pg_dump"), "-h", server.folder.name, "-U", "floodwall", "-d", database,
                           "--schema-only", "-N", "saved"], capture_output=True, text=True, check=True).stdout
    blocks = re.split(r"\n\n+", re.sub(r"^(\\|SET |SELECT pg_catalog.set_config|--).*\n", "", dump, flags=re.MULTILINE))
    return "\n\n".join(sorted("\n".join(sorted(block.splitlines())) if block.startswith(("GRANT", "REVOKE")) else block
                              for block in blocks if block.strip())).splitlines()


def state(server, database, guarded):
    guarded.execute("SET search_path = pg_catalog; SET jit = off")
    rows, definitions = guarded.query(ROWS), guarded.query(DEFINITIONS)
    guarded.connection.rollback()
    lines = [f"{table}: {line}" for table, text in rows for line in text.splitlines() if "<r>" in line]
    return schema_of(server, database) + definitions + lines


def lose_and_restore(server, database, statement):
    """What is not as it was."""
    guarded = Guarded(server, database, POLICY)
    before = state(server, database, guarded)
    with guarded.session.allowed(reason="a test"):
        guarded.execute(statement)
    guarded.connection.commit()
    if state(server, database, guarded) == before:
        return [f"{statement}: took nothing"]
    guarded.execute("SET search_path = nowhere")  # of the session that restores: must mean nothing
    for backup in guarded.backups():  # the latest first
        guarded.restore(backup["run"])
    guarded.connection.commit()
    after = state(server, database, guarded)
    guarded.close()
    if "DROP COLUMN" in statement:  # it comes back as the last one
        before, after = (sorted(" ".join(sorted(line.replace(",", "").split())) for line in lines if line) for lines in (before, after))
    changes = list(difflib.unified_diff(before, after, "before", "after", lineterm="", n=2))
    return changes


def refused(action, *words):
    """What is wrong with how it fails."""
    try:
        action()
    except psycopg2.Error as error:
        return [f"{word} is not in: {error}" for word in words if word not in str(error)]
    return [f"nobody said {words}"]


def names_what_it_cannot(server, database):
    """A column of another table has the dropped one's type: it goes, with its values."""
    guarded = Guarded(server, database, POLICY)
    guarded.execute("CREATE TABLE shape (id int); INSERT INTO shape VALUES (1); CREATE TABLE user_of (n int, s shape);"
                    "CREATE FUNCTION step(shape, int) RETURNS shape LANGUAGE sql AS 'SELECT $1';"
                    "CREATE AGGREGATE total (int) (sfunc = step, stype = shape)")
    with guarded.session.allowed(reason="a test"):
        guarded.execute("DROP TABLE shape CASCADE")
    guarded.restore(guarded.backups()[0]["run"])
    said = "".join(guarded.connection.notices)
    assert guarded.query("SELECT count(*) FROM shape") == 1
    guarded.close()
    return [f"nobody said that {what} is not put back: {said}" for what in ("table column public.user_of.s", "aggregate public.total")
            if f"WARNING:  floodwall: {what} went with it" not in said]


def needs_a_key_for_columns(server, database):
    guarded = Guarded(server, database, POLICY)
    with guarded.session.allowed(reason="a test"):
        guarded.execute("ALTER TABLE no_key DROP COLUMN w")
    guarded.connection.commit()
    return refused(lambda: guarded.restore(guarded.backups()[0]["run"]), "public.no_key has no primary key and is not empty")


def copies_all_rows_or_none(server, database):
    """Whom a policy hides rows from cannot copy them; nothing is lost without a copy."""
    guarded = Guarded(server, database, POLICY)
    guarded.execute("CREATE SCHEMA saved AUTHORIZATION reader; CREATE TABLE secret (id int); INSERT INTO secret VALUES (1), (2);"
                    "ALTER TABLE secret ENABLE ROW LEVEL SECURITY; CREATE POLICY one ON secret USING (id = 1);"
                    "GRANT ALL ON secret TO reader; GRANT CREATE ON DATABASE " + database + " TO reader")
    guarded.connection.commit()
    guarded.execute("SET ROLE reader")
    with guarded.session.allowed(reason="a test"):
        problems = refused(lambda: guarded.execute("TRUNCATE secret"), "row-level security policy for table \"secret\"")
    guarded.connection.rollback()
    return problems


def works_for_the_owner(server, database):
    """Who is no superuser, and whose names are not easy to quote."""
    server.psql("postgres", f"ALTER DATABASE {database} OWNER TO keeper")
    guarded = Guarded(server, database, POLICY, user="keeper")
    guarded.execute('CREATE TABLE app."$floodwall$" (id serial PRIMARY KEY, "it\'s @run@" text DEFAULT \'@schema@\');'
                    'CREATE TABLE app.plain (id int REFERENCES app."$floodwall$"); CREATE INDEX ON app.plain (id);'
                    'INSERT INTO app."$floodwall$" VALUES (1), (2); INSERT INTO app.plain VALUES (1);'
                    'GRANT SELECT ON app.plain TO reader')
    guarded.connection.commit()
    before = schema_of(server, database)
    with guarded.session.allowed(reason="a test"):
        guarded.execute('DROP TABLE app."$floodwall$", app.plain')
    guarded.connection.commit()
    guarded.restore(guarded.backups()[0]["run"])
    assert guarded.query('SELECT count(*) FROM app."$floodwall$" NATURAL LEFT JOIN app.plain') == 2
    guarded.connection.commit()
    after = schema_of(server, database)
    guarded.close()
    return list(difflib.unified_diff(before, after, "before", "after", lineterm="", n=2))


def copies_what_comes_meanwhile(server, database):
    """Rows that another session has inserted but not committed when the copy begins: TRUNCATE would take them."""
    guarded = Guarded(server, database, POLICY)
    other = psycopg2.connect(host=server.folder.name, user="floodwall", dbname=database)
    with other.cursor() as cursor:
        cursor.execute("INSERT INTO no_key VALUES (99, 'late')")

        def commit_soon():
            time.sleep(0.5)
            other.commit()

        thread = threading.Thread(target=commit_soon)
        thread.start()
        with guarded.session.allowed(reason="a test"):
            guarded.execute("TRUNCATE no_key")
        thread.join()
    guarded.restore(guarded.backups()[0]["run"])
    assert guarded.query("SELECT count(*) FROM no_key") == 4
    guarded.close()
    other.close()
    return []


CASES = (names_what_it_cannot, needs_a_key_for_columns, copies_all_rows_or_none, works_for_the_owner, copies_what_comes_meanwhile)


def main():
    if newest_server() is None:
        print("skipped: no PostgreSQL server")
        return 0
    server = Server()
    problems = []
    try:
        server.psql("postgres", ROLES + "CREATE DATABASE model")
        server.psql("model", SCHEMA.read_text())
        cases = [(loss, lambda name, loss=loss: lose_and_restore(server, name, loss)) for loss in LOSSES]
        cases += [(case.__name__, lambda name, case=case: case(server, name)) for case in CASES]
        for number, (what, case) in enumerate(cases):
            server.psql("postgres", f"CREATE DATABASE shop{number} TEMPLATE model")
            try:
                found = case(f"shop{number}")
            except psycopg2.Error as error:
                found = [str(error)]
            problems += [f"=== {what}", *found] if found else []
    finally:
        server.stop()
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
