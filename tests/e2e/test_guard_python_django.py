"""floodwall.django on a real server, in a project of its own process: Django is configured once in a process."""

import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

from guarded_shop import ROWS, Guarded

PROJECT = {
    "manage.py": """
        import os, sys
        os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
        from django.core.management import execute_from_command_line
        execute_from_command_line(sys.argv)
    """,
    "settings.py": """
        import os
        SECRET_KEY = "x"
        USE_TZ = True
        DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
        INSTALLED_APPS = ["floodwall.django", "shopping", *os.environ.get("MORE", "").split()]
        def database(name):
            return {"ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": "floodwall", "HOST": os.environ["FOLDER"]}
        DATABASES = {"default": database(os.environ.get("NAME", "shop")), "other": database("shop")}
        DATABASES["default"]["TEST"] = {"SERIALIZE": False}
        DATABASES["other"]["TEST"] = {"MIRROR": "default"}
    """,
    "shopping/__init__.py": "",
    "shopping/models.py": """
        from django.db import models
        class ListingStatus(models.Model):
            name = models.TextField()
            class Meta:
                db_table = "listing_status"
        class Listing(models.Model):
            status = models.ForeignKey(ListingStatus, models.CASCADE)
            class Meta:
                db_table = "listing"
        class Price(models.Model):
            listing = models.ForeignKey(Listing, models.CASCADE)
            class Meta:
                db_table = "price"
    """,
    "shopping/migrations/__init__.py": "",
    "shopping/migrations/0001_initial.py": """
        from django.db import migrations
        class Migration(migrations.Migration):
            initial = True
            operations = [migrations.RunSQL("CREATE TABLE rating (id int)", "DROP TABLE rating")]
    """,
    "shopping/tests.py": """
        from django.db import connection
        from django.test import TransactionTestCase
        class Everything(TransactionTestCase):
            def test_emptying(self):
                with connection.cursor() as cursor:
                    self.assertTrue(connection.settings_dict["NAME"].startswith("test_"))
                    cursor.execute("INSERT INTO rating VALUES (1)")
                    cursor.execute("TRUNCATE rating CASCADE")
    """,
}
HEAD = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django
from django.db import DatabaseError, connection, connections, transaction
{before}
django.setup()
import floodwall
from shopping.models import Listing, Price
def refused(action, *words):
    try:
        action()
    except floodwall.Refused as error:
        missing = [word for word in words if word not in str(error)]
        assert not missing, (missing, str(error))
    else:
        raise AssertionError("not refused")
def execute(sql, parameters=None, using="default"):
    with connections[using].cursor() as cursor:
        cursor.execute(sql, parameters)
"""


class Project(Guarded):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory(prefix="floodwall-django-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        for name, text in PROJECT.items():
            os.makedirs(os.path.dirname(f"{self.folder}/{name}"), exist_ok=True)
            with open(f"{self.folder}/{name}", "w") as file:
                file.write(textwrap.dedent(text))

    def run_python(self, *arguments, **environment):
        return subprocess.run([sys.executable, *arguments], cwd=self.folder, capture_output=True, text=True, check=False, timeout=60, env={
            **os.environ, "PYTHONPATH": sys.path[0], "FOLDER": self.server.folder.name, "PYTHONDONTWRITEBYTECODE": "1", **environment})

    def assert_runs(self, script, before="", **environment):
        done = self.run_python("-c", HEAD.format(before=before) + textwrap.dedent(script), **environment)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_incidents_are_stopped(self):
        self.assert_runs("""
            refused(lambda: execute("TRUNCATE listing_status CASCADE"), "in database shop ", "3 tables", "650 rows", "price (400")
            refused(lambda: execute("DELETE FROM price"), "delete-without-where", "400 rows")
            refused(lambda: execute("DELETE FROM price WHERE %s", [True]))
            refused(lambda: execute("DROP TABLE price"))
            refused(lambda: execute("TRUNCATE price", using="other"))
            refused(lambda: Price.objects.all()._raw_delete("default"), "delete-without-where")
            Price.objects.filter(id=0).delete()
            assert Price.objects.count() == 400
            with transaction.atomic():
                refused(lambda: execute("TRUNCATE price"))
                assert Price.objects.count() == 400
            try:
                refused(lambda: execute("TRUNCATE price"))
            except DatabaseError:
                pass
        """)
        self.assertEqual(self.rows("shop"), ROWS)

    def test_bypasses(self):
        self.assert_runs("""
            import asyncio, io, threading
            cursor = connection.cursor()
            refused(lambda: cursor.executemany("DELETE FROM price WHERE true OR id = %s", [(1,), (2,)]))
            refused(lambda: cursor.callproc("now(); TRUNCATE price; SELECT now"))
            refused(lambda: cursor.copy_expert("COPY (DELETE FROM price RETURNING *) TO STDOUT", io.StringIO()))
            refused(lambda: cursor.cursor.execute("TRUNCATE price"))
            refused(lambda: connection.connection.cursor().execute("TRUNCATE price"))
            refused(lambda: connection.chunked_cursor().execute("SELECT 1; TRUNCATE price"))
            refused(lambda: list(Price.objects.raw("DELETE FROM price RETURNING id")))
            connection.close()
            refused(lambda: execute("TRUNCATE price"))
            connection.execute_wrappers.clear()
            refused(lambda: execute("TRUNCATE price"))
            problems = []
            def other_thread():
                try:
                    refused(lambda: execute("TRUNCATE price"))
                except BaseException as error:
                    problems.append(error)
            thread = threading.Thread(target=other_thread)
            thread.start()
            thread.join()
            assert not problems, problems
            from asgiref.sync import sync_to_async
            async def from_async():
                await sync_to_async(refused)(lambda: execute("TRUNCATE price"))
            asyncio.run(from_async())
        """)
        self.assertEqual(self.rows("shop"), ROWS)

    def test_a_connection_from_before(self):
        self.assert_runs("""
            assert not hasattr(connection.connection, "floodwall_protection")
            refused(lambda: execute("TRUNCATE price"), "400 rows")
            refused(lambda: execute("DELETE FROM price WHERE %s", [True]))
        """, before="connection.ensure_connection()")
        self.assertEqual(self.rows("shop"), ROWS)

    def test_assert_test_database(self):
        self.assert_runs("""
            refused(lambda: floodwall.assert_test_database(connection), "shop is not one for tests")
        """)
        self.assert_runs("""
            assert floodwall.assert_test_database(connection)["database"] == "shop_test"
            execute("TRUNCATE listing_status CASCADE")
        """, NAME="shop_test")
        self.assertEqual(self.rows("shop_test"), [0, 0, 0])

    def test_commands(self):
        done = self.run_python("manage.py", "flush", "--no-input", "--traceback")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("floodwall: refused in database shop", done.stderr)
        self.assertEqual(self.run_python("manage.py", "migrate").returncode, 0)
        self.addCleanup(self.server.psql, "shop", "DROP TABLE IF EXISTS rating, django_migrations;")
        self.server.psql("shop", "INSERT INTO rating VALUES (1); ANALYZE rating")
        done = self.run_python("manage.py", "migrate", "shopping", "zero")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("drop-table", done.stderr)
        self.assertEqual(self.server.psql("shop", "SELECT count(*) FROM rating"), "1\n")
        self.assertEqual(self.rows("shop"), ROWS)

    def test_a_first_migrate(self):
        """Django's own content types drop a column on the way, of a table without a row."""
        self.server.create("fresh")
        self.addCleanup(self.server.psql, "postgres", "DROP DATABASE fresh")
        done = self.run_python("manage.py", "migrate", NAME="fresh", MORE="django.contrib.contenttypes")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.run_python("manage.py", "migrate", "contenttypes", "zero", NAME="fresh", MORE="django.contrib.contenttypes")
        self.assertIn("drop-cascade", done.stderr)  # there are rows by now

    def test_its_own_tests_run(self):
        for _ in range(2):  # the second run drops the database that the first one has left
            done = self.run_python("manage.py", "test", "--noinput", "shopping")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("Ran 1 test", done.stderr)
            self.server.psql("postgres", "DROP DATABASE IF EXISTS test_shop; CREATE DATABASE test_shop;")


if __name__ == "__main__":
    unittest.main()
