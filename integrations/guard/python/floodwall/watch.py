"""What all adapters share: how connections are protected, and the watch that is kept on one of them.

An adapter hands every text to `Watch.judge` before it is sent, and answers the questions that come of it over the same
connection: with `answered` where it may block, with `answered_async` where it must await, with `yield from` where the driver
is made of generators."""

from __future__ import annotations

import dataclasses
import logging
import threading
from typing import Any, Awaitable, Callable, Generator, Optional

from floodwall.guard import Action, Guard, Session, default_guard

__all__ = ["Protection", "Watch", "answered", "answered_async"]

Ask = Callable[[str], Optional[str]]
Questions = Generator[str, Optional[str], None]

SAVEPOINT = "SAVEPOINT floodwall_question"
ROLLBACK = "ROLLBACK TO SAVEPOINT floodwall_question"
RELEASE = "RELEASE SAVEPOINT floodwall_question"


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

    def __init__(self, protection: Protection, host: Optional[str]):
        self.protection = protection
        self.session: Session = (protection.guard or default_guard()).session(host)
        self.lock = threading.RLock()  # for drivers whose connections threads share
        self._unanswered: Optional[str] = None  # what asks for the identity, if that could not be told

    def judge(self, sql) -> Questions:
        """Raises Refused, or ends if the text may be sent."""
        verdict = self.session.check(sql)
        yield from self._settled(verdict)
        if self._unanswered is not None and verdict.action > Action.WARN:
            yield from self.identify()
            verdict = self.session.check(sql)
            yield from self._settled(verdict)
        verdict.enforce(warn=self.protection.warn, confirm=self.protection.confirm)

    def identify(self) -> Questions:
        """Afterwards the session knows which database this is, if that can be known now."""
        question = self._unanswered or self.session.question
        if question is not None:
            answer = yield question
            self._unanswered = question if answer is None else None
            self.session.answer(answer)

    def _settled(self, verdict) -> Questions:
        while (question := verdict.question) is not None:
            is_identity = question == self.session.question
            answer = yield question
            if is_identity:
                self._unanswered = question if answer is None else None
            verdict.answer(answer)


def answered(questions: Questions, ask: Ask) -> None:
    answer = None
    while True:
        try:
            question = questions.send(answer)
        except StopIteration:
            return
        answer = ask(question)


async def answered_async(questions: Questions, ask: Callable[[str], Awaitable[Optional[str]]]) -> None:
    answer = None
    while True:
        try:
            question = questions.send(answer)
        except StopIteration:
            return
        answer = await ask(question)
