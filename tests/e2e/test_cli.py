#!/usr/bin/env python3
"""The command line as DESIGN §5 promises it."""
import json
import os
import pty
import subprocess
import time
import xml.etree.ElementTree

from program import BAD, ENVIRONMENT, GOOD, PROGRAM, Scratch, main

FORMATS = ["terminal", "json", "sarif", "github", "gitlab", "junit", "gcc", "html"]


class ExitStatus(Scratch):
    def test_clean(self):
        self.write("a.sql", GOOD)
        self.check("a.sql", status=0)

    def test_findings(self):
        self.write("a.sql", BAD)
        done = self.check("a.sql", status=1)
        self.assertIn("truncate-cascade", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_fail_on(self):
        self.write("a.sql", "DROP TABLE users;\n")  # a warning
        self.check("a.sql", "--select", "drop-table", status=0)
        self.check("a.sql", "--select", "drop-table", "--fail-on", "warning", status=1)
        self.check("a.sql", "--select", "drop-table", "--fail-on", "info", status=1)
        self.write("b.sql", BAD)
        self.check("b.sql", "--fail-on", "never", status=0)

    def test_unreadable_input_among_findings_is_2_and_the_rest_is_checked(self):
        self.write("a.sql", BAD)
        done = self.check("missing.sql", "a.sql", status=2)
        self.assert_one_line(done.stderr)
        self.assertIn("missing.sql", done.stderr)
        self.assertIn("truncate-cascade", done.stdout)

    def test_wrong_usage(self):
        for arguments in (
            ["check", "--format", "xml"],
            ["check", "--frmat", "json"],
            ["check", "--jobs", "0"],
            ["check", "--jobs", "many"],
            ["check", "--pg-version", "7"],
            ["check", "--fail-on", "always"],
            ["check", "--select", "no-such-rule-at-all"],
            ["check", "--config", "missing.toml"],
            ["check", "--baseline", "missing.json"],
            ["check", "--write-baseline", "b.json", "--fix"],
            ["check", "-", "-"],
            ["check", "--changed-since", "HEAD"],
            ["check", "--fix=everything"],
            ["chekc"],
            [],
            ["explain"],
            ["explain", "no-such-rule-at-all"],
            ["fragments"],
        ):
            with self.subTest(arguments):
                done = self.floodwall(*arguments, stdin="", status=2)
                self.assert_one_line(done.stderr)
                self.assertEqual(done.stdout, "")

    def test_empty_values(self):
        """As an unset variable makes them; CLI11 takes the path for the value."""
        self.write("a.sql", BAD)
        for option in ("--select", "--ignore", "--format", "--output", "--config", "--fail-on", "--baseline",
                       "--write-baseline", "--stdin-filename", "--changed-since", "--jobs", "--pg-version", "--color"):
            for words in ([option + "="], [option, ""]):
                with self.subTest(words):
                    done = self.check(*words, "a.sql", status=2)
                    self.assertEqual(done.stderr, f"floodwall: check: {option} needs a value\n")
        for words in (["--fix="], ["-o", ""], ["--select", ","], [""], ["a.sql", ""]):
            with self.subTest(words):
                self.assert_one_line(self.check(*words, "a.sql", status=2).stderr)
        self.assertEqual(self.read("a.sql"), BAD)

    def test_reports_do_not_write_over_what_they_are_about(self):
        self.write("a.sql", BAD)
        for option in ("--output", "--write-baseline"):
            for path in ("a.sql", "./a.sql", self.path("a.sql")):
                with self.subTest(option, path=path):
                    self.assert_one_line(self.check(option, path, ".", status=2).stderr)
                    self.assertEqual(self.read("a.sql"), BAD)

    def test_lists(self):
        self.write("a.sql", BAD)
        for words in (["--select", "drop-table,truncate-cascade"], ["--select=drop-table", "--select", "truncate-cascade"],
                      ["--select", "drop-table, ,truncate-cascade,"], ["--select=data_loss", "--ignore", "truncate-table"]):
            with self.subTest(words):
                done = self.check("--format", "gcc", *words, "a.sql", status=1)
                self.assertRegex(done.stdout, r"(?s)\[drop-table\].*\[truncate-cascade\]")

    def test_did_you_mean(self):
        self.assertIn('"check"', self.floodwall("chekc", status=2).stderr)
        self.assertIn('"--format"', self.floodwall("check", "--fromat", "json", status=2).stderr)
        self.assertIn('"drop-table"', self.floodwall("check", "--select", "drop-tabel", status=2).stderr)
        self.assertIn('"drop-table"', self.floodwall("explain", "drop-tabel", status=2).stderr)

    def test_help_for_a_command(self):
        self.assertEqual(self.floodwall("help", "check", status=0).stdout, self.floodwall("check", "--help").stdout)
        self.assertEqual(self.floodwall("help", "help", status=0).stdout, self.floodwall("--help").stdout)
        self.assert_one_line(self.floodwall("help", "chekc", status=2).stderr)

    def test_help_and_version(self):
        self.assertRegex(self.floodwall("--version", status=0).stdout,
                         r"^floodwall \d+\.\d+\.\d+ \(PostgreSQL 1[78] grammar, libpg_query [\d.-]+\)\n$")
        usage = self.floodwall("--help", status=0).stdout
        for word in ("check", "explain", "rules", "init", "fragments", "ast"):
            self.assertIn(f"floodwall {word}", usage)
        self.assertIn("--fail-on", self.floodwall("check", "--help", status=0).stdout)

    def test_no_path_is_the_current_folder(self):
        self.write("deep/a.sql", BAD)
        self.assertIn("deep/a.sql", self.check(status=1).stdout)

    def test_no_files_is_clean(self):
        self.check(status=0)


class Formats(Scratch):
    def setUp(self):
        super().setUp()
        self.write("a b.sql", BAD)
        self.write("good.sql", GOOD)

    def test_all_of_them_name_the_rule(self):
        for form in FORMATS:
            with self.subTest(form):
                self.assertIn("truncate-cascade", self.check("--format", form, status=1).stdout)

    def test_syntax(self):
        json.loads(self.check("--format", "json").stdout)
        self.assertEqual(json.loads(self.check("--format", "sarif").stdout)["version"], "2.1.0")
        self.assertIsInstance(json.loads(self.check("--format", "gitlab").stdout), list)
        xml.etree.ElementTree.fromstring(self.check("--format", "junit").stdout)
        for line in self.check("--format", "gcc").stdout.splitlines():
            self.assertRegex(line, r"^a b\.sql:\d+:\d+: ((error|warning|info): .* \[[a-z-]+\]|note: .*)$")
        self.assertTrue(self.check("--format", "github").stdout.startswith("::"))

    def test_output_is_written_in_one_step(self):
        self.write("out.sarif", "old")
        os.chmod(self.path("out.sarif"), 0o640)
        done = self.check("--format", "sarif", "--output", "out.sarif", "--quiet", status=1)
        self.assertEqual((done.stdout, done.stderr), ("", ""))
        json.loads(self.read("out.sarif"))
        self.assertEqual(os.stat(self.path("out.sarif")).st_mode & 0o777, 0o640)
        self.assertEqual(sorted(os.listdir(self.folder)), ["a b.sql", "good.sql", "out.sarif"])

    def test_output_to_what_is_no_file(self):
        self.check("--format", "json", "--output", "/dev/null", status=1)
        self.assertFalse(os.path.isfile("/dev/null"))
        done = self.check("--format", "json", "--output", "no/such/folder/out.json", status=2)
        self.assertIn("floodwall: no/such/folder/out.json: cannot be written", done.stderr)

    def test_quiet_has_no_summary(self):
        loud = self.check().stdout
        quiet = self.check("--quiet").stdout
        self.assertTrue(loud.startswith(quiet))
        self.assertLess(len(quiet), len(loud))

    def test_statistics(self):
        done = self.check("--statistics", "--format", "json", status=1)
        json.loads(done.stdout)
        self.assertRegex(done.stderr, r"\d+  truncate-cascade")
        self.assertRegex(done.stderr, r"2  \.sql")

    def test_same_output_for_any_number_of_threads(self):
        for i in range(50):
            self.write(f"many/{i}.sql", BAD)
        outputs = {self.check("--format", "gcc", "--jobs", jobs).stdout for jobs in ("1", "2", "8")}
        self.assertEqual(len(outputs), 1)

    def test_colors(self):
        def colored(*arguments, **env):
            return "\x1b[" in self.check(*arguments, env=env).stdout

        self.assertFalse(colored())
        self.assertTrue(colored("--color", "always"))
        self.assertTrue(colored(CLICOLOR_FORCE="1"))
        self.assertFalse(colored(CLICOLOR_FORCE="0"))
        self.assertFalse(colored(CLICOLOR_FORCE="1", NO_COLOR="1"))
        self.assertFalse(colored("--color", "never", CLICOLOR_FORCE="1"))
        self.assertTrue(colored("--color", "always", NO_COLOR="1"))

    def on_terminal(self, **env):
        ours, theirs = pty.openpty()
        process = subprocess.Popen([PROGRAM, "check"], cwd=self.folder, stdout=theirs, stderr=theirs,
                                   stdin=subprocess.DEVNULL, env={**ENVIRONMENT, "TERM": "xterm", **env})
        os.close(theirs)
        output = b""
        while True:
            try:
                chunk = os.read(ours, 4096)
            except OSError:
                break
            if not chunk:
                break
            output += chunk
        os.close(ours)
        self.assertEqual(process.wait(timeout=30), 1)
        return output

    def test_terminal(self):
        clean = {name: "" for name in ("TERM_PROGRAM", "VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION", "DOMTERM")}
        plain = self.on_terminal(**clean)
        self.assertIn(b"\x1b[", plain)
        self.assertNotIn(b"\x1b]8;", plain)
        self.assertIn(b"\x1b]8;", self.on_terminal(**{**clean, "VTE_VERSION": "6800"}))
        self.assertNotIn(b"\x1b[", self.on_terminal(**clean, NO_COLOR="1"))
        self.assertNotIn(b"\x1b[", self.on_terminal(**{**clean, "TERM": "dumb"}))

    def test_reader_that_stops_is_no_trouble(self):
        for i in range(200):
            self.write(f"many/{i}.sql", BAD * 20)
        done = self.run_words(["bash", "-c", f'"{PROGRAM}" check | head -n 1; exit "${{PIPESTATUS[0]}}"'])
        self.assertEqual((done.returncode, done.stderr), (1, b""))
        done = self.run_words(["bash", "-c", f'"{PROGRAM}" check >&-'])
        self.assertEqual((done.returncode, done.stderr), (1, b""))

    def test_full_disk_is_trouble(self):
        done = self.run_words(["bash", "-c", f'"{PROGRAM}" check --quiet >/dev/full'])
        self.assertEqual(done.returncode, 2)
        self.assert_one_line(done.stderr.decode())


class StandardInput(Scratch):
    def test_findings(self):
        self.assertIn("truncate-cascade", self.check("-", stdin=BAD, status=1).stdout)
        self.check("-", stdin=GOOD, status=0)
        self.check("-", stdin="", status=0)

    def test_name(self):
        done = self.check("-", "--stdin-filename", "db/x.sql", "--format", "gcc", stdin=BAD, status=1)
        self.assertTrue(done.stdout.startswith("db/x.sql:"))
        self.assertEqual(done.stdout, self.check("--stdin-filename", "db/x.sql", "--format", "gcc", stdin=BAD).stdout)

    def test_settings_of_its_folder(self):
        self.write("db/floodwall.toml", 'select = ["drop-table"]\n')
        done = self.check("--stdin-filename", "db/x.sql", "--format", "gcc", stdin=BAD)
        self.assertNotIn("truncate-cascade", done.stdout)

    def test_binary(self):
        self.assertIn("NUL", self.check("-", stdin=b"SELECT\0 1", status=2).stderr)


class OtherCommands(Scratch):
    def test_rules(self):
        rules = json.loads(self.floodwall("rules", "--format", "json", status=0).stdout)
        text = self.floodwall("rules", status=0).stdout
        for rule in rules:
            self.assertIn(rule["id"], text)
            explained = self.floodwall("explain", rule["id"], status=0).stdout
            self.assertIn(rule["id"], explained)

    def test_fragments(self):
        self.write("a.sql", BAD)
        lines = self.floodwall("fragments", "a.sql", "--format", "jsonl", status=0).stdout.splitlines()
        fragment = json.loads(lines[0])
        self.assertEqual(list(fragment), ["file", "line", "column", "end_line", "api", "static", "text"])
        self.assertEqual((fragment["file"], fragment["line"], fragment["static"]), ("a.sql", 1, True))
        self.assertEqual(fragment["text"], BAD)

    def test_ast(self):
        self.assertIn("TruncateStmt", self.floodwall("ast", "TRUNCATE a", status=0).stdout)
        self.assertIn("TruncateStmt", self.floodwall("ast", "-", stdin="TRUNCATE a", status=0).stdout)
        self.assertIn("syntax error", self.floodwall("ast", "SELEC", status=2).stderr)

    def test_explain_knows_the_names_of_other_linters(self):
        for name in ("ban-truncate-cascade", "pgls:banTruncateCascade"):
            self.assertIn("truncate-cascade", self.floodwall("explain", name, status=0).stdout)

    def test_an_unknown_color_is_named(self):
        self.assertIn("sometimes", self.check("--color", "sometimes", status=2).stderr)

    def test_docs(self):
        self.floodwall("docs", "pages", status=0)
        self.floodwall("docs", "--check", "pages", status=0)
        self.write("pages/rules/drop-table.md", "changed by hand")
        self.assertIn("run ./dev docs", self.floodwall("docs", "--check", "pages", status=1).stderr)

    def test_one_small_file_takes_no_time(self):
        self.write("a.sql", GOOD)
        times = []
        for _ in range(20):
            begin = time.monotonic()
            self.check("a.sql")
            times.append(time.monotonic() - begin)
        self.assertLess(min(times), 0.05)  # 10 ms and what Python needs to start a process

    def test_many_files_of_other_databases_are_a_few_lines(self):
        for number in range(9):
            self.write(f"mysql/{number}.sql", "SELECT 1;\n")
        lines = self.check("--quiet").stderr.splitlines()
        self.assertEqual(lines, [])
        lines = self.check().stderr.splitlines()
        self.assertEqual([line for line in lines if "not checked: its path says MySQL" in line], lines[-6:-1])
        self.assertEqual(lines[-1], "floodwall: note: 4 more are not checked for such reasons; --explain-silence lists them")
        self.assertEqual(sum("its path says" in line for line in self.check("--explain-silence").stderr.splitlines()), 9)


if __name__ == "__main__":
    main()
