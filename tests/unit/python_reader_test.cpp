// The reader of well-formed Python makes the Program that tree-sitter's tree gives.
#include "tests/support/catch.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "frontends/python/reader/reader.h"
#include "frontends/python/syntax.h"
#include "tests/support/examples.h"
#include "tests/support/program_text.h"

namespace floodwall::python {
namespace {

std::optional<host::Program> read(std::string_view text) { return Reader(text).read(); }

constexpr std::array programs = std::to_array<std::string_view>({
    "",
    "# only a comment",
    "x = 1",
    "\"\"\"A docstring.\"\"\"\n'x'.upper()\n'a' 'b'\n('c')\n",
    // Statements.
    "a = b = f()\na: int = 1\nb: str\na.b[c], (d, *e) = f\n(a) = (\n    b\n) = c\na, = b\n[a, b] = c\n",
    "a += 1; b -= 2; c **= d, e;\nx = yield\nx = yield a, b\nyield from c\nyield\n",
    "if a:\n  b\nelif c: d\nelif e:\n  f\nelse:\n  g\nif x: y; z\n",
    "for x, (y, *z) in a, b:\n  break\nelse:\n  continue\nwhile a < b < c:\n  pass\nelse: x\n",
    "with a as b, c as (d, e), f:\n  g\nwith (a as b, c,):\n  d\nwith (a / b).c() as d:\n  e\nwith (a): b\n",
    "try:\n  a\nexcept (B, C) as d:\n  e\nexcept f.G:\n  h\nexcept:\n  i\nelse:\n  j\nfinally:\n  k\n",
    "try:\n  a\nexcept* B as c:\n  d\ntry: a\nfinally: b\n",
    "return a, b,\nraise A from b\nraise\nassert a, b\ndel a, b[c]\nglobal a, b\nnonlocal c\n",
    "import a.b as c, d\nfrom . import x\nfrom ...a.b import (c as d, e,)\nfrom f import *\nfrom __future__ "
    "import g\n",
    "async def f():\n  async with a as b: c\n  async for d in e:\n    await g(h)\n  return await i + j\n",
    "print(a)\nprint (a, b)\nexec(a)\nmatch = type(a)\ncase = x = 1\nf(print=match)\n",
    // Definitions.
    "@a.b(c)\n@d\ndef f(self, a, /, b=1, *args: int, c: List[str] = None, **kw) -> Dict[str, int]:\n  pass\n",
    "@a\nclass B(C, metaclass=D):\n  x: Mapped[Optional[int]] = 1\n  class E: pass\n  def f(self): return "
    "1\n",
    "a: List[int] | None = 1\nb: int | List[c] = 2\nc: a.b[d]\nd: Callable[[int], str]\n",
    // Ends of blocks: comments that are indented like a block belong to it.
    "def f():\n  if a:\n    b\n    # of the if\n  # of f\n# of neither\nc\n",
    "def f():\n  a  # here\n\n  # below\nclass B:\n\tdef c(self):\n\t\treturn 1\n# end",
    "if a:\r\n  b  # c\r\n  d\r\nelse:\r\n\r\n  e\r\n",
    "def f(a):\n  x = '''\nnot indented'''\n  return (a,\nb)\n",
    // Expressions.
    "x = a or b and not c or d if e else lambda f, g=h, *i, **j: k if l else m\n",
    "x = a + b + c - d * e ** -f ** g // h % i @ j << k | l & m ^ n\nx = (a + b) + (c)\nx = -a ** b + ~c\n",
    "x = a < b\nx = a not in b\nx = a is not b\nx = (a) == (b)\nx = not a == b\nx = a <= b != c\n",
    "f(a, *b, c=d, **e)\nf(x for x in y if z)\nf(a=(yield))\nf(x.y.z[0](1)[2:3, ::4, ...])\nf(*b[0], "
    "**c.d,)\n",
    "x = [], (), {}, {1}, {1: 2, **a}, {*a, b}, [*a, b], (a,), (a, b)\nx = [a for b, c in d if e if f for g "
    "in h]\n",
    "x = {a: b for a, (b, c.d) in e if f}\nx = {a for a in b}\nx = (a async for a in b)\n",
    "x = (y := 1)\nif (z := f(x)) > 1: pass\nx = ...\nx = 0x1F + 1_000 + 1.5e-3 + .5 + 2j + 0b1 + 0o7\n",
    "x = a \\\n  if b else c\nf(a, \\\n  b)\nx = a and \\\n  b\n",
    // Strings.
    "x = 'a' \"b\" '''c\nd''' r'\\d' b'e' Rb\"f\" u'g'\nx = ''\nx = 'it\\'s \\\\'\nx = 'a\\\nb'\n",
    "x = f'a{b}c{d!r:>{e}}{f=}{{g}}{h,}' f\"{a['b']}\" rf'\\{x}'\nx = f'''{\n  a\n}'''\nx = "
    "f'\\N{DASH}{a}'\n",
    "x = t'a{b}' tr'{c}'\nx = f'{a if b else c}{x:%Y-%m}{ a }{lambda_(b)}'\nx = 'ä' # ö\n",
});

TEST_CASE("well-formed programs are read as tree-sitter reads them") {
  for (const std::string_view program : programs) {
    CAPTURE(program);
    const std::optional<host::Program> made = read(program);
    CHECK(made.has_value());
    if (made) CHECK(text_of(*made) == text_of(parse_with_tree_sitter(program)));
  }
}

TEST_CASE("the fixtures are read as tree-sitter reads them") {
  std::size_t read_ones = 0;
  for (const Fixture& fixture : fixtures()) {
    if (!fixture.path.ends_with(".py")) continue;
    CAPTURE(fixture.path);
    const std::optional<host::Program> made = read(fixture.text);
    if (!made) continue;
    ++read_ones;
    CHECK(text_of(*made) == text_of(parse_with_tree_sitter(fixture.text)));
  }
  CHECK(10 < read_ones);
}

TEST_CASE("comments are found wherever they stand") {
  constexpr std::string_view text = "x = (  # a\n  b + # c\n  d)\n# e\nf = '# no'\n";
  const host::Program made = parse(text);
  REQUIRE(made.comments.size() == 3);
  CHECK(slice(text, made.comments[0]) == "# a");
  CHECK(slice(text, made.comments[1]) == "# c");
  CHECK(slice(text, made.comments[2]) == "# e");
}

// What tree-sitter's grammar takes for something else.
TEST_CASE("well-formed programs are read as Python reads them") {
  const auto first_value = [](const host::Program& program) { return program.body.front()->value; };
  const std::optional<host::Program> escaped = read("x = r\"\\\"\"\n");
  REQUIRE(escaped);
  REQUIRE(first_value(*escaped)->parts.size() == 1);
  CHECK(first_value(*escaped)->parts[0].bytes == R"(\")");
  const std::optional<host::Program> spread = read("f(*a.b())\n");
  REQUIRE(spread);
  CHECK(first_value(*spread)->arguments[0].is_spread);
  const std::optional<host::Program> typed = read("type(a).b = c\n");
  REQUIRE(typed);
  CHECK(typed->body.front()->kind == host::Statement::Kind::Assign);
}

TEST_CASE("what is not well-formed, or too rare, is left to tree-sitter") {
  for (const std::string_view program : {"print 'a'",
                                         "print >>f, a",
                                         "exec 'a'",
                                         "except A, b:",
                                         "x = 0777L",
                                         "x = `a`",
                                         "x = 'a",
                                         "f(a",
                                         "f(a]",
                                         "x = )",
                                         "if a:\nb",
                                         "if a:\n    b\n  c",
                                         "  a",
                                         "def f(a, (b, c)): pass",
                                         "x = {'a': 1, 2}",
                                         "match a:\n  case b: c",
                                         "type A = b",
                                         "class A[T]: pass",
                                         "def f[T](a): pass",
                                         "x = 'a\n'",
                                         "f'{'",
                                         "f'{a'",
                                         "f'}'",
                                         "a b",
                                         "a = = b",
                                         "import",
                                         "from a import",
                                         "with: a",
                                         "\xEF\xBB\xBFx = 1",
                                         "x = \"a\"b",
                                         "1 = a",
                                         "f() = a",
                                         "a, b += c d",
                                         "lambda: (yield",
                                         "x = [a for b in c, d]",
                                         "\xC3\xA4 = 1",
                                         "x = (*a)",
                                         "async x",
                                         "x = a if b"}) {
    CAPTURE(program);
    CHECK_FALSE(read(program));
  }
  const std::string deep = "x = " + std::string(300, '(') + "a" + std::string(300, ')');
  CHECK_FALSE(read(deep));
  CHECK_FALSE(read(std::string_view("x = 'a\0b'", 9)));
}

}  // namespace
}  // namespace floodwall::python
