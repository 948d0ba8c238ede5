#!/usr/bin/env python3
"""Eight times the input takes about eight times the work, whatever the input looks like."""
import resource

from program import Scratch, main

TIMES = 8
BOUND = 24  # linear: 8; quadratic: 64


def both(first, second):
    return lambda n: "".join(first(i) for i in range(n)) + "".join(second(i) for i in range(n))


def each(text):
    return lambda n: text * n


# What is repeated, and how often in the smaller file.
CASES = {
    "findings on one line": (each("DROP TABLE t; "), 1000),
    "fixes on one line": (each("TRUNCATE a CASCADE; "), 500),
    "names in one statement": (lambda n: "DROP TABLE " + ", ".join(f"t{i}" for i in range(n)) + ";", 1000),
    "regions without an end": (each("-- floodwall: ignore-start drop-table\nDROP TABLE t;\n"), 2000),
    "regions of many names": (both("-- floodwall: ignore-start a{}\n".format, "-- floodwall: ignore-end a{}\n".format),
                              2000),
    "regions that end by other names": (both("-- floodwall: ignore-start a{}\n".format,
                                             "-- floodwall: ignore-end b{}\n".format), 2000),
    "regions of two tools": (both("-- pgls-ignore-start lint/{}\n".format, "-- floodwall: ignore-end {}\n".format), 2000),
    "comments that reach a whole line": (each("/* floodwall: ignore drop-table */ DROP TABLE t; "), 2000),
    "names in one comment": (lambda n: "-- floodwall: ignore-file " + "drop-table, " * n + "\n" + "DROP TABLE t;\n" * n,
                             2000),
    "doubled quotes in a body": (lambda n: "DO 'BEGIN " + "DROP TABLE t; PERFORM ''a''; " * n + "END';", 1000),
    "doubled quotes in statements of a body": (
        lambda n: "DO 'BEGIN\n" + "EXECUTE ''DROP TABLE t'';\n" * n + "END';", 1000),
}


def in_try(n):
    return ("try:\n" + "".join(f"  q{i} = 'SELECT {i}'\n" for i in range(n)) +
            "".join(f"except E{i}:\n  r{i} = 'SELECT {i}'\n" for i in range(n)))


# The same for Python. All of them call something that runs SQL, or they would not be looked at.
PYTHON_CASES = {
    "values of a body, and handlers": (in_try, 300),
    "breaks": (lambda n: "for a in b:\n" + "".join(f"  q{i} = 'SELECT {i}'\n  if c:\n    break\n" for i in range(n)),
               300),
    "local variables and calls": (
        lambda n: "def f():\n  return 'SELECT 1'\ndef g():\n" + "".join(f"  q{i} = f()\n" for i in range(n)), 500),
    "methods that set one member": (
        lambda n: "class A:\n" + "".join(f"  def m{i}(self):\n    self.q = 'SELECT {i}'\n    cur.execute(self.q)\n"
                                         for i in range(n)), 300),
    "classes that are made of one": (
        lambda n: "class A:\n  def m(self):\n" + "    cur.execute(self.q)\n" * n +
                  "".join(f"class B{i}(A):\n  q = 'SELECT {i}'\n" for i in range(n)), 300),
    "functions that set globals": (
        lambda n: "".join(f"def f{i}():\n  global Q\n  Q = 'SELECT {i}'\n  cur.execute(Q)\n" for i in range(n)), 300),
    "comprehensions over a long list": (
        lambda n: "T = [" + "'a', " * 400 + "]\n" + "x = [f'DROP TABLE {t}' for t in T]\n" * n, 100),
    "comprehensions in comprehensions": (
        lambda n: "T = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']\n" +
                  "x = [[[[[f'DROP TABLE {t}' for t in T] for u in T] for v in T] for w in T] for x in T]\n" * n, 20),
    "lookups in a large map": (
        lambda n: "D = {" + "".join(f"'a{i}': 'SELECT {i}', " for i in range(400)) + "}\n" +
                  "cur.execute(D[x])\n" * n, 200),
}


class Growth(Scratch):
    def cpu_seconds(self, *words):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.assertIn(self.check(*words, timeout=300).returncode, (0, 1))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def test_work_grows_with_the_input(self):
        for name, (text, n) in CASES.items():
            self.write("small.sql", text(n))
            self.write("large.sql", text(TIMES * n))
            for form in ("terminal", "html"):
                small = min(self.cpu_seconds("--format", form, "small.sql") for _ in range(3))
                large = self.cpu_seconds("--format", form, "large.sql")
                with self.subTest(name, format=form):
                    self.assertLess(large, BOUND * max(small, 0.01), f"{small:.3f} s, {large:.3f} s")

    def test_work_grows_with_the_program(self):
        for name, (text, n) in PYTHON_CASES.items():
            self.write("small.py", "cur.execute('SELECT 1')\n" + text(n))
            self.write("large.py", "cur.execute('SELECT 1')\n" + text(TIMES * n))
            small = min(self.cpu_seconds("small.py") for _ in range(3))
            large = self.cpu_seconds("large.py")
            with self.subTest(name):
                self.assertLess(large, BOUND * max(small, 0.01), f"{small:.3f} s, {large:.3f} s")


if __name__ == "__main__":
    main()
