"""Alembic: `protect(context)` in env.py, before or after `context.configure(…)`.

A downgrade takes what its upgrade has made, with whatever rows there are by now. On a database that is not one for tests it is
refused before the first statement of the first step, also where it would only be written down (`--sql`). Where it may
run, and on the way up, every statement is judged as on any connection."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import json
import textwrap
from typing import Any, Iterable, List, Optional

from floodwall.connections import NotATestDatabase, watch_of
from floodwall.dbapi import ask, driver_of, is_guarded
from floodwall.watch import Protection, Watch

__all__ = ["DowngradeRefused", "protect"]


class DowngradeRefused(NotATestDatabase):
    """A way back on a database that is not one for tests."""


def protect(context: Any, protection: Protection = Protection()) -> Any:
    """`context`: what env.py imports from alembic, an EnvironmentContext, or a MigrationContext."""
    if hasattr(context, "run_migrations") and hasattr(context, "_migrations_fn"):
        _protect_migrations(context, protection)
        return context
    made = _migration_context(context)
    if made is not None:
        _protect_migrations(made, protection)
    environment = getattr(context, "_proxy", None) or context  # the module alembic.context stands for one
    configure = environment.configure

    @functools.wraps(configure)
    def guarded_configure(*args: Any, **kwargs: Any) -> Any:
        result = configure(*args, **kwargs)
        _protect_migrations(environment.get_context(), protection)
        return result

    environment.configure = guarded_configure
    return context


def _migration_context(context: Any) -> Optional[Any]:
    environment = getattr(context, "_proxy", None) or context
    return getattr(environment, "_migration_context", None)


def _protect_migrations(context: Any, protection: Protection) -> None:
    plain = context._migrations_fn
    if plain is None or hasattr(plain, "_floodwall"):
        return
    if not context.as_sql:
        from floodwall.sqlalchemy import protect as protect_connection

        protect_connection(context.connection, protection)

    def judged(heads: Any, migrations: Any) -> Any:
        steps = list(plain(heads, migrations))
        back = [step for step in steps if step.is_downgrade and hasattr(step, "revision")]
        if back:
            _judge(back, migrations, protection)
        return steps

    judged._floodwall = True  # type: ignore[attr-defined]
    context._migrations_fn = judged


def _judge(steps: List[Any], migrations: Any, protection: Protection) -> None:
    watch, answers = _watch(migrations, protection)
    watch.session.identify(answers)
    names = ", ".join(step.revision.revision for step in steps)
    passes = watch.session.is_test or watch.session.allows("unguarded-downgrade")
    watch.session.decided("unguarded-downgrade", f"downgrade of {names}", passes)
    if passes:
        return
    identity = watch.session.identity
    lines = [f"floodwall: refused to downgrade {identity.get('database', 'the database')} ({identity['because']})",
             f"unguarded-downgrade: the way back of {names} takes what its way up has made, with the rows that are there now"]
    for step in steps:
        for sql in _statements(step.revision.module):
            verdict = watch.session.check(sql).settle(answers)
            lines += verdict.message.splitlines()[1:]
            verdict.decided(False)
    message = "\n".join(lines)
    if not watch.is_dry or migrations.as_sql:
        raise DowngradeRefused(message)
    watch.protection.warn(message)


def _watch(migrations: Any, protection: Protection) -> Any:
    """What judges, and what answers its questions: the connection, or, where there is none, the address that is known."""
    if migrations.as_sql:
        watch = protection.watch(None)
        url = _url(migrations)
        name = getattr(url, "database", None)
        return watch, lambda question: (json.dumps({"database": name, "user": url.username or ""})
                                        if name and question == watch.session.question else None)
    from floodwall.sqlalchemy import driver_connection

    made = driver_connection(migrations.connection.connection)
    watch = watch_of(made) if is_guarded(made) else protection.watch(migrations.connection.engine.url.host)
    return watch, lambda question: _ask(made, question)


def _ask(made: Any, question: str) -> Optional[str]:
    driver = driver_of(made)
    if driver == "asyncpg" or inspect.iscoroutinefunction(getattr(made, "wait", None)):  # below run_sync
        from sqlalchemy.util import await_only

        module = importlib.import_module(f"floodwall.{driver}")
        return await_only(module.ask(made, question) if driver == "asyncpg" else made.wait(module.ask(made, question)))
    return ask(made, question)


def _url(migrations: Any) -> Any:
    options = migrations.environment_context.context_opts if migrations.environment_context else {}
    url = options.get("url") or getattr(migrations.config, "get_main_option", lambda name: None)("sqlalchemy.url")
    if not url:
        return None
    from sqlalchemy.engine import make_url

    return make_url(url)


def _statements(module: Any) -> Iterable[str]:
    """What a revision's downgrade() says of what it will take, without running any of it: its drops and its SQL."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(module.downgrade)))
    except (OSError, TypeError, SyntaxError, AttributeError):
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        texts = [_text(each) for each in node.args]
        schema = next((_text(each.value) for each in node.keywords if each.arg == "schema"), None)
        if node.func.attr == "drop_table" and texts and texts[0]:
            yield f"DROP TABLE {_name(schema, texts[0])}"
        elif node.func.attr == "drop_column" and len(texts) > 1 and texts[0] and texts[1]:
            yield f"ALTER TABLE {_name(schema, texts[0])} DROP COLUMN {_quoted(texts[1])}"
        elif node.func.attr == "execute" and texts and texts[0]:
            yield texts[0]


def _text(node: ast.AST) -> Optional[str]:
    """A literal, perhaps in sa.text(…)."""
    if isinstance(node, ast.Call) and node.args and getattr(node.func, "attr", getattr(node.func, "id", "")) == "text":
        return _text(node.args[0])
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _name(schema: Optional[str], name: str) -> str:
    return f"{_quoted(schema)}.{_quoted(name)}" if schema else _quoted(name)
