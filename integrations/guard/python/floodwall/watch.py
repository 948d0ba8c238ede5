"""What all adapters share: how connections are protected, and the watch that is kept on one of them.

What is to be done about a text is written once, as generators of steps: each yields something to call. What calling it returns
is a value, or what the driver waits for in its own way: `driven` where it may block, `driven_async` where it must await,
`driven_inside` where the driver is made of generators. How a connection does the guard's own work is its `Channel`."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import logging
import threading
from typing import Any, Callable, Dict, Generator, List, Optional, Protocol, Sequence, TypeVar

from floodwall.guard import Action, Guard, GuardError, Refused, Session, Verdict, default_guard

__all__ = ["ACTIVE", "FAILED", "IDLE", "INSIDE", "Channel", "DryReport", "DryStatement", "Judged", "Protection", "Steps", "Watch",
           "driven", "driven_async", "driven_inside"]

_Result = TypeVar("_Result")
Step = Callable[[], Any]
Steps = Generator[Step, Any, _Result]

# libpq's numbers for where a connection is.
IDLE, ACTIVE, INSIDE, FAILED = 0, 1, 2, 3

SAVEPOINT = "SAVEPOINT floodwall_question"
ROLLBACK = "ROLLBACK TO SAVEPOINT floodwall_question"
RELEASE = "RELEASE SAVEPOINT floodwall_question"
_ROWS_SAVEPOINT = "SAVEPOINT floodwall_rows"
_ROWS_ROLLBACK = "ROLLBACK TO SAVEPOINT floodwall_rows"
_ROWS_RELEASE = "RELEASE SAVEPOINT floodwall_rows"


class Channel(Protocol):
    """A connection as the guard uses it: nothing of this is judged."""

    can_run_dry: bool

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be run any more."""

    @property
    def status(self) -> int:
        """Where the transaction is; ask after `settle`."""

    @property
    def begins(self) -> bool:
        """Whether the driver begins a transaction by itself."""

    def settle(self) -> Any:
        """Waits for what is still on its way."""

    def ask(self, question: str) -> Any:
        """The one text of a query; None if it cannot be had. Leaves the transaction as it was."""

    def run(self, commands: str) -> Any:
        """Raises the driver's error."""

    def prepare(self, command: str) -> Any:
        """The same in the transaction that the program's statement will be in."""

    def enter_dry_run(self) -> Any:
        """Nothing is open; from now on commit() and the like are texts."""

    def leave_dry_run(self) -> Any:
        """Rolls back; everything is as before."""


def _log(message: str) -> None:
    logging.getLogger("floodwall").warning("%s", message)


@dataclasses.dataclass(frozen=True)
class Protection:
    """How connections are protected; the defaults are the nearest floodwall.toml's."""

    guard: Optional[Guard] = None
    warn: Callable[[str], Any] = _log
    #: Asked where the policy says "ask"; nobody there to be asked: refused.
    confirm: Optional[Callable[[str], bool]] = None

    def watch(self, host: Optional[str]) -> "Watch":
        return Watch(self, host)


@dataclasses.dataclass
class DryStatement:
    """What was run in a dry run, and what the guard would have said otherwise."""

    sql: str
    action: Action
    message: str
    details: Dict[str, Any]


@dataclasses.dataclass
class DryReport:
    """All that was sent in a dry run, in its order."""

    statements: List[DryStatement] = dataclasses.field(default_factory=list)

    @property
    def refused(self) -> List[DryStatement]:
        """What would not have run, or only after somebody was asked."""
        return [each for each in self.statements if each.action >= Action.ASK]


@dataclasses.dataclass(frozen=True)
class Judged:
    """A text that may be sent."""

    verdict: Verdict
    sql: Any
    instead: Optional[str] = None  # in a dry run: what is sent in its place
    record: Optional[DryStatement] = None


def _preparations(judged: Sequence[Judged]) -> List[str]:
    made = (each.verdict.preparation for each in judged)
    return [each for each in made if each is not None]


class Watch:
    """One connection's."""

    def __init__(self, protection: Protection, host: Optional[str]) -> None:
        self.protection = protection
        self.session: Session = (protection.guard or default_guard()).session(host)
        self.lock = threading.RLock()  # for drivers whose connections threads share
        self.is_dry = self._is_always_dry = self.session.is_dry_run
        self.is_inside = False  # in a dry run: the program believes itself in a transaction
        self.report: Optional[DryReport] = None

    def judge(self, channel: Channel, sql: Any, *, is_prepared: bool = False) -> Steps[Judged]:
        """Raises Refused, or ends with what may be sent, when it is `ready`."""
        instead = None
        is_dry = self.is_dry and channel.can_run_dry
        if is_dry:
            if channel.begins and not self.is_inside:
                yield from self.control(channel, "BEGIN")
            instead = yield from self._dry_step(channel, sql, is_prepared)
        verdict = self.session.check(sql)
        yield from self._answered(channel, verdict)
        if not is_dry:
            verdict.enforce(warn=self.protection.warn, confirm=self.protection.confirm)
        elif not is_prepared:
            verdict.decided(verdict.action < Action.ASK)
        if is_prepared:
            verdict.counts_not()
        return Judged(verdict, sql, instead, self._noted(verdict, sql) if is_dry and not is_prepared else None)

    def ready(self, channel: Channel, judged: Sequence[Judged]) -> Steps[None]:
        """Does what must be done before, where the statement cannot be sent in one transaction with it."""
        for preparation in _preparations(judged):
            yield functools.partial(channel.prepare, preparation)

    def sent(self, channel: Channel, judged: Sequence[Judged], send: Callable[[Optional[str]], Any],
             rows_of: Callable[[Any], int]) -> Steps[Any]:
        """Sends what has been judged, in one transaction with what must be done before, and undoes it if it takes more rows than
        it may. `send` gets what is to be sent in place of the text, if anything is."""
        instead = next((each.instead for each in judged if each.instead is not None), None)
        if instead is not None and len(judged) != 1:
            raise Refused("floodwall: refused in a dry run: what begins or ends a transaction must be sent alone")
        preparations = _preparations(judged)
        limited = next((each for each in reversed(judged) if each.verdict.row_limit is not None), None)
        if limited is None and not preparations:
            return (yield functools.partial(send, instead))
        yield channel.settle
        is_alone = channel.status == IDLE and not channel.begins
        yield functools.partial(channel.run if is_alone else channel.prepare, "BEGIN" if is_alone else _ROWS_SAVEPOINT)
        try:
            for preparation in preparations:
                yield functools.partial(channel.run, preparation)
            result = yield functools.partial(send, instead)
            if limited is not None:
                self._count(limited, rows_of(result))
        except GeneratorExit:  # nobody waits any more, and nothing can be run
            raise
        except BaseException as error:
            if channel.is_closed:
                pass
            elif is_alone:
                yield functools.partial(channel.run, "ROLLBACK")
            elif isinstance(error, Refused):
                yield functools.partial(channel.run, _ROWS_ROLLBACK)
            if isinstance(error, Refused):  # then all of them are undone
                for each in judged:
                    each.verdict.counts_not()
            raise
        yield functools.partial(channel.run, "COMMIT" if is_alone else _ROWS_RELEASE)
        return result

    def control(self, channel: Channel, command: str) -> Steps[None]:
        """In a dry run: what the driver itself says of a transaction."""
        instead = yield from self._dry_step(channel, command, False)
        yield functools.partial(channel.run, command if instead is None else instead)

    def identify(self, channel: Channel) -> Steps[None]:
        """Afterwards the session knows which database this is, if that can be known now."""
        for _ in range(2):  # the second question wants fewer rights
            question = self.session.question
            if question is not None:
                self.session.answer((yield functools.partial(channel.ask, question)))

    def begin_dry_run(self, channel: Channel) -> Steps[DryReport]:
        if not channel.can_run_dry:
            raise GuardError("a dry run needs a connection that its driver's module guards")
        yield channel.settle
        if self.is_dry or channel.status != IDLE:
            raise GuardError("a dry run begins outside of transactions, and of other dry runs")
        report = self.report = DryReport()
        self.is_dry = True
        try:
            yield from self._dry_step(channel, "", False)
        except BaseException:
            yield from self.end_dry_run(channel)
            raise
        return report

    def end_dry_run(self, channel: Channel) -> Steps[None]:
        self.report, self.is_inside, self.is_dry = None, False, self._is_always_dry
        try:
            yield channel.leave_dry_run
        finally:
            self.session.end_dry_run()

    def _dry_step(self, channel: Channel, sql: Any, is_prepared: bool) -> Steps[Optional[str]]:
        """Brings the connection to where its transaction must be; ends with what is to be sent in place of the text."""
        yield channel.settle
        is_new = channel.status == IDLE
        if is_new:
            yield channel.enter_dry_run
        if channel.status == ACTIVE:
            raise Refused("floodwall: refused in a dry run: in the middle of something else nothing can be made sure of")
        step = self.session.dry_step(sql, channel.status, is_prepared)
        if step.before is not None:
            try:
                yield functools.partial(channel.run, step.before)
            except Exception as error:
                if is_new:
                    yield channel.leave_dry_run
                    self.session.end_dry_run()
                raise Refused("floodwall: refused in a dry run: no transaction can be had that nothing can commit: "
                              f"{error}") from error
        if step.refusal is not None:
            raise Refused(f"floodwall: refused in a dry run: {step.refusal}")
        self.is_inside = step.is_inside
        return step.instead

    def _answered(self, channel: Channel, verdict: Verdict) -> Steps[None]:
        while (question := verdict.question) is not None:
            verdict.answer((yield functools.partial(channel.ask, question)))

    def _count(self, judged: Judged, rows: int) -> None:
        """Raises Refused if these are too many: the statement must be undone."""
        verdict = judged.verdict
        verdict.counted(rows)
        if verdict.action != Action.DENY:
            return
        if judged.record is None:
            verdict.enforce(warn=self.protection.warn)
        else:
            verdict.decided(False)
            record = self._noted(verdict, judged.sql, is_new=False)
            judged.record.action, judged.record.message, judged.record.details = record.action, record.message, record.details

    def _noted(self, verdict: Verdict, sql: Any, *, is_new: bool = True) -> DryStatement:
        text = sql.decode("utf-8", "replace") if isinstance(sql, (bytes, bytearray)) else str(sql)
        record = DryStatement(text, verdict.action, verdict.message, verdict.details)
        if self.report is None and record.action != Action.ALLOW:
            self.protection.warn(record.message)
        if self.report is not None and is_new:
            self.report.statements.append(record)
        return record


def driven(steps: Steps[_Result]) -> _Result:
    """Where a step's value is there at once."""
    do, value = steps.send, None
    while True:
        try:
            step = do(value)
        except StopIteration as end:
            return end.value
        try:
            do, value = steps.send, step()
        except BaseException as error:
            do, value = steps.throw, error


async def driven_async(steps: Steps[_Result]) -> _Result:
    """Where it may have to be awaited."""
    do, value = steps.send, None
    while True:
        try:
            step = do(value)
        except StopIteration as end:
            return end.value
        try:
            made = step()
            do, value = steps.send, (await made if inspect.isawaitable(made) else made)
        except BaseException as error:
            do, value = steps.throw, error


def driven_inside(steps: Steps[_Result]) -> Generator[Any, Any, _Result]:
    """Where it may be a generator, for whoever waits for those."""
    do, value = steps.send, None
    while True:
        try:
            step = do(value)
        except StopIteration as end:
            return end.value
        try:
            made = step()
            do, value = steps.send, ((yield from made) if inspect.isgenerator(made) else made)
        except BaseException as error:
            do, value = steps.throw, error
