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


ENV = """\
from alembic import context

def run_migrations_offline():
    context.configure(url="postgresql://", literal_binds=True)
    context.run_migrations()

def run_migrations_online(connectable):
    with connectable.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()

if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online(engine)
"""


def revision(number, way_back):
    return f"""\
from alembic import op

revision = "{number}"
down_revision = "{number - 1}"

def upgrade():
    op.execute("CREATE TABLE t{number} (id bigint)")

def downgrade():
    {way_back}
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

    def write_revisions(self, env):
        self.write("migrations/env.py", env)
        for number in range(1, 14):
            self.write(f"migrations/versions/{number:04}.py", revision(number, f'op.drop_table("t{number}")'))
        self.write("migrations/versions/0014.py", revision(14, 'op.drop_index("i")'))

    def test_ways_back_are_said_once(self):
        self.write_revisions(ENV)
        self.assertEqual(self.found("."), [("migrations/env.py:11", "unguarded-downgrade")])
        notes = [line for line in self.check("--format", "gcc", ".").stdout.splitlines() if ": note: " in line]
        self.assertEqual(len(notes), 12)
        self.assertTrue(notes[0].endswith("note: migrations/versions/0001.py:9"), notes[0])
        self.assertIn("warning: run_migrations_online runs 13 ways back that destroy data, and nothing checks which database",
                      self.check("--format", "gcc", ".").stdout)

    def test_what_is_checked_where_ways_back_are_run(self):
        for check, words in (
                ('if connection.engine.url.database == "shop": raise SystemExit',
                 "the check before stops only in databases that it names"),
                ('if os.environ["ENV"] == "production": raise SystemExit', "only a setting is looked at before")):
            self.write_revisions(ENV.replace("configure(connection=connection)",
                                             f"configure(connection=connection)\n        {check}"))
            self.assertIn(words, self.check("--format", "gcc", ".").stdout)
        self.write_revisions(ENV.replace("context.configure(connection=connection)",
                                         'assert connection.engine.url.database.endswith("_test")'))
        self.assertEqual(self.found("."), [])
        # What runs in the other mode than the one that only writes SQL has been checked by nobody.
        self.write_revisions("from alembic import context\n\n"
                             "if not context.is_offline_mode():\n    context.run_migrations()\n")
        self.assertIn("nothing checks", self.check("--format", "gcc", ".").stdout)

    def test_floodwalls_own_package_is_a_check(self):
        for imports, call in (("from floodwall.alembic import protect", "protect(context)"),
                              ("import floodwall.alembic", "floodwall.alembic.protect(context)"),
                              ("from floodwall import alembic as guard", "guard.protect(context)"),
                              ("import floodwall", "floodwall.assert_test_database(connection)")):
            guarded = f"{imports}\n" + ENV.replace("        with context.begin", f"        {call}\n        with context.begin")
            self.write_revisions(guarded)
            self.assertEqual(self.found("."), [], call)
        self.write_revisions("from elsewhere import protect\n" + ENV.replace("        with context.begin",
                                                                             "        protect(context)\n        with context.begin"))
        self.assertEqual(self.found("."), [("migrations/env.py:13", "unguarded-downgrade")])

    def test_the_pytest_plugin_guards_the_tests_below(self):
        test = ("import os, psycopg2\n\ndef test_it():\n    conn = psycopg2.connect(os.environ['DATABASE_URL'])\n"
                "    conn.cursor().execute('TRUNCATE orders')\n")
        self.write("tests/test_it.py", test)
        self.write("tests/conftest.py", 'pytest_plugins = ["another"]\n')
        self.assertEqual(self.found("."), [("tests/test_it.py:5", "unguarded-test-database")])
        for value in ('["floodwall.pytest_plugin"]', '"floodwall.pytest_plugin"', '("another", "floodwall.pytest_plugin")'):
            self.write("tests/conftest.py", f"pytest_plugins = {value}\n")
            self.assertEqual(self.found("."), [], value)

    def test_ways_back_are_said_each_where_nobody_runs_them(self):
        self.write_revisions(ENV)
        one = "migrations/versions/0003.py"
        self.git("init", "-q")
        self.assertEqual(self.found(one), [(f"{one}:9", "unguarded-downgrade")])
        self.assertEqual(self.found(one, "migrations/env.py"), [(f"{one}:9", "unguarded-downgrade")])
        self.write("migrations/env.py", "")
        self.assertEqual(len(self.found(".")), 13)

    def test_a_way_back_that_is_worse_is_said_where_it_stands(self):
        self.write_revisions(ENV)
        self.write("migrations/versions/0015.py", revision(15, 'op.execute("DELETE FROM settings")'))
        worse = ("migrations/versions/0015.py:9", "unguarded-downgrade")
        self.assertEqual(self.found("."), [("migrations/env.py:11", "unguarded-downgrade"), worse])

    def test_a_comment_where_ways_back_are_run_silences_them(self):
        self.write_revisions(ENV.replace("            context.run", "            # floodwall: ignore unguarded-downgrade  development\n            context.run"))
        self.assertEqual(self.found("."), [])
        check = "            if 'test' not in connection.engine.url.database:\n                raise RuntimeError\n"
        self.write_revisions(ENV.replace("            context.run", check + "            context.run"))
        self.assertEqual(self.found("."), [])

    def test_a_level_holds_for_the_finding_that_speaks_for_another(self):
        self.write("a.py", 'def f(cur):\n    cur.execute("DELETE FROM t")\n    cur.execute("INSERT INTO t SELECT 1")\n')
        self.assertIn("error: replaces the contents", self.check("--format", "gcc", "a.py").stdout)
        for levels, level in (('delete-without-where = "off"', "warning"), ('delete-without-where = "info"', "warning"),
                              ('replace-without-backup = "info"', "error")):
            self.write("floodwall.toml", "[rules]\n" + levels + "\n")
            self.assertIn(f"{level}: replaces the contents", self.check("--format", "gcc", "a.py").stdout)

    def test_overrides_that_the_user_names(self):
        self.write("a.py", 'import os\nos.environ["APP_LET_IT_GO"] = "1"\n')
        self.assertEqual(self.found("a.py"), [])
        self.write("floodwall.toml", 'override-variables = ["APP_LET_IT_GO"]\n')
        self.assertEqual(self.found("a.py"), [("a.py:2", "hard-coded-override")])

    def test_other_engines_are_left_alone(self):
        self.write("a.py", "\n".join((
            "import subprocess",
            "def mysql():",
            '    subprocess.run(["mysql", "-u", "root", "-e", "TRUNCATE a CASCADE"])',
            "def server(cursor):",
            '    cursor.execute("USE master")',
            '    cursor.execute("DROP DATABASE shop")',
            "def ours(cursor):",
            '    cursor.execute("DROP DATABASE shop")',
        )))
        self.assertEqual(self.found("a.py"), [("a.py:8", "drop-database")])

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
