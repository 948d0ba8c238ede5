"""What judge() says of each statement in PostgreSQL's regression SQL, against what a server says of it.

File by file, in a database of its own: the server's own catalog is the lookup, statement by statement. A query is
prepared, anything else is run. No statement that the server takes may have an undefined or ambiguous name in ours; of those
that it rejects for such a name we must find nearly all. Then names in queries that it takes are changed one by one: the
server must reject them, and ours must name exactly that place.

With arguments: files of the regression SQL to look at, and what differs is printed. Environment: JUDGE_STATEMENTS is the
program, FLOODWALL_REGRESSION_SQL the folder.
"""

import json
import os
import re
import subprocess
import sys
import unittest
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))
from test_lowering import Server, newest_server  # noqa: E402

try:
    import psycopg2
except ImportError:
    psycopg2 = None

PROGRAM = os.environ.get("JUDGE_STATEMENTS", "judge_statements")
CORPUS = Path(os.environ.get("FLOODWALL_REGRESSION_SQL", "."))
UNDEFINED_TABLE, UNDEFINED_COLUMN, AMBIGUOUS_COLUMN = "42P01", "42703", "42702"
VERDICTS = {
    UNDEFINED_TABLE: {"undefined table", "undefined qualifier"},
    UNDEFINED_COLUMN: {"undefined", "undefined qualifier"},
    AMBIGUOUS_COLUMN: {"ambiguous"},
}
QUERY = re.compile(r"[\s(]*(select|insert|update|delete|merge|values|table|with)\b", re.IGNORECASE)
SELECT = re.compile(r"[\s(]*(select|values|table|with)\b", re.IGNORECASE)
INTO = re.compile(r"[\s(]*(select|with)\b.*\binto\b", re.IGNORECASE | re.DOTALL)
OUTPUT = """
SELECT attname, pg_catalog.format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute
 WHERE attrelid = 'pg_temp.floodwall_output'::pg_catalog.regclass AND attnum > 0 ORDER BY attnum
"""
# What is not for a test: ends the server's own work, needs another client, or takes minutes.
LEFT_OUT = re.compile(r"\s*(copy\b.*\bstdin|copy\b.*\bstdout|vacuum full|alter system|drop database|create database|listen|notify"
                      r"|create subscription|alter subscription|drop subscription|reindex (schema|database|system))",
                      re.IGNORECASE | re.DOTALL)
MUTATIONS_PER_STATEMENT = 3

# Rejected for a name, but not for one that a statement names as such: why we do not find it. Matched against
# "<the server's message>\n<the statement>".
EXPLAINED = {
    r"is not a (parent|partition) of relation": "both are there; what lies between them is no name",
    r"column number \d+ of relation": "a number",
    r"could not identify column|not found in data type": "a field of a composite value, whose type only the server knows",
    r"^[^\n]*\n\s*execute\b": "a prepared statement that was made when the table was there",
    r"^[^\n]*\n\s*create schema\b": "the elements of CREATE SCHEMA are not looked at: they may refer to each other",
    r"^[^\n]*\n\s*create table \w+ of ": "the columns of a type",
    r"system_user": "a keyword since PostgreSQL 16, a column for older servers",
    r"in FOR UPDATE clause not found.*\n.*\bas bar\b": "an alias below a named join: FOR UPDATE OF finds some of them",
}
# Names that are written in a literal: 't'::regclass, nextval('s').
LITERAL = re.compile(r"'(\s|[^'])*'")

CATALOG = """
SELECT pg_catalog.json_build_object('catalog', pg_catalog.json_build_object({mark}
  'path', pg_catalog.current_schemas(true),
  'relations', (
    SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(n.nspname, c.relname, c.relkind, (
        SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(a.attname,
                 pg_catalog.format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum), '[]'::json)
          FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))), '[]'::json)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE {where}),
  'functions', (
    SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(p.proname, pg_catalog.format_type(p.prorettype, NULL), (
        SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(p.proargnames[k],
                 pg_catalog.format_type(p.proallargtypes[k], NULL)) ORDER BY k), '[]'::json)
          FROM pg_catalog.generate_subscripts(p.proargmodes, 1) k WHERE p.proargmodes[k] IN ('o', 'b', 't')))), '[]'::json)
      FROM pg_catalog.pg_proc p WHERE p.oid >= 16384)))::text
"""
OWN = CATALOG.format(where="c.oid >= 16384", mark="")
BUILT_IN = CATALOG.format(where="c.oid < 16384", mark="'builtin', true,")


class Judge:
    """The program, one request at a time."""

    def __init__(self):
        self.process = subprocess.Popen([PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def ask_line(self, line):
        self.process.stdin.write(line.replace("\n", " ") + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def ask(self, **request):
        return self.ask_line(json.dumps(request))

    def stop(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def complaints(verdicts):
    """What ours finds wrong: (kind, name, place)."""
    found = []
    for table in verdicts.get("tables", []):
        if table["verdict"] == "undefined" and not table["may_be_missing"]:
            found.append(("undefined table", table["name"], table["at"]))
    for column in verdicts.get("columns", []):
        if column["verdict"] not in ("resolved", "not known"):
            name = ".".join(part for part in (column["qualifier"], column["name"]) if part)
            found.append((column["verdict"], name, column["at"]))
    for shape in verdicts.get("inserts", []):
        if shape.startswith("more"):
            found.append((shape, "", -1))
    return found


class Session:
    """One regression file in one database."""

    def __init__(self, server, database, judge):
        self.judge = judge
        self.connection = psycopg2.connect(host=server.folder.name, user="floodwall", dbname=database)
        self.connection.autocommit = True
        self.connection.set_client_encoding("UTF8")
        self.cursor = self.connection.cursor()
        self.cursor.execute("SET statement_timeout = '500ms'; SET lock_timeout = '1s'; SET jit = off; SET client_min_messages = error")
        self.is_stale = True

    def is_failed(self):
        return self.connection.get_transaction_status() == psycopg2.extensions.TRANSACTION_STATUS_INERROR

    def in_transaction(self):
        return self.connection.get_transaction_status() == psycopg2.extensions.TRANSACTION_STATUS_INTRANS

    def run(self, sql):
        """None, or the error."""
        try:
            self.cursor.execute(sql)
            return None
        except (psycopg2.Error, UnicodeDecodeError) as error:
            return error

    def guarded(self, sql):
        """Runs it so that nothing stays, whatever comes of it."""
        if not self.in_transaction():
            return self.run(sql)
        self.run("SAVEPOINT floodwall_guard")
        error = self.run(sql)
        self.run("ROLLBACK TO floodwall_guard; RELEASE floodwall_guard")
        return error

    def prepare(self, sql):
        error = self.guarded(f"PREPARE floodwall_statement AS {sql}")
        if error is None:
            self.run("DEALLOCATE floodwall_statement")
        return error

    def load(self, query=OWN):
        if self.run(query) is None:
            self.judge.ask_line(self.cursor.fetchone()[0])
            self.is_stale = False

    def verdicts(self, sql, *, afresh=False):
        if self.is_stale or afresh:
            self.load()
        return self.judge.ask(sql=sql)


def is_in_literal(sql, error):
    """Whether the name that the server does not find is the content of a literal."""
    name = re.search(r'"([^"]+)" does not exist', str(error))
    return bool(name) and any(name.group(1) in literal.group() for literal in LITERAL.finditer(sql))


def is_about_the_statement(error):
    """Not about something that it calls."""
    return error.diag.internal_query is None and error.diag.context is None


NAME = re.compile(rb'(?:[uU]&)?"(?:[^"]|"")*"|[A-Za-z_\x80-\xff][A-Za-z0-9_$\x80-\xff]*')
DOT = re.compile(rb"\s*\.\s*")


def mutated(sql, at, parts=4):
    """The statement with _x behind the last part of a dotted name at a place (bytes); None if there is no plain name."""
    text = sql.encode()
    match = NAME.match(text, at)
    for _ in range(parts - 1):
        dot = match and DOT.match(text, match.end())
        behind = dot and NAME.match(text, dot.end())
        if not behind:
            break
        match = behind
    if not match or match.group().upper().startswith(b"U&"):
        return None
    end = match.end() - match.group().endswith(b'"')
    return (text[:end] + b"_x" + text[end:]).decode()


class Tally:
    """What a run over files has found."""

    def __init__(self):
        self.taken = Counter()
        self.rejected = Counter()  # (group, code, found?)
        self.false_alarms = []
        self.misses = []
        self.explained = 0
        self.wrong_outputs = []
        self.mutations = Counter()
        self.mutation_faults = []
        self.outputs = Counter()


class FileCheck:
    def __init__(self, session, name, tally):
        self.session = session
        self.name = name
        self.tally = tally
        self.mutated = set()

    def note(self, where, sql, *what):
        where.append((self.name, " ".join(sql.split())[:400], *what))

    def check(self, script):
        for statement in self.session.judge.ask(script=script):
            sql = statement["sql"]
            if statement["parses"] and not LEFT_OUT.match(sql):
                self.statement(sql)

    def statement(self, sql):
        if self.session.is_failed():
            self.session.run(sql)
            return
        verdicts = self.session.verdicts(sql)
        is_query = QUERY.match(sql) and "output" in verdicts
        if is_query:
            error = self.session.prepare(sql)
            self.compare("query", sql, verdicts, error)
            if error is None:
                self.mutate(sql, verdicts)
                self.compare_output(sql, verdicts)
            if INTO.search(sql):
                self.session.run(sql)
                self.session.is_stale = True
            return
        error = self.session.run(sql)
        self.compare("other", sql, verdicts, error)
        self.session.is_stale = True

    def compare(self, group, sql, verdicts, error):
        found = complaints(verdicts)
        if error is None:
            if found and group == "query":
                found = complaints(self.session.verdicts(sql, afresh=True))
            self.tally.taken[group] += 1
            if found:
                self.note(self.tally.false_alarms, sql, found)
            return
        code = getattr(error, "pgcode", None)
        if code == "42601" and re.search("INSERT has more", str(error)):
            wanted = {"more values", "more columns"}
        elif code in VERDICTS and is_about_the_statement(error):
            wanted = VERDICTS[code]
        else:
            return
        if not any(kind in wanted for kind, _, _ in found):
            found = complaints(self.session.verdicts(sql, afresh=True)) if not self.session.is_failed() else found
        is_found = any(kind in wanted for kind, _, _ in found)
        self.tally.rejected[group, code, is_found] += 1
        message = str(error).splitlines()[0]
        if is_found:
            return
        if is_in_literal(sql, error) or any(re.search(pattern, f"{message}\n{sql}", re.IGNORECASE) for pattern in EXPLAINED):
            self.tally.explained += 1
        else:
            self.note(self.tally.misses, sql, code, message)

    def compare_output(self, sql, verdicts):
        """The columns of a query, as the server makes a table of them."""
        if verdicts["open"] or not SELECT.match(sql):
            return
        session = self.session
        theirs = []
        outside = not session.in_transaction()
        session.run("BEGIN" if outside else "SAVEPOINT floodwall_guard")
        if session.run(f"CREATE TEMP TABLE floodwall_output AS {sql} WITH NO DATA") is None and session.run(OUTPUT) is None:
            theirs = session.cursor.fetchall()
        session.run("ROLLBACK" if outside else "ROLLBACK TO floodwall_guard; RELEASE floodwall_guard")
        if not theirs:
            return
        ours = [tuple(column) for column in verdicts["output"]]
        self.tally.outputs["columns"] += len(theirs)
        self.tally.outputs["types told"] += sum(type_name != "" for _, type_name in ours)
        same = len(theirs) == len(ours) and all(
            name == their_name and type_name in ("", their_type)
            for (name, type_name), (their_name, their_type) in zip(ours, theirs))
        if not same:
            self.note(self.tally.wrong_outputs, sql, theirs, ours)

    def mutate(self, sql, verdicts):
        if sql in self.mutated:
            return
        self.mutated.add(sql)
        references = [("undefined table", table) for table in verdicts["tables"] if table["at"] >= 0]
        references += [("undefined", column) for column in verdicts["columns"] if column["at"] >= 0]
        step = max(1, len(references) // MUTATIONS_PER_STATEMENT)
        for kind, reference in references[::step]:
            if kind == "undefined" and reference["name"] == "":
                continue  # t.*: the name is followed by the star
            changed = mutated(sql, reference["at"], reference.get("parts", 4))
            if changed is None:
                continue
            error = self.session.prepare(changed)
            found = complaints(self.session.judge.ask(sql=changed))
            here = [each for each in found if each[2] == reference["at"]]
            others = [each for each in found if each[2] != reference["at"]]
            if error is None:
                self.tally.mutations["taken by the server"] += 1
                if found:
                    self.note(self.tally.false_alarms, changed, found)
                continue
            if getattr(error, "pgcode", None) not in VERDICTS:
                self.tally.mutations["rejected for another reason"] += 1
                continue
            self.tally.mutations["found" if here else "not found"] += 1
            if not here:
                self.note(self.tally.mutation_faults, changed, str(error).splitlines()[0], reference)
            if others:
                self.tally.mutations["others reported, too"] += 1
                self.note(self.tally.mutation_faults, changed, "others", others)


def look_at(files):
    server = Server()
    judge = Judge()
    tally = Tally()
    try:
        server.create("regress")
        setup = Session(server, "regress", judge)
        setup.load(BUILT_IN)
        for statement in judge.ask(script=(CORPUS / "test_setup.sql").read_text(encoding="utf-8")):
            setup.run(statement["sql"])
        setup.connection.close()
        for file in files:
            database = "r_" + re.sub(r"\W", "_", file.stem)
            server.psql("postgres", f"CREATE DATABASE {database} TEMPLATE regress")
            session = Session(server, database, judge)
            FileCheck(session, file.stem, tally).check(file.read_text(encoding="utf-8", errors="replace"))
            session.connection.close()
    finally:
        judge.stop()
        server.stop()
    return tally


def show(tally):
    for title, entries in (("FALSE ALARM", tally.false_alarms), ("MISS", tally.misses), ("OUTPUT", tally.wrong_outputs),
                           ("MUTATION", tally.mutation_faults)):
        for entry in entries:
            print(title, *entry, sep="\n    ")
    print(tally.taken, tally.rejected, tally.mutations, tally.outputs, sep="\n")
    print(f"{len(tally.false_alarms)} false alarms, {len(tally.misses)} misses and {tally.explained} explained, "
          f"{len(tally.wrong_outputs)} wrong outputs, {len(tally.mutation_faults)} faults in mutations")


@unittest.skipUnless(newest_server() and psycopg2 and CORPUS.is_dir(), "needs PostgreSQL, python3-psycopg2 and its regression SQL")
class Resolution(unittest.TestCase):
    maxDiff = None

    def test_regression_sql(self):
        is_whole = bool(os.environ.get("RESOLUTION_ALL"))  # takes many minutes
        tally = look_at(sorted(CORPUS.glob("*.sql"))[::1 if is_whole else 6])
        show(tally)
        self.assertEqual([], tally.false_alarms)
        self.assertEqual([], tally.wrong_outputs)
        self.assertEqual([], tally.misses)
        self.assertGreater(tally.taken["query"], 15_000 if is_whole else 1_500)
        found = sum(count for (_, _, is_found), count in tally.rejected.items() if is_found)
        self.assertGreater(found, 500 if is_whole else 30)
        self.assertLess(tally.explained, 100)
        self.assertGreater(tally.mutations["found"], 10_000 if is_whole else 1_000)
        self.assertGreater(tally.mutations["found"] / (tally.mutations["found"] + tally.mutations["not found"]), 0.97)
        self.assertEqual(0, tally.mutations["others reported, too"])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        show(look_at([CORPUS / f"{name}.sql" for name in sys.argv[1:]]))
    else:
        unittest.main()
