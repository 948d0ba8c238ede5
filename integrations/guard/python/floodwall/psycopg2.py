"""psycopg2: `connect(…, connection_factory=floodwall.psycopg2.Connection)`, or this module's `connect`.

What is judged is what is sent: the text with its parameters in it, as psycopg2 has put them there."""

from __future__ import annotations

import functools
from typing import Any, Callable, Optional, Sequence, Union

import psycopg2 as driver
from psycopg2 import extensions, extras
from psycopg2.extensions import connection as _Connection
from psycopg2.extensions import cursor as _Cursor

from floodwall.guard import GuardError, Refused
from floodwall.watch import RELEASE, ROLLBACK, SAVEPOINT, Judged, Protection, Watch, driven

__all__ = ["Connection", "Cursor", "connect", "connection_factory", "protect_all"]

_quotes_table_names = tuple(int(part) for part in driver.__version__.split()[0].split(".")[:2]) >= (2, 9)


def _run(cursor: _Cursor, sql: Union[bytes, str]) -> None:
    """Not judged."""
    _Cursor.execute(cursor, sql)
    if cursor.connection.async_:
        extras.wait_select(cursor.connection)


def command(connection: _Connection, sql: str) -> None:
    cursor = _Cursor(connection)
    try:
        _run(cursor, sql)
    finally:
        _Cursor.close(cursor)


def _codec(connection: _Connection) -> str:
    """What turns its bytes into texts and back, without a loss; SQL_ASCII lets all bytes pass."""
    codec = extensions.encodings.get(connection.encoding, "ascii")
    return "utf_8" if codec == "ascii" else str(codec)


def ask(connection: _Connection, question: str) -> Optional[str]:
    """The one text of a query that is not judged; None if it cannot be had. Leaves the transaction as it was."""
    status = connection.info.transaction_status
    if status not in (extensions.TRANSACTION_STATUS_IDLE, extensions.TRANSACTION_STATUS_INTRANS):
        return None
    cursor = _Cursor(connection)

    def run(sql: Union[bytes, str]) -> None:
        _run(cursor, sql)

    is_inside = status == extensions.TRANSACTION_STATUS_INTRANS
    try:
        if is_inside:
            run(SAVEPOINT)
        try:
            run(question.encode(_codec(connection), "surrogateescape"))
            answer = _Cursor.fetchone(cursor)[0]
        except (driver.Error, UnicodeError):
            if connection.closed:
                raise
            answer = None
            if is_inside:
                run(ROLLBACK)
        if is_inside:
            run(RELEASE)
    except driver.Error:
        if connection.closed:  # that is for the user to hear: pools go by it
            raise
        return None
    finally:
        _Cursor.close(cursor)
        if not is_inside and not connection.async_ and not connection.autocommit and not connection.closed:
            _Connection.rollback(connection)
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


class _Channel:
    """What psycopg2 begins by itself stays open in a dry run: it is told that it is not in autocommit."""

    can_run_dry = True

    def __init__(self, connection: "Connection") -> None:
        self.connection = connection

    @property
    def is_closed(self) -> bool:
        return bool(self.connection.closed)

    @property
    def status(self) -> int:
        return self.connection.info.transaction_status

    @property
    def begins(self) -> bool:
        return not (self.connection.async_ or self.connection.autocommit)

    def settle(self) -> None:
        pass

    def ask(self, question: str) -> Optional[str]:
        return ask(self.connection, question)

    def run(self, commands: str) -> None:
        command(self.connection, commands)

    prepare = run

    def enter_dry_run(self) -> None:
        connection = self.connection
        if connection.async_:
            return
        if connection._dry_autocommit is None:
            connection._dry_autocommit = connection.autocommit
            _set_autocommit(connection, False)
        self.run("SET LOCAL floodwall.dry_run = 'on'")  # behind the BEGIN of psycopg2

    def leave_dry_run(self) -> None:
        connection = self.connection
        if connection.closed:
            return
        if connection.async_:
            self.run("ROLLBACK")
            return
        _Connection.rollback(connection)
        if connection._dry_autocommit is not None:
            _set_autocommit(connection, connection._dry_autocommit)
            connection._dry_autocommit = None


def _set_autocommit(connection: _Connection, value: bool) -> None:
    _Connection.autocommit.__set__(connection, value)


def _judge(connection: "Connection", sql: bytes) -> Judged:
    text: Union[bytes, str] = sql
    if connection.encoding != "UTF8":
        text = sql.decode(_codec(connection), "surrogateescape")
    watch = connection.floodwall
    with watch.lock:
        return driven(watch.judge(_Channel(connection), text))


def _sent(cursor: "Cursor", judged: Sequence[Judged], send: Callable[[Optional[str]], Any]) -> Any:
    connection = cursor.connection

    def rows_of(result: Any) -> int:
        if connection.async_:
            extras.wait_select(connection)
        return cursor.rowcount

    return driven(connection.floodwall.sent(_Channel(connection), judged, send, rows_of))


class Cursor(_Cursor):
    """A cursor of a Connection. As a base class it stands below the others, so that it sees what they make of a text."""

    def execute(self, query: Any, vars: Any = None) -> Any:  # noqa: A002 (psycopg2's name)
        text = super().mogrify(query, vars)
        plain = super().execute
        return _sent(self, [_judge(self.connection, text)], lambda instead: plain(text if instead is None else instead))

    def executemany(self, query: Any, vars_list: Any) -> Any:
        values = list(vars_list)
        plain = super().executemany
        judged = [_judge(self.connection, super(Cursor, self).mogrify(query, each)) for each in values]
        return _sent(self, judged, lambda instead: plain(query, values))

    def callproc(self, procname: Any, parameters: Any = None) -> Any:
        given = parameters if parameters is not None else ()
        names = (f"{extensions.quote_ident(name, self)} := %s" for name in given) if isinstance(given, dict) else (
            "%s" for _ in given)
        values = tuple(given.values()) if isinstance(given, dict) else tuple(given)
        head = f"SELECT * FROM {procname}(".replace("%", "%%" if values else "%")
        plain = super().callproc
        judged = _judge(self.connection, super().mogrify(head + ", ".join(names) + ")", values or None))
        return _sent(self, [judged], lambda instead: plain(procname, *(() if parameters is None else (parameters,))))

    def copy_expert(self, sql: Any, file: Any, *args: Any, **kwargs: Any) -> Any:
        text = super().mogrify(sql)
        plain = super().copy_expert
        return _sent(self, [_judge(self.connection, text)], lambda instead: plain(text, file, *args, **kwargs))

    def copy_from(self, file: Any, table: Any, *args: Any, **kwargs: Any) -> Any:
        name = extensions.quote_ident(table, self) if _quotes_table_names else table
        plain = super().copy_from
        judged = _judge(self.connection, f"COPY {name} FROM STDIN".encode(_codec(self.connection)))
        return _sent(self, [judged], lambda instead: plain(file, table, *args, **kwargs))

    def copy_to(self, file: Any, table: Any, *args: Any, **kwargs: Any) -> Any:
        if not _quotes_table_names:
            _judge(self.connection, f"COPY {table} TO STDOUT".encode())
        return super().copy_to(file, table, *args, **kwargs)


@functools.lru_cache(maxsize=None)
def _guarded_cursor(factory: type) -> type:
    if issubclass(factory, Cursor):
        return factory
    return Cursor if issubclass(Cursor, factory) else type(factory.__name__, (factory, Cursor), {})


class Connection(_Connection):
    """A connection whose statements are judged. A cursor_factory stays what it is, with Cursor below it."""

    floodwall_protection: Protection = Protection()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._floodwall: Optional[Watch] = None
        self._dry_autocommit: Optional[bool] = None  # in a dry run: what the program believes
        super().__init__(*args, **kwargs)

    @property
    def floodwall(self) -> Watch:
        if self._floodwall is None:
            self._floodwall = self.floodwall_protection.watch(self.info.host)
        return self._floodwall

    def cursor(self, name: Any = None, cursor_factory: Any = None, *args: Any, **kwargs: Any) -> Any:
        factory = cursor_factory or self.cursor_factory or _Cursor
        if not isinstance(factory, type):
            raise GuardError(f"floodwall cannot see what {factory!r} makes: a cursor_factory must be a class")
        return super().cursor(name, _guarded_cursor(factory), *args, **kwargs)

    def commit(self) -> None:
        if not self._control("COMMIT"):
            super().commit()

    def rollback(self) -> None:
        if not self._control("ROLLBACK"):
            super().rollback()

    def _control(self, command: str) -> bool:
        """Whether a dry run has done it."""
        if self.closed or self._dry_autocommit is None:
            return False
        if self.floodwall.is_inside:
            driven(self.floodwall.control(_Channel(self), command))
        return True

    @property
    def autocommit(self) -> bool:
        plain: bool = super().autocommit
        return plain if self._dry_autocommit is None else self._dry_autocommit

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        self.set_session(autocommit=value)

    def set_session(self, *args: Any, **kwargs: Any) -> None:
        if self._dry_autocommit is None:
            super().set_session(*args, **kwargs)
            return
        self._outside("set_session")
        self._dry_autocommit = bool(kwargs.get("autocommit", args[3] if len(args) == 4 else self._dry_autocommit))

    def set_isolation_level(self, level: Any) -> None:
        if self._dry_autocommit is None:
            super().set_isolation_level(level)
            return
        self.rollback()
        self._dry_autocommit = level == extensions.ISOLATION_LEVEL_AUTOCOMMIT

    def reset(self) -> None:
        if self._dry_autocommit is None:
            super().reset()
        else:
            self.rollback()

    def lobject(self, *args: Any, **kwargs: Any) -> Any:
        if self.floodwall.is_dry:  # it sends no text, but begins a transaction
            driven(self.floodwall.judge(_Channel(self), "SELECT pg_catalog.lo_open(0, 0)"))
        return super().lobject(*args, **kwargs)

    def tpc_begin(self, xid: Any) -> None:
        if self._dry_autocommit is not None:
            raise Refused("floodwall: refused in a dry run: a prepared transaction would outlast it")
        super().tpc_begin(xid)

    def _outside(self, name: str) -> None:
        if self.floodwall.is_inside:
            raise driver.ProgrammingError(f"{name} cannot be used inside a transaction")


@functools.lru_cache(maxsize=None)
def _guarded_connection(base: type, protection: Optional[Protection]) -> type:
    bases = (base,) if issubclass(base, Connection) else (Connection,) if base is _Connection else (base, Connection)
    return type(base.__name__, bases, {} if protection is None else {"floodwall_protection": protection})


def connection_factory(protection: Optional[Protection] = None, base: Callable[..., Any] = Connection) -> type:
    """A class for `connection_factory=`, made of another one."""
    if not isinstance(base, type):
        raise GuardError(f"floodwall cannot see what {base!r} makes: a connection_factory must be a class")
    return _guarded_connection(base, protection)


def channel_of(connection: Any) -> _Channel:
    return _Channel(connection)


_plain_connect = driver.connect


def connect(*args: Any, protection: Optional[Protection] = None, connection_factory: Optional[Callable[..., Any]] = None,
            **kwargs: Any) -> Any:
    """psycopg2.connect, guarded."""
    factory = globals()["connection_factory"](protection, connection_factory or Connection)
    return _plain_connect(*args, connection_factory=factory, **kwargs)


def protect_all(protection: Protection) -> Callable[[], None]:
    """Makes psycopg2.connect guarded; what it returns undoes that."""
    before = driver.connect

    @functools.wraps(before)
    def guarded_connect(dsn: Any = None, connection_factory: Any = None, cursor_factory: Any = None, **kwargs: Any) -> Any:
        factory = globals()["connection_factory"](protection, connection_factory or _Connection)
        return before(dsn, connection_factory=factory, cursor_factory=cursor_factory, **kwargs)

    driver.connect = guarded_connect

    def undo() -> None:
        driver.connect = before

    return undo
