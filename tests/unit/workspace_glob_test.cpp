#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/workspace/glob.h"

namespace floodwall {
namespace {

bool matches(std::string_view pattern, std::string_view path) {
  const Result<Glob> glob = Glob::parse(pattern);
  REQUIRE(glob.has_value());
  return glob->matches(path);
}

TEST_CASE("a pattern without a slash matches at every depth") {
  CHECK(matches("*.sql", "a.sql"));
  CHECK(matches("*.sql", "x/y/a.sql"));
  CHECK(matches("vendor", "vendor"));
  CHECK(matches("vendor", "x/vendor/y/a.sql"));
  CHECK_FALSE(matches("vendor", "vendors/a.sql"));
  CHECK_FALSE(matches("*.sql", "a.sql.txt"));
}

TEST_CASE("a pattern with a slash starts at the top") {
  CHECK(matches("db/*.sql", "db/a.sql"));
  CHECK_FALSE(matches("db/*.sql", "x/db/a.sql"));
  CHECK_FALSE(matches("db/*.sql", "db/x/a.sql"));
  CHECK(matches("/a.sql", "a.sql"));
  CHECK_FALSE(matches("/a.sql", "x/a.sql"));
  CHECK(matches("./db/a.sql", "db/a.sql"));
}

TEST_CASE("two stars cross folders") {
  CHECK(matches("db/**", "db/x/y.sql"));
  CHECK(matches("**/a.sql", "a.sql"));
  CHECK(matches("**/a.sql", "x/y/a.sql"));
  CHECK(matches("db/**/a.sql", "db/a.sql"));
  CHECK(matches("db/**/a.sql", "db/x/y/a.sql"));
  CHECK_FALSE(matches("db/**/a.sql", "x/db/a.sql"));
  CHECK(matches("**", "any/thing"));
}

TEST_CASE("a trailing slash means folders only") {
  CHECK(matches("build/", "build/a.sql"));
  CHECK(matches("build/", "x/build/y/a.sql"));
  CHECK_FALSE(matches("build/", "build"));
  CHECK(matches("db/old/", "db/old/a.sql"));
  CHECK_FALSE(matches("db/old/", "x/db/old/a.sql"));
}

TEST_CASE("question marks, brackets and backslashes") {
  CHECK(matches("a?.sql", "ab.sql"));
  CHECK(matches("a?.sql", "a\xC3\xA9.sql"));
  CHECK_FALSE(matches("a?.sql", "a.sql"));
  CHECK_FALSE(matches("a?b", "a/b"));
  CHECK(matches("V[0-9]*.sql", "V12__x.sql"));
  CHECK_FALSE(matches("V[!0-9]*.sql", "V12__x.sql"));
  CHECK_FALSE(matches("V[^0-9]*.sql", "V12__x.sql"));
  CHECK(matches("[]]", "]"));
  CHECK(matches("[a\\-z]", "-"));
  CHECK(matches("a\\*b", "a*b"));
  CHECK_FALSE(matches("a\\*b", "axb"));
}

TEST_CASE("what is no pattern") {
  CHECK(Glob::parse("[a").error().message == "the pattern \"[a\" has a [ without its ]");
  CHECK_FALSE(Glob::parse("").has_value());
  CHECK_FALSE(Glob::parse("/").has_value());
  CHECK_FALSE(Glob::parse("!").has_value());
}

TEST_CASE("the last pattern that matches decides") {
  const Result<GlobList> list = GlobList::parse({"*.sql", "!keep.sql", "db/keep.sql"});
  REQUIRE(list.has_value());
  CHECK(list->matches("a.sql"));
  CHECK_FALSE(list->matches("x/keep.sql"));
  CHECK(list->matches("db/keep.sql"));
  CHECK_FALSE(list->matches("a.txt"));
}

TEST_CASE("no pattern takes exponential time") {
  std::string stars;
  std::string folders;
  std::string path;
  for (int i = 0; i < 60; ++i) {
    stars += "*a";
    folders += "**/a/";
    path += "a/";
  }
  CHECK_FALSE(matches(stars + "b", std::string(5000, 'a')));
  CHECK_FALSE(matches(folders + "b", path + path + path + "c"));
}

}  // namespace
}  // namespace floodwall
