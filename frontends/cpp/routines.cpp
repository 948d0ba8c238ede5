#include "frontends/cpp/routines.h"

#include <algorithm>
#include <array>
#include <utility>

#include "frontends/cpp/paths.h"
#include "frontends/host_values/guard_words.h"
#include "frontends/host_values/words.h"

namespace floodwall::cpp {
namespace {

using host::CallEvent;
using host::Expression;
using host::Function;
using host::KnownCheck;
using host::RoutineRole;

/// The macro of a test framework that a function is the body of; empty: it is none.
std::string_view macro_of(const Function& function) {
  if (function.decorators.empty()) return {};
  const Expression& decorator = *function.decorators.front();
  return decorator.kind == Expression::Kind::Call ? decorator.operands.front()->word : std::string_view();
}

bool makes_test(std::string_view macro) {
  static constexpr std::array macros = std::to_array<std::string_view>(
      {"TEST", "TEST_F", "TEST_P", "TYPED_TEST", "TYPED_TEST_P", "TEST_CASE", "SCENARIO", "TEST_CASE_METHOD",
       "TEMPLATE_TEST_CASE", "BOOST_AUTO_TEST_CASE", "BOOST_FIXTURE_TEST_CASE", "BOOST_DATA_TEST_CASE",
       "TEST_METHOD", "UTEST", "UTEST_F", "START_TEST", "TEST_CASE_FIXTURE",
       "BOOST_AUTO_TEST_CASE_TEMPLATE"});
  return host::is_among(macro, macros);
}

/// TEST_F(Fixture, Name), BOOST_FIXTURE_TEST_CASE(name, Fixture)
std::string_view fixture_of(const Function& function) {
  const std::string_view macro = macro_of(function);
  const std::size_t place = macro == "BOOST_FIXTURE_TEST_CASE" ? 1 : 0;
  const bool has_fixture = macro == "TEST_F" || macro == "TEST_P" || macro == "TEST_CASE_METHOD" ||
                           place == 1 || macro == "TYPED_TEST" || macro == "TEST_CASE_FIXTURE" ||
                           macro == "UTEST_F";
  if (!has_fixture) return {};
  const auto& arguments = function.decorators.front()->arguments;
  return place < arguments.size() && arguments[place].value != nullptr ? arguments[place].value->word
                                                                       : std::string_view();
}

bool is_way_back(std::string_view name) {
  const std::string lower = host::lower_words(name);
  for (const std::string_view word : {"downgrade", "rollback", "revert", "undo"}) {
    if (lower == word || lower.starts_with(std::string(word) + "_")) return true;
  }
  return lower == "down" || lower.starts_with("down_") || lower.ends_with("_down") ||
         name.starts_with("downgradeTo") || name.starts_with("rollbackTo") || name.starts_with("revertTo") ||
         name.starts_with("Downgrade");
}

}  // namespace

Routines::Routines(const host::Program& program, std::string_view path, const host::HostProject& project)
    : program_(program),
      path_(path),
      project_(project),
      definitions_(program),
      checks_([this](const Function& function) { return guards_.check_made_by(function); }),
      guards_(program, definitions_, [this](std::string_view name) { return known_check(name); }),
      origins_(program, definitions_, [](std::string_view) { return std::optional<host::Origin>(); }),
      recorder_(
          definitions_, guards_, origins_,
          {.role_of = [this](const Function* function, const host::Class*) { return role_of(function); },
           .effect_of = [](const CallEvent&) { return host::Effect{}; }}) {
  for (const Function& function : program.functions()) {
    const std::string_view fixture = fixture_of(function);
    if (!fixture.empty()) fixtures_.insert(fixture);
  }
}

/// The file's own functions come first: they are the nearest ones.
std::optional<KnownCheck> Routines::known_check(std::string_view name) const {
  if (const Function* own = definitions_.function_named(name)) return checks_.of(*own);
  asked_.emplace(name);
  return project_.guards().check_named(name);
}

RoutineKind Routines::kind_of(const Function& function) const {
  static constexpr std::array fixture_methods =
      std::to_array<std::string_view>({"SetUp", "TearDown", "SetUpTestSuite", "TearDownTestSuite",
                                       "SetUpTestCase", "TearDownTestCase", "setUp", "tearDown"});
  static constexpr std::array qt_methods =
      std::to_array<std::string_view>({"initTestCase", "cleanupTestCase", "init", "cleanup"});
  if (makes_test(macro_of(function))) return RoutineKind::Test;
  if (host::is_among(function.name, fixture_methods)) return RoutineKind::Fixture;
  if (is_test_path(path_) && function.owner != nullptr && host::is_among(function.name, qt_methods))
    return RoutineKind::Fixture;
  // Qt Test and CppUnit: the methods of a class.
  const bool is_of_test = is_test_path(path_) && function.owner != nullptr &&
                          host::Words(function.owner->name).has_any({"test", "tst"});
  if (is_of_test && !function.is_constructor && !function.name.starts_with('~')) return RoutineKind::Test;
  std::string_view own = function.name;
  if (own.starts_with('~')) own.remove_prefix(1);
  if (function.owner != nullptr && own == function.owner->name && fixtures_.contains(own))
    return RoutineKind::Fixture;
  if (is_way_back(function.name)) return RoutineKind::Downgrade;
  return function.owner == nullptr && function.name == "main" && !is_test_path(path_) ? RoutineKind::Command
                                                                                      : RoutineKind::Other;
}

/// SetUp of a test's class runs before it.
GuardStrength Routines::guard_of_fixture(const Function& function) const {
  GuardStrength strength = GuardStrength::None;
  const std::string_view fixture = fixture_of(function);
  const std::string_view owner =
      fixture.empty() && function.owner != nullptr ? function.owner->name : fixture;
  if (owner.empty()) return strength;
  for (const Function& each : program_.functions()) {
    const bool runs_before = each.owner != nullptr && each.owner->name == owner && &each != &function &&
                             (each.is_constructor || each.name == "SetUp" || each.name == "SetUpTestSuite" ||
                              each.name == "SetUpTestCase");
    if (runs_before) strength = std::max(strength, checks_.of(each).refuses);
  }
  return strength;
}

RoutineRole Routines::role_of(const Function* function) const {
  RoutineRole role;
  if (function == nullptr) return role;
  role.kind = kind_of(*function);
  if (role.kind == RoutineKind::Test || role.kind == RoutineKind::Fixture) {
    role.guard = std::max(project_.guards().of_folder(host::FolderGuard::Of::Tests, path_),
                          guard_of_fixture(*function));
  }
  return role;
}

std::vector<HostRoutine> Routines::finish(host::HostFacts& facts) {
  std::vector<HostRoutine> routines = recorder_.finish();
  const bool is_guarded = std::ranges::any_of(
      routines, [](const HostRoutine& routine) { return routine.kind != RoutineKind::Other; });
  if (is_guarded) {
    for (const std::string& name : asked_) facts.asks.push_back(host::GuardIndex::hash_of_function(name));
  }
  for (const Function& function : program_.functions()) {
    if (!function.decorators.empty() || function.name == "main" || function.name == "lambda") continue;
    const KnownCheck check = checks_.of(function);
    const bool checks = check.refuses != GuardStrength::None || check.tells != GuardStrength::None ||
                        host::sounds_like_check(function.name);
    if (checks) facts.guards.functions.push_back({std::string(function.name), check});
  }
  return routines;
}

}  // namespace floodwall::cpp
