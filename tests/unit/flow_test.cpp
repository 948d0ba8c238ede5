// What is certain before a call, and what variables hold where ways meet.
#include "frontends/host_values/flow.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "frontends/host_values/dominators.h"
#include "frontends/host_values/environment.h"
#include "frontends/python/calls.h"
#include "frontends/python/syntax.h"
#include "tests/support/catch.h"

namespace floodwall::host {
namespace {

using Lines = std::vector<std::string>;

/// What is certain before the call of `here()`, from the first to the last: "held x", "returned a".
Lines certain_before_here(std::string_view text) {
  const Program program = python::parse(text);
  FlowOptions options;
  options.never_returns = python::never_returns;
  Lines certain;
  Flow flow(program, std::move(options));
  flow.run({.on_call = [&](const CallEvent& event) {
    if (event.path != "here") return;
    certain.clear();
    for (const Dominator* each = event.dominators; each != nullptr; each = each->before) {
      static constexpr std::string_view kinds[] = {"held", "failed", "returned", "entered", "left"};
      certain.insert(certain.begin(), std::string(kinds[static_cast<std::size_t>(each->kind)]) + " " +
                                          std::string(program.written(each->expression->at)));
    }
    if (event.is_dead) certain.push_back("dead");
  }});
  return certain;
}

TEST_CASE("what a list of dominators shares with another") {
  Dominators all;
  const Expression a, b, c;
  CHECK(all.latest() == nullptr);
  all.push(Dominator::Kind::Held, &a);
  const Dominator* fork = all.latest();
  all.push(Dominator::Kind::Returned, &b, "b");
  all.push(Dominator::Kind::Returned, &b, "b");
  const Dominator* left = all.latest();
  all.go_to(fork);
  all.push(Dominator::Kind::Returned, &c);
  const Dominator* right = all.latest();
  CHECK(left->depth == 3);
  CHECK(right->depth == 2);
  CHECK(left->path == "b");
  CHECK(Dominators::common(left, right) == fork);
  CHECK(Dominators::common(right, left) == fork);
  CHECK(Dominators::common(left, fork) == fork);
  CHECK(Dominators::common(left, left) == left);
  CHECK(Dominators::common(left, nullptr) == nullptr);
}

TEST_CASE("conditions hold in their branch, and behind it if the other one ends") {
  CHECK(certain_before_here("if x:\n  here()\n") == Lines{"held x"});
  CHECK(certain_before_here("if x:\n  pass\nelse:\n  here()\n") == Lines{"failed x"});
  CHECK(certain_before_here("if x:\n  a()\nhere()\n").empty());
  CHECK(certain_before_here("if x:\n  raise E\nhere()\n") == Lines{"failed x"});
  CHECK(certain_before_here("if x:\n  sys.exit()\nhere()\n") == Lines{"failed x"});
  CHECK(certain_before_here("assert x\nhere()\n") == Lines{"held x"});
  CHECK(certain_before_here("raise E\nhere()\n") == Lines{"dead"});
}

TEST_CASE("calls have returned before what follows them, if they are made at all") {
  CHECK(certain_before_here("a()\nb()\nhere()\n") == Lines{"returned a()", "returned b()"});
  CHECK(certain_before_here("x and a()\nhere()\n").empty());
  CHECK(certain_before_here("[a() for y in z]\nhere()\n").empty());
  CHECK(certain_before_here("with a():\n  here()\n") == Lines{"returned a()", "entered a()"});
}

TEST_CASE("loops may run never; those that only a break ends have run") {
  CHECK(certain_before_here("for x in y:\n  a()\nhere()\n").empty());
  CHECK(certain_before_here("while x:\n  here()\n") == Lines{"held x"});
  CHECK(certain_before_here("while True:\n  a()\n  if x:\n    break\nhere()\n") ==
        Lines{"held True", "returned a()", "held x"});
  CHECK(certain_before_here("while True:\n  if x:\n    break\n  a()\nhere()\n") ==
        Lines{"held True", "held x"});
  CHECK(certain_before_here("while True:\n  a()\nhere()\n") == Lines{"dead"});
  CHECK(certain_before_here("for x in ('a', 'b'):\n  a()\nhere()\n") == Lines{"returned a()"});
}

TEST_CASE("a handler begins anywhere in the body, and what follows a try after all of it") {
  CHECK(certain_before_here("try:\n  a()\nexcept E:\n  here()\n").empty());
  CHECK(certain_before_here("try:\n  a()\nexcept E:\n  raise\nhere()\n") == Lines{"returned a()"});
  CHECK(certain_before_here("try:\n  a()\nexcept E:\n  pass\nhere()\n").empty());
  CHECK(certain_before_here("try:\n  a()\nfinally:\n  here()\n").empty());
  CHECK(certain_before_here("try:\n  a()\nfinally:\n  b()\nhere()\n") == Lines{"returned a()"});
}

TEST_CASE("an environment takes back what a branch has set") {
  Environment outer;
  outer.set("a", unknown_value("1"));
  Environment inner(&outer);
  CHECK(inner.find("a")->path == "1");
  CHECK_FALSE(inner.has_own("a"));
  inner.mark();
  inner.set("a", unknown_value("2"));
  inner.set("b", unknown_value("3"));
  inner.set("b", unknown_value("4"));
  CHECK(inner.find("a")->path == "2");
  const Environment::Changes changes = inner.undo_to_mark();
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].first == "a");
  CHECK(changes[1].second.path == "4");
  CHECK(inner.find("a")->path == "1");
  CHECK(inner.find("b") == nullptr);
  CHECK(Environment(&inner, Environment::Extent::Expression).has_own("a") == inner.has_own("a"));
}

TEST_CASE("an environment records every value, for as many as ask") {
  Environment variables;
  variables.record();
  variables.set("a", unknown_value("1"));
  variables.record();
  variables.set("a", unknown_value("2"));
  CHECK(variables.stop_recording().size() == 1);
  const Environment::Changes all = variables.stop_recording();
  REQUIRE(all.size() == 2);
  CHECK(all[0].second.path == "1");
  CHECK(all[1].second.path == "2");
  variables.record();
  CHECK(variables.stop_recording().empty());
}

TEST_CASE("the same calls are seen once, whatever is looked at beforehand") {
  const Program program = python::parse(
      "def one():\n  global Q\n  Q = a('SELECT 1')\n"
      "class C:\n  def two(self):\n    self.q = b('x')\n    self.q += c('y')\n"
      "x = [d(t) for t in ('a', 'b', 'c')]\n"
      "def three():\n  return e('z')\nf(three())\n");
  std::map<std::string, int> times;
  Flow flow(program, {});
  flow.run({.on_call = [&](const CallEvent& event) { ++times[event.path]; }});
  CHECK(times ==
        std::map<std::string, int>{{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}, {"f", 1}, {"three", 1}});
}

}  // namespace
}  // namespace floodwall::host
