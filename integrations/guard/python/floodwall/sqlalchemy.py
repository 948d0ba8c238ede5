"""SQLAlchemy: `protect(engine)`, once, where the engine is made; engines for asyncio, too.

New connections of the pool are the guarded ones of their driver, so that a raw DBAPI connection is guarded as well. Where
that cannot be (another driver, a `creator`, a connection that is there already), statements are judged in the
engine's event before_cursor_execute."""

from __future__ import annotations

import importlib
from typing import Any, TypeVar

import sqlalchemy as library
from sqlalchemy import event

from floodwall.dbapi import driver_of, is_guarded, judge, texts
from floodwall.guard import GuardError
from floodwall.watch import Protection

__all__ = ["protect"]

_Any = TypeVar("_Any")
_KEY = "floodwall_watch"  # in Connection.info, which lives as long as the DBAPI connection


def protect(engine: _Any, protection: Protection = Protection()) -> _Any:
    """Guards an Engine, AsyncEngine, Connection or AsyncConnection; a connection's engine with it."""
    target: Any = getattr(engine, "sync_engine", None) if hasattr(engine, "sync_engine") else engine
    target = getattr(target, "sync_connection", None) or target
    if target.dialect.name != "postgresql":
        raise GuardError(f"floodwall guards PostgreSQL, not {target.dialect.name}")
    whole = target if isinstance(target, library.engine.Engine) else target.engine
    if not hasattr(whole, "_floodwall_protection"):
        whole._floodwall_protection = protection
        _guard_engine(whole, protection)
    if target is not whole and not getattr(target, "_floodwall_is_heard", False):
        target._floodwall_is_heard = True
        event.listen(target, "before_cursor_execute", _listener(protection))
    return engine


def _guard_engine(engine: Any, protection: Protection) -> None:
    name = engine.dialect.driver

    @event.listens_for(engine, "do_connect")
    def guard_arguments(dialect: Any, record: Any, arguments: Any, parameters: Any) -> None:
        if name == "psycopg2":
            from floodwall.psycopg2 import Connection, connection_factory

            parameters["connection_factory"] = connection_factory(protection, parameters.get("connection_factory", Connection))
        elif name == "asyncpg":
            from floodwall.asyncpg import Connection as guarded, connection_class

            parameters["connection_class"] = connection_class(protection, parameters.get("connection_class", guarded))

    @event.listens_for(engine, "connect")
    def guard_made(connection: Any, record: Any) -> None:
        if name.startswith("psycopg") and name != "psycopg2":
            from floodwall.psycopg import protect as protect_made

            protect_made(driver_connection(connection), protection)

    event.listen(engine, "before_cursor_execute", _listener(protection))
    if getattr(engine.pool, "checkedin", lambda: 0)():
        _new_pool(engine)


def _new_pool(engine: Any) -> None:
    """What lies in the pool was made unguarded. It is let go, not closed: asyncpg's would have to be awaited."""
    try:
        engine.dispose(close=False)
    except TypeError:  # before 1.4.33
        engine.dispose()


def driver_connection(connection: Any) -> Any:
    """The driver's own connection below SQLAlchemy's wrappers."""
    for _ in range(4):
        inner = getattr(connection, "driver_connection", None)
        if inner is None and type(connection).__module__.startswith("sqlalchemy"):
            inner = getattr(connection, "dbapi_connection", None) or getattr(connection, "_connection", None)
        if inner is None or inner is connection:
            return connection
        connection = inner
    return connection


def _listener(protection: Protection) -> Any:
    def before_cursor_execute(connection: Any, cursor: Any, statement: Any, parameters: Any, context: Any,
                              executemany: bool) -> None:
        made = driver_connection(connection.connection)
        if is_guarded(made):
            return
        driver = driver_of(made)
        if driver in ("psycopg", "asyncpg"):
            importlib.import_module(f"floodwall.{driver}").protect(made, protection)
            return
        watch = connection.info.get(_KEY)
        if watch is None:
            watch = connection.info[_KEY] = protection.watch(connection.engine.url.host)
        for text in texts(cursor, statement, parameters, executemany):
            judge(watch, made, text)

    return before_cursor_execute
