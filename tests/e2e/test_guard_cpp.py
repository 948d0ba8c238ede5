"""The guard's headers for C++, in programs that use libpq and libpqxx, against a real server."""
import glob
import os
import unittest

from guard_tables import TABLES
from program import PROGRAM, Scratch, main
from server import Server, newest_server

FOLDER = os.path.dirname(PROGRAM)


@unittest.skipUnless(newest_server(), "no PostgreSQL server")
class Wrappers(Scratch):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)
        for database in ("shop", "shop_test"):
            cls.server.psql(cls.server.create(database), TABLES)

    def rows(self, database):
        return self.server.psql(
            database,
            "SELECT (SELECT count(*) FROM listing), (SELECT count(*) FROM listing_status), (SELECT count(*) FROM status_note)",
        ).strip()

    def check_programs(self, name):
        programs = sorted(glob.glob(f"{FOLDER}/{name}_[0-9]*"))
        if not programs:
            self.skipTest("not built")
        for program in programs:
            with self.subTest(program):
                self.server.psql("shop_test", f"DROP TABLE listing, listing_status, status_note;{TABLES}")
                words = [f"host={self.server.folder.name} user=floodwall dbname={database}" for database in ("shop", "shop_test")]
                done = self.run_words([program, *words])
                self.assertEqual(done.returncode, 0, done.stderr.decode())
                self.assertEqual(self.rows("shop"), "300|200|100")
                self.assertEqual(self.rows("shop_test"), "300|0|0")

    def test_libpq(self):
        self.check_programs("guarded_pq")

    def test_libpqxx(self):
        self.check_programs("guarded_pqxx")


if __name__ == "__main__":
    main()
