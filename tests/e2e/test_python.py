"""Python: files that know each other, standard input, fixes, comments, what the user says is a sink."""
from program import Scratch, main

WRAPPER = """\
import psycopg2

class Db:
    def __init__(self, url):
        self.conn = psycopg2.connect(url)

    def execute_query(self, sql, params=None):
        self.conn.cursor().execute(sql, params)
"""
QUERIES = 'WIPE = "DELETE FROM wiped"\nTABLE = "listing_status"\n'
USE = """\
from app.queries import TABLE, WIPE

def load(db):
    db.execute_query(f"TRUNCATE {TABLE} CASCADE")
    db.execute_query(WIPE)
"""


class Python(Scratch):
    def found(self, *arguments, **options):
        """(file:line, rule) of each finding."""
        done = self.check("--format", "gcc", *arguments, **options)
        lines = [line for line in done.stdout.splitlines() if ": note: " not in line]
        return sorted((":".join(line.split(":")[:2]), line.rsplit("[", 1)[1].rstrip("]")) for line in lines)

    def write_app(self):
        self.write("app/db.py", WRAPPER)
        self.write("app/queries.py", QUERIES)
        self.write("jobs/use.py", USE)

    def test_files_know_each_other(self):
        self.write_app()
        everything = [("app/queries.py:1", "delete-without-where"), ("jobs/use.py:4", "truncate-cascade")]
        self.assertEqual(self.found("."), everything)
        self.assertEqual(self.found("--jobs", "1", "."), everything)

    def test_findings_do_not_depend_on_what_is_named(self):
        self.write_app()
        self.git("init", "-q")
        self.assertEqual(self.found("jobs/use.py"), [("jobs/use.py:4", "truncate-cascade")])
        self.assertEqual(self.found("app/queries.py"), [("app/queries.py:1", "delete-without-where")])
        given = self.found("-", "--stdin-filename", "jobs/new.py", stdin=USE)
        self.assertEqual(given, [("jobs/new.py:4", "truncate-cascade")])

    def test_fix_changes_only_what_stands_there(self):
        before = 'cur.execute("TRUNCATE a CASCADE")\ncur.execute(f"TRUNCATE {b} CASCADE")\ncur.execute("TRUNCATE " + c + " CASCADE")\n'
        self.write("a.py", before)
        self.check("--fix=review", "a.py")
        self.assertEqual(self.read("a.py"), before.replace(" CASCADE", ""))

    def test_comments_silence(self):
        self.write("a.py", "\n".join((
            'cur.execute("TRUNCATE a CASCADE")  # floodwall: ignore truncate-cascade  rebuilt every night',
            "# floodwall: ignore truncate-cascade  likewise",
            'cur.execute("TRUNCATE b CASCADE")',
            'cur.execute("TRUNCATE c CASCADE")',
            "x = 1  # floodwall: ignore drop-table  nothing here", "")))
        self.assertEqual(self.found("a.py"), [("a.py:4", "truncate-cascade"), ("a.py:5", "unused-suppression")])

    def test_configured_sinks(self):
        self.write("a.py", "\n".join((
            'warehouse.submit("job", "TRUNCATE a CASCADE")', 'report.submit("TRUNCATE a", text="DELETE FROM b")', "")))
        self.write("floodwall.toml", 'sinks = ["report.submit:text"]\n')
        self.assertEqual(self.found("a.py"), [("a.py:2", "delete-without-where")])
        self.write("floodwall.toml", 'sinks = ["submit:1"]\n')
        self.assertEqual(self.found("a.py"), [("a.py:1", "truncate-cascade")])

    def test_broken_code(self):
        self.write("a.py", 'cur.execute("DELETE FROM a")\ndef f(:\n  x = [1,\ncur.execute("DELETE FROM b")\n')
        self.assertEqual([place for place, _ in self.found("a.py")], ["a.py:1", "a.py:4"])
        self.write("b.py", b'print "x"\nexec "y"\ncur.execute("DELETE FROM \xff")\n\xfe\ncur.execute("DELETE FROM c")\n')
        self.assertIn("b.py:5", [place for place, _ in self.found("b.py")])


main()
