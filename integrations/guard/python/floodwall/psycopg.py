"""psycopg 3: `floodwall.psycopg.Connection` and `AsyncConnection` in place of psycopg's, or `protect(connection)`.

Its cursors are generators over one connection, sync and async alike. The text is judged in there, at the few places where it
is ready to be sent: so it does not matter which class a cursor is of and who has made it."""

from __future__ import annotations

import functools
from typing import Any, Callable, Optional, TypeVar

import psycopg as driver
from psycopg import _queries, generators, pq

from floodwall.guard import GuardError, Refused
from floodwall.watch import RELEASE, ROLLBACK, SAVEPOINT, Protection, Watch, driven_inside

__all__ = ["AsyncConnection", "Connection", "connect", "protect", "protect_all"]

_everywhere: Optional[Protection] = None
_AnyConnection = TypeVar("_AnyConnection")


class Connection(driver.Connection[Any]):
    """A connection whose statements are judged."""

    floodwall_protection: Protection = Protection()


class AsyncConnection(driver.AsyncConnection[Any]):
    """The same for asyncio."""

    floodwall_protection: Protection = Protection()


connect = Connection.connect


def protect(connection: _AnyConnection, protection: Protection = Protection()) -> _AnyConnection:
    """Guards a connection that is there already."""
    connection._floodwall_watch = protection.watch(connection.info.host)  # type: ignore[attr-defined]
    return connection


def watch_of(connection: Any) -> Optional[Watch]:
    watch = getattr(connection, "_floodwall_watch", None)
    if watch is None:
        protection = getattr(connection, "floodwall_protection", _everywhere)
        if protection is not None:
            watch = protect(connection, protection)._floodwall_watch
    return watch


def ask(connection: Any, question: str) -> Any:
    """Generator of psycopg's kind. Leaves the transaction as it was."""
    return _outside_of_pipeline(connection, functools.partial(_asked, connection.pgconn, question, _codec(connection)))


def _outside_of_pipeline(connection: Any, work: Callable[[], Any]) -> Any:
    """A pipeline is synced, as by fetch, and goes on."""
    pgconn = connection.pgconn
    pipeline = connection._pipeline
    if pipeline:
        yield from pipeline._sync_gen()
        pgconn.exit_pipeline_mode()
    try:
        return (yield from work())
    finally:
        if pipeline:
            pgconn.enter_pipeline_mode()


def _codec(connection: Any) -> str:
    """SQL_ASCII lets all bytes pass."""
    encoding: str = connection.info.encoding
    return "utf-8" if encoding == "ascii" else encoding


def _run(pgconn: Any, sql: bytes) -> Any:
    pgconn.send_query(sql)
    results = yield from generators.execute(pgconn)
    return results[-1]


def _asked(pgconn: Any, question: str, encoding: str) -> Any:
    status = pgconn.transaction_status
    if status not in (pq.TransactionStatus.IDLE, pq.TransactionStatus.INTRANS):
        return None
    is_inside = status == pq.TransactionStatus.INTRANS
    if is_inside:
        yield from _run(pgconn, SAVEPOINT.encode())
    result = yield from _run(pgconn, question.encode(encoding, "surrogateescape"))
    has_answer = result.status == pq.ExecStatus.TUPLES_OK and result.ntuples == 1
    answer = result.get_value(0, 0) if has_answer else None
    if is_inside:
        if not has_answer:
            yield from _run(pgconn, ROLLBACK.encode())
        yield from _run(pgconn, RELEASE.encode())
    return None if answer is None else answer.decode(encoding, "replace")


class _Channel:
    """Its steps are generators of psycopg's kind."""

    can_run_dry = True

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    @property
    def is_closed(self) -> bool:
        return bool(self.connection.closed)

    @property
    def status(self) -> int:
        return int(self.connection.pgconn.transaction_status)

    @property
    def begins(self) -> bool:
        return not self.connection._autocommit

    def settle(self) -> Any:
        pipeline = self.connection._pipeline
        return pipeline._sync_gen() if pipeline else None

    def ask(self, question: str) -> Any:
        return ask(self.connection, question)

    def run(self, commands: str) -> Any:
        return _outside_of_pipeline(self.connection, functools.partial(_done, self.connection, commands))

    def prepare(self, command: str) -> Any:
        yield from self.connection._start_query()  # BEGIN, where there is no transaction yet
        yield from self.run(command)

    def enter_dry_run(self) -> None:
        self.connection._floodwall_is_dry = True

    def leave_dry_run(self) -> Any:
        self.connection._floodwall_is_dry = False
        if not self.connection.closed:
            yield from self.run("ROLLBACK")


def channel_of(connection: Any) -> _Channel:
    return _Channel(connection)


def _done(connection: Any, commands: str) -> Any:
    result = yield from _run(connection.pgconn, commands.encode(_codec(connection), "surrogateescape"))
    if result.status not in (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK):
        raise driver.errors.error_from_result(result, encoding=_codec(connection))


def _judge(cursor: Any, sql: bytes) -> Any:
    """What may be sent; None: nobody guards the connection."""
    connection = cursor._conn
    watch = watch_of(connection)
    if watch is None:
        return None
    encoding = _codec(connection)
    text = sql if encoding == "utf-8" else sql.decode(encoding, "surrogateescape")
    return (yield from driven_inside(watch.judge(_Channel(connection), text)))


def _before_prepared(plain: Any) -> Any:
    @functools.wraps(plain)
    def judged(self: Any, pgq: Any, *args: Any, **kwargs: Any) -> Any:
        connection = self._conn
        allowed = yield from _judge(self, pgq.query)
        if allowed is None:
            return (yield from plain(self, pgq, *args, **kwargs))

        def send(instead: Optional[str]) -> Any:
            if instead is not None:
                pgq.query, pgq.params, pgq.types, pgq.formats = instead.encode(), None, (), []
            results = yield from plain(self, pgq, *args, **kwargs)
            pipeline = connection._pipeline
            if pipeline and allowed.verdict.row_limit is not None:
                yield from pipeline._communicate_gen()
                yield from pipeline._fetch_gen(flush=True)
            return results

        before = max(self._rowcount, 0)  # executemany adds up

        def rows_of(results: Any) -> int:
            return sum(each.command_tuples or 0 for each in results) if results else max(self._rowcount, 0) - before

        return (yield from driven_inside(connection._floodwall_watch.sent(_Channel(connection), [allowed], send, rows_of)))

    return judged


def _may_send(cursor: Any, sql: bytes) -> Any:
    """Where rows are not counted."""
    allowed = yield from _judge(cursor, sql)
    if allowed.instead is not None:
        raise Refused("floodwall: refused in a dry run: what begins or ends a transaction must be executed")
    yield from driven_inside(cursor._conn._floodwall_watch.ready(_Channel(cursor._conn), [allowed]))


def _before_query(plain: Any) -> Any:
    @functools.wraps(plain)
    def judged(self: Any, query: Any, params: Any = None, *args: Any, **kwargs: Any) -> Any:
        if watch_of(self._conn) is not None:
            self._tx = driver.adapt.Transformer(self)
            yield from _may_send(self, self._convert_query(query, params).query)
        return (yield from plain(self, query, params, *args, **kwargs))

    return judged


def _before_copy(plain: Any) -> Any:
    @functools.wraps(plain)
    def judged(self: Any, statement: Any, params: Any = None, *args: Any, **kwargs: Any) -> Any:
        if watch_of(self._conn) is not None:  # as psycopg does: parameters of a COPY are put into its text
            pgq = (_queries.PostgresClientQuery if params else _queries.PostgresQuery)(driver.adapt.Transformer(self))
            pgq.convert(statement, params)
            yield from _may_send(self, pgq.query)
        return (yield from plain(self, statement, params, *args, **kwargs))

    return judged


_CONTROLS = (b"BEGIN", b"COMMIT", b"ROLLBACK", b"SAVEPOINT", b"RELEASE", b"PREPARE")


def _is_dry(connection: Any) -> bool:
    return getattr(connection, "_floodwall_is_dry", False) or (
        getattr(connection, "_floodwall_watch", None) is not None and connection._floodwall_watch.is_dry)


def _before_command(plain: Any) -> Any:
    """What psycopg itself says of transactions."""

    @functools.wraps(plain)
    def judged(self: Any, command: Any, *args: Any, **kwargs: Any) -> Any:
        if _is_dry(self):
            text = command if isinstance(command, bytes) else (
                command.encode() if isinstance(command, str) else command.as_bytes(self))
            if text.partition(b" ")[0].upper() in _CONTROLS:
                yield from driven_inside(self._floodwall_watch.control(_Channel(self), text.decode(_codec(self))))
                return None
        return (yield from plain(self, command, *args, **kwargs))

    return judged


def _before_change(plain: Any) -> Any:
    """autocommit and its like may be set between the program's transactions."""

    @functools.wraps(plain)
    def checked(self: Any, attribute: str) -> Any:
        if not _is_dry(self) or self._floodwall_watch.is_inside:
            yield from plain(self, attribute)

    return checked


def _before_block(plain: Any) -> Any:
    """The outermost connection.transaction() is one, not a savepoint."""

    @functools.wraps(plain)
    def pushed(self: Any) -> Any:
        name = self._savepoint_name
        plain(self)
        if _is_dry(self._conn) and not self._conn._floodwall_watch.is_inside:
            self._outer_transaction, self._savepoint_name = True, name

    return pushed


def _hook() -> None:
    for kind, name, wrapper in ((driver.ServerCursor, "_maybe_prepare_gen", _before_prepared),
                                (driver.ServerCursor, "_stream_send_gen", _before_query),
                                (driver.ServerCursor, "_start_copy_gen", _before_copy),
                                (driver.ServerCursor, "_declare_gen", _before_query),
                                (driver.Connection, "_exec_command", _before_command),
                                (driver.Connection, "_check_intrans_gen", _before_change),
                                (driver.Transaction, "_push_savepoint", _before_block)):
        owners = [each for each in kind.__mro__ if name in vars(each)]
        if not owners:
            raise GuardError(f"floodwall does not know psycopg {driver.__version__}: its {kind.__name__} has no {name}")
        for owner in owners:
            setattr(owner, name, wrapper(vars(owner)[name]))


_hook()


def protect_all(protection: Protection) -> Callable[[], None]:
    """Guards every connection of this process; what it returns undoes that."""
    global _everywhere
    before, _everywhere = _everywhere, protection

    def undo() -> None:
        global _everywhere
        _everywhere = before

    return undo
