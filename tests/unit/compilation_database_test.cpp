#include "integrations/workspace/compilation_database.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"

using namespace floodwall;

TEST_CASE("a command line is cut into words as a shell does it") {
  using Words = std::vector<std::string>;
  CHECK(shell_words("c++ -c a.cpp") == Words{"c++", "-c", "a.cpp"});
  CHECK(shell_words(R"(c++  -DA="x y" '-DB="z"' a\ b.cpp )") ==
        Words{"c++", "-DA=x y", "-DB=\"z\"", "a b.cpp"});
  CHECK(shell_words(R"(c++ -DC=\"text\" "-DD=\"t\\n\"" "a\b" '')") ==
        Words{"c++", "-DC=\"text\"", "-DD=\"t\\n\"", "a\\b", ""});
  CHECK(shell_words("").empty());
  CHECK(shell_words("'open end") == Words{"open end"});
}

TEST_CASE("a compilation database") {
  const Result<CompileCommands> commands = parse_compile_commands("/p/compile_commands.json", R"([
    {"directory": "/p/out", "file": "../no/a.cpp", "arguments": ["c++", "-DX", "../no/a.cpp"]},
    {"directory": "/p", "file": "/p/no/b.c", "command": "cc '-DY=1 2' b.c"},
    {"directory": "/p", "file": "/p/no/b.c", "command": "cc -DLATER b.c"},
    {"directory": "/p", "file": "/p/no/c.c"},
    {"directory": "/p", "arguments": ["cc"]}
  ])");
  REQUIRE(commands);
  REQUIRE(commands->size() == 2);
  CHECK(commands->at("/p/out/../no/a.cpp").arguments.at(1) == "-DX");
  CHECK(commands->at("/p/no/b.c").arguments == std::vector<std::string>{"cc", "-DY=1 2", "b.c"});
  CHECK(commands->at("/p/no/b.c").directory == "/p");
}

TEST_CASE("what is no compilation database is said") {
  for (const char* text : {"", "{}", "[1]", "[{", "\xff"}) {
    const Result<CompileCommands> commands = parse_compile_commands("x.json", text);
    REQUIRE_FALSE(commands);
    CHECK(commands.error().message == "x.json: is no compilation database");
  }
}
