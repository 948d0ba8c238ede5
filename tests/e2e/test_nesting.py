#!/usr/bin/env python3
"""Deep and long input: no crash, and an exit status that the contract knows."""
import json

from program import Scratch, main

DEPTH = 200_000


class Nesting(Scratch):
    def survives(self, sql):
        self.write("deep.sql", sql)
        done = self.check("deep.sql", "--select", "all", "--format", "gcc", timeout=120)
        self.assertIn(done.returncode, (0, 1), done.stderr[-2000:])
        self.assertEqual(done.stderr, "")
        self.check("deep.sql", "--select", "all", "--diff", "--fix=review", timeout=120)
        return done

    def test_parentheses(self):
        self.survives("SELECT " + "(" * DEPTH + "1" + ")" * DEPTH + ";\n")

    def test_open_parentheses(self):
        self.survives("SELECT " + "(" * DEPTH)

    def test_not(self):
        self.survives("DELETE FROM t WHERE " + "NOT " * DEPTH + "true;\n")

    def test_sum(self):
        self.survives("SELECT 1" + " + 1" * DEPTH + ";\n")

    def test_and(self):
        self.survives("DELETE FROM t WHERE a = 1" + " AND a = 1" * DEPTH + ";\n")

    def test_minus(self):
        self.survives("SELECT " + "- " * DEPTH + "1;\n")

    def test_casts_and_subscripts(self):
        self.survives("SELECT a" + "::int" * DEPTH + ";\n")
        self.survives("SELECT a" + "[1]" * DEPTH + ";\n")

    def test_subqueries(self):
        self.survives("SELECT * FROM " + "(SELECT * FROM " * 50_000 + "t" + ") x" * 50_000 + ";\n")

    def test_unions(self):
        self.survives("SELECT 1" + " UNION ALL SELECT 1" * 50_000 + ";\n")

    def test_case(self):
        self.survives("SELECT " + "CASE WHEN true THEN " * 50_000 + "1" + " END" * 50_000 + ";\n")

    def test_comments(self):
        self.survives("/*" * DEPTH + "*/" * DEPTH + " SELECT 1;\n")

    def test_dollar_quotes(self):
        body = "SELECT 1;"
        for i in range(200):
            body = f"DO $a{i}$ BEGIN EXECUTE $b{i}${body}$b{i}$; END $a{i}$;"
        self.survives(body)

    def test_list(self):
        self.survives("SELECT * FROM t WHERE a IN (1" + ", 1" * DEPTH + ");\n")

    def test_statements(self):
        self.survives("DROP TABLE t;\n" * 20_000)

    def test_semicolons(self):
        self.survives(";" * DEPTH)

    def test_one_long_line(self):
        self.survives("SELECT '" + "x" * 10_000_000 + "';\n")


class NestingInCpp(Scratch):
    """What is written within a function that hands SQL to libpq."""

    def survives(self, statements, unread=None):
        """`unread`: a pattern of the line in which what is left out begins, of which the user is told, once."""
        self.write("deep.cpp", '#include <libpq-fe.h>\nvoid f(PGconn* c) {\n  PQexec(c, "TRUNCATE a");\n' + statements)
        done = self.check("deep.cpp", "--format", "gcc", timeout=120)
        self.assertIn(done.returncode, (0, 1), done.stderr[-2000:])
        note = f"floodwall: note: deep.cpp: read in part: what begins in line {unread} is nested too deep, [^\n]*\n"
        self.assertRegex(done.stderr, f"^{note}$" if unread else "^$")

    def test_ifs(self):
        self.survives("if (x) " * DEPTH + "y();\n}\n")
        self.survives("if (x) " * DEPTH + "@ $;\n}\n")
        self.survives("if (x) y(); " + "else if (x) y(); " * DEPTH + "@;\n}\n")

    def test_groups(self):
        groups = "#if A\n" * DEPTH + "@ $;\n" + "#endif\n" * DEPTH
        self.survives(groups + "}\n", unread=r"\d+")
        self.survives("#if A\n@ x;\n" * 50_000 + "}\n", unread="1")
        self.survives("#else\n" * DEPTH)

    def test_what_stands_around_groups_is_read(self):
        rest = 'void g(PGconn* c) {\n  PQexec(c, "TRUNCATE b");\n}\n'
        self.survives("#if A\n" * DEPTH + "@ $;\n" + "#endif\n" * DEPTH + "}\n" + rest, unread=r"\d+")
        found = self.floodwall("fragments", "deep.cpp")
        self.assertIn("TRUNCATE a", found.stdout)
        self.assertIn("TRUNCATE b", found.stdout)
        self.assertIn("read in part", found.stderr)
        self.assertEqual([each["path"] for each in json.loads(self.check("--format", "json").stdout)["read_in_part"]], ["deep.cpp"])

    def test_brackets(self):
        self.survives("{" * DEPTH + "@;" + "}" * DEPTH + "}\n")
        self.survives("g(" * DEPTH + "@" + ")" * DEPTH + ";}\n")
        self.survives("for (;;" * DEPTH)
        self.survives("[]() { " * DEPTH + "}();" * DEPTH + "}\n")

    def test_operators(self):
        self.survives("x = " + "(int)" * DEPTH + "y;}\n")
        self.survives("a ? b : " * DEPTH + "c;}\n")
        self.survives("a<" * DEPTH + "b>" * DEPTH + " c;}\n")

    def test_definitions(self):
        self.survives("}\n" + "namespace a {" * DEPTH + "}" * DEPTH + "\n")


if __name__ == "__main__":
    main()
