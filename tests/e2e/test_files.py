#!/usr/bin/env python3
"""Which files are read, and what happens to those that cannot be."""
import os
import socket

from program import BAD, GOOD, Scratch, main

AS_NOBODY = () if os.getuid() != 0 else ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


class Folders(Scratch):
    def test_extensions(self):
        for name in ("a.sql", "b.psql", "c.pgsql", "d.ddl", "e.sql.in", "f.sql.j2", "g.sql.jinja", "h.sql.tmpl",
                     "i.sql.template", "j.sql.postgres", "K.SQL", "n.sql.erb", "o.txt", "p.sqlx", "q.sql~", "sql"):
            self.write(name, BAD)
        self.assertEqual(self.checked(), ["K.SQL", "a.sql", "b.psql", "c.pgsql", "d.ddl", "e.sql.in", "f.sql.j2",
                                          "g.sql.jinja", "h.sql.tmpl", "i.sql.template", "j.sql.postgres"])

    def test_a_named_file_is_taken_whatever_it_is_called(self):
        self.write("dump", BAD)
        self.write(".hidden/x.txt", BAD)
        self.assertEqual(self.checked("dump", ".hidden/x.txt"), [".hidden/x.txt", "dump"])

    def test_each_file_once(self):
        self.write("d/a.sql", BAD)
        self.assertEqual(self.checked(".", "d", "d/a.sql", "./d/a.sql", "d/../d/a.sql", self.path("d/a.sql")),
                         self.checked(".", "d")[:1])

    def test_left_out_without_git(self):
        for folder in ("node_modules", ".venv", "__pycache__", ".hidden", "a/node_modules"):
            self.write(folder + "/a.sql", BAD)
        self.write("seen/a.sql", BAD)
        self.assertEqual(self.checked(), ["seen/a.sql"])
        self.assertEqual(self.checked("node_modules"), ["node_modules/a.sql"])

    def test_odd_names(self):
        self.write("with space.sql", BAD)
        self.write("with\nline.sql", BAD)
        self.write("-dash.sql", BAD)
        self.write("quote'\".sql", BAD)
        self.write("$(touch x).sql", BAD)
        self.write(b"latin-\xe9.sql", BAD)
        for form in ("json", "sarif", "github", "gitlab", "junit", "gcc", "html", "terminal"):
            done = self.check("--format", form, status=1)
            self.assertEqual(done.stderr, "")
        done = self.check("--format", "gcc", "--select", "drop-table")
        self.assertEqual(len(done.stdout.splitlines()), 6)
        self.assertEqual(self.checked("--", "-dash.sql"), ["-dash.sql"])
        self.git("init", "-q")
        self.assertEqual(len(self.check("--format", "gcc", "--select", "drop-table").stdout.splitlines()), 6)
        self.assertFalse(os.path.exists(self.path("x")))


class Git(Scratch):
    def setUp(self):
        super().setUp()
        self.git("init", "-q")

    def test_gitignore(self):
        self.write(".gitignore", "/build/\n*.tmp.sql\n!keep.tmp.sql\nlogs/**/deep.sql\n")
        self.write("sub/.gitignore", "local.sql\n")
        for name in ("a.sql", "build/a.sql", "sub/build/a.sql", "x.tmp.sql", "keep.tmp.sql", "logs/1/2/deep.sql",
                     "sub/local.sql", "local.sql", ".hidden/a.sql"):
            self.write(name, BAD)
        self.write(".git/info/exclude", "excluded.sql\n")
        self.write("excluded.sql", BAD)
        expected = [".hidden/a.sql", "a.sql", "keep.tmp.sql", "local.sql", "sub/build/a.sql"]
        self.assertEqual(self.checked(), expected)
        self.assertEqual(self.checked("sub"), ["sub/build/a.sql"])
        # A folder that is ignored as a whole, but named, is wanted.
        self.assertEqual(self.checked("build"), ["build/a.sql"])

    def test_tracked_but_ignored_and_deleted(self):
        self.write("tracked.sql", BAD)
        self.write("gone.sql", BAD)
        self.git("add", ".")
        self.write(".gitignore", "tracked.sql\n")
        os.remove(self.path("gone.sql"))
        self.assertEqual(self.checked(), ["tracked.sql"])
        self.assertEqual(self.check("--fail-on", "never", status=0).stderr, "")

    def test_repositories_inside(self):
        self.write("inner/a.sql", BAD)
        self.write("inner/b.sql", BAD)
        self.write("inner/.gitignore", "b.sql\n")
        self.git("init", "-q", cwd=self.path("inner"))
        self.assertEqual(self.checked(), ["inner/a.sql"])

    def test_submodule(self):
        self.write("origin/a.sql", BAD)
        for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "1"]):
            self.git(*words, cwd=self.path("origin"))
        os.makedirs(self.path("work"))
        self.git("init", "-q", cwd=self.path("work"))
        self.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", self.path("origin"), "lib",
                 cwd=self.path("work"))
        self.assertEqual(self.checked(cwd=self.path("work")), ["lib/a.sql"])

    def test_inside_a_hook(self):
        self.write("d/a.sql", BAD)
        self.write("d/b.sql", BAD)
        self.write(".gitignore", "b.sql\n")
        self.assertEqual(self.checked("d", env={"GIT_DIR": ".git", "GIT_INDEX_FILE": "nowhere"}), ["d/a.sql"])

    def test_without_git_or_in_a_broken_repository(self):
        self.write("a.sql", BAD)
        self.assertEqual(self.checked(env={"PATH": "/nonexistent"}), ["a.sql"])
        self.write(".git/HEAD", "nonsense")
        self.assertEqual(self.checked(), ["a.sql"])

    def test_repository_does_not_get_to_run_programs(self):
        self.write("a.sql", BAD)
        self.write("evil.sh", "#!/bin/sh\ntouch ran\n")
        os.chmod(self.path("evil.sh"), 0o755)
        self.git("config", "core.fsmonitor", self.path("evil.sh"))
        self.assertEqual(self.checked(), ["a.sql"])
        self.assertFalse(os.path.exists(self.path("ran")))

    def test_somebody_elses_repository(self):
        if os.getuid() != 0:
            self.skipTest("only root can become somebody else")
        self.write("a.sql", BAD)
        os.chmod(self.folder, 0o755)
        self.assertEqual(self.checked(prefix=AS_NOBODY), ["a.sql"])

    def test_unreadable_folder(self):
        self.write("sub/locked/a.sql", BAD)
        self.write("sub/b.sql", BAD)
        os.chmod(self.path("sub/locked"), 0)
        if os.getuid() == 0:
            self.run_words(["chown", "-R", "65534:65534", self.folder])
        done = self.check("sub", "--format", "gcc", prefix=AS_NOBODY, status=2)
        self.assertIn("sub/b.sql", done.stdout)
        self.assertEqual(done.stderr, "floodwall: sub/locked: cannot be read: Permission denied\n")


class Links(Scratch):
    def test_a_file_and_its_link_are_read_once(self):
        self.write("z.sql", BAD)
        os.symlink("z.sql", self.path("a.sql"))
        self.assertEqual(self.checked(), ["z.sql"])
        self.assertEqual(self.checked("a.sql"), ["a.sql"])

    def test_hard_links_are_files_of_their_own(self):
        self.write("a.sql", BAD)
        os.link(self.path("a.sql"), self.path("b.sql"))
        self.assertEqual(self.checked(), ["a.sql", "b.sql"])

    def test_folders_behind_links_only_if_named(self):
        self.write("real/a.sql", BAD)
        os.makedirs(self.path("top"))
        os.symlink("../real", self.path("top/link"))
        self.assertEqual(self.checked("top"), [])
        self.assertEqual(self.checked("top/link"), ["top/link/a.sql"])

    def test_loops(self):
        self.write("d/a.sql", BAD)
        os.symlink(".", self.path("d/self"))
        os.symlink("..", self.path("d/up"))
        os.symlink("loop", self.path("d/loop"))
        self.assertEqual(self.checked(), ["d/a.sql"])
        self.git("init", "-q")
        self.assertEqual(self.checked(), ["d/a.sql"])

    def test_dangling(self):
        os.symlink("nowhere", self.path("x.sql"))
        os.symlink("y.sql", self.path("y.sql"))
        os.symlink("a.sql/z", self.path("z.sql"))
        self.write("a.sql", BAD)
        for _ in range(2):
            self.assertEqual(self.checked(), ["a.sql"])
            self.assertEqual(self.check("--fail-on", "never", status=0).stderr, "")
            done = self.check("x.sql", "a.sql", status=2)
            self.assert_one_line(done.stderr)
            self.assertIn("truncate-cascade", done.stdout)
            self.git("init", "-q")
            self.git("add", ".")


class Unreadable(Scratch):
    def refused(self, *paths, reason, **options):
        """One line about it, exit status 2, and the rest is checked."""
        self.write("rest.sql", BAD)
        done = self.check(*paths, "rest.sql", timeout=20, status=2, **options)
        self.assert_one_line(done.stderr)
        self.assertRegex(done.stderr, reason)
        self.assertIn("truncate-cascade", done.stdout)

    def test_missing(self):
        self.refused("missing.sql", reason=r"^floodwall: missing\.sql: cannot be read: No such file or directory$")

    def test_fifo(self):
        os.mkfifo(self.path("f.sql"))
        self.refused("f.sql", reason="is a FIFO")
        self.refused(".", reason="is a FIFO")

    def test_socket(self):
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(self.path("s.sql"))
            self.refused("s.sql", reason="is a socket")

    def test_device(self):
        self.refused("/dev/zero", reason="is a device")

    def test_nul(self):
        self.write("n.sql", b"SELECT 1;\0")
        self.refused("n.sql", reason=r"is binary \(NUL byte at offset 9\)")

    def test_utf_16(self):
        for encoding in ("utf-16-le", "utf-16-be"):
            self.write("u.sql", "\ufeffSELECT 1;\n".encode(encoding))
            self.refused("u.sql", reason="is UTF-16, not UTF-8")

    def test_100_mb(self):
        with open(self.path("big.sql"), "wb") as file:
            file.truncate(100 << 20)
        self.refused("big.sql", reason=r"is 100 MB, larger than max-file-size \(64 MB\): not checked")
        self.write("floodwall.toml", 'max-file-size = "200 MB"\n')
        self.refused("big.sql", reason=r"NUL byte at offset 0")

    def test_limit(self):
        self.write("floodwall.toml", "max-file-size = 10\n")
        self.write("ten.sql", "SELECT 12;")
        self.write("eleven.sql", "SELECT 123;")
        self.check("ten.sql", status=0)
        self.assertIn("is 11 bytes, larger than max-file-size (10 bytes)", self.check("eleven.sql", status=2).stderr)
        self.assertIn("larger than", self.check("-", stdin="SELECT 123;", status=2).stderr)

    def test_file_without_permission(self):
        self.write("secret.sql", BAD)
        os.chmod(self.path("secret.sql"), 0)
        os.chmod(self.folder, 0o755)
        self.refused("secret.sql", reason="Permission denied", prefix=AS_NOBODY)

    def test_folder_without_permission(self):
        self.write("d/locked/a.sql", BAD)
        self.write("d/b.sql", GOOD)
        os.chmod(self.path("d/locked"), 0)
        os.chmod(self.folder, 0o755)
        self.refused("d", reason=r"^floodwall: d/locked: cannot be read: Permission denied$", prefix=AS_NOBODY)

    def test_folder_named_like_a_file(self):
        self.write("x.sql/a.sql", BAD)
        self.assertEqual(self.checked(), ["x.sql/a.sql"])

    def test_invalid_utf_8_and_byte_order_mark_are_fine(self):
        self.write("latin1.sql", "-- caf\xe9\nDROP TABLE t;\n".encode("latin-1"))
        self.write("bom.sql", b"\xef\xbb\xbfDROP TABLE t;\n")
        self.assertEqual(self.checked(), ["bom.sql", "latin1.sql"])

    def test_every_broken_file_on_its_own(self):
        for i in range(20):
            self.write(f"{i:02}.sql", b"\0" if i % 2 else BAD)
        done = self.check("--format", "gcc", "--select", "drop-table", status=2)
        self.assertEqual(len(done.stderr.splitlines()), 10)
        self.assertEqual(len(done.stdout.splitlines()), 10)


if __name__ == "__main__":
    main()
