#!/usr/bin/env python3
"""The hooks of .pre-commit-hooks.yaml, run by the real pre-commit in a scratch repository."""
import os
import shutil
import subprocess
import unittest

from program import BAD, GOOD, PROGRAM, SOURCE_DIR, Scratch, main

PRE_COMMIT = shutil.which("pre-commit", path="/usr/bin") or shutil.which("pre-commit")

# Instead of our build: takes a moment, counts how often it runs, and makes a program that says what it was given.
FAKE_DEV = r"""#!/bin/bash
set -e
cd "$(dirname "$0")"
sleep 1
echo built >>"$BUILD_COUNT"
mkdir -p build/bin
cat >build/bin/floodwall <<'EOF'
#!/bin/bash
printf '<%s>\n' "$@" >>"$CHECK_LOG.$$"
EOF
chmod +x build/bin/floodwall
"""

MANY = [f"migrations/{'x' * 100}/{'y' * 80} {i:04}.sql" for i in range(1500)]  # too long for one command line


@unittest.skipIf(PRE_COMMIT is None, "pre-commit is not installed")
class PreCommit(Scratch):
    def setUp(self):
        super().setUp()
        self.hooks = self.path("hooks")
        self.user = self.path("user")
        os.makedirs(self.user)
        os.makedirs(self.path("checks"))
        self.environment = {"PRE_COMMIT_HOME": self.path("home"), "PRE_COMMIT_COLOR": "never", "FLOODWALL": "",
                            "BUILD_COUNT": self.path("builds"), "CHECK_LOG": self.path("checks/log")}
        os.makedirs(self.path("hooks/integrations/ci"))
        for name in (".pre-commit-hooks.yaml", "integrations/ci/pre_commit.sh"):
            shutil.copy(os.path.join(SOURCE_DIR, name), os.path.join(self.hooks, name))
        self.write_dev(FAKE_DEV)
        self.git("init", "-q", cwd=self.user)

    def write_dev(self, text):
        self.write("hooks/dev", text)
        os.chmod(self.path("hooks/dev"), 0o755)
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "1"]):
            self.git(*words, cwd=self.hooks)

    def configure(self, hook):
        revision = self.git("rev-parse", "HEAD", cwd=self.hooks).strip()
        self.write("user/.pre-commit-config.yaml",
                   f"repos:\n- repo: {self.hooks}\n  rev: {revision}\n  hooks:\n  - id: {hook}\n")

    def run_hooks(self, **env):
        self.git("add", "-A", cwd=self.user)
        done = self.run_words([PRE_COMMIT, "run", "--all-files", "--verbose"], cwd=self.user,
                              env={**self.environment, **env}, timeout=300)
        return done.returncode, done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")

    def arguments(self):
        lines = []
        for name in os.listdir(self.path("checks")):
            with open(self.path("checks", name), encoding="utf-8") as log:
                lines += log.read().splitlines()
        return lines

    def test_findings_fail_and_good_files_pass(self):
        for hook, env in (("floodwall", {"FLOODWALL": PROGRAM}),
                          ("floodwall-system", {"PATH": os.path.dirname(PROGRAM) + ":" + os.environ["PATH"]})):
            with self.subTest(hook):
                self.configure(hook)
                self.write("user/a file.sql", GOOD)
                self.write("user/notes.txt", BAD)
                status, output = self.run_hooks(**env)
                self.assertEqual(status, 0, output)
                self.write("user/a file.sql", BAD)
                status, output = self.run_hooks(**env)
                self.assertEqual(status, 1, output)
                self.assertIn("a file.sql:", output)
                self.assertIn("truncate-cascade", output)

    def test_python_counts_and_knows_what_is_not_staged(self):
        self.configure("floodwall")
        self.write("user/db.py", "def run_query(cur, sql):\n    cur.execute(sql)\n")
        self.git("add", "-A", cwd=self.user)
        self.git("commit", "-qm", "1", cwd=self.user)
        self.write("user/job.py", 'from db import run_query\nrun_query(cur, "delete from orders")\n')
        self.git("add", "-A", cwd=self.user)
        done = self.run_words([PRE_COMMIT, "run", "--verbose"], cwd=self.user, timeout=300,
                              env={**self.environment, "FLOODWALL": PROGRAM})
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(b"job.py:", done.stdout)
        self.assertIn(b"delete-without-where", done.stdout)

    def test_many_batches_find_everything(self):
        self.configure("floodwall")
        for name in MANY:
            self.write("user/" + name, "TRUNCATE orders CASCADE;\n")
        status, output = self.run_hooks(FLOODWALL=PROGRAM)
        self.assertEqual(status, 1)
        self.assertEqual([name for name in MANY if name + ":" not in output], [])

    def test_one_build_for_many_batches(self):
        self.configure("floodwall")
        for name in MANY:
            self.write("user/" + name, GOOD)
        for _ in range(2):
            status, output = self.run_hooks()
            self.assertEqual(status, 0, output)
        self.assertEqual(self.read("builds"), "built\n")
        self.assertLess(2, len(os.listdir(self.path("checks"))))
        given = self.arguments()
        self.assertEqual([name for name in MANY if given.count(f"<{name}>") != 2], [])

    def test_several_processes_at_once_build_once(self):
        script = self.path("hooks/integrations/ci/pre_commit.sh")
        processes = [subprocess.Popen([script, f"{i}.sql"], cwd=self.user, env={**os.environ, **self.environment})
                     for i in range(8)]
        self.assertEqual([process.wait(timeout=60) for process in processes], [0] * 8)
        self.assertEqual(self.read("builds"), "built\n")

    def test_a_build_that_fails_says_so_and_is_tried_again(self):
        self.write_dev("#!/bin/bash\necho no compiler here\nexit 1\n")
        self.configure("floodwall")
        self.write("user/a.sql", GOOD)
        for _ in range(2):
            status, output = self.run_hooks()
            self.assertEqual(status, 1)
            self.assertIn("no compiler here", output)
            self.assertIn("floodwall: the hook cannot build the program", output)

    def test_a_commit_is_stopped(self):
        self.configure("floodwall")
        self.write("user/a.sql", BAD)
        environment = {**self.environment, "FLOODWALL": PROGRAM}
        self.run_words([PRE_COMMIT, "install"], cwd=self.user, env=environment)
        self.git("add", "-A", cwd=self.user)
        done = self.run_words(["git", "commit", "-qm", "1"], cwd=self.user, env=environment)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(b"truncate-cascade", done.stderr + done.stdout)
        self.write("user/a.sql", GOOD)
        self.git("add", "-A", cwd=self.user)
        done = self.run_words(["git", "commit", "-qm", "1"], cwd=self.user, env=environment)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    main()
