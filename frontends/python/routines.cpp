#include "frontends/python/routines.h"

#include <algorithm>
#include <array>
#include <utility>

#include "frontends/host_values/companion.h"
#include "frontends/host_values/guard_words.h"
#include "frontends/host_values/words.h"
#include "frontends/python/effects.h"
#include "frontends/python/paths.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Class;
using host::Expression;
using host::FolderGuard;
using host::Function;
using host::KnownCheck;
using host::RoutineRole;
using host::Statement;

/// A module with `revision` and `down_revision`, as Alembic runs it.
bool is_alembic_revision(const host::Program& program) {
  bool has_revision = false;
  bool has_down_revision = false;
  for (const Statement* each : program.body) {
    if (each->kind != Statement::Kind::Assign || each->target == nullptr) continue;
    has_revision = has_revision || each->target->word == "revision";
    has_down_revision = has_down_revision || each->target->word == "down_revision";
  }
  return has_revision && has_down_revision;
}

constexpr std::array fixture_names = std::to_array<std::string_view>({"setUp",
                                                                      "tearDown",
                                                                      "setUpClass",
                                                                      "tearDownClass",
                                                                      "setUpTestData",
                                                                      "asyncSetUp",
                                                                      "asyncTearDown",
                                                                      "setUpModule",
                                                                      "tearDownModule",
                                                                      "setup_method",
                                                                      "teardown_method",
                                                                      "setup_class",
                                                                      "teardown_class",
                                                                      "setup_module",
                                                                      "teardown_module",
                                                                      "setup_function",
                                                                      "teardown_function",
                                                                      "pytest_configure",
                                                                      "pytest_sessionstart",
                                                                      "pytest_sessionfinish",
                                                                      "pytest_runtest_setup",
                                                                      "pytest_runtest_teardown"});

constexpr int deepest_fixture = 8;  // that asks for another one

constexpr std::array session_hooks =
    std::to_array<std::string_view>({"pytest_configure", "pytest_sessionstart"});

/// pytest.fixture, pytest.fixture(…), pytest_asyncio.fixture.
const Expression* fixture_decorator(const Function& function) {
  for (const Expression* each : function.decorators) {
    const Expression* callee = each->kind == Expression::Kind::Call ? each->operands.front() : each;
    const bool is_named = callee->kind == Expression::Kind::Member || callee->kind == Expression::Kind::Name;
    if (is_named && callee->word == "fixture") return each;
  }
  return nullptr;
}

bool is_autouse(const Expression& decorator) {
  return std::ranges::any_of(decorator.arguments, [](const host::Argument& argument) {
    return argument.name == "autouse" && argument.value != nullptr && argument.value->word == "True";
  });
}

bool has_base(const Class* klass, std::string_view end) {
  return klass != nullptr && std::ranges::any_of(klass->bases, [&](const host::Argument& base) {
           return base.value != nullptr && base.value->word.ends_with(end);
         });
}

bool is_start_up(const Function& function) {
  static constexpr std::array names =
      std::to_array<std::string_view>({"create_app", "lifespan", "on_startup", "startup", "startup_event"});
  if (host::is_among(function.name, names)) return true;
  if (function.name == "ready" && has_base(function.owner, "AppConfig")) return true;
  return std::ranges::any_of(function.decorators, [](const Expression* each) {
    const Expression* callee = each->kind == Expression::Kind::Call ? each->operands.front() : each;
    return callee->word == "on_event" || callee->word == "before_first_request" ||
           callee->word == "on_startup";
  });
}

}  // namespace

bool returns_sql(const Function& function) {
  return function.owner == nullptr && (function.name == "upgrade" || function.name == "downgrade") &&
         !function.parameters.empty() &&
         function.parameters.front().annotation.find("BaseDBAsyncClient") != std::string_view::npos;
}

Routines::Routines(const host::Program& program, std::string_view path, std::string_view module,
                   const host::HostProject& project)
    : program_(program),
      path_(path),
      module_(module),
      project_(project),
      definitions_(program),
      is_migration_(is_alembic_revision(program)),
      checks_([this](const Function& function) { return guards_.check_made_by(function); }),
      guards_(program, definitions_, [this](std::string_view name) { return known_check(name); }),
      origins_(program, definitions_, [this](std::string_view name) { return known_origin(name); }),
      recorder_(definitions_, guards_, origins_,
                {.role_of = [this](const Function* function,
                                   const Class* klass) { return role_of(function, klass); },
                 .effect_of = [this](const CallEvent& event) { return effect_of(event); }}) {}

/// The file's own functions come first: they are the nearest ones.
std::optional<KnownCheck> Routines::known_check(std::string_view name) const {
  if (const Function* own = definitions_.function_named(name)) return checks_.of(*own);
  asked_.emplace(name);
  return project_.guards().check_named(name);
}

std::optional<host::Origin> Routines::known_origin(std::string_view path) const {
  asked_origins_.emplace(path);
  return project_.guards().origin_of(path);
}

/// Whether the module itself says which database its tests are for.
bool Routines::chooses_database() const {
  if (!chooses_database_)
    chooses_database_ = origins_.chooses_database(program_.body) || host::loads_companion(program_);
  return *chooses_database_;
}

RoutineKind Routines::kind_of(const Function& function) const {
  const bool is_at_top = function.owner == nullptr;
  if ((is_migration_ && is_at_top) || returns_sql(function)) {
    if (function.name == "upgrade" || function.name.starts_with("upgrade_")) return RoutineKind::Upgrade;
    if (function.name == "downgrade" || function.name.starts_with("downgrade_"))
      return RoutineKind::Downgrade;
  }
  if (fixture_decorator(function) != nullptr) return RoutineKind::Fixture;
  const bool is_test_class = has_base(function.owner, "TestCase") ||
                             (function.owner != nullptr && function.owner->name.starts_with("Test"));
  if (host::is_among(function.name, fixture_names) && (is_test_class || is_test_path(path_)))
    return RoutineKind::Fixture;
  if (function.name.starts_with("test") && (is_test_class || is_test_path(path_))) return RoutineKind::Test;
  if (function.name == "handle" && has_base(function.owner, "Command")) return RoutineKind::Command;
  if (is_at_top && function.name == "main") return RoutineKind::Command;
  return is_start_up(function) ? RoutineKind::StartUp : RoutineKind::Other;
}

/// The fixtures that a test asks for, by parameter or by usefixtures, may check first; so may theirs.
GuardStrength Routines::guard_of_fixtures(const Function& function, int depth) const {
  GuardStrength strength = GuardStrength::None;
  const auto look = [&](std::string_view fixture) {
    if (const auto known = known_check(fixture)) strength = std::max(strength, known->refuses);
    const Function* own = depth < deepest_fixture ? definitions_.function_named(fixture) : nullptr;
    if (own != nullptr && own != &function && fixture_decorator(*own) != nullptr)
      strength = std::max(strength, guard_of_fixtures(*own, depth + 1));
  };
  for (const host::Parameter& parameter : function.parameters) look(parameter.name);
  const auto marks = [&](const std::vector<const Expression*>& decorators) {
    for (const Expression* each : decorators) {
      if (each->kind != Expression::Kind::Call || each->operands.front()->word != "usefixtures") continue;
      for (const host::Argument& argument : each->arguments) {
        if (argument.value != nullptr && argument.value->parts.size() == 1)
          look(argument.value->parts.front().bytes);
      }
    }
  };
  marks(function.decorators);
  if (function.owner != nullptr) marks(function.owner->decorators);
  return strength;
}

RoutineRole Routines::role_of(const Function* function, const Class* klass) const {
  RoutineRole role;
  if (function != nullptr) {
    role.kind = kind_of(*function);
  } else if (klass != nullptr || is_migration_) {
    role.kind = has_base(klass, "Migration") ? RoutineKind::Upgrade : RoutineKind::Other;
  } else {  // what a module does when it is read: a script, or what comes before its tests
    role.kind = is_test_path(path_) ? RoutineKind::Fixture : RoutineKind::Command;
  }
  switch (role.kind) {
    case RoutineKind::Downgrade:
      role.guard = project_.guards().of_folder(FolderGuard::Of::Migrations, path_);
      role.run_by = project_.guards().runner_of(path_);
      break;
    case RoutineKind::Test:
    case RoutineKind::Fixture: {
      role.guard = project_.guards().of_folder(FolderGuard::Of::Tests, path_);
      if (function != nullptr) role.guard = std::max(role.guard, guard_of_fixtures(*function));
      if (chooses_database()) role.guard = GuardStrength::Full;
      for (const FolderGuard& own : folder_guards_) role.guard = std::max(role.guard, own.strength);
      break;
    }
    case RoutineKind::Other:
    case RoutineKind::Upgrade:
    case RoutineKind::StartUp:
    case RoutineKind::Command:
      break;
  }
  return role;
}

/// Whether Django's runner has made a database for the tests of a class. It makes none for the tests of a
/// plain unittest.TestCase.
bool Routines::is_plain_test_case(const Class& klass, int depth) const {
  for (const host::Argument& base : klass.bases) {
    if (base.value == nullptr) continue;
    const std::string_view name = base.value->word;
    const std::string_view written = program_.written(base.value->at);
    const std::string imported = definitions_.imported(
        base.value->kind == Expression::Kind::Member ? written.substr(0, written.find('.')) : written);
    if (imported == "unittest" || imported.starts_with("unittest.")) return true;
    const auto own = std::ranges::find(program_.classes(), name, &Class::name);
    if (own != program_.classes().end() && &*own != &klass && depth < deepest_fixture &&
        is_plain_test_case(*own, depth + 1))
      return true;
  }
  return false;
}

host::Effect Routines::effect_of(const CallEvent& event) const {
  host::Effect effect = python::effect_of(event);
  if (effect.origin.said_by != django_settings) return effect;
  const RoutineKind kind = role_of(event.function, event.klass).kind;
  const bool is_test = kind == RoutineKind::Test || kind == RoutineKind::Fixture || is_test_path(path_);
  const Class* klass = event.function == nullptr ? nullptr : event.function->owner;
  if (is_test && (klass == nullptr || !is_plain_test_case(*klass))) effect.origin = {};
  return effect;
}

void Routines::on_call(const CallEvent& event, std::span<const std::uint32_t> fragments) {
  recorder_.on_call(event, fragments);
  // A command of the project that takes migrations back: its check is made before each of them.
  const CallEffect effect = effect_of(event).kind;
  const bool is_command = event.path.ends_with(".downgrade") && !is_test_path(path_) &&
                          (effect == CallEffect::TakesBack || effect == CallEffect::TakesAllBack);
  if (is_command && guards_.before(event) == GuardStrength::Full)
    folder_guards_.push_back({FolderGuard::Of::Migrations, "", GuardStrength::Full});
  // env.py runs what stands below it; whatever is checked before is checked before each of them.
  if (event.path == "alembic.context.run_migrations") {
    const GuardStrength strength = std::max(guards_.before(event), guard_of_way_back(event.function));
    folder_guards_.push_back({FolderGuard::Of::Migrations, folder_of(path_), strength, std::string(path_)});
  }
}

void Routines::on_returned(const Function& function, Span at, std::uint32_t fragment) {
  recorder_.add_step(&function, nullptr,
                     {.at = at, .fragment = fragment, .call = std::string(function.name)});
}

/// `if "downgrade" in sys.argv: check(…)`: a check that only the way back has to pass.
GuardStrength Routines::guard_of_way_back(const Function* function) const {
  GuardStrength strength = GuardStrength::None;
  host::each_statement(definitions_.body_of(function), [&](const Statement& each) {
    if (each.kind != Statement::Kind::If || each.value == nullptr) return;
    if (program_.written(each.value->at).find("downgrade") != std::string_view::npos)
      strength = std::max(strength, guards_.of_body(each.body, function));
  });
  return strength;
}

/// os.environ["X"] = "1" is no call.
void Routines::add_variables() {
  for (const Statement& each : program_.statements()) {
    if (each.kind != Statement::Kind::Assign || each.target == nullptr || each.value == nullptr) continue;
    if (each.target->kind != Expression::Kind::Index) continue;
    const Expression& key = *each.target->operands.back();
    const std::string_view object = program_.written(each.target->operands.front()->at);
    const bool is_environment = object == "os.environ" || object == "environ";
    const bool is_constant = each.value->kind == Expression::Kind::Text && each.value->parts.size() <= 1;
    if (!is_environment || key.parts.size() != 1 || !is_constant) continue;
    RoutineStep step{.at = each.at};
    step.effect = CallEffect::SetsVariable;
    step.call = key.parts.front().bytes;
    step.database = each.value->parts.empty() ? "" : each.value->parts.front().bytes;
    recorder_.add_step(nullptr, nullptr, std::move(step));
  }
}

void Routines::add_facts(host::HostFacts& facts) {
  const bool is_conftest = name_of_file(path_) == "conftest";
  const auto guards_tests = [&](GuardStrength strength) {
    if (strength != GuardStrength::None)
      facts.guards.folders.push_back(
          {FolderGuard::Of::Tests, is_conftest ? folder_of(path_) : std::string(path_), strength});
  };
  if (is_conftest) guards_tests(guards_.of_body(program_.body, nullptr));
  if (is_conftest && chooses_database()) guards_tests(GuardStrength::Full);
  for (const Function& function : program_.functions()) {
    KnownCheck check = known_check(function.name).value_or(KnownCheck{});
    const Expression* fixture = fixture_decorator(function);
    if (fixture != nullptr) check.refuses = std::max(check.refuses, guard_of_fixtures(function));
    const bool runs_first =
        (fixture != nullptr && is_autouse(*fixture)) || host::is_among(function.name, session_hooks);
    if (is_conftest && runs_first) guards_tests(check.refuses);
    if (is_conftest && runs_first && origins_.chooses_database(function.body))
      guards_tests(GuardStrength::Full);
    const bool checks = check.refuses != GuardStrength::None || check.tells != GuardStrength::None ||
                        (check.judges_argument && host::sounds_like_check(function.name));
    if (fixture != nullptr)
      facts.guards.origins.push_back({std::string(function.name), origins_.of_result(function)});
    if (!checks && fixture == nullptr && !host::sounds_like_check(function.name)) continue;
    facts.guards.functions.push_back({std::string(function.name), check});
  }
  facts.guards.folders.insert(facts.guards.folders.end(), folder_guards_.begin(), folder_guards_.end());
  add_origins(facts);
}

/// Variables and functions of the module that other files may take a connection from.
void Routines::add_origins(host::HostFacts& facts) const {
  const auto may_connect = [](std::string_view name) {
    return host::Words(name).has_any({"engine", "conn", "connection", "connect", "db", "database", "session",
                                      "sessions", "sessionmaker", "pool", "url", "uri", "dsn", "cursor", "pg",
                                      "postgres"});
  };
  std::set<std::string_view> names;
  const bool is_checked = guards_.of_body(program_.body, nullptr) == GuardStrength::Full;
  const auto add = [&](std::string_view name, host::Origin origin) {
    if (is_checked) origin = {DatabaseOrigin::TestOnly, std::string(name)};  // by whoever imports it
    if ((origin.is_known() || !origin.follows.empty()) && names.insert(name).second)
      facts.guards.origins.push_back({std::string(module_) + "." + std::string(name), std::move(origin)});
  };
  for (const Function& function : program_.functions()) {
    const bool is_at_top = function.owner == nullptr && definitions_.scope_of(function.at) == nullptr;
    if (is_at_top && may_connect(function.name) && fixture_decorator(function) == nullptr)
      add(function.name, origins_.of_result(function));
  }
  for (const Function& function : program_.functions()) {
    if (function.owner != nullptr || !host::is_application_factory(function.name)) continue;
    const host::Origin origin = origins_.of_result(function);
    if (origin.kind == DatabaseOrigin::ThrowAway) add(function.name, origin);  // SQLite, say
  }
  add_settings(facts);
  host::each_statement(program_.body, [&](const Statement& each) {
    if (each.kind == Statement::Kind::Assign && each.target != nullptr && each.value != nullptr &&
        each.target->kind == Expression::Kind::Name && may_connect(each.target->word))
      add(each.target->word, origins_.of_expression(*each.target));
  });
}

/// class Settings: database_url = "sqlite:///app.db": an address that is harmless by itself, also as a member
/// of settings = Settings().
void Routines::add_settings(host::HostFacts& facts) const {
  for (const Class& klass : program_.classes()) {
    if (klass.owner != nullptr) continue;
    for (const Statement* each : klass.body) {
      if (each->kind != Statement::Kind::Assign || each->target == nullptr || each->value == nullptr ||
          !host::names_address(each->target->word))
        continue;
      const host::Origin origin = origins_.of_expression(*each->value);
      if (!origin.is_harmless()) continue;
      const auto add = [&](std::string_view object) {
        facts.guards.origins.push_back(
            {std::string(module_) + "." + std::string(object) + "." + std::string(each->target->word),
             origin});
      };
      add(klass.name);
      for (const Statement* made : program_.body) {
        const bool is_instance = made->kind == Statement::Kind::Assign && made->target != nullptr &&
                                 made->target->kind == Expression::Kind::Name && made->value != nullptr &&
                                 made->value->kind == Expression::Kind::Call &&
                                 made->value->operands.front()->word == klass.name;
        if (is_instance) add(made->target->word);
      }
    }
  }
}

/// What other files say matters where there is something to guard.
void Routines::add_asks(const std::vector<HostRoutine>& routines, host::HostFacts& facts) const {
  const auto has = [&](auto... kinds) {
    return std::ranges::any_of(routines,
                               [&](const HostRoutine& routine) { return ((routine.kind == kinds) || ...); });
  };
  const bool has_tests = has(RoutineKind::Test, RoutineKind::Fixture);
  const bool has_way_back = has(RoutineKind::Downgrade);
  if (has_tests) facts.asks.push_back(host::GuardIndex::hash_of_folders(FolderGuard::Of::Tests));
  if (has_way_back) facts.asks.push_back(host::GuardIndex::hash_of_folders(FolderGuard::Of::Migrations));
  if (!has_tests && !has_way_back && !has(RoutineKind::StartUp) && !has(RoutineKind::Command)) return;
  for (const std::string& name : asked_) facts.asks.push_back(host::GuardIndex::hash_of_function(name));
  for (const std::string& path : asked_origins_) facts.asks.push_back(host::GuardIndex::hash_of_origin(path));
}

std::vector<HostRoutine> Routines::finish(host::HostFacts& facts) {
  add_variables();
  std::vector<HostRoutine> routines = recorder_.finish();
  add_asks(routines, facts);
  add_facts(facts);
  return routines;
}

}  // namespace floodwall::python
