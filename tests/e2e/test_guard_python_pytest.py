"""floodwall.pytest_plugin, floodwall.environment and the wheel: in processes and environments of their own."""

import glob
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

from guarded_shop import ROWS, Guarded

from floodwall import environment

TESTS = """
import os
import pytest

def dsn():
    return os.environ["DSN"]

def test_psycopg2():
    import psycopg2
    with psycopg2.connect(dsn()) as connection, connection.cursor() as cursor:
        cursor.execute("TRUNCATE listing_status CASCADE")

def test_psycopg():
    import psycopg
    with psycopg.connect(dsn()) as connection:
        connection.execute("TRUNCATE listing_status CASCADE")

def test_asyncpg():
    import asyncio, asyncpg
    parts = dict(part.split("=") for part in dsn().split())
    async def run():
        connection = await asyncpg.connect(host=parts["host"], user=parts["user"], database=parts["dbname"])
        await connection.execute("TRUNCATE listing_status CASCADE")
        await connection.close()
    asyncio.run(run())

@pytest.mark.parametrize("driver", ["psycopg2", "asyncpg"])
def test_sqlalchemy(driver):
    import asyncio, sqlalchemy
    from sqlalchemy.ext.asyncio import create_async_engine
    parts = dict(part.split("=") for part in dsn().split())
    url = f"postgresql+{driver}://{parts['user']}@/{parts['dbname']}?host={parts['host']}"
    statement = sqlalchemy.text("TRUNCATE listing_status CASCADE")
    async def run():
        async with create_async_engine(url).begin() as connection:
            await connection.execute(statement)
    if driver == "asyncpg":
        asyncio.run(run())
    else:
        with sqlalchemy.create_engine(url).begin() as connection:
            connection.execute(statement)

def test_django():
    from django.conf import settings
    parts = dict(part.split("=") for part in dsn().split())
    settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": parts["dbname"],
                                              "USER": parts["user"], "HOST": parts["host"]}})
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE listing_status CASCADE")
"""


class Plugin(Guarded):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory(prefix="floodwall-pytest-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def pytest(self, *arguments, database="shop", tests=TESTS, settings="", **variables):
        (self.folder / "test_it.py").write_text(tests)
        (self.folder / "pytest.ini").write_text("[pytest]\n" + settings)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG") and not name.endswith("URL")}
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "floodwall.pytest_plugin", "-p", "no:cacheprovider", *arguments],
            cwd=self.folder, capture_output=True, text=True, check=False, timeout=60,
            env={**inherited, "PYTHONPATH": sys.path[0], "DSN": self.dsn(database), "PYTHONDONTWRITEBYTECODE": "1", **variables})

    def test_every_connection_is_guarded(self):
        done = self.pytest("-rf")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("6 failed", done.stdout)
        self.assertEqual(done.stdout.count("E           floodwall.guard.Refused: floodwall: refused in database shop ")
                         + done.stdout.count("E       floodwall.guard.Refused: floodwall: refused in database shop "), 6, done.stdout)
        self.assertIn("650 rows", done.stdout)
        self.assertEqual(self.rows("shop"), ROWS)

    def test_on_a_database_for_tests_they_run(self):
        done = self.pytest(database="shop_test")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("6 passed", done.stdout)
        self.assertEqual(self.rows("shop_test"), [0, 0, 0])

    def test_a_session_on_production_does_not_start(self):
        tests = "raise SystemExit('collected')"
        url = f"postgresql://floodwall@/{{}}?host={self.server.folder.name}"
        for variables in ({"DATABASE_URL": url.format("shop")}, {"DATABASE_URL": url.format("shop").replace("ql:", "ql+asyncpg:")},
                          {"PGDATABASE": "shop", "PGHOST": self.server.folder.name, "PGUSER": "floodwall"},
                          {"TEST_DATABASE_URL": "postgres://nobody@127.0.0.1:1/shop"}):
            with self.subTest(variables=variables):
                done = self.pytest(tests=tests, **variables)
                self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
                self.assertIn("floodwall: no tests on database shop (" + next(iter(variables)), done.stderr)
                self.assertNotIn("collected", done.stdout)

    def test_a_session_on_a_database_for_tests_says_so(self):
        done = self.pytest(tests="def test_it(): pass", DATABASE_URL=f"postgresql://floodwall@/shop_test?host={self.server.folder.name}")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("floodwall: database shop_test (DATABASE_URL): its name holds the word test", done.stdout)

    def test_another_databases_url_is_none_of_its_business(self):
        done = self.pytest(tests="def test_it(): pass", DATABASE_URL="sqlite:///shop.db")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_settings_from_a_file_and_a_policy(self):
        (self.folder / ".wdh_env").write_text("# where\nexport DATABASE_URL='postgres://nobody@127.0.0.1:1/shop'\n")
        done = self.pytest(settings="floodwall_env_files = .env .wdh_env\n", tests="")
        self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
        self.assertRegex(done.stderr, r"no tests on database shop \(DATABASE_URL, \S*\.wdh_env:2\)")
        (self.folder / "floodwall.toml").write_text('[guard]\ntest-databases = ["shop"]\n')
        done = self.pytest(settings="floodwall_env_files = .env .wdh_env\n", tests="def test_it(): pass")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"floodwall: DATABASE_URL from \S*\.wdh_env:2")
        self.assertNotIn("nobody", done.stdout)
        (self.folder / "floodwall.toml").write_text("[guard]\nrule = 1\n")
        done = self.pytest(tests="")
        self.assertEqual(done.returncode, 4)
        self.assertIn("floodwall.toml", done.stderr)

    def test_a_name_that_somebody_chose_for_djangos_tests(self):
        for name, status in (("shop", 4), ("shop_test", 0)):
            (self.folder / "conftest.py").write_text(
                "from django.conf import settings\nsettings.configure(DATABASES={'default': {'ENGINE': "
                f"'django.db.backends.postgresql', 'NAME': 'shop', 'TEST': {{'NAME': '{name}'}}}}}})\n")
            done = self.pytest(tests="def test_it(): pass")
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)
            self.assertIn(f"on database {name} (Django's TEST NAME of default)" if status else
                          f"floodwall: database {name} (Django's TEST NAME of default)", done.stdout + done.stderr)

    def test_nothing_is_imported_before_it_is_wanted(self):
        done = self.pytest(tests="import sys\ndef test_it():\n    for name in ('psycopg2', 'psycopg', 'asyncpg', 'sqlalchemy', 'django', "
                                 "'alembic'):\n        assert name not in sys.modules\n")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class EnvironmentFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="floodwall-env-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()

    def load(self, text, *names, given=(), **options):
        (self.folder / ".env").write_text(text)
        target = dict(given)
        return environment.load(names or (".env",), start=self.folder, into=target, **options), target

    def test_what_lines_mean(self):
        loaded, target = self.load("""
A=1
export B = two words   # a comment
C='$A # no comment'
D="tab\\t\\"${A}\\" ${B}"
E=
F=a#b
this is nothing
G="x" # comment
H="open
""")
        self.assertEqual(target, {"A": "1", "B": "two words", "C": "$A # no comment", "D": 'tab\t"1" two words', "E": "", "F": "a#b",
                                  "G": "x"})
        self.assertEqual(loaded.troubles, [f"{self.folder}/.env:{line} is no setting" for line in (8, 10)])
        self.assertEqual(loaded.source_of("B"), f"{self.folder}/.env:3")

    def test_what_is_there_stays(self):
        loaded, target = self.load("A=1\nB=secret", given={"A": "0"})
        self.assertEqual(target, {"A": "0", "B": "secret"})
        self.assertEqual(str(loaded), f"A from the environment\nB from {self.folder}/.env:2")
        _, target = self.load("A=1", given={"A": "0"}, override=True)
        self.assertEqual(target, {"A": "1"})

    def test_the_nearest_of_each_name(self):
        (self.folder / "inner").mkdir()
        (self.folder / "inner" / ".wdh_env").write_text("A=inner")
        (self.folder / ".env").write_text("A=outer\nB=outer")
        target = {}
        loaded = environment.load((".env", ".wdh_env", ".none"), start=self.folder / "inner", into=target)
        self.assertEqual(target, {"A": "inner", "B": "outer"})
        self.assertEqual(loaded.source_of("A"), f"{self.folder}/inner/.wdh_env:1")


class Wheel(unittest.TestCase):
    def test_it_is_built_and_works_in_an_empty_environment(self):
        with tempfile.TemporaryDirectory(prefix="floodwall-wheel-") as folder:
            shutil.copytree(sys.path[0], f"{folder}/source")
            build = "import sys, setuptools.build_meta as backend; backend.build_wheel(sys.argv[1])"
            done = subprocess.run([sys.executable, "-c", build, folder], cwd=f"{folder}/source", capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            (wheel,) = glob.glob(f"{folder}/floodwall-*-py3-none-*.whl")
            self.assertNotIn("-any.whl", wheel)
            subprocess.run([sys.executable, "-m", "venv", "--without-pip", f"{folder}/venv"], check=True)
            (packages,) = glob.glob(f"{folder}/venv/lib/python3*/site-packages")
            zipfile.ZipFile(wheel).extractall(packages)  # which is all that an installer does for a wheel like this
            use = ("import importlib.metadata as metadata, floodwall; print(floodwall.Guard(text='').session().check('TRUNCATE a')"
                   ".settle(lambda question: None).action.name, [point.value for point in metadata.distribution('floodwall').entry_points],"
                   " floodwall.__file__)")
            done = subprocess.run([f"{folder}/venv/bin/python", "-I", "-c", use], capture_output=True, text=True, check=False, cwd=folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(done.stdout.startswith("DENY ['floodwall.pytest_plugin'] " + folder), done.stdout)
            names = zipfile.ZipFile(wheel).namelist()
            for name in ("floodwall/py.typed", "floodwall/django/apps.py", "floodwall/libfloodwall_guard.so.1"):
                self.assertIn(name, names)


if __name__ == "__main__":
    unittest.main()
