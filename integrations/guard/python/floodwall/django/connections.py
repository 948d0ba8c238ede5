"""Django's connections: there is one of each alias in each thread, made when it is first wanted.

With psycopg2 the alias's OPTIONS get a guarded connection_factory, with psycopg 3 the new connection is guarded when Django
says that it is there: so the raw connection below Django's is guarded, too. An execute_wrapper is there for what was
connected before that."""

from __future__ import annotations

from typing import Any, Callable

from django.db import connections
from django.db.backends.signals import connection_created

from floodwall.dbapi import is_guarded, judge, texts
from floodwall.watch import Protection, Watch

__all__ = ["protect_all"]


def protect_all(protection: Protection = Protection()) -> None:
    """Guards what there is and what there will be."""
    for alias in connections:
        if _is_postgresql(connections[alias]):
            _guard_settings(connections[alias], protection)
            _guard(connections[alias], protection)
    connection_created.connect(_on_created(protection), weak=False, dispatch_uid="floodwall")


def _is_postgresql(wrapper: Any) -> bool:
    return wrapper.vendor == "postgresql"


def _driver(wrapper: Any) -> str:
    return wrapper.Database.__name__.partition(".")[0]


def _guard_settings(wrapper: Any, protection: Protection) -> None:
    if _driver(wrapper) != "psycopg2":
        return
    from floodwall.psycopg2 import Connection, connection_factory

    options = wrapper.settings_dict.setdefault("OPTIONS", {})  # the alias's own, which all threads share
    options["connection_factory"] = connection_factory(protection, options.get("connection_factory", Connection))


def _guard(wrapper: Any, protection: Protection) -> None:
    if not any(isinstance(each, _Wrapper) for each in wrapper.execute_wrappers):
        wrapper.execute_wrappers.insert(0, _Wrapper(protection))
    if wrapper.connection is not None and _driver(wrapper) == "psycopg":
        from floodwall.psycopg import protect

        protect(wrapper.connection, protection)


def _on_created(protection: Protection) -> Callable[..., None]:
    def created(sender: Any, connection: Any, **kwargs: Any) -> None:
        if _is_postgresql(connection):
            _guard(connection, protection)

    return created


class _Wrapper:
    """For connections that the driver does not guard."""

    def __init__(self, protection: Protection) -> None:
        self.protection = protection
        self.connection = None
        self.watch: Watch = protection.watch(None)

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        wrapper = context["connection"]
        if not is_guarded(wrapper.connection):
            self._judge(wrapper.connection, wrapper.settings_dict.get("HOST"), context["cursor"], sql, params, many)
        return execute(sql, params, many, context)

    def _judge(self, made: Any, host: Any, cursor: Any, sql: Any, params: Any, many: Any) -> None:
        if made is not self.connection:
            self.connection, self.watch = made, self.protection.watch(host or None)
        for text in texts(cursor, sql, params, many):
            judge(self.watch, made, text)
