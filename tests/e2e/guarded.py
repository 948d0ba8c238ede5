"""A guarded connection of psycopg2, for tests of what the guard itself says and does."""

import json
import os
import sys

sys.path.insert(0, os.path.abspath(os.environ.get("FLOODWALL_PYTHON", "build/python")))

import floodwall  # noqa: E402
import floodwall.psycopg2  # noqa: E402
import psycopg2  # noqa: E402


class Guarded:
    def __init__(self, server, database, policy="", user="floodwall"):
        protection = floodwall.Protection(guard=floodwall.Guard(text=policy), warn=print)
        self.connection = floodwall.psycopg2.connect(protection=protection, host=server.folder.name, user=user, dbname=database)
        self.session = floodwall.session_of(self.connection)

    def query(self, sql):
        """The one text of a query."""
        return self.execute(sql)[0][0]

    def execute(self, sql):
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else None

    def backups(self):
        return json.loads(self.query(self.session.backups_question))

    def restore(self, run):
        floodwall.restore(self.connection, run)

    def close(self):
        self.connection.close()
