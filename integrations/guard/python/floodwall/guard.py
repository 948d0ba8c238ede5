"""Guard, Session and Verdict: what libfloodwall_guard.h describes, as Python objects. Adapters for drivers use these."""

from __future__ import annotations

import contextlib
import ctypes
import enum
import json
import logging
import os
import time
from pathlib import Path
from typing import Any, Callable, Dict, Generator, Iterator, NamedTuple, Optional, Tuple, Union

from floodwall import _library

__all__ = ["Action", "Guard", "GuardError", "Refused", "Session", "Verdict", "default_guard"]


class GuardError(Exception):
    """The guard cannot work: a policy that cannot be read, a library that does not answer."""


class Refused(GuardError):
    """A statement was not sent. `verdict` says why, rule by rule, and what it would have taken.

    No driver's and no framework's error on purpose: `except psycopg2.Error: pass` must not swallow it."""

    def __init__(self, message: str, verdict: Optional[Dict[str, Any]] = None) -> None:
        super().__init__(message)
        self.verdict = verdict or {}


class DryStep(NamedTuple):
    """What a text becomes in a dry run."""

    before: Optional[str]
    instead: Optional[str]
    refusal: Optional[str]
    is_inside: bool  # the program's own transaction is open then


class Action(enum.IntEnum):
    ALLOW = 0
    WARN = 1
    ASK = 2
    DENY = 3


_TRANSACTIONS = {0: 0, 2: 1, 3: 2}  # PQTRANS_IDLE, INTRANS, INERROR: what floodwall_transaction calls them


def _checked(status: int, what: str) -> None:
    if status != 0:
        raise GuardError(f"{what}: {_library.library().floodwall_status_text(status).decode()}")


def _bytes(text: Any) -> bytes:
    return text if isinstance(text, bytes) else bytes(text) if isinstance(text, (bytearray, memoryview)) else str(text).encode(
        "utf-8", "surrogateescape")


class Guard:
    """Rules and policy; threads share it. `config` is a floodwall.toml, or its text; neither: the defaults."""

    def __init__(self, config: Union["os.PathLike[str]", str, None] = None, *, text: Optional[str] = None) -> None:
        library = _library.library()
        self._pointer = ctypes.c_void_p()
        message = ctypes.create_string_buffer(1000)
        options = _library.guard_options(os.fsencode(config) if config is not None else None,
                                         text.encode() if text is not None else None)
        status = library.floodwall_guard_new(ctypes.byref(options), ctypes.byref(self._pointer), message, len(message))
        if status != 0:
            said = message.value.decode("utf-8", "replace") or library.floodwall_status_text(status).decode()
            raise GuardError(said)
        self._free = library.floodwall_guard_free

    def __del__(self) -> None:
        if getattr(self, "_free", None) and self._pointer:
            self._free(self._pointer)

    def session(self, host: Optional[str] = None) -> "Session":
        """One connection's. `host` as the program has it."""
        return Session(self, host)


class Session:
    """What is known of one connection. One thread at a time."""

    def __init__(self, guard: Guard, host: Optional[str]) -> None:
        self._guard = guard  # it must live longer
        self._allowed: Dict[int, Tuple[Optional[str], float]] = {}
        self._library = _library.library()
        self._pointer = ctypes.c_void_p()
        options = _library.session_options(_bytes(host) if host else None)
        _checked(self._library.floodwall_session_new(guard._pointer, ctypes.byref(options), ctypes.byref(self._pointer)),
                 "session")

    def __del__(self) -> None:
        if getattr(self, "_pointer", None):
            self._library.floodwall_session_free(self._pointer)

    def reset(self) -> None:
        """The connection is another one now."""
        self._allowed.clear()
        self._library.floodwall_session_reset(self._pointer)

    def check(self, sql: Any) -> "Verdict":
        return Verdict(self, _bytes(sql))

    def identify(self, ask: Callable[[str], Optional[str]]) -> Dict[str, Any]:
        """Which database this is. `ask` runs a query and returns its one text."""
        for _ in range(2):  # the second question wants fewer rights
            question = self.question
            if question is not None:
                self.answer(ask(question))
        return self.identity

    @property
    def question(self) -> Optional[str]:
        question = self._library.floodwall_session_question(self._pointer)
        return None if question is None else question.decode()

    def answer(self, text: Optional[str]) -> None:
        answer = None if text is None else _bytes(text)
        self._library.floodwall_session_answer(self._pointer, answer, 0 if answer is None else len(answer))

    @property
    def is_test(self) -> bool:
        return bool(self._library.floodwall_session_is_test(self._pointer))

    @property
    def identity(self) -> Dict[str, Any]:
        return json.loads(self._library.floodwall_session_identity(self._pointer))

    def mark_statement(self, kind: str) -> Optional[str]:
        """The ALTER DATABASE that marks the database as "test" or "production"; "" takes the mark away."""
        text = self._library.floodwall_session_mark(self._pointer, kind.encode())
        return None if text is None else text.decode()

    @property
    def backups_question(self) -> str:
        """Asks for the copies there are, as JSON, the latest first; fails before the first one."""
        return self._library.floodwall_session_backups(self._pointer).decode()

    def restore_statement(self, run: str) -> str:
        """Puts the rows of a run back, with keys and sequences; for the caller to run in a transaction."""
        return self._library.floodwall_session_restore(self._pointer, run.encode()).decode()

    @property
    def is_dry_run(self) -> bool:
        """Whether the policy wants that nothing stays, or a dry run has begun."""
        return bool(self._library.floodwall_session_is_dry_run(self._pointer))

    def dry_step(self, sql: Any, transaction: int, is_prepared: bool) -> DryStep:
        """Before a text is checked in a dry run. `transaction`: libpq's number for where the connection is."""
        text, step = _bytes(sql), _library.DryStep(ctypes.sizeof(_library.DryStep))
        _checked(self._library.floodwall_session_dry_step(self._pointer, text, len(text), _TRANSACTIONS[transaction],
                                                          is_prepared, ctypes.byref(step)), "dry run")
        before, instead, refusal = (None if each is None else each.decode("utf-8", "replace")
                                    for each in (step.before, step.instead, step.refusal))
        return DryStep(before, instead, refusal, bool(step.is_inside))

    def end_dry_run(self) -> None:
        """It has been rolled back."""
        self._library.floodwall_session_dry_end(self._pointer)

    def reset_budget(self) -> None:
        """What has been removed so far counts no more for max-statements and max-rows-per-session."""
        self._library.floodwall_session_budget_reset(self._pointer)

    @contextlib.contextmanager
    def allowed(self, rule: Optional[str] = None, *, reason: str, seconds: float = 60) -> Iterator[None]:
        """Lets statements of a rule (or of all) pass inside the `with`, for so long at most; the audit log says why."""
        number = ctypes.c_uint64()
        status = self._library.floodwall_override_begin(self._pointer, None if rule is None else rule.encode(),
                                                        reason.encode(), seconds, ctypes.byref(number))
        if status != 0:
            raise GuardError("an override needs a rule that exists, a reason, and a time of a day at most")
        self._allowed[number.value] = (rule, time.monotonic() + seconds)
        try:
            yield
        finally:
            self._allowed.pop(number.value, None)
            self._library.floodwall_override_end(self._pointer, number)

    def decided(self, rule: str, about: str, is_let_through: bool) -> None:
        """For the audit log: what is judged outside the library."""
        self._library.floodwall_session_decided(self._pointer, rule.encode(), about.encode("utf-8", "replace"), is_let_through)

    def allows(self, rule: str) -> bool:
        """Whether an override for the rule is open, for what is judged outside the library."""
        now = time.monotonic()
        return any(each in (None, rule) and now < until for each, until in self._allowed.values())


class Verdict:
    """The answer for one text. While there is a `question`, it is not the last word."""

    def __init__(self, session: Session, sql: bytes) -> None:
        self._session = session
        self._library = session._library
        self._pointer = ctypes.c_void_p()
        _checked(self._library.floodwall_check(session._pointer, sql, len(sql), ctypes.byref(self._pointer)), "check")

    def __del__(self) -> None:
        if getattr(self, "_pointer", None):
            self._library.floodwall_verdict_free(self._pointer)

    @property
    def question(self) -> Optional[str]:
        question = self._library.floodwall_verdict_question(self._pointer)
        return None if question is None else question.decode("utf-8", "surrogateescape")

    def answer(self, text: Optional[str]) -> None:
        answer = None if text is None else _bytes(json.dumps(text) if isinstance(text, (list, dict)) else text)
        self._library.floodwall_verdict_answer(self._pointer, answer, 0 if answer is None else len(answer))

    def questions(self) -> Generator[str, Optional[str], None]:
        """Its questions, for whoever answers by `send`: drivers that wait in ways of their own."""
        while (question := self.question) is not None:
            self.answer((yield question))

    def settle(self, ask: Callable[[str], Optional[str]]) -> "Verdict":
        """Answers all questions. `ask` runs a query and returns its one text, or None where that cannot be had."""
        while (question := self.question) is not None:
            self.answer(ask(question))
        return self

    @property
    def action(self) -> Action:
        return Action(self._library.floodwall_verdict_action(self._pointer))

    @property
    def preparation(self) -> Optional[str]:
        """What must run before, in the same transaction: the copies of what would be lost."""
        text = self._library.floodwall_verdict_preparation(self._pointer)
        return None if text is None else text.decode("utf-8", "surrogateescape")

    @property
    def row_limit(self) -> Optional[int]:
        """So many rows the statement may take or change; None: any number."""
        limit = self._library.floodwall_verdict_row_limit(self._pointer)
        return None if limit < 0 else limit

    def counted(self, rows: int) -> None:
        """How many it has been. `enforce` then raises if they are too many: the statement must be undone."""
        self._library.floodwall_verdict_counted(self._pointer, rows)

    def counts_not(self) -> None:
        """It does not run now, or has been undone: it counts for no limit of the session."""
        self._library.floodwall_verdict_counted(self._pointer, -1)

    @property
    def message(self) -> str:
        return self._library.floodwall_verdict_message(self._pointer).decode("utf-8", "replace")

    @property
    def details(self) -> Dict[str, Any]:
        return json.loads(self._library.floodwall_verdict_json(self._pointer))

    def decided(self, is_let_through: bool) -> None:
        """For the audit log; what goes wrong with that is logged."""
        self._library.floodwall_verdict_decided(self._pointer, is_let_through)
        trouble = self._library.floodwall_session_trouble(self._session._pointer)
        if trouble is not None:
            logging.getLogger("floodwall").error("audit log: %s", trouble.decode("utf-8", "replace"))

    def enforce(self, *, warn: Callable[[str], Any], confirm: Optional[Callable[[str], bool]] = None) -> None:
        """Raises Refused, or returns if the text may be sent. Nobody there to be asked: refused."""
        action = self.action
        passes = action <= Action.WARN or (action == Action.ASK and confirm is not None and confirm(self.message))
        self.decided(passes)
        if not passes:
            raise Refused(self.message, self.details)
        if action == Action.WARN:
            warn(self.message)


_default: Optional[Guard] = None


def default_guard() -> Guard:
    """That of FLOODWALL_CONFIG, or of the nearest floodwall.toml from the current folder upwards; made once."""
    global _default
    if _default is None:
        path = os.environ.get("FLOODWALL_CONFIG")
        if not path:
            here = Path.cwd()
            path = next((str(folder / "floodwall.toml") for folder in (here, *here.parents)
                         if (folder / "floodwall.toml").is_file()), None)
        _default = Guard(path)
    return _default
