"""A PostgreSQL server for a test."""

import functools
import os
import re
import subprocess
import tempfile
from pathlib import Path


def newest_server():
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def server_programs():
    """The folder of initdb, pg_ctl and postgres: that of FLOODWALL_SERVER, where another server is to be tried than the newest
    that is installed, whose psql and pg_dump are used all the same."""
    return Path(os.environ["FLOODWALL_SERVER"]) if os.environ.get("FLOODWALL_SERVER") else newest_server()


class Server:
    """PostgreSQL in a folder of its own, reachable through a socket in it only. It does not run as root."""

    def __init__(self, settings=""):
        self.folder = tempfile.TemporaryDirectory(prefix="floodwall-pg-")
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            subprocess.run(["chown", self.user, self.folder.name], check=True)
        self.run("initdb", "-D", f"{self.folder.name}/data", "-A", "trust", "-U", "floodwall", "--no-sync")
        self.run("pg_ctl", "-D", f"{self.folder.name}/data", "-w", "-l", f"{self.folder.name}/log", "-o",
                 f"-c listen_addresses='' -c unix_socket_directories={self.folder.name} -c fsync=off {settings}", "start")

    def run(self, program, *arguments):
        command = [str(server_programs() / program), *arguments]
        if self.user:
            command = ["runuser", "-u", self.user, "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder.name)

    @functools.cached_property
    def is_newer_than_clients(self):
        """Then pg_dump refuses to read it."""
        clients = subprocess.run([str(newest_server() / "postgres"), "--version"], capture_output=True, text=True, check=True).stdout
        return int(re.search(r"\d+", clients)[0]) < int(self.psql("postgres", "SHOW server_version_num")) // 10000

    def stop(self):
        self.run("pg_ctl", "-D", f"{self.folder.name}/data", "-m", "immediate", "stop")
        self.folder.cleanup()

    def psql(self, database, sql):
        done = self.run_psql(database, sql, "-v", "ON_ERROR_STOP=1")
        if done.returncode != 0:
            raise AssertionError(f"{done.stderr}\n{sql}")
        return done.stdout

    def create(self, database):
        self.psql("postgres", f"CREATE DATABASE {database}")
        return database

    def run_psql(self, database, sql, *options):
        """NOTICEs and errors are in stderr."""
        command = ["psql", "-h", self.folder.name, "-U", "floodwall", "-d", database, "-X", "-q", "-A", "-t", *options]
        return subprocess.run(command, input=sql, capture_output=True, text=True, check=False)

    def url(self, database):
        return f"postgres://floodwall@/{database}?host={self.folder.name}"
