"""The program under test and scratch folders for it."""
import os
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ.get("FLOODWALL", "build/bin/floodwall")
if "/" in PROGRAM:
    PROGRAM = os.path.abspath(PROGRAM)
SOURCE_DIR = os.path.abspath(os.environ.get("SOURCE_DIR", "."))

# Variables that change what the program does or prints.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in ("NO_COLOR", "CLICOLOR_FORCE") and not name.startswith("GIT_")
}
ENVIRONMENT.update(
    GIT_CONFIG_GLOBAL="/dev/null",
    GIT_CONFIG_SYSTEM="/dev/null",
    GIT_AUTHOR_NAME="A",
    GIT_AUTHOR_EMAIL="a@example.org",
    GIT_COMMITTER_NAME="A",
    GIT_COMMITTER_EMAIL="a@example.org",
)

BAD = "DROP TABLE users;\nTRUNCATE orders CASCADE;\n"  # at least one error
GOOD = "SELECT 1;\n"
FIXABLE = "SET session_replication_role = replica;\n"


class Scratch(unittest.TestCase):
    """Each test has an empty folder as its current one; it is no git repository."""

    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="floodwall-e2e-")
        self.caches = tempfile.mkdtemp(prefix="floodwall-cache-")  # each test begins with an empty one
        self.addCleanup(self.remove)

    def remove(self):
        subprocess.run(["chmod", "-R", "u+rwx", self.folder], stderr=subprocess.DEVNULL, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.caches, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        """Bytes, or a text in UTF-8; folders appear as needed. `name` may be bytes, too."""
        folder = os.fsencode(self.folder) if isinstance(name, bytes) else self.folder
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read().decode()

    def run_words(self, words, *, stdin=None, env=None, prefix=(), timeout=60, cwd=None):
        """Output that is no UTF-8 is kept (surrogateescape)."""
        return subprocess.run(
            [*prefix, *words],
            cwd=cwd or self.folder,
            env={**ENVIRONMENT, "XDG_CACHE_HOME": self.caches, **(env or {})},
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            timeout=timeout,
            check=False,
        )

    def floodwall(self, *arguments, status=None, **options):
        done = self.run_words([PROGRAM, *arguments], **options)
        done.stdout = done.stdout.decode(errors="surrogateescape")
        done.stderr = done.stderr.decode(errors="surrogateescape")
        if status is not None:
            self.assertEqual(done.returncode, status, f"{arguments}\n{done.stdout}\n{done.stderr}")
        return done

    def check(self, *arguments, **options):
        return self.floodwall("check", *arguments, **options)

    def checked(self, *arguments, **options):
        """The paths with findings, by a form that people grep."""
        done = self.check("--format", "gcc", "--select", "drop-table", *arguments, **options)
        return sorted(line.split(":", 1)[0] for line in done.stdout.splitlines() if ": note: " not in line)

    def git(self, *words, **options):
        done = self.run_words(["git", *words], **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.decode()

    def assert_one_line(self, text):
        self.assertEqual(len(text.splitlines()), 1, text)
        self.assertTrue(text.startswith("floodwall: "), text)


def main():
    unittest.main(verbosity=2)
