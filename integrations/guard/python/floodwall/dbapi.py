"""Connections of whatever driver, where it is not a driver's own module that knows them."""

from __future__ import annotations

import importlib
from typing import Any, Iterable, Optional

from floodwall.watch import ACTIVE, RELEASE, ROLLBACK, SAVEPOINT, Watch, driven

__all__ = ["AnyChannel", "ask", "driver_of", "is_guarded", "judge", "texts"]

DRIVERS = ("psycopg2", "psycopg", "asyncpg")


def driver_of(connection: Any) -> str:
    """By its class's ancestors, so that nothing is imported; empty: another driver's."""
    modules = {each.__module__.partition(".")[0] for each in type(connection).__mro__}
    return next((name for name in DRIVERS if name in modules), "")


def is_guarded(connection: Any) -> bool:
    """Whether its driver hands its statements to a watch."""
    return hasattr(connection, "floodwall_protection") or hasattr(connection, "_floodwall_watch")


def texts(cursor: Any, sql: Any, parameters: Any, is_many: bool) -> Iterable[Any]:
    """What will be sent, as far as that can be told."""
    mogrify = getattr(cursor, "mogrify", None)
    if mogrify is None or not parameters:
        return [sql]
    return [mogrify(sql, each) for each in (parameters if is_many else [parameters])]


class AnyChannel:
    """A connection that no module of a driver guards: what it is asked for is done by its cursors."""

    can_run_dry = False
    begins = True
    is_closed = False
    status = ACTIVE

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def settle(self) -> None:
        pass

    def ask(self, question: str) -> Optional[str]:
        return ask(self.connection, question)

    def run(self, commands: str) -> None:
        if driver_of(self.connection) == "psycopg2":
            importlib.import_module("floodwall.psycopg2").command(self.connection, commands)
            return
        cursor = self.connection.cursor()
        cursor.execute(commands)
        cursor.close()

    prepare = run

    def enter_dry_run(self) -> None:
        pass

    def leave_dry_run(self) -> None:
        pass


def judge(watch: Watch, connection: Any, sql: Any) -> None:
    """Raises Refused, or does what must be done before the text is sent."""
    channel = AnyChannel(connection)
    driven(watch.ready(channel, [driven(watch.judge(channel, sql))]))


def ask(connection: Any, question: str) -> Optional[str]:
    """The one text of a query that is not judged. Leaves the transaction as it was, but for that it may have begun."""
    name = driver_of(connection)
    if name == "psycopg2":
        return importlib.import_module("floodwall.psycopg2").ask(connection, question)
    if name == "psycopg":
        return connection.wait(importlib.import_module("floodwall.psycopg").ask(connection, question))
    cursor = connection.cursor()

    def run(sql: str) -> bool:
        try:
            cursor.execute(sql)
        except Exception:  # the driver's own kind of error, whichever driver it is
            return False
        return True

    is_inside = run(SAVEPOINT)  # if not, it is in autocommit, or has failed and the question fails as well
    row = cursor.fetchone() if run(question) else None
    if is_inside:
        if row is None:
            run(ROLLBACK)
        run(RELEASE)
    cursor.close()
    return None if row is None else row[0]
