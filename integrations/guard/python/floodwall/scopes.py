"""What is done with a whole connection, whichever driver it is of: a dry run, and putting back what was copied."""

from __future__ import annotations

import functools
import json
from typing import Any, Optional

from floodwall.connections import below_of, below_of_async, channel_of, guarded, run, run_async, watch_of
from floodwall.guard import GuardError
from floodwall.watch import Channel, DryReport, Steps, Watch

__all__ = ["dry_run", "restore", "restore_async"]


class dry_run:  # noqa: N801 (used as a function)
    """`with floodwall.dry_run(connection) as report:` all that is sent on the connection runs in one transaction, which nothing
    can commit, and is rolled back at the end. What the policy refuses runs as well; `report` says what that was. Takes guarded
    connections of psycopg2, psycopg, asyncpg, SQLAlchemy and Django that are in no transaction; `async with` for asyncio."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._below: Any = None

    def __enter__(self) -> DryReport:
        self._below = below_of(self._connection)
        return run(self._below, guarded(self._below).begin_dry_run(channel_of(self._below)))

    def __exit__(self, *error: Any) -> None:
        run(self._below, watch_of(self._below).end_dry_run(channel_of(self._below)))

    async def __aenter__(self) -> DryReport:
        self._below = await below_of_async(self._connection)
        return await run_async(self._below, guarded(self._below).begin_dry_run(channel_of(self._below)))

    async def __aexit__(self, *error: Any) -> None:
        await run_async(self._below, watch_of(self._below).end_dry_run(channel_of(self._below)))


def restore(connection: Any, run_name: str = "latest") -> str:
    """Puts back what a run of backups holds, in the transaction of the connection, which the caller commits; needs no override.
    Returns the run's name."""
    below = below_of(connection)
    return run(below, _restored(watch_of(below), channel_of(below), run_name))


async def restore_async(connection: Any, run_name: str = "latest") -> str:
    below = await below_of_async(connection)
    return await run_async(below, _restored(watch_of(below), channel_of(below), run_name))


def _restored(watch: Watch, channel: Channel, run_name: str) -> Steps[str]:
    if run_name == "latest":
        answer = yield functools.partial(channel.ask, watch.session.backups_question)
        runs = json.loads(answer or "null")
        if not runs:
            raise GuardError("there are no backups")
        run_name = runs[0]["run"]
    statement = watch.session.restore_statement(run_name)
    judged = yield from watch.judge(channel, statement)

    def send(instead: Optional[str]) -> Any:
        return channel.prepare(statement)

    yield from watch.sent(channel, [judged], send, lambda result: 0)
    return run_name
