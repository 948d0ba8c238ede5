"""A connection of psycopg2 that the guard is asked about before each text; for tests of what the guard itself says."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(os.environ["SOURCE_DIR"]) / "integrations/guard/python"))
os.environ.setdefault("FLOODWALL_GUARD_LIBRARY", os.environ["GUARD_LIBRARY"])

import floodwall  # noqa: E402
import psycopg2  # noqa: E402


class Guarded:
    def __init__(self, server, database, policy="", user="floodwall"):
        self.connection = psycopg2.connect(host=server.folder.name, user=user, dbname=database)
        self.guard = floodwall.Guard(text=policy)
        self.session = self.guard.session(server.folder.name)

    def query(self, sql):
        """The one text of a query."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]

    def ask(self, question):
        """An answer must not cost the user's transaction."""
        with self.connection.cursor() as cursor:
            try:
                cursor.execute("SAVEPOINT floodwall")
            except psycopg2.errors.InFailedSqlTransaction:
                return None
            cursor.execute(question)
            answer = cursor.fetchone()[0]
            cursor.execute("RELEASE SAVEPOINT floodwall")
            return answer

    def execute(self, sql):
        verdict = self.session.check(sql).settle(self.ask)
        verdict.enforce(warn=print)
        with self.connection.cursor() as cursor:
            if verdict.preparation:
                cursor.execute(verdict.preparation)
            if verdict.row_limit is None:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else None
            cursor.execute("SAVEPOINT floodwall_rows")
            cursor.execute(sql)
            verdict.counted(cursor.rowcount)
            try:
                verdict.enforce(warn=print)
            except floodwall.Refused:
                cursor.execute("ROLLBACK TO SAVEPOINT floodwall_rows")
                raise
            return None

    def backups(self):
        return json.loads(self.query(self.session.backups_question))

    def close(self):
        self.connection.close()
