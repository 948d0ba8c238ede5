"""Tables with rows to lose: 300, 200 and 100, each referring to the one before."""
import unittest

from program import Scratch
from server import Server, newest_server

TABLES = """
CREATE TABLE listing (id int PRIMARY KEY, name text);
CREATE TABLE listing_status (id int PRIMARY KEY, listing int REFERENCES listing);
CREATE TABLE status_note (id int PRIMARY KEY, status int REFERENCES listing_status);
INSERT INTO listing SELECT i, 'a' FROM generate_series(1, 300) i;
INSERT INTO listing_status SELECT i, i FROM generate_series(1, 200) i;
INSERT INTO status_note SELECT i, i FROM generate_series(1, 100) i;
ANALYZE;
"""


@unittest.skipUnless(newest_server(), "no PostgreSQL server")
class Shops(Scratch):
    """A server with the tables in each of the databases."""

    databases = ("shop", "shop_test")

    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)
        for database in cls.databases:
            cls.server.psql(cls.server.create(database), TABLES)

    def rows(self, database):
        return self.server.psql(
            database,
            "SELECT (SELECT count(*) FROM listing), (SELECT count(*) FROM listing_status), (SELECT count(*) FROM status_note)",
        ).strip()

    def refill(self):
        self.server.psql("shop_test", f"DROP TABLE listing, listing_status, status_note;{TABLES}")

    def words(self, database):
        return f"host={self.server.folder.name} user=floodwall dbname={database}"
