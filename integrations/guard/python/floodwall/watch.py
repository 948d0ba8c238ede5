"""What all adapters share: how connections are protected, and the watch that is kept on one of them.

An adapter hands every text to `Watch.judge` before it is sent, and answers the questions that come of it over the same
connection: with `answered` where it may block, with `answered_async` where it must await, with `yield from` where the driver
is made of generators. What comes of it is the verdict, whose `preparation` must run first, in the same transaction; where it
has a `row_limit`, the rows are counted behind a savepoint and told to `Watch.counted`."""

from __future__ import annotations

import dataclasses
import logging
import threading
from typing import Any, Awaitable, Callable, Generator, Optional, TypeVar

from floodwall.guard import Action, Guard, Session, Verdict, default_guard

__all__ = ["Protection", "Rows", "Watch", "answered", "answered_async"]

_Result = TypeVar("_Result")
Ask = Callable[[str], Optional[str]]
Questions = Generator[str, Optional[str], Verdict]

SAVEPOINT = "SAVEPOINT floodwall_question"
ROLLBACK = "ROLLBACK TO SAVEPOINT floodwall_question"
RELEASE = "RELEASE SAVEPOINT floodwall_question"


class Rows:
    """The same for a statement whose rows are counted."""

    SAVEPOINT = "SAVEPOINT floodwall_rows"
    ROLLBACK = "ROLLBACK TO SAVEPOINT floodwall_rows"
    RELEASE = "RELEASE SAVEPOINT floodwall_rows"


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


class Watch:
    """One connection's."""

    def __init__(self, protection: Protection, host: Optional[str]) -> None:
        self.protection = protection
        self.session: Session = (protection.guard or default_guard()).session(host)
        self.lock = threading.RLock()  # for drivers whose connections threads share

    def judge(self, sql: Any) -> Questions:
        """Raises Refused, or ends with the verdict if the text may be sent."""
        verdict = self.session.check(sql)
        yield from verdict.questions()
        verdict.enforce(warn=self.protection.warn, confirm=self.protection.confirm)
        return verdict

    def counted(self, verdict: Verdict, rows: int) -> None:
        """Raises Refused if these are too many: the statement must be undone."""
        verdict.counted(rows)
        if verdict.action == Action.DENY:
            verdict.enforce(warn=self.protection.warn)

    def identify(self) -> Generator[str, Optional[str], None]:
        """Afterwards the session knows which database this is, if that can be known now."""
        for _ in range(2):  # the second question wants fewer rights
            question = self.session.question
            if question is not None:
                self.session.answer((yield question))


def answered(questions: Generator[str, Optional[str], _Result], ask: Ask) -> _Result:
    answer = None
    while True:
        try:
            question = questions.send(answer)
        except StopIteration as end:
            return end.value
        answer = ask(question)


async def answered_async(questions: Generator[str, Optional[str], _Result],
                         ask: Callable[[str], Awaitable[Optional[str]]]) -> _Result:
    answer = None
    while True:
        try:
            question = questions.send(answer)
        except StopIteration as end:
            return end.value
        answer = await ask(question)
