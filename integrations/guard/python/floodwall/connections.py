"""Whatever people call a connection: which database it leads to, and its guard's session."""

from __future__ import annotations

import importlib
from typing import Any, Dict

from floodwall.dbapi import ask, driver_of, is_guarded
from floodwall.guard import Refused, Session
from floodwall.watch import Protection, Watch, answered, answered_async

__all__ = ["NotATestDatabase", "assert_test_database", "assert_test_database_async", "session_of"]


class NotATestDatabase(Refused):
    """Nothing says that the database is one for tests."""


def _below(connection: Any) -> Any:
    """The driver's connection below those of SQLAlchemy, Django and asyncpg's pools."""
    if hasattr(connection, "ensure_connection"):  # Django
        connection.ensure_connection()
        return connection.connection
    connection = getattr(connection, "sync_connection", None) or connection
    if type(connection).__module__.startswith("sqlalchemy"):
        return importlib.import_module("floodwall.sqlalchemy").driver_connection(getattr(connection, "connection", connection))
    return getattr(connection, "_con", None) or connection


def watch_of(connection: Any) -> Watch:
    driver = driver_of(connection)
    if is_guarded(connection) and driver == "psycopg2":
        return connection.floodwall
    if is_guarded(connection):
        return importlib.import_module(f"floodwall.{driver}").watch_of(connection)
    if driver == "asyncpg":
        return Protection().watch(importlib.import_module("floodwall.asyncpg").host_of(connection))
    return Protection().watch(getattr(getattr(connection, "info", None), "host", None))


def session_of(connection: Any) -> Session:
    """A guarded connection's, for `session_of(connection).allowed(…)`."""
    below = _below(connection)
    if not is_guarded(below):
        raise TypeError(f"{connection!r} is not guarded")
    return watch_of(below).session


def assert_test_database(connection: Any) -> Dict[str, Any]:
    """Returns which database a connection leads to, or raises NotATestDatabase. Takes connections of psycopg2, psycopg, Django
    and SQLAlchemy, whose engines and ORM sessions too; guarded or not. Those of asyncio: assert_test_database_async."""
    if type(connection).__module__.startswith("sqlalchemy"):
        if hasattr(connection, "pool") and hasattr(connection, "begin") and not hasattr(connection, "sync_engine"):  # an engine
            with connection.connect() as made:
                return assert_test_database(made)
        if hasattr(connection, "get_bind") and not hasattr(connection, "sync_session"):  # an ORM session
            return assert_test_database(connection.connection())
    below = _below(connection)
    if _is_async(connection, below):
        raise TypeError(f"{type(connection).__name__} is for asyncio: await assert_test_database_async(…)")
    watch = watch_of(below)
    answered(watch.identify(), lambda question: ask(below, question))
    return _asserted(watch)


async def assert_test_database_async(connection: Any) -> Dict[str, Any]:
    """The same for asyncpg (pools too), psycopg's AsyncConnection and SQLAlchemy's for asyncio."""
    if type(connection).__module__.startswith("sqlalchemy"):
        if not hasattr(connection, "sync_connection") and hasattr(connection, "sync_engine"):
            async with connection.connect() as made:
                return await assert_test_database_async(made)
        if hasattr(connection, "sync_session"):
            return await assert_test_database_async(await connection.connection())
        return await _asserted_async((await connection.get_raw_connection()).driver_connection)
    if hasattr(connection, "acquire"):  # asyncpg's pool
        async with connection.acquire() as made:
            return await assert_test_database_async(made)
    return await _asserted_async(_below(connection))


async def _asserted_async(below: Any) -> Dict[str, Any]:
    module = importlib.import_module(f"floodwall.{driver_of(below)}")
    watch = watch_of(below)
    if driver_of(below) == "psycopg":
        async with below.lock:
            await below.wait(module.answered(below, watch.identify()))
    else:
        await answered_async(watch.identify(), lambda question: module.ask(below, question))
    return _asserted(watch)


def _is_async(connection: Any, below: Any) -> bool:
    if driver_of(below) == "asyncpg" or hasattr(connection, "sync_engine") or hasattr(connection, "sync_session"):
        return True
    return driver_of(below) == "psycopg" and any(each.__name__ == "AsyncConnection" for each in type(below).__mro__)


def _asserted(watch: Watch) -> Dict[str, Any]:
    identity = watch.session.identity
    if not watch.session.is_test:
        raise NotATestDatabase(f"floodwall: {identity.get('database', 'the database')} is not one for tests: "
                               f"{identity['because']}")
    return identity
