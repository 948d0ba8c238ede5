"""psycopg 3: `floodwall.psycopg.Connection` and `AsyncConnection` in place of psycopg's, or `protect(connection)`.

Its cursors are generators over one connection, sync and async alike. The text is judged in there, at the few places where it
is ready to be sent: so it does not matter which class a cursor is of and who has made it."""

from __future__ import annotations

import functools
from typing import Any, Callable, Optional, TypeVar

import psycopg as driver
from psycopg import _queries, generators, pq

from floodwall.guard import GuardError, Refused
from floodwall.watch import RELEASE, ROLLBACK, SAVEPOINT, Protection, Rows, Watch

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
    """Generator of psycopg's kind. Leaves the transaction as it was; a pipeline is synced, as by fetch, and goes on."""
    pgconn = connection.pgconn
    pipeline = connection._pipeline
    if pipeline:
        yield from pipeline._sync_gen()
        pgconn.exit_pipeline_mode()
    try:
        return (yield from _asked(pgconn, question, _codec(connection)))
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


def answered(connection: Any, questions: Any) -> Any:
    """watch.answered for psycopg's generators."""
    answer = None
    while True:
        try:
            question = questions.send(answer)
        except StopIteration as end:
            return end.value
        answer = yield from ask(connection, question)


def _judge(cursor: Any, sql: bytes) -> Any:
    """The verdict, when the copies have been made that the policy wants; None: nobody guards the connection."""
    connection = cursor._conn
    watch = watch_of(connection)
    if watch is None:
        return None
    encoding = _codec(connection)
    text = sql if encoding == "utf-8" else sql.decode(encoding, "surrogateescape")
    verdict = yield from answered(connection, watch.judge(text))
    if verdict.preparation is not None:
        yield from connection._start_query()  # BEGIN, where there is no transaction yet
        yield from connection._exec_command(verdict.preparation)
    return verdict


def _counted(cursor: Any, verdict: Any, send: Any) -> Any:
    """Sends it and undoes it if it takes more rows than it may. `send` may leave its results to a pipeline."""
    connection, pipeline = cursor._conn, cursor._conn._pipeline
    if pipeline:
        yield from pipeline._sync_gen()
    is_alone = connection.pgconn.transaction_status == pq.TransactionStatus.IDLE
    yield from connection._exec_command("BEGIN" if is_alone else Rows.SAVEPOINT)
    try:
        results = yield from send
        if pipeline:
            yield from pipeline._communicate_gen()
            yield from pipeline._fetch_gen(flush=True)
        rows = sum(each.command_tuples or 0 for each in results) if results else max(cursor._rowcount, 0)
        connection._floodwall_watch.counted(verdict, rows)  # that of `_judge`
    except BaseException as error:
        if is_alone:
            yield from connection._exec_command("ROLLBACK")
        elif isinstance(error, Refused):
            yield from connection._exec_command(Rows.ROLLBACK)
        raise
    yield from connection._exec_command("COMMIT" if is_alone else Rows.RELEASE)
    return results


def _before_prepared(plain: Any) -> Any:
    @functools.wraps(plain)
    def judged(self: Any, pgq: Any, *args: Any, **kwargs: Any) -> Any:
        verdict = yield from _judge(self, pgq.query)
        send = plain(self, pgq, *args, **kwargs)
        if verdict is None or verdict.row_limit is None:
            return (yield from send)
        return (yield from _counted(self, verdict, send))

    return judged


def _before_query(plain: Any) -> Any:
    @functools.wraps(plain)
    def judged(self: Any, query: Any, params: Any = None, *args: Any, **kwargs: Any) -> Any:
        if watch_of(self._conn) is not None:
            self._tx = driver.adapt.Transformer(self)
            yield from _judge(self, self._convert_query(query, params).query)
        return (yield from plain(self, query, params, *args, **kwargs))

    return judged


def _before_copy(plain: Any) -> Any:
    @functools.wraps(plain)
    def judged(self: Any, statement: Any, params: Any = None, *args: Any, **kwargs: Any) -> Any:
        if watch_of(self._conn) is not None:  # as psycopg does: parameters of a COPY are put into its text
            pgq = (_queries.PostgresClientQuery if params else _queries.PostgresQuery)(driver.adapt.Transformer(self))
            pgq.convert(statement, params)
            yield from _judge(self, pgq.query)
        return (yield from plain(self, statement, params, *args, **kwargs))

    return judged


def _hook() -> None:
    for name, wrapper in {"_maybe_prepare_gen": _before_prepared, "_stream_send_gen": _before_query,
                          "_start_copy_gen": _before_copy, "_declare_gen": _before_query}.items():
        owners = [each for each in driver.ServerCursor.__mro__ if name in vars(each)]
        if not owners:
            raise GuardError(f"floodwall does not know psycopg {driver.__version__}: its cursors have no {name}")
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
