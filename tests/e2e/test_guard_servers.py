"""The guard on other servers than the one that is installed, the oldest and the newest that are still looked after: its questions,
its copies and what restores them. Their programs come from npm, by the lock file in servers/; psql and pg_dump stay the installed
ones."""

import concurrent.futures
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from server import newest_server

HERE = Path(__file__).parent
INSTALLED = HERE.parent.parent / "build" / "servers"
TESTS = ("test_guard.py", "test_guard_restore.py")


def installed():
    """The packages, which npm fetches when this is first called."""
    files = ("package.json", "package-lock.json")
    if not all((INSTALLED / name).is_file() and (INSTALLED / name).read_text() == (HERE / "servers" / name).read_text() for name in files):
        shutil.rmtree(INSTALLED, ignore_errors=True)
        INSTALLED.mkdir(parents=True)
        shutil.copy(HERE / "servers" / files[0], INSTALLED)
        shutil.copy(HERE / "servers" / files[1], INSTALLED / "npm-shrinkwrap.json")
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=INSTALLED, check=True, stdout=sys.stderr)
        (INSTALLED / "npm-shrinkwrap.json").rename(INSTALLED / files[1])  # when all is there
    return sorted((INSTALLED / "node_modules").glob("postgres-*"))


def ready(package, folder):
    """The folder of its programs, where whoever runs the server may read them, with the links that npm cannot hold."""
    copy = Path(folder) / package.name
    shutil.copytree(package, copy)
    for link in json.loads((copy / "native" / "pg-symlinks.json").read_text()):
        (copy / link["target"]).symlink_to((copy / link["source"]).relative_to((copy / link["target"]).parent))
    return copy / "native" / "bin"


def problems_with(programs):
    version = subprocess.run([str(programs / "postgres"), "--version"], capture_output=True, text=True, check=True,
                             user="nobody" if os.geteuid() == 0 else None).stdout.strip()
    problems = []
    for test in TESTS:
        done = subprocess.run([sys.executable, str(HERE / test)], capture_output=True, text=True, check=False,
                              env={**os.environ, "FLOODWALL_SERVER": str(programs)})
        if done.returncode != 0:
            problems.append(f"{version}: {test}\n{done.stdout}{done.stderr}")
    return problems


def main():
    if newest_server() is None or platform.machine() != "x86_64" or shutil.which("npm") is None:
        print("skipped: needs PostgreSQL, npm and x86-64")
        return 0
    with tempfile.TemporaryDirectory(prefix="floodwall-servers-") as folder, concurrent.futures.ThreadPoolExecutor() as threads:
        os.chmod(folder, 0o755)
        servers = [ready(package, folder) for package in installed()]
        problems = sum(threads.map(problems_with, servers), [])
    print("\n".join(problems))
    return 1 if problems or len(servers) != 2 else 0


if __name__ == "__main__":
    sys.exit(main())
