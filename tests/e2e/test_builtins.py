"""What analyzer/catalog/builtins.h knows of PostgreSQL and its extensions, against a server.

No relation, column, function or type of the server's own may be missing there, nor one that CREATE EXTENSION brings.
"""

import os
import subprocess
import unittest

from server import Server, newest_server

LOOKUP = os.environ.get("MISSING_BUILTINS", "build/bin/missing_builtins")

# What initdb makes has a lower oid than what anybody makes later (FirstNormalObjectId in access/transam.h). pg_toast is
# nobody's business. What an extension's indexes are called is known, their columns are not.
OBJECTS = """
WITH place AS (SELECT oid, CASE nspname WHEN 'public' THEN '' ELSE nspname END AS name FROM pg_namespace
                WHERE nspname <> 'pg_toast')
SELECT 'relation' AS kind, n.name AS schema, c.relname AS name, '' AS column
  FROM pg_class c JOIN place n ON n.oid = c.relnamespace WHERE (16384 <= c.oid) = {is_new}
UNION ALL
SELECT 'column', n.name, c.relname, a.attname
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN place n ON n.oid = c.relnamespace
 WHERE a.attnum > 0 AND NOT a.attisdropped AND (16384 <= c.oid) = {is_new}
   AND NOT ({is_new} AND c.relkind IN ('i', 'I'))
UNION ALL
SELECT 'function', n.name, p.proname, ''
  FROM pg_proc p JOIN place n ON n.oid = p.pronamespace WHERE (16384 <= p.oid) = {is_new}
UNION ALL
SELECT 'type', n.name, t.typname, ''
  FROM pg_type t JOIN place n ON n.oid = t.typnamespace WHERE (16384 <= t.oid) = {is_new}
"""
LINES = "SELECT concat_ws(E'\\t', {extension}, kind, schema, name, \"column\") FROM ({objects}) AS object;"


def lines_of(objects, extension=""):
    return LINES.format(extension=f"'{extension}'", objects=objects)


def missing(lines):
    done = subprocess.run([LOOKUP], input=lines, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@unittest.skipUnless(newest_server(), "needs PostgreSQL")
class Builtins(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)

    def test_what_every_database_has(self):
        lines = self.server.psql("template1", lines_of(OBJECTS.format(is_new="false")))
        self.assertGreater(len(lines.splitlines()), 5000)
        self.assertEqual([], missing(lines))

    def test_what_extensions_bring(self):
        names = self.server.psql("template1", "SELECT name FROM pg_available_extensions WHERE installed_version IS NULL")
        self.assertGreater(len(names.split()), 30)
        for name in names.split():
            with self.subTest(name):
                lines = self.server.psql("template1", f'BEGIN; CREATE EXTENSION "{name}" CASCADE;'
                                         f"{lines_of(OBJECTS.format(is_new='true'), name)} ROLLBACK;")
                self.assertEqual([], missing(lines))

    def test_that_the_lookup_finds_what_is_missing(self):
        lines = ["\trelation\tpg_catalog\tusers\t", "\tcolumn\tpg_catalog\tpg_class\trelhasoids",
                 "\tfunction\tpg_catalog\tfrobnicate\t", "hstore\ttype\t\tcitext\t", "no_such\tfunction\t\thstore\t"]
        self.assertEqual(lines, missing("\n".join(lines)))


if __name__ == "__main__":
    unittest.main()
