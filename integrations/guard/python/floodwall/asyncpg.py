"""asyncpg: `connect(…, connection_class=floodwall.asyncpg.Connection)`, pools too; or `protect(connection)`."""

from __future__ import annotations

import contextlib
import contextvars
import functools
import weakref
from typing import Any, Awaitable, Callable, Dict, Iterator, Optional

import asyncpg as driver
from asyncpg import connection as driver_connection
from asyncpg import prepared_stmt
from asyncpg.connection import Connection as _Connection

from floodwall.guard import GuardError, Refused, Verdict
from floodwall.watch import RELEASE, ROLLBACK, SAVEPOINT, Protection, Rows, Watch, answered_async

__all__ = ["Connection", "connect", "connection_class", "protect", "protect_all"]

_watches: "weakref.WeakKeyDictionary[Any, Watch]" = weakref.WeakKeyDictionary()
_is_free: "contextvars.ContextVar[bool]" = contextvars.ContextVar("floodwall_is_free", default=False)


def watch_of(connection: Any) -> Watch:
    watch = _watches.get(connection)
    if watch is None:
        watch = _watches[connection] = connection.floodwall_protection.watch(host_of(connection))
    return watch


def host_of(connection: Any) -> Optional[str]:
    address = connection._addr
    return address if isinstance(address, str) else address[0] if address else None


async def ask(connection: Any, question: str) -> Optional[str]:
    """The one text of a query that is not judged; None if it cannot be had. Leaves the transaction as it was."""
    with _not_judged():
        try:
            if not connection.is_in_transaction():
                return await _Connection.fetchval(connection, question)
            await _Connection.execute(connection, SAVEPOINT)
            try:
                answer = await _Connection.fetchval(connection, question)
            except driver.PostgresError:
                await _Connection.execute(connection, ROLLBACK)
                answer = None
            await _Connection.execute(connection, RELEASE)
            return answer
        except driver.PostgresError:
            if connection.is_closed():  # that is for the user to hear: pools go by it
                raise
            return None


@contextlib.contextmanager
def _not_judged() -> Iterator[None]:
    """Of this task alone: what it runs in here is the guard's own, or has been judged."""
    token = _is_free.set(True)
    try:
        yield
    finally:
        _is_free.reset(token)


async def _judge(connection: Any, sql: str) -> Optional[Verdict]:
    """The verdict, when the copies have been made that the policy wants; None: it has been judged further up."""
    if _is_free.get():
        return None
    verdict = await answered_async(watch_of(connection).judge(sql), functools.partial(ask, connection))
    if verdict.preparation is not None:
        with _not_judged():
            await _Connection.execute(connection, verdict.preparation)
    return verdict


async def _sent(connection: Any, verdict: Optional[Verdict], send: Callable[[], Awaitable[Any]],
                status_of: Callable[[Any], Any]) -> Any:
    """Sends what has been judged, and undoes it if it takes more rows than it may."""
    with _not_judged():
        if verdict is None or verdict.row_limit is None:
            return await send()
        is_inside = connection.is_in_transaction()
        await _Connection.execute(connection, Rows.SAVEPOINT if is_inside else "BEGIN")
        try:
            result = await send()
            watch_of(connection).counted(verdict, _rows_in(status_of(result)))
        except BaseException as error:
            if not is_inside:
                await _Connection.execute(connection, "ROLLBACK")
            elif isinstance(error, Refused):
                await _Connection.execute(connection, Rows.ROLLBACK)
            raise
        await _Connection.execute(connection, Rows.RELEASE if is_inside else "COMMIT")
        return result


def _rows_in(status: Any) -> int:
    """Of "DELETE 400"."""
    last = (status.decode() if isinstance(status, bytes) else status or "").rpartition(" ")[2]
    return int(last) if last.isdigit() else 0


class PreparedStatement(prepared_stmt.PreparedStatement):
    """Judged again whenever it runs: what was allowed when it was prepared need not be any more."""

    __slots__ = ()

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        return self._connection.cursor(self._query, *args, **kwargs)  # prepared anew, and judged

    async def explain(self, *args: Any, **kwargs: Any) -> Any:
        await _judge(self._connection, self._query)
        return await super().explain(*args, **kwargs)

    async def fetch(self, *args: Any, **kwargs: Any) -> Any:
        await _judge(self._connection, self._query)
        return await super().fetch(*args, **kwargs)

    async def fetchval(self, *args: Any, **kwargs: Any) -> Any:
        await _judge(self._connection, self._query)
        return await super().fetchval(*args, **kwargs)

    async def fetchrow(self, *args: Any, **kwargs: Any) -> Any:
        await _judge(self._connection, self._query)
        return await super().fetchrow(*args, **kwargs)

    async def executemany(self, *args: Any, **kwargs: Any) -> Any:
        await _judge(self._connection, self._query)
        return await super().executemany(*args, **kwargs)


class Connection(_Connection):
    """A connection whose statements are judged."""

    __slots__ = ()

    floodwall_protection: Protection = Protection()

    async def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        plain = super().execute
        if args:  # then it is prepared, by _execute
            return await plain(query, *args, **kwargs)
        return await _sent(self, await _judge(self, query), lambda: plain(query, **kwargs), lambda status: status)

    async def prepare(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        statement = await super().prepare(query, *args, **kwargs)
        statement.__class__ = PreparedStatement
        return statement

    async def _execute(self, query: Any, args: Any, limit: Any, timeout: Any, *, return_status: bool = False,
                       **kwargs: Any) -> Any:
        """All kinds of fetch; judged before asyncpg locks the connection for it."""
        plain = super()._execute
        verdict = await _judge(self, query)
        counts = verdict is not None and verdict.row_limit is not None
        result = await _sent(self, verdict, lambda: plain(query, args, 0 if counts else limit, timeout,
                                                          return_status=return_status or counts, **kwargs),
                             lambda each: each[1])
        return result[0] if counts and not return_status else result

    async def _executemany(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        await _judge(self, query)
        with _not_judged():
            return await super()._executemany(query, *args, **kwargs)

    async def _get_statement(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """What is prepared otherwise: prepare() and cursors."""
        await _judge(self, query)
        return await super()._get_statement(query, *args, **kwargs)

    async def _copy_out(self, copy_stmt: Any, *args: Any, **kwargs: Any) -> Any:
        await _judge(self, copy_stmt)
        return await super()._copy_out(copy_stmt, *args, **kwargs)

    async def _copy_in(self, copy_stmt: Any, *args: Any, **kwargs: Any) -> Any:
        await _judge(self, copy_stmt)
        return await super()._copy_in(copy_stmt, *args, **kwargs)


for _name in ("_execute", "_executemany", "_get_statement", "_copy_out", "_copy_in"):
    if not hasattr(_Connection, _name):
        raise GuardError(f"floodwall does not know asyncpg {driver.__version__}: its connections have no {_name}")


@functools.lru_cache(maxsize=None)
def connection_class(protection: Optional[Protection] = None, base: type = Connection) -> type:
    """A class for `connection_class=`, made of another one."""
    bases = (base,) if issubclass(base, Connection) else (Connection,) if base is _Connection else (base, Connection)
    members: Dict[str, Any] = {"__slots__": ()}
    if protection is not None:
        members["floodwall_protection"] = protection
    return type(base.__name__, bases, members)


def protect(connection: Any, protection: Protection = Protection()) -> Any:
    """Guards a connection that is there already."""
    connection.__class__ = connection_class(None, connection.__class__)
    _watches[connection] = protection.watch(host_of(connection))
    return connection


_plain_connect = driver_connection.connect


async def connect(*args: Any, protection: Optional[Protection] = None, connection_class: type = Connection,
                  **kwargs: Any) -> Connection:
    """asyncpg.connect, guarded."""
    return await _plain_connect(*args, connection_class=globals()["connection_class"](protection, connection_class), **kwargs)


def protect_all(protection: Protection) -> Callable[[], None]:
    """Makes asyncpg.connect and its pools guarded; what it returns undoes that."""
    before = driver_connection.connect

    @functools.wraps(before)
    async def guarded_connect(*args: Any, connection_class: Any = _Connection, **kwargs: Any) -> Any:
        chosen = globals()["connection_class"](protection, connection_class)
        return await before(*args, connection_class=chosen, **kwargs)

    driver_connection.connect = driver.connect = guarded_connect

    def undo() -> None:
        driver_connection.connect = driver.connect = before

    return undo
