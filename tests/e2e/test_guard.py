"""What the guard copies before a statement that it lets through, what `restore` makes of it (everything as it was, with keys,
defaults, sequences and triggers), what it says would go, and how it counts rows; on a real server."""

import sys

from guarded import Guarded, floodwall, psycopg2
from server import Server, newest_server

SCHEMA = """
CREATE SCHEMA app;
CREATE TABLE listing_status (id serial PRIMARY KEY, name text UNIQUE, tags text[] DEFAULT '{}', "Odd Name" int DEFAULT 3,
  twice int GENERATED ALWAYS AS (id * 2) STORED);
CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, s int REFERENCES listing_status,
  note text CHECK (note <> ''));
CREATE TABLE app.b (x int REFERENCES a ON DELETE CASCADE, v numeric DEFAULT 1.5);
CREATE TABLE p (id int PRIMARY KEY, d date) PARTITION BY RANGE (id);
CREATE TABLE p_low PARTITION OF p FOR VALUES FROM (0) TO (100);
CREATE TABLE p_high PARTITION OF p FOR VALUES FROM (100) TO (200);
CREATE TABLE self (id int PRIMARY KEY, up int REFERENCES self);
CREATE TABLE "it's $floodwall$" (id int PRIMARY KEY);
INSERT INTO "it's $floodwall$" VALUES (1);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a trigger ran'; END $$;
INSERT INTO listing_status (name) SELECT 'n' || g FROM generate_series(1, 50) g;
INSERT INTO a (s, note) SELECT g, 'x' FROM generate_series(1, 50) g;
INSERT INTO app.b SELECT g FROM generate_series(1, 30) g;
INSERT INTO p SELECT g, '2026-01-01' FROM generate_series(1, 150) g;
INSERT INTO self SELECT g, nullif(g - 1, 0) FROM generate_series(1, 20) g;
CREATE TRIGGER refuse BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION refuse();
"""

STATE = {
    "rows": """SELECT json_agg(json_build_array(c.oid::regclass::text, query_to_xml(format('SELECT * FROM %s t ORDER BY t',
        c.oid::regclass), true, false, '')::text) ORDER BY c.oid::regclass::text) FROM pg_class c
        WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'app'::regnamespace)""",
    "sequences": """SELECT json_agg(json_build_array(schemaname, sequencename, last_value) ORDER BY sequencename)
        FROM pg_sequences WHERE schemaname IN ('public', 'app')""",
    "constraints": """SELECT json_agg(json_build_array(conrelid::regclass::text, conname, pg_get_constraintdef(oid))
        ORDER BY conrelid::regclass::text, conname) FROM pg_constraint
        WHERE connamespace IN ('public'::regnamespace, 'app'::regnamespace)""",
    "defaults": """SELECT json_agg(json_build_array(attrelid::regclass::text, attname, pg_get_expr(adbin, adrelid))
        ORDER BY attrelid::regclass::text, attname) FROM pg_attribute JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        JOIN pg_class c ON c.oid = attrelid WHERE relnamespace IN ('public'::regnamespace, 'app'::regnamespace)""",
    "triggers": """SELECT json_agg(json_build_array(tgrelid::regclass::text, tgname) ORDER BY tgname) FROM pg_trigger
        WHERE NOT tgisinternal""",
}

LOSSES = (
    "TRUNCATE listing_status RESTART IDENTITY CASCADE", "DELETE FROM a", "UPDATE a SET note = 'y'", "TRUNCATE p", "DROP TABLE app.b",
    "DROP TABLE self", "DROP TABLE a CASCADE", "TRUNCATE self", "DELETE FROM self; UPDATE p SET d = NULL",
    "DROP TABLE listing_status CASCADE", 'TRUNCATE "it\'s $floodwall$"', 'DROP TABLE "it\'s $floodwall$"',
)

POLICY = "[guard]\nbackup = true\nbackup-runs = 3\nbackup-schema = \"saved\"\n"


def state(guarded):
    found = {name: guarded.query(sql) for name, sql in STATE.items()}
    guarded.connection.rollback()
    return found


def lose_and_restore(server, database, statement):
    """What is not as it was."""
    guarded = Guarded(server, database, POLICY)
    before = state(guarded)
    with guarded.session.allowed(reason="a test"):
        guarded.execute(statement)
    guarded.connection.commit()
    lost = state(guarded)
    if lost == before:
        return [f"{statement}: took nothing"]
    guarded.restore(guarded.backups()[0]["run"])
    guarded.connection.commit()
    after = state(guarded)
    guarded.close()
    return [f"{statement}: {name} were {before[name]}\n  and are {after[name]}" for name in before if before[name] != after[name]]


def keeps_what_has_come_since(server, database):
    guarded = Guarded(server, database, POLICY)
    with guarded.session.allowed("truncate-table", reason="a test"):
        guarded.execute("TRUNCATE self")
    guarded.execute("INSERT INTO self VALUES (1, NULL), (99, 1)")
    guarded.restore(guarded.backups()[0]["run"])
    assert guarded.query("SELECT count(*) FROM self") == 21, "twenty that were there and one that has come since"
    guarded.connection.commit()
    guarded.close()


def rolls_back_with_the_statement(server, database):
    guarded = Guarded(server, database, POLICY)
    with guarded.session.allowed(reason="a test"):
        guarded.execute("TRUNCATE self")
    guarded.connection.rollback()
    assert guarded.query("SELECT to_regnamespace('saved') IS NULL"), "the copy went with the transaction"
    guarded.close()


def does_not_depend_on_search_path(server, database):
    """Definitions that were noted under one path are read under another, and operators in front of PostgreSQL's count for
    nothing: neither for the copies nor for what the guard asks."""
    server.psql(database, """
        CREATE SCHEMA odd;
        CREATE FUNCTION odd.never(oid, oid) RETURNS bool LANGUAGE sql AS 'SELECT false';
        CREATE FUNCTION odd.never("char", "char") RETURNS bool LANGUAGE sql AS 'SELECT false';
        CREATE FUNCTION odd.never(text, text) RETURNS bool LANGUAGE sql AS 'SELECT false';
        CREATE OPERATOR odd.= (FUNCTION = odd.never, LEFTARG = oid, RIGHTARG = oid);
        CREATE OPERATOR odd.= (FUNCTION = odd.never, LEFTARG = "char", RIGHTARG = "char");
        CREATE OPERATOR odd.<> (FUNCTION = odd.never, LEFTARG = "char", RIGHTARG = "char");
        CREATE OPERATOR odd.= (FUNCTION = odd.never, LEFTARG = text, RIGHTARG = text);
        CREATE TABLE app.c (id int PRIMARY KEY, d int REFERENCES app.c);
        INSERT INTO app.c VALUES (1, 1), (2, 1);
        CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER note BEFORE INSERT ON app.c FOR EACH ROW EXECUTE FUNCTION app.note();
        ANALYZE app.c;""")
    guarded = Guarded(server, database, POLICY)
    before = state(guarded)
    path = "odd, app, pg_catalog, public"
    guarded.execute(f"SET search_path = {path}")
    try:
        guarded.execute("DROP TABLE c")
        raise AssertionError("nobody has allowed that")
    except floodwall.Refused as refused:
        assert "2 rows: app.c" in str(refused), refused
    with guarded.session.allowed(reason="a test"):
        guarded.execute("DROP TABLE c")
    assert guarded.query("SHOW search_path") == path
    guarded.connection.commit()
    guarded.execute("RESET search_path")
    guarded.restore(guarded.backups()[0]["run"])
    guarded.connection.commit()
    after = state(guarded)
    guarded.close()
    return [f"{name} were {before[name]}\n  and are {after[name]}" for name in before if before[name] != after[name]]


def keeps_so_many(server, database):
    guarded = Guarded(server, database, POLICY)
    for _ in range(5):
        guarded.execute("INSERT INTO self VALUES (99, NULL)")
        with guarded.session.allowed(reason="a test"):
            guarded.execute("TRUNCATE self")
        guarded.connection.commit()
    assert len(guarded.backups()) == 3, guarded.backups()
    tables = guarded.query("SELECT count(*) FROM pg_class WHERE relnamespace = 'saved'::regnamespace AND relkind = 'r'")
    assert tables == 5, f"{tables} tables: two for what was there, and the rows of each run"
    assert guarded.query("SELECT count(DISTINCT run) FROM saved.definitions") == 3
    guarded.close()


def refuses_without_a_backup(server, database):
    guarded = Guarded(server, database, POLICY, user="clerk")
    with guarded.session.allowed(reason="a test"):
        try:
            guarded.execute("DELETE FROM self")
            raise AssertionError("clerk may not make a schema, so there is no copy, so nothing may be deleted")
        except psycopg2.errors.InsufficientPrivilege:
            guarded.connection.rollback()
    assert guarded.query("SELECT count(*) FROM self") == 20
    guarded.close()


def counts_rows(server, database):
    guarded = Guarded(server, database, "[guard]\nmax-rows = 10\n")
    guarded.execute("CREATE TABLE many AS SELECT g AS id, 0 AS x FROM generate_series(1, 5000) g")
    guarded.execute("ANALYZE many")
    guarded.execute("DELETE FROM many WHERE id < 5")
    guarded.execute("UPDATE many SET x = 1 WHERE id BETWEEN 5 AND 14")
    for sql, said in (("DELETE FROM many WHERE id > 0", "as PostgreSQL expects"),
                      ("UPDATE many SET x = 2 WHERE id < 40", "max-rows: takes or changes 35 rows, where the policy allows 10")):
        try:
            guarded.execute(sql)
            raise AssertionError(f"{sql}: too many rows")
        except floodwall.Refused as refused:
            assert said in str(refused), refused
    assert guarded.query("SELECT count(*) FROM many WHERE x <> 2") == 4996
    guarded.close()


def asks_nothing_of_tests(server, database):
    guarded = Guarded(server, database, POLICY)
    guarded.execute("TRUNCATE listing_status CASCADE")
    assert guarded.query("SELECT to_regnamespace('saved') IS NULL")
    guarded.close()


def tells_what_would_go(server, database):
    guarded = Guarded(server, database, POLICY)
    guarded.execute("ANALYZE")
    try:
        guarded.execute("TRUNCATE listing_status CASCADE")
        raise AssertionError("nobody has allowed that")
    except floodwall.Refused as refused:
        said = str(refused)
        for word in ("listing_status (50 rows)", "a (50 rows) by a_s_fkey", "app.b (30 rows) by b_x_fkey"):
            assert word in said, said
        assert [each["table"] for each in refused.verdict["findings"][0]["takes"]] == ["listing_status", "a", "app.b"]
    guarded.close()


def counts_small_tables(server, database):
    """Also those that nobody has ever analysed; a large one is estimated, one that may not be read is not counted."""
    guarded = Guarded(server, database, "[guard]\ncount-exactly-below = 60\n")
    guarded.execute("CREATE TABLE large AS SELECT g AS id FROM generate_series(1, 70) g; CREATE TABLE sized AS SELECT 1 AS id;"
                    "INSERT INTO p SELECT g, NULL FROM generate_series(0, 0) g; CREATE TABLE bloated (id int, t text);"
                    "INSERT INTO bloated SELECT g, repeat('x', 1000) FROM generate_series(1, 200) g; DELETE FROM bloated WHERE id <> 2")
    guarded.connection.commit()

    def told(sql):
        try:
            guarded.execute(sql)
            raise AssertionError("nobody has allowed that")
        except floodwall.Refused as refused:
            return str(refused).splitlines()[-1].strip()

    said = {
        "TRUNCATE listing_status": "here that is 1 table with 50 rows: listing_status",
        "TRUNCATE sized": "here that is 1 table with 1 row: sized",
        "DELETE FROM large": "here that is 1 table with 60 rows at least: large",
        "TRUNCATE bloated": "here that is 1 table: bloated",
        "DROP TABLE p": "here that is 3 tables with 111 rows at least: p, p_low (more than 60 rows), p_high (51 rows)",
    }
    problems = [f"{sql}: {told(sql)}" for sql, words in said.items() if told(sql) != words]
    guarded.execute("CREATE TABLE sealed AS SELECT g AS id FROM generate_series(1, 40) g; GRANT DELETE ON sealed TO clerk; ANALYZE")
    said = "here that is 3 tables with about 151 rows: p, p_low (about 100 rows), p_high (51 rows)"
    problems += [f"analysed: {told('DROP TABLE p')}"] if told("DROP TABLE p") != said else []
    guarded.connection.commit()
    guarded.close()
    guarded = Guarded(server, database, user="clerk")
    guarded.execute("SELECT 1")
    if told("DELETE FROM listing_status") != "here that is 1 table with 50 rows: listing_status":
        problems.append(f"clerk: {told('DELETE FROM listing_status')}")
    if told("DELETE FROM sealed") != "here that is 1 table with about 40 rows: sealed":
        problems.append(f"clerk: {told('DELETE FROM sealed')}")
    assert guarded.query("SELECT 1") == 1, "the transaction goes on"
    guarded.close()
    return problems


def main():
    if newest_server() is None:
        print("skipped: no PostgreSQL server")
        return 0
    server = Server()
    try:
        server.psql("postgres", "CREATE ROLE clerk LOGIN")
        problems = []
        cases = [(f"shop{number}", lambda name, loss=loss: lose_and_restore(server, name, loss))
                 for number, loss in enumerate(LOSSES)]
        for case in (keeps_what_has_come_since, rolls_back_with_the_statement, keeps_so_many, refuses_without_a_backup,
                     does_not_depend_on_search_path,
                     tells_what_would_go, counts_rows, counts_small_tables):
            cases.append((f"shop_{case.__name__}", lambda name, case=case: case(server, name)))
        cases.append(("shop_test", lambda name: asks_nothing_of_tests(server, name)))
        for database, case in cases:
            server.create(database)
            server.psql(database, SCHEMA + "GRANT SELECT, DELETE ON ALL TABLES IN SCHEMA public TO clerk;")
            problems += case(database) or []
    finally:
        server.stop()
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
