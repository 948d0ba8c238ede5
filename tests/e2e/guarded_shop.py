"""A server with a production database and one for tests, of the same tables, for the guard's Python tests."""

import os
import sys
import unittest

sys.path.insert(0, os.path.abspath(os.environ.get("FLOODWALL_PYTHON", "build/python")))

from server import Server, newest_server  # noqa: E402

import floodwall  # noqa: E402

SCHEMA = """
CREATE TABLE listing_status (id int PRIMARY KEY, name text);
CREATE TABLE listing (id int PRIMARY KEY, status_id int REFERENCES listing_status);
CREATE TABLE price (id int PRIMARY KEY, listing_id int REFERENCES listing ON DELETE CASCADE);
INSERT INTO listing_status SELECT i, 'status ' || i FROM generate_series(1, 50) i;
INSERT INTO listing SELECT i, i % 50 + 1 FROM generate_series(1, 200) i;
INSERT INTO price SELECT i, i % 200 + 1 FROM generate_series(1, 400) i;
ANALYZE;
"""
ROWS = [50, 200, 400]
TRUNCATE = "TRUNCATE listing_status CASCADE"


class Guarded(unittest.TestCase):
    """Databases shop and shop_test, with the rows of ROWS when a test begins."""

    maxDiff = None
    server = None

    @classmethod
    def setUpClass(cls):
        if newest_server() is None:
            raise unittest.SkipTest("no PostgreSQL server")
        os.environ.pop("FLOODWALL_CONFIG", None)
        if Guarded.server is not None:
            return
        Guarded.server = Server()
        unittest.addModuleCleanup(Guarded.server.stop)
        for database in ("shop", "shop_test"):
            cls.server.create(database)
            cls.server.psql(database, SCHEMA)

    def setUp(self):
        for database in ("shop", "shop_test"):
            if self.rows(database) != ROWS:
                self.server.psql(database, "DROP SCHEMA public CASCADE; CREATE SCHEMA public;" + SCHEMA)

    def rows(self, database):
        """Of the three tables; None for one that is gone."""
        tables = ("listing_status", "listing", "price")
        done = self.server.run_psql(database, "".join(f"SELECT '{table}', count(*) FROM {table};" for table in tables))
        counts = dict(line.split("|") for line in done.stdout.split())
        return [int(counts[table]) if table in counts else None for table in tables]

    def dsn(self, database):
        return f"host={self.server.folder.name} user=floodwall dbname={database}"

    def assert_refused(self, action, *words):
        """Calls it; nothing may be lost by it. The message must hold the words."""
        with self.assertRaises(floodwall.Refused) as raised:
            action()
        for word in words:
            self.assertIn(word, str(raised.exception))
        self.assertEqual(self.rows("shop"), ROWS)
        return raised.exception

    async def assert_refused_async(self, action, *words):
        with self.assertRaises(floodwall.Refused) as raised:
            await action
        for word in words:
            self.assertIn(word, str(raised.exception))
        self.assertEqual(self.rows("shop"), ROWS)
