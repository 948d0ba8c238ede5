"""`floodwall guard` beside `run`: identity, marks, trying a policy, and protection inside the database."""

from guard_tables import Shops
from program import Scratch, main


class Policies(Scratch):
    def test_check(self):
        self.assertIn("the defaults hold", self.floodwall("guard", "check", status=0).stdout)
        self.write("a.sql", "SELECT 1; DROP TABLE orders")
        done = self.floodwall("guard", "check", "a.sql", status=1)
        self.assertIn("drop-table: drops table orders", done.stdout)
        self.assertEqual(self.floodwall("guard", "check", "--database", "orders_test", "a.sql", status=0).stdout, "allowed\n")
        self.assertEqual(self.floodwall("guard", "check", "-", stdin="SELECT 1", status=0).stdout, "allowed\n")
        self.write("floodwall.toml", '[guard.rules]\ndrop-table = "warn"\n')
        self.assertIn("warns", self.floodwall("guard", "check", "a.sql", status=0).stdout)
        self.write("floodwall.toml", '[guard]\nmatch = "regex"\n')
        self.assertIn("floodwall.toml", self.floodwall("guard", "check", status=2).stderr)
        self.floodwall("guard", "check", "none.sql", status=2)

    def test_usage(self):
        self.assertIn("install-sql", self.floodwall("guard", "--help", status=0).stdout)
        for words in ([], ["chek"], ["install-sql"], ["install-sql", "--uninstall", "orders"], ["mark", "tset", "dbname=x"]):
            self.assert_one_line(self.floodwall("guard", *words, status=2).stderr)


class Databases(Shops):
    databases = ("shop", "other")

    def test_marks(self):
        url = self.server.url("other")
        done = self.floodwall("guard", "identify", url, status=0)
        self.assertIn("database  other\n", done.stdout)
        self.assertIn("counts as production: nothing says that other is a database for tests", done.stdout)
        self.assertIn("counts as test: it is marked as test", self.floodwall("guard", "mark", "test", url, status=0).stdout)
        self.assertIn("counts as test", self.floodwall("guard", "identify", url, status=0).stdout)
        words = ["guard", "run", "--", "psql", "-X", url, "-c", "BEGIN; TRUNCATE status_note; ROLLBACK"]
        self.floodwall(*words, status=0)
        self.server.psql("postgres", "CREATE DATABASE copy TEMPLATE other")
        self.assertIn("counts as production", self.floodwall("guard", "identify", self.server.url("copy"), status=0).stdout)
        self.assertIn("counts as production: it is marked as production",
                      self.floodwall("guard", "mark", "production", url, status=0).stdout)
        self.assertIn("nothing says", self.floodwall("guard", "unmark", url, status=0).stdout)
        self.floodwall(*words, status=1)
        self.floodwall("guard", "identify", self.server.url("none"), status=2)

    def test_backups(self):
        self.server.psql(self.server.create("kept"), "CREATE TABLE orders (id serial PRIMARY KEY, note text);"
                         "INSERT INTO orders (note) SELECT 'n' || g FROM generate_series(1, 40) g")
        url = self.server.url("kept")
        self.assertEqual(self.floodwall("guard", "backups", url, status=0).stdout, "there are no backups\n")
        self.assertIn("no backup", self.floodwall("guard", "restore", "latest", url, status=2).stderr)
        self.write("floodwall.toml", '[guard]\nbackup = true\n')
        for sql in ("DROP TABLE orders", "SELECT 1"):
            self.floodwall("guard", "run", "--allow", "drop-table", "--reason", "a test", "--", "psql", "-X", url, "-c", sql, status=0)
        listed = self.floodwall("guard", "backups", url, status=0).stdout
        self.assertRegex(listed, r"^[0-9_]+  .*  drop-table: DROP TABLE orders\n    public.orders \(40 rows\)\n$")
        self.assertIn("no backup", self.floodwall("guard", "restore", "20000101", url, status=2).stderr)
        done = self.floodwall("guard", "restore", listed.split()[0], url, status=0)
        self.assertIn("put back:", done.stdout)
        self.assertEqual(self.server.psql("kept", "INSERT INTO orders (note) VALUES ('new') RETURNING id"), "41\n")
        self.assertEqual(self.server.psql("kept", "SELECT count(*) FROM orders"), "41\n")

    def refused(self, sql, what):
        done = self.server.run_psql("shop", f"BEGIN;\n{sql};\nCOMMIT;\n")
        self.assertIn(f"ERROR:  floodwall: refused: {what}", done.stderr, sql)

    def test_protection(self):
        shop = self.server
        shop.psql("shop", "CREATE SCHEMA s; CREATE TABLE s.\"Log\" (id int, at date) PARTITION BY RANGE (at);"
                          "CREATE TABLE s.log_1 PARTITION OF s.\"Log\" FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');"
                          "CREATE ROLE app; CREATE ROLE \"Mixed Case\"; GRANT ALL ON listing TO app WITH GRANT OPTION;"
                          "GRANT TRUNCATE ON listing TO \"Mixed Case\", PUBLIC")
        grants = "SELECT relname, a.* FROM pg_class c, aclexplode(coalesce(relacl, acldefault('r', relowner))) a " \
                 "WHERE relname IN ('listing', 'Log', 'log_1') ORDER BY 1, 3, 4"
        before = shop.psql("shop", grants)
        sql = self.floodwall("guard", "install-sql", "listing", 's."Log"', "--schema", "Flood's", status=0).stdout
        shop.psql("shop", sql)
        shop.psql("shop", sql)  # once more is no harm
        self.assertNotIn("TRUNCATE", shop.psql("shop", grants))
        self.refused("TRUNCATE listing CASCADE", "TRUNCATE of public.listing")
        self.refused("SET LOCAL session_replication_role = replica; TRUNCATE listing CASCADE", "TRUNCATE of public.listing")
        self.refused('TRUNCATE s."Log"', 'TRUNCATE of s."Log"')
        self.refused("TRUNCATE s.log_1", "TRUNCATE of s.log_1")
        self.refused("DO $$ BEGIN EXECUTE 'DROP ' || 'TABLE listing CASCADE'; END $$", "DROP of public.listing")
        self.refused("DROP SCHEMA s CASCADE", "DROP of s.")
        self.refused("DROP SCHEMA public CASCADE", "DROP of public.listing")
        self.refused("ALTER TABLE listing DROP COLUMN name", "loss of a column of public.listing")
        self.refused("ALTER TABLE listing DISABLE TRIGGER ALL", "loss of the trigger of public.listing")
        self.refused("DROP TRIGGER floodwall_truncate ON listing", "loss of the trigger of public.listing")
        self.refused("SET LOCAL floodwall.allow = 'public.listing:  '; TRUNCATE listing CASCADE", "TRUNCATE of public.listing")
        self.refused("SET LOCAL floodwall.allow = 's.log_1: why'; TRUNCATE listing CASCADE", "TRUNCATE of public.listing")
        self.assertEqual(shop.psql("shop", "SELECT count(*) FROM listing").strip(), "300")
        shop.psql("shop", "BEGIN; SET LOCAL floodwall.allow = 'public.listing: why'; TRUNCATE listing CASCADE; ROLLBACK")
        shop.psql("shop", "ALTER TABLE listing ADD extra int; CREATE TABLE free (id int); DROP TABLE free")
        shop.psql("shop", "ALTER TABLE listing RENAME TO listings")
        self.refused("DROP TABLE listings CASCADE", "DROP of public.listings")
        shop.psql("shop", "ALTER TABLE listings RENAME TO listing")
        shop.psql("shop", "BEGIN; SET LOCAL floodwall.allow = 's.log_1: why'; DROP TABLE s.log_1; COMMIT")
        shop.psql("shop", "CREATE TABLE s.log_1 (id int)")
        shop.psql("shop", "DROP TABLE s.log_1")  # another one

        shop.psql("shop", self.floodwall("guard", "install-sql", "--uninstall", "--schema", "Flood's", status=0).stdout)
        after = shop.psql("shop", grants)
        self.assertEqual([line for line in before.splitlines() if not line.startswith("log_1")], after.splitlines())
        self.assertEqual(shop.psql("shop", "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'floodwall%'").strip(), "0")
        shop.psql("shop", "TRUNCATE listing CASCADE")


if __name__ == "__main__":
    main()
