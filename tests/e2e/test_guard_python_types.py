"""The types of the package floodwall, by mypy's strict mode, as its pyproject.toml says; skipped where mypy is not installed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGE = Path(os.environ["SOURCE_DIR"]) / "integrations/guard/python"

# What a program of somebody else's looks like to its own type checker.
USER = """
import floodwall
import floodwall.psycopg

guard = floodwall.Guard(text="[guard]")
protection = floodwall.Protection(guard=guard, confirm=lambda message: message != "")
session: floodwall.Session = guard.session("localhost")
with session.allowed("truncate-table", reason="a test", seconds=5):
    action: floodwall.Action = session.check("TRUNCATE t").action
reveal: str = session.check(b"TRUNCATE t").message
identity: dict[str, object] = floodwall.assert_test_database(floodwall.psycopg.connect(""))
"""


def mypy(*arguments, folder):
    done = subprocess.run([*COMMAND, "--cache-dir", os.devnull, *arguments], cwd=folder, capture_output=True, text=True, check=False,
                          env={**os.environ, "MYPYPATH": str(PACKAGE)})
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)


COMMAND = [sys.executable, "-m", "mypy", "--python-executable", sys.executable]
if subprocess.run([*COMMAND, "--version"], capture_output=True, check=False).returncode != 0:
    print("skipped: no mypy")
    sys.exit(0)
mypy(folder=PACKAGE)
with tempfile.TemporaryDirectory() as scratch:
    Path(scratch, "user.py").write_text(USER)
    mypy("--strict", "--ignore-missing-imports", "--follow-imports", "silent", "user.py", folder=scratch)
