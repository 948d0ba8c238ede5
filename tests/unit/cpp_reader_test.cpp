// The reader of C and C++ makes the Program that tree-sitter's tree gives, and a better one of macros.
#include "tests/support/catch.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <regex>
#include <string>
#include <string_view>

#include "frontends/cpp/syntax.h"
#include "frontends/cpp/syntax/reader/reader.h"
#include "frontends/cpp/syntax/tree.h"
#include "tests/support/program_text.h"

namespace floodwall::cpp {
namespace {

std::string read(std::string_view text) { return text_of(parse(text).program); }

/// How many bytes of it are left to tree-sitter.
std::size_t left_out(std::string_view text) {
  Tree tree;
  Reader reader(text, tree);
  return reader.read() == nullptr ? text.size() : reader.left_out();
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += piece;
  return all;
}

/// The program without its places.
std::string shape(std::string_view text) {
  static const std::regex place(R"(\[\d+, \d+\))");
  return std::regex_replace(read(text), place, "");
}

/// Each within a function.
constexpr std::array statements = std::to_array<std::string_view>({
    "",
    "std::string s(foo(x)); T x(a * b); T y(a & b); work w(conn.get()); work v(conn, \"a\"); T z{1};",
    "r = (a)(b); r = (a) - b; r = (a) * b; r = (a) & b; r = (ns::T)(b); r = (T*)b; r = (int)c; r = (T){1};",
    "a * b; a & b; a * b(c); int x(3); int(x); r = sizeof(int) + sizeof x + sizeof(x);",
    "r = a < b && c > d; x = -1 - 2; x = - y; !x; ~y; ++i; i--; x = !a && b || c == d; x >>= 1; y = a >> 2;",
    "auto l = [&](int x) -> int { return x; }; f([this, &y](auto&& p, int q) mutable { return p; });",
    "if (auto p = f()) g(); else if (c) d; else { e; } if (int x = f(); x > 2) { y; }",
    "while (x) { y; } do { z; } while (w); for (;;) ; for (int i = 0, j; i < 3; i++, j) x; for (x = 1; ; ) "
    "y;",
    "for (const auto& e : es) {} for (auto [k, v] : m) { k; }",
    "switch (q) { case A: { x; } break; case B: case C: y; default: z; }",
    "try { a; } catch (const E& e) { b; } catch (...) { c; } throw; throw Foo(\"x\" + y); goto l; l: return;",
    "T* a = b, *c; T a2[3] = {1}; struct S s = {.a = 1, .b = 3}; struct S *sp; unsigned long long n; int *p;",
    "vector<int> v(n, 0); std::map<int, std::vector<T>> m; static const char* const q[] = {\"a\", \"b\"};",
    "Foo<T>::bar(3); x = static_cast<T*>(y); p->~Foo(); a->b<int>(c); ::foo(1); ns::bar(2); Foo::Bar b2;",
    "x ? y : z; x = a ?: b; x = a ? b : c ? d : e; x = y = z; x += 1, y; x = (a, b); x = {1, 2};",
    "x = new T[3]; y = new (p) T(1); z = new std::string(\"x\"); delete[] x; delete p; ptr = &obj; *p++ = 1;",
    "auto [a1, b1] = c; Foo const & cf = x; const T& r{y}; T * const q2 = 0; int (*fp)(int, char*);",
    "f(\"a\" \"b\" COLUMNS \"c\" PRId64 \"d\", R\"(x)\" \"y\", u8\"z\", 'c', L\"w\"); s = MACRO \"x\" "
    "QUOTE(a, b);",
    "s = \"a\"s + \"b\"_sql; f(std::vector<int>{1}, T(3), int(4), T{5}, {a, b}); a[1][2]; b->c.d(); f()();",
    "a << b << \"c\"; std::cout << x << std::endl; co_await x; co_return y; return {1, 2};",
    "FOO(x)\n g(); FOO;",
    "\n#define Q \"SELECT\"\n#ifdef A\n x;\n#else\n y;\n#endif\n z;",
    "typedef int INT; struct { int a; } anon; enum { A, B }; using namespace std; using X = int;",
    "/* a */ x /* ; */ = y; // z;\n s = \"/* no */\"; t = '\"';",
});

constexpr std::array files = std::to_array<std::string_view>({
    "",
    "#define A \"x\"\n#define F(a, b) \"q\" a\n#include \"x.h\"\n# include <y>\n#pragma once\n#define E\n",
    "#include \"x.h\"\nint f(int a) { sql(a); }\n#define A \"x\"\nlong g(int a) { sql(a); }\n",
    "#if defined(X) && Y\nint a;\n#elif Z\nconst char* b = \"b\";\n#else\nint c;\n#endif\n#ifndef "
    "Q\n#endif\n",
    "namespace a::b { class K : public B, C<int> { public: K(int a) : x_(a), y_{b} {} virtual ~K() = "
    "default; "
    "int g() const override; static const int q = 3; std::string s_{\"x\"}; int v[3]; friend class Z; using "
    "T = "
    "int; enum E { A1, B1 = 2 } e; void h() = 0; template <class T> void t(T x) { sql(x); } K() {} unsigned "
    "b : "
    "3; PGconn *conn, *other; private: bool operator==(const K& o) const { return sql; } }; }\n",
    "extern \"C\" { int e(void); }\nnamespace { const char q[] = \"a\"; }\nstruct S { int a; };\n",
    "template <typename T, int N = 3> struct Tpl { T t; };\ntemplate <> int spec<int>(int x) { return sql; "
    "}\n",
    "typedef struct tag { int a; } tag_t;\ntypedef int (*fn)(int);\nenum class Color : int { Red, Green };\n",
    "static int K::m(int a, const char *b, ...) { sql; }\nK::K(int a) : B(a), c(\"x\") { sql; }\nK::~K() { "
    "sql; }\n",
    "Ret const& ns::K::m2(std::vector<int>&& v, T, T*, const T&, int arr[], void (*cb)(int), int d = 3) "
    "noexcept { sql; }\n",
    "TEST_F(Fix, Name) { sql; }\n",
    "static struct S arr[] = { {\"a\", 1}, {.b = \"c\"}, };\nstruct S1 s1 = {1}, *s2;\n",
    "char *f(char *a, int b)\n{\n  sql(a);\n  return b;\n}\n",
});

TEST_CASE("C and C++ are read as tree-sitter reads them") {
  for (const std::string_view statement : statements) {
    const std::string text = "void f() { sql(); " + std::string(statement) + "}\n";
    CAPTURE(text);
    CHECK(left_out(text) == 0);
    CHECK(read(text) == text_of(parse_by_tree_sitter(text).program));
  }
  for (const std::string_view text : files) {
    CAPTURE(text);
    CHECK(left_out(text) == 0);
    CHECK(read(text) == text_of(parse_by_tree_sitter(text).program));
  }
}

TEST_CASE("macros around definitions are seen through") {
  constexpr std::string_view text =
      "BEGIN_DECLS\nclass EXPORT K : public B {\n  Q_OBJECT\n public:\n  EXPORT void f(UNUSED const char* a) "
      "OVERRIDE { "
      "sql(a); }\n};\nEND_DECLS\n";
  CHECK(left_out(text) == 0);
  const Syntax syntax = parse(text);
  REQUIRE(syntax.program.functions().size() == 1);
  CHECK(syntax.program.functions()[0].name == "f");
  CHECK(syntax.program.functions()[0].owner != nullptr);
  REQUIRE(syntax.program.functions()[0].parameters.size() == 1);
  CHECK(syntax.program.functions()[0].parameters[0].name == "a");
}

/// Each holds one call of sql(), in a function f.
struct Head {
  std::string_view text;
  bool is_method = false;
};
constexpr std::array heads = std::to_array<Head>({
    {"class EXPORT K SEALED : public B { void f() { sql(); } };\n", true},
    {"class EXPORT ns::K { public: void f() { sql(); } };\n", true},
    {"PNG_EXPORT(143, int, g, (int a));\nPLUGIN(Driver, \"driver.json\")\nvoid f() { sql(); }\n"},
    {"int g PROTO((int a));\nint h PROTO((void));\nvoid f() { sql(); }\n"},
    {"EXPORT INLINE List<int>* f(int a) { sql(); }\n"},
    {"BOOL K::f(int a) { sql(); }\n", true},
    {"inline namespace n { struct K { inline friend bool operator==(K a, K b) { return a; } void f() { "
     "sql(); "
     "} }; }\n",
     true},
    {"typedef CALLBACK(int, g, (int a));\nenum E { A,\n#ifdef X\n B,\n#endif\n C };\nint __stdcall f(int a) "
     "{ "
     "sql(); }\n"},
    {"template <bool A = !B && (C < D)> struct S<T, enable_if_t<A && !B>> {};\nvoid f() { sql(); }\n"},
    {"void f(void (K::*member)(int), int K::* field, int (&array)[3]) { sql(); }\n"},
    {"Foo operator\"\" _x(long double v);\nK::operator bool() const { return a; }\nvoid f() { sql(); }\n"},
    {"struct alignas(16) K { void f() { sql(); } alignas(int) char data[4]; };\n", true},
});

TEST_CASE("what a grammar without a preprocessor has no place for is read") {
  for (const auto& [text, is_method] : heads) {
    CAPTURE(text);
    CHECK(left_out(text) == 0);
    const Syntax syntax = parse(text);
    const auto functions = syntax.program.functions();
    const auto named =
        std::ranges::find_if(functions, [](const host::Function& each) { return each.name == "f"; });
    REQUIRE(named != functions.end());
    CHECK((named->owner != nullptr) == is_method);
    CHECK(named->body.size() == 1);
  }
  for (const std::string_view statement : std::array<std::string_view, 6>{
           "for (auto i = decltype(n){0}; i < n; ++i) x = decltype(f(i))::value;",
           "x = operator==(*o) && a.operator<<(b) && sizeof...(T); y = (std::numeric_limits<int>::max)();",
           "x = va_arg(list, char*); FETCH(int, y); FETCH(const char*, z); x = offsetof(struct S, a);",
           "a.template get<int>(b); x = typename K::type(1); f(new T{args...}, {args...});",
           "foreach (int i, list) { x = i; } Q_FOREACH(const QString& s, l->all()) y(s);",
           "char *class = template->new; f(class); if (operator) new = this->private;",
       }) {
    const std::string text = "void f() { sql(); " + std::string(statement) + "}\n";
    CAPTURE(text);
    CHECK(left_out(text) == 0);
  }
  CHECK(shape("void f() { foreach (const QString& s, l->all()) { sql(s); } }") ==
        shape("void f() { for (const QString& s : l->all()) { sql(s); } }"));
  CHECK(
      shape("void f(char *a) { sql(a); p->delete = 1; } void g(S **new, int operator) { *new = 0; }")
          .size() ==
      shape("void f(char *a) { sql(a); p->kelete = 1; } void g(S **nex, int operatox) { *nex = 0; }").size());
}

TEST_CASE("what is not understood is left to tree-sitter, and no more than that") {
  const std::string definition = "void f() { sql(a); }\n";
  const std::string strange = "void g() { sql; int x = ({ a; }); y(\"b\"); }\n";
  const std::string text = definition + strange + definition;
  CHECK(left_out(text) == std::string_view("int x = ({ a; });").size());
  CHECK(read(text) == text_of(parse_by_tree_sitter(text).program));
}

/// As if the group stood around all of it: #if A … #else … #endif.
TEST_CASE("what #if parts is read once for each branch") {
  struct Case {
    std::string_view parted;
    std::string_view whole;
  };
  for (const Case& each : std::array{
           Case{"f(a,\n#ifdef A\n b\n#else\n c\n#endif\n, d);",
                "\n#ifdef A\nf(a, b, d);\n#else\nf(a, c, d);\n#endif\n"},
           Case{"x = a\n#ifdef A\n + b\n#endif\n;", "\n#ifdef A\nx = a + b;\n#else\nx = a;\n#endif\n"},
           Case{
               "\n#ifdef A\nif (a) {\n#elif B\nif (b) {\n#else\nif (c) {\n#endif\nx; } else y; z;",
               "\n#ifdef A\nif (a) { x; } else y;\n#elif B\nif (b) { x; } else y;\n#else\nif (c) { x; } else "
               "y;\n#endif\nz;"},
           Case{"if (a) x;\n#ifdef A\nelse if (b) y;\n#endif\nelse z;",
                "\n#ifdef A\nif (a) x; else if (b) y; else z;\n#else\nif (a) x; else z;\n#endif\n"},
           Case{"\n#ifdef A\nif (a)\n#endif\nx;", "\n#ifdef A\nif (a) x;\n#else\nx;\n#endif\n"},
           Case{"\n#ifdef A\nif (a) {\n#endif\nx; y;\n#ifdef A\n}\n#endif\nz;",
                "\n#ifdef A\nif (a) { x; y; }\n#else\nx; y;\n#endif\nz;"},
           Case{"const char* q[] = {\"a\",\n#ifdef A\n\"b\",\n#endif\n\"c\"};",
                "\n#ifdef A\nconst char* q[] = {\"a\", \"b\", \"c\"};\n#else\nconst char* q[] = {\"a\", "
                "\"c\"};\n#endif\n"},
       }) {
    const std::string text = "void f() { sql(); " + std::string(each.parted) + "}\n";
    CAPTURE(text);
    CHECK(left_out(text) == 0);
    CHECK(shape(text) == shape("void f() { sql(); " + std::string(each.whole) + "}\n"));
  }
}

TEST_CASE("a function whose head #if parts is one function") {
  for (const std::string_view text : std::array<std::string_view, 4>{
           "\n#ifdef A\nint f(int a) {\n#else\nint f() {\n#endif\n sql(); }\nint g() { sql(); }\n",
           "\n#ifdef A\nint f(int a)\n#else\nint f()\n#endif\n{ sql(); }\nint g() { sql(); }\n",
           "int f(int a)\n#ifdef A\nthrow()\n#endif\n{ sql(); }\nint g() { sql(); }\n",
           "class K {\n#ifdef A\nint f(int a)\n#else\nint f()\n#endif\n{ sql(); }\nint g() { sql(); } };\n",
       }) {
    CAPTURE(text);
    CHECK(left_out(text) == 0);
    const Syntax syntax = parse(text);
    REQUIRE(syntax.program.functions().size() == 2);
    CHECK(syntax.program.functions()[0].name == "f");
    CHECK(syntax.program.functions()[0].body.size() == 1);
  }
}

TEST_CASE("of a class, only the member that is not understood is left to tree-sitter") {
  const std::string strange = "int x = ({ a; });";
  const std::string text = "class K { void f() { sql(a); }\n" + strange + "\nvoid g() { sql(b); } };\n";
  CHECK(left_out(text) == strange.size());
  const Syntax syntax = parse(text);
  REQUIRE(syntax.program.functions().size() == 2);
  CHECK(syntax.program.functions()[1].name == "g");
  CHECK(syntax.program.functions()[1].owner != nullptr);
}

TEST_CASE("nothing is nested too deep for the reader of C and C++") {
  constexpr std::size_t times = 100000;
  for (const std::string& text : std::array{
           "int x = " + repeated("(", times) + "1" + repeated(")", times) + ";",
           "int x = " + repeated("1 + ", times) + "1;",
           "int x = " + repeated("- ", times) + "1;",
           "void f() { sql; " + repeated("if (a) {} else ", times) + "b; }",
           repeated("namespace a { ", times),
           repeated("a::", times) + "b;",
           repeated("#if 1\n", times) + repeated("#endif\n", times),
           "void f() { sql; x = a" + repeated("\n#if 1\n+ b", times) + repeated("\n#endif\n", times) + "; }",
           "void f() { sql; " + repeated("x = a\n#if 1\n+ b\n#endif\n;", times / 10) + "}",
           "void f() { sql; " + repeated("\n#if 1\n if (a) {\n#endif\n", times / 10) + "}",
           "void f() { sql; x = " + repeated("a ? b : ", times) + "b; }",
           "int " + repeated("*", times) + "a;",
           "void f() { sql; " + repeated("x = a, ", times) + "b; }",
           "void f() { sql; " + repeated("case 1: ", times) + "}",
       }) {
    CHECK_NOTHROW(parse(text));
  }
}

}  // namespace
}  // namespace floodwall::cpp
