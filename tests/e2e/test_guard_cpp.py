"""The guard's headers for C++, in programs that use libpq and libpqxx, against a real server."""
import glob
import os

from guard_tables import Shops
from program import PROGRAM, main

FOLDER = os.path.dirname(PROGRAM)


class Wrappers(Shops):
    def check_programs(self, name):
        programs = sorted(glob.glob(f"{FOLDER}/{name}_[0-9]*"))
        if not programs:
            self.skipTest("not built")
        for program in programs:
            with self.subTest(program):
                self.refill()
                done = self.run_words([program, self.words("shop"), self.words("shop_test")])
                self.assertEqual(done.returncode, 0, done.stderr.decode())
                self.assertEqual(self.rows("shop"), "300|200|100")
                self.assertEqual(self.rows("shop_test"), "300|0|0")

    def test_libpq(self):
        self.check_programs("guarded_pq")

    def test_libpqxx(self):
        self.check_programs("guarded_pqxx")


if __name__ == "__main__":
    main()
