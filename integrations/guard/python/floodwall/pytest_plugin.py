"""pytest: no session on a database that is not one for tests, and a guard on every connection that tests make.

The database is looked for in the variables of ini option floodwall_variables (a URL or DSN each), in libpq's own
(PGDATABASE, PGSERVICE), and in Django's TEST names. It is asked which one it is; if it does not answer, its name has to do."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import re
import sys
from typing import Any, Dict, List, Optional, Tuple
from urllib.parse import unquote, urlsplit

import pytest

from floodwall import environment
from floodwall._after_import import after_import
from floodwall.dbapi import DRIVERS
from floodwall.guard import Guard, GuardError, Session
from floodwall.watch import Protection

_VARIABLES = ["DATABASE_URL", "SQLALCHEMY_DATABASE_URI", "TEST_DATABASE_URL", "POSTGRES_URL"]


def pytest_addoption(parser: Any) -> None:
    parser.addini("floodwall_variables", "environment variables that hold the URL of a database", "args", _VARIABLES)
    parser.addini("floodwall_env_files", "files of settings to load, the nearest of each name", "args", [])
    parser.addini("floodwall_config", "a floodwall.toml; by default the nearest one", default="")


class _Report:
    def __init__(self) -> None:
        self.lines: List[str] = []


def pytest_configure(config: Any) -> None:
    report = _Report()
    config.pluginmanager.register(_Header(report), "floodwall-header")
    loaded = environment.load(config.getini("floodwall_env_files"), start=config.rootpath)
    report.lines += [f"floodwall: {line}" for line in str(loaded).splitlines()]
    try:
        guard = Guard(config.getini("floodwall_config") or _config_near(config.rootpath))
        for source, address in _databases(config.getini("floodwall_variables")).items():
            report.lines.append(_judged(guard, source, loaded, address))
        for alias, name in _django_test_names():
            report.lines.append(_judged(guard, f"Django's TEST NAME of {alias}", loaded, {"dbname": name}, connects=False))
    except GuardError as error:
        raise pytest.UsageError(str(error)) from None
    _protect(Protection(guard=guard))


def _config_near(folder: Any) -> Optional[str]:
    if os.environ.get("FLOODWALL_CONFIG"):
        return os.environ["FLOODWALL_CONFIG"]
    return next((str(each / "floodwall.toml") for each in (folder, *folder.parents) if (each / "floodwall.toml").is_file()), None)


class _Header:
    def __init__(self, report: _Report) -> None:
        self.report = report

    def pytest_report_header(self, config: Any) -> List[str]:
        return self.report.lines


def _protect(protection: Protection) -> None:
    def action(name: str) -> Any:
        return lambda: importlib.import_module(f"floodwall.{name}").protect_all(protection) and None

    after_import({name: action(name) for name in DRIVERS})


def _databases(variables: List[str]) -> Dict[str, Dict[str, str]]:
    """Connection parameters by the variable that they come from."""
    found = {name: _parameters(os.environ[name]) for name in variables if os.environ.get(name)}
    for name in ("PGDATABASE", "PGSERVICE"):
        if os.environ.get(name):
            found[name] = {"dbname": os.environ[name]} if name == "PGDATABASE" else {"service": os.environ[name]}
    return {name: parameters for name, parameters in found.items() if parameters}


def _parameters(text: str) -> Dict[str, str]:
    """Of a URL of libpq's or SQLAlchemy's, or a DSN; empty if it is no PostgreSQL's."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        return {key: value.strip("'") for key, value in re.findall(r"(\w+)\s*=\s*('[^']*'|\S+)", text)}
    if scheme.partition("+")[0] not in ("postgres", "postgresql", "postgis", "psql", "pgsql"):
        return {}
    parts = urlsplit("postgresql://" + rest)
    parameters = {"dbname": unquote(parts.path.lstrip("/")), "dsn": parts.geturl()}
    if parts.hostname:
        parameters["host"] = unquote(parts.hostname)
    return parameters


def _judged(guard: Guard, source: str, loaded: environment.Environment, address: Dict[str, str], connects: bool = True) -> str:
    """What to say of it; raises GuardError if it is not one for tests."""
    session = guard.session(address.get("host") or os.environ.get("PGHOST"))
    answer = _asked(session, address) if connects else None
    if answer is None:
        name = address.get("dbname") or address.get("user") or ""
        answer = json.dumps({"database": name}) if name else None
    session.answer(answer)
    came = loaded.source_of(source)
    where = f"{source}, {came}" if came and came != "the environment" else source
    identity = session.identity
    database = identity.get("database", "the database")
    if not session.is_test:
        raise GuardError(f"floodwall: no tests on database {database} ({where}): {identity['because']}. "
                         "Set it to a database for tests, mark that one, or list it in floodwall.toml.")
    return f"floodwall: database {database} ({where}): {identity['because']}"


def _asked(session: Session, address: Dict[str, str]) -> Optional[str]:
    """What the database says of itself, by the first driver that is installed and can block."""
    dsn = address.get("dsn") or " ".join(f"{key}='{value}'" for key, value in address.items())
    for name in ("psycopg2", "psycopg"):
        if importlib.util.find_spec(name) is None:
            continue
        driver = importlib.import_module(name)
        try:
            connection = driver.connect(dsn, connect_timeout=5)
        except driver.Error:
            return None
        try:
            return importlib.import_module("floodwall.dbapi").ask(connection, session.question or "")
        finally:
            connection.close()
    return None


def _django_test_names() -> List[Tuple[str, str]]:
    """Those that somebody chose: Django's own begin with test_."""
    settings = getattr(sys.modules.get("django.conf"), "settings", None)
    if settings is None or not settings.configured:
        return []
    return [(alias, database["TEST"]["NAME"]) for alias, database in settings.DATABASES.items()
            if "postg" in database.get("ENGINE", "") and (database.get("TEST") or {}).get("NAME")]
