"""asyncpg: `connect(…, connection_class=floodwall.asyncpg.Connection)`, pools too; or `protect(connection)`."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import functools
import weakref
from typing import Any, Awaitable, Callable, Dict, Iterator, Optional

import asyncpg as driver
from asyncpg import connection as driver_connection
from asyncpg import prepared_stmt, transaction
from asyncpg.connection import Connection as _Connection

from floodwall.guard import GuardError, Refused
from floodwall.watch import FAILED, IDLE, INSIDE, RELEASE, ROLLBACK, SAVEPOINT, Judged, Protection, Watch, driven_async

__all__ = ["Connection", "connect", "connection_class", "protect", "protect_all"]

_watches: "weakref.WeakKeyDictionary[Any, Watch]" = weakref.WeakKeyDictionary()
_failed: "weakref.WeakSet[Any]" = weakref.WeakSet()  # whose transaction has failed: asyncpg does not tell
_is_free: "contextvars.ContextVar[bool]" = contextvars.ContextVar("floodwall_is_free", default=False)


def watch_of(connection: Any) -> Watch:
    watch = _watches.get(connection)
    if watch is None:
        watch = _watches[connection] = connection.floodwall_protection.watch(host_of(connection))
    return watch


def host_of(connection: Any) -> Optional[str]:
    address = connection._addr
    return address if isinstance(address, str) else address[0] if address else None


@contextlib.contextmanager
def _noticed(connection: Any) -> Iterator[None]:
    """Around what is sent. What nobody waits for any more is cancelled."""
    try:
        yield
    except (driver.PostgresError, asyncio.TimeoutError, asyncio.CancelledError):
        _failed.add(connection)
        raise
    _failed.discard(connection)


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


class _Channel:
    """Its steps are awaited."""

    can_run_dry = True
    begins = False

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    @property
    def is_closed(self) -> bool:
        return bool(self.connection.is_closed())

    @property
    def status(self) -> int:
        if not self.connection.is_in_transaction():
            return IDLE
        return FAILED if self.connection in _failed else INSIDE

    def settle(self) -> None:
        pass

    def ask(self, question: str) -> Any:
        return ask(self.connection, question)

    async def run(self, commands: str) -> None:
        with _not_judged(), _noticed(self.connection):
            await _Connection.execute(self.connection, commands)

    prepare = run

    def enter_dry_run(self) -> None:
        pass

    async def leave_dry_run(self) -> None:
        self.connection._top_xact = None
        if not self.connection.is_closed():
            await self.run("ROLLBACK")


def channel_of(connection: Any) -> _Channel:
    return _Channel(connection)


async def _judge(connection: Any, sql: str, *, is_prepared: bool = False) -> Optional[Judged]:
    """What may be sent; None: it has been judged further up."""
    if _is_free.get():
        return None
    return await driven_async(watch_of(connection).judge(_Channel(connection), sql, is_prepared=is_prepared))


async def _may_send(connection: Any, sql: str, *, is_prepared: bool = False) -> None:
    """Where rows are not counted."""
    await _ready(connection, await _judge(connection, sql, is_prepared=is_prepared))


async def _ready(connection: Any, judged: Optional[Judged]) -> None:
    if judged is None:
        return
    if judged.instead is not None:
        raise Refused("floodwall: refused in a dry run: what begins or ends a transaction must be executed")
    await driven_async(watch_of(connection).ready(_Channel(connection), [judged]))


def _counts(judged: Optional[Judged]) -> bool:
    return judged is not None and judged.verdict.row_limit is not None


async def _one_by_one(connection: Any, judged: Any, values: Any, run: Callable[[Any], Awaitable[Any]]) -> None:
    """All of executemany or nothing, since asyncpg does not tell how many rows that has taken."""
    judged.verdict.counts_not()  # each of them does
    async with connection.transaction():
        for each in values:
            await run(each)


async def _sent(connection: Any, judged: Optional[Judged], send: Callable[[Optional[str]], Awaitable[Any]],
                status_of: Callable[[Any], Any]) -> Any:
    """Sends what has been judged."""

    async def free(instead: Optional[str]) -> Any:
        with _not_judged(), _noticed(connection):
            return await send(instead)

    if judged is None:
        return await free(None)
    return await driven_async(watch_of(connection).sent(_Channel(connection), [judged], free,
                                                        lambda result: _rows_in(status_of(result))))


class _DryTransaction(transaction.Transaction):
    """In a dry run the connection is in a transaction already, of which the program knows nothing."""

    __slots__ = ()
    _state: Any

    async def start(self) -> None:
        connection = self._connection
        if connection._top_xact is not None or self._state is not transaction.TransactionState.NEW:
            await super().start()
            return
        connection._top_xact = self
        try:
            await connection.execute("BEGIN")
        except BaseException:
            connection._top_xact = None
            self._state = transaction.TransactionState.FAILED
            raise
        self._state = transaction.TransactionState.STARTED


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
        await _may_send(self._connection, self._query)
        return await super().explain(*args, **kwargs)

    async def fetch(self, *args: Any, **kwargs: Any) -> Any:
        plain = super().fetch
        return await _sent(self._connection, await _judge(self._connection, self._query),
                           lambda instead: plain(*args, **kwargs), lambda rows: self.get_statusmsg())

    async def fetchval(self, *args: Any, column: int = 0, **kwargs: Any) -> Any:
        row = await self.fetchrow(*args, **kwargs)
        return None if row is None else row[column]

    async def fetchrow(self, *args: Any, **kwargs: Any) -> Any:
        """Where rows are counted it must run to its end."""
        judged = await _judge(self._connection, self._query)
        plain = super().fetchrow
        if not _counts(judged):
            return await _sent(self._connection, judged, lambda instead: plain(*args, **kwargs), lambda row: None)
        whole = super().fetch
        rows = await _sent(self._connection, judged, lambda instead: whole(*args, **kwargs),
                           lambda rows: self.get_statusmsg())
        return rows[0] if rows else None

    async def executemany(self, values: Any, **kwargs: Any) -> Any:
        judged = await _judge(self._connection, self._query)
        if _counts(judged):
            return await _one_by_one(self._connection, judged, values, lambda each: self.fetch(*each, **kwargs))
        await _ready(self._connection, judged)
        with _noticed(self._connection):
            return await super().executemany(values, **kwargs)


class Connection(_Connection):
    """A connection whose statements are judged."""

    __slots__ = ()

    floodwall_protection: Protection = Protection()

    async def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        plain = super().execute
        if args:  # then it is prepared, by _execute
            return await plain(query, *args, **kwargs)
        return await _sent(self, await _judge(self, query),
                           lambda instead: plain(query if instead is None else instead, **kwargs), lambda status: status)

    def transaction(self, **kwargs: Any) -> Any:
        if not watch_of(self).is_dry:
            return super().transaction(**kwargs)
        self._check_open()
        return _DryTransaction(self, None, False, False)

    async def reset(self, **kwargs: Any) -> None:
        """What a pool does between those who use a connection."""
        watch = watch_of(self)
        if watch.is_dry and self.is_in_transaction():
            await driven_async(watch.end_dry_run(_Channel(self)))
        await super().reset(**kwargs)

    async def prepare(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        statement = await super().prepare(query, *args, **kwargs)
        statement.__class__ = PreparedStatement
        return statement

    async def _execute(self, query: Any, args: Any, limit: Any, timeout: Any, *, return_status: bool = False,
                       **kwargs: Any) -> Any:
        """All kinds of fetch; judged before asyncpg locks the connection for it."""
        plain = super()._execute
        judged = await _judge(self, query)
        counts = _counts(judged)

        def send(instead: Optional[str]) -> Any:
            text, values = (query, args) if instead is None else (instead, ())
            return plain(text, values, 0 if counts else limit, timeout, return_status=return_status or counts, **kwargs)

        result = await _sent(self, judged, send, lambda each: each[1])
        return result[0] if counts and not return_status else result

    async def _executemany(self, query: Any, args: Any, timeout: Any, *more: Any, **kwargs: Any) -> Any:
        judged = await _judge(self, query)
        if _counts(judged):
            return await _one_by_one(self, judged, args, lambda each: self._execute(query, each, 0, timeout))
        await _ready(self, judged)
        with _not_judged(), _noticed(self):
            return await super()._executemany(query, args, timeout, *more, **kwargs)

    async def _get_statement(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """What is prepared otherwise: prepare() and cursors."""
        await _may_send(self, query, is_prepared=True)
        return await super()._get_statement(query, *args, **kwargs)

    async def _copy_out(self, copy_stmt: Any, *args: Any, **kwargs: Any) -> Any:
        await _may_send(self, copy_stmt)
        with _noticed(self):
            return await super()._copy_out(copy_stmt, *args, **kwargs)

    async def _copy_in(self, copy_stmt: Any, *args: Any, **kwargs: Any) -> Any:
        await _may_send(self, copy_stmt)
        with _noticed(self):
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
