#!/usr/bin/env python3
"""floodwall-clang: what a compiler knows of a C++ file, asked as the main program asks it."""
import os
import struct
import subprocess
import unittest

from program import PROGRAM, Scratch, main

WORKER = os.path.join(os.path.dirname(PROGRAM), "floodwall-clang")
HEADER = """#pragma once
#include <string>
#include <string_view>
#define TABLE "listing_status"
#define WHERE(x) " WHERE " #x " = 1"
#define RUN(c) (c).exec("TRUNCATE a")
namespace sql {
constexpr std::string_view find = "SELECT * FROM " TABLE;
inline const std::string wipe = "TRUNCATE " TABLE " CASCADE";
extern const char* const elsewhere;
inline const char* changes = "SELECT 1";
}
struct Tagged { int id; const char* text; };
inline constexpr Tagged queries[] = {{1, "SELECT 'a\\n'"}, {2, "DELETE FROM t"}};
template <class T> struct Wrapper { void purge(T& c) { c.exec(sql::find); } };
struct Conn { void exec(std::string_view); Conn& operator<<(const char*); };
inline void in_header(Conn& c) { c.exec(TABLE); }
"""
UNIT = """#include "q.h"
#include <memory>
#include "missing.h"
namespace db { struct Session : Conn {}; }
void f(Conn& c, std::unique_ptr<db::Session> p, Unknown& u, Wrapper<Conn>& w) {
  c.exec(sql::find);
  p->exec(sql::wipe);
  c.exec("SELECT " TABLE WHERE(id) " -- ü");
  c.exec(queries[1].text);
  c.exec(sql::elsewhere); c.exec(sql::changes);
  RUN(c);
  *p << "x" << "y";
  u.exec(TABLE);
  w.purge(c);
}
"""


def packed(text):
    return struct.pack("<I", len(os.fsencode(text))) + os.fsencode(text)


def packed_list(texts):
    return struct.pack("<I", len(texts)) + b"".join(map(packed, texts))


class Answer:
    """What stands in the bytes of one."""

    def __init__(self, data):
        self.data, self.at = data, 0
        self.files = {}
        for _ in range(self.number()):
            path = os.fsdecode(self.text())
            objects = [(self.number(), self.number(), self.text().decode()) for _ in range(self.number())]
            texts = [(self.number(), self.number(), self.text(), os.fsdecode(self.text()), self.number(), self.number())
                     for _ in range(self.number())]
            self.files[path] = (objects, texts)
        self.includes = [os.fsdecode(self.text()) for _ in range(self.number())]
        self.missing = self.number()
        self.trouble = self.text().decode()

    def number(self):
        value, = struct.unpack_from("<I", self.data, self.at)
        self.at += 4
        return value

    def text(self):
        size = self.number()
        self.at += size
        return self.data[self.at - size:self.at]


@unittest.skipUnless(os.path.exists(WORKER), "built without LLVM")
class ClangWorker(Scratch):
    def setUp(self):
        super().setUp()
        self.worker = subprocess.Popen([WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(self.end)
        self.write("p/q.h", HEADER)
        self.write("p/a.cpp", UNIT)

    def end(self):
        self.worker.kill()
        self.worker.wait()
        self.worker.stdin.close()
        self.worker.stdout.close()

    def ask(self, *flags, file="p/a.cpp", known=(), compiler="c++"):
        path = self.path(file)
        message = (packed(path) + packed(self.folder) + packed_list([compiler, *flags, path]) + packed(self.path("p")) +
                   packed_list([self.path(name) for name in known]))
        self.worker.stdin.write(struct.pack("<I", len(message)) + message)
        self.worker.stdin.flush()
        size, = struct.unpack("<I", self.worker.stdout.read(4))
        return Answer(self.worker.stdout.read(size))

    def said(self, answer, name):
        source = self.read(name).encode()
        objects, texts = answer.files[self.path(name)]
        return ([(source[begin:end].decode(), kind) for begin, end, kind in objects],
                [(source[begin:end].decode(), text.decode()) for begin, end, text, *_ in texts])

    def test_types_and_texts(self):
        answer = self.ask("-std=c++20")
        self.assertEqual(answer.trouble, "")
        self.assertEqual(answer.missing, 1)
        self.assertEqual(answer.includes, [self.path("p/q.h")])
        objects, texts = self.said(answer, "p/a.cpp")
        for expected in (("c", "Conn"), ("p", "db::Session"), ("*p", "db::Session"), ("w", "Wrapper")):
            self.assertIn(expected, objects)
        self.assertEqual(texts, [("sql::find", "SELECT * FROM listing_status"), ("sql::wipe", "TRUNCATE listing_status CASCADE"),
                                 ("TABLE", "listing_status"), ("WHERE(id)", " WHERE id = 1"), ("queries[1].text", "DELETE FROM t"),
                                 ("TABLE", "listing_status")])
        objects, texts = self.said(answer, "p/q.h")
        self.assertIn(("c", "Conn"), objects)
        self.assertEqual(texts, [("TABLE", "listing_status"), ("TABLE", "listing_status"), ("sql::find", "SELECT * FROM listing_status"),
                                 ("TABLE", "listing_status")])

    def test_where_a_text_is_written(self):
        """The literal of a constant, of a macro, of an element: where it stands whole in one file."""
        texts = self.ask("-std=c++20").files[self.path("p/a.cpp")][1]
        header = self.read("p/q.h").encode()
        unit = self.read("p/a.cpp").encode()
        written = {unit[begin:end].decode(): (os.path.basename(file), header[first:last].decode())
                   for begin, end, _, file, first, last in texts}
        self.assertEqual(written, {"sql::find": ("q.h", '"SELECT * FROM " TABLE'),
                                   "sql::wipe": ("q.h", '"TRUNCATE " TABLE " CASCADE"'),
                                   "TABLE": ("q.h", '"listing_status"'),
                                   "WHERE(id)": ("", ""),
                                   "queries[1].text": ("q.h", '"DELETE FROM t"')})

    def test_what_is_computed_at_compile_time(self):
        self.write("p/c.cpp", """#include <string_view>
constexpr std::string_view whole = "SELECT 1; nonsense";
constexpr std::string_view first = whole.substr(0, 8);
constexpr const char *by_number(int n) { return n == 1 ? "SELECT 1" : "SELECT 2"; }
template <int n> constexpr const char *chosen = n == 1 ? "SELECT 3" : "SELECT 4";
constexpr const char *later = by_number(1) + 7;
const char *of_run_time(int n) { return by_number(n); }
void run(std::string_view);
void f(int n) { run(first); run(by_number(2)); run(chosen<1>); run(later); run(by_number(n)); run(whole.substr(10)); }
""")
        _, texts = self.said(self.ask("-std=c++20", file="p/c.cpp"), "p/c.cpp")
        self.assertEqual(texts[-4:], [("first", "SELECT 1"), ("by_number(2)", "SELECT 2"), ("chosen<1>", "SELECT 3"),
                                      ("whole", "SELECT 1; nonsense")])

    def test_headers_that_are_known_are_not_told_again(self):
        first = self.ask("-std=c++20")
        again = self.ask("-std=c++20", known=["p/q.h"])
        self.assertEqual(list(again.files), [self.path("p/a.cpp")])
        self.assertEqual(again.files[self.path("p/a.cpp")], first.files[self.path("p/a.cpp")])
        self.assertEqual(again.includes, first.includes)

    def test_flags_of_other_compilers_and_outputs(self):
        answer = self.ask("-std=c++20", "-fno-gcse", "-Wno-unheard-of", "-Werror", "-O3", "-g3", "-c", "-o", "x.o", "-MD", "-MF", "x.d",
                          "-flto", "-fsanitize=address")
        self.assertEqual(answer.trouble, "")
        self.assertEqual(len(answer.files[self.path("p/a.cpp")][1]), 6)
        self.assertEqual(sorted(os.listdir(self.folder)), ["p"])

    def test_wrong_flags_and_wrong_files_are_no_trouble_for_the_next(self):
        self.write("p/bad.cpp", b"#include \"q.h\"\nvoid f( { \xff\xfe } }; c.exec(sql::find; int x = ;\n")
        self.write("p/deep.cpp", "int x = " + "(" * 100000 + "1" + ")" * 100000 + ";\n")
        self.assertEqual(self.ask("-std=c++98").files[self.path("p/a.cpp")][0][:0], [])
        self.ask("-std=nonsense")
        self.ask(file="p/bad.cpp")
        self.ask(file="p/none.cpp")
        self.ask(file="p/deep.cpp")
        self.assertEqual(len(self.ask("-std=c++20").files[self.path("p/a.cpp")][1]), 6)

    def test_c(self):
        self.write("p/c.c", '#define Q "SELECT 1"\nstatic const char *const names[] = {"a", "b"};\nvoid PQexec(void *, const char *);\n'
                            "void f(void *conn) { PQexec(conn, Q); PQexec(conn, names[1]); }\n")
        _, texts = self.said(self.ask(file="p/c.c", compiler="cc"), "p/c.c")
        self.assertEqual(texts, [("Q", "SELECT 1"), ("names[1]", "b")])

    def test_it_ends_when_nobody_asks_any_more(self):
        self.ask("-std=c++20")
        self.worker.stdin.close()
        self.assertEqual(self.worker.wait(10), 0)


if __name__ == "__main__":
    main()
