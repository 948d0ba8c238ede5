"""Whatever people call a connection: which database it leads to, and its guard's session."""

from __future__ import annotations

import importlib
from typing import Any, Dict, TypeVar

from floodwall.dbapi import AnyChannel, driver_of, is_guarded
from floodwall.guard import Refused, Session
from floodwall.watch import Channel, Protection, Steps, Watch, driven, driven_async, driven_inside

__all__ = ["NotATestDatabase", "assert_test_database", "assert_test_database_async", "session_of"]

_Result = TypeVar("_Result")


class NotATestDatabase(Refused):
    """Nothing says that the database is one for tests."""


def below_of(connection: Any) -> Any:
    """The driver's connection below those of SQLAlchemy, Django and asyncpg's pools."""
    if hasattr(connection, "ensure_connection"):  # Django
        connection.ensure_connection()
        return connection.connection
    connection = getattr(connection, "sync_connection", None) or connection
    if type(connection).__module__.startswith("sqlalchemy"):
        return importlib.import_module("floodwall.sqlalchemy").driver_connection(getattr(connection, "connection", connection))
    return getattr(connection, "_con", None) or connection


async def below_of_async(connection: Any) -> Any:
    """The same for asyncio; SQLAlchemy connects only when it must."""
    if type(connection).__module__.startswith("sqlalchemy"):
        return (await connection.get_raw_connection()).driver_connection
    return below_of(connection)


def channel_of(below: Any) -> Channel:
    """Of the driver's own connection."""
    driver = driver_of(below)
    if driver == "psycopg2" and not is_guarded(below) or not driver:
        return AnyChannel(below)
    channel: Channel = importlib.import_module(f"floodwall.{driver}").channel_of(below)
    return channel


def run(below: Any, steps: Steps[_Result]) -> _Result:
    """Of what is done on the driver's own connection."""
    if driver_of(below) != "psycopg":
        return driven(steps)
    with below.lock:
        result: _Result = below.wait(driven_inside(steps))
        return result


async def run_async(below: Any, steps: Steps[_Result]) -> _Result:
    if driver_of(below) != "psycopg":
        return await driven_async(steps)
    async with below.lock:
        result: _Result = await below.wait(driven_inside(steps))
        return result


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
    return guarded(below_of(connection)).session


def guarded(below: Any) -> Watch:
    if not is_guarded(below):
        raise TypeError(f"{below!r} is not guarded")
    return watch_of(below)


def assert_test_database(connection: Any) -> Dict[str, Any]:
    """Returns which database a connection leads to, or raises NotATestDatabase. Takes connections of psycopg2, psycopg, Django
    and SQLAlchemy, whose engines and ORM sessions too; guarded or not. Those of asyncio: assert_test_database_async."""
    if type(connection).__module__.startswith("sqlalchemy"):
        if hasattr(connection, "pool") and hasattr(connection, "begin") and not hasattr(connection, "sync_engine"):  # an engine
            with connection.connect() as made:
                return assert_test_database(made)
        if hasattr(connection, "get_bind") and not hasattr(connection, "sync_session"):  # an ORM session
            return assert_test_database(connection.connection())
    below = below_of(connection)
    if _is_async(connection, below):
        raise TypeError(f"{type(connection).__name__} is for asyncio: await assert_test_database_async(…)")
    watch = watch_of(below)
    run(below, watch.identify(channel_of(below)))
    return _asserted(watch)


async def assert_test_database_async(connection: Any) -> Dict[str, Any]:
    """The same for asyncpg (pools too), psycopg's AsyncConnection and SQLAlchemy's for asyncio."""
    if type(connection).__module__.startswith("sqlalchemy"):
        if not hasattr(connection, "sync_connection") and hasattr(connection, "sync_engine"):
            async with connection.connect() as made:
                return await assert_test_database_async(made)
        if hasattr(connection, "sync_session"):
            return await assert_test_database_async(await connection.connection())
        return await _asserted_async(await below_of_async(connection))
    if hasattr(connection, "acquire"):  # asyncpg's pool
        async with connection.acquire() as made:
            return await assert_test_database_async(made)
    return await _asserted_async(below_of(connection))


async def _asserted_async(below: Any) -> Dict[str, Any]:
    watch = watch_of(below)
    await run_async(below, watch.identify(channel_of(below)))
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
