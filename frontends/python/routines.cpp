#include "frontends/python/routines.h"

#include <algorithm>
#include <array>
#include <utility>

#include "frontends/host_values/words.h"

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
using host::Value;

std::string_view name_of_file(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash));
}

bool is_test_path(std::string_view path) {
  const std::string_view name = name_of_file(path);
  if (name.starts_with("test_") || name.ends_with("_test") || name == "conftest" || name == "tests")
    return true;
  const std::string folders = "/" + folder_of(path) + "/";
  return folders.find("/tests/") != std::string::npos || folders.find("/test/") != std::string::npos;
}

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

const std::string* constant_of(const Value* value) {
  const host::Text* text = value == nullptr ? nullptr : value->constant();
  return text == nullptr ? nullptr : &text->bytes();
}

/// Words of a command line: subprocess.run(["alembic", "downgrade", "base"]).
std::vector<std::string> command_words(const CallEvent& event) {
  std::vector<std::string> words;
  const Value* command = event.argument(0, "args");
  if (command == nullptr) return words;
  for (const Value& item : command->items) {
    if (const std::string* word = constant_of(&item)) words.push_back(*word);
  }
  return words;
}

host::Effect effect_of(const CallEvent& event) {
  const std::string_view name = host::last_name(event.path);
  const std::string& path = event.path;
  const bool is_alembic = path == "alembic.command.downgrade" || path == "flask_migrate.downgrade" ||
                          path.ends_with(".command.downgrade");
  if (is_alembic) return {CallEffect::TakesBack, path};
  if (path == "alembic.context.run_migrations") return {CallEffect::RunsMigrations, path};
  if (name == "call_command") {
    const std::string* command = constant_of(event.argument(0));
    if (command == nullptr) return {};
    if (*command == "flush" || *command == "reset_db" || *command == "sqlflush")
      return {CallEffect::DropsAll, "call_command(\"" + *command + "\")"};
    const std::string* target = constant_of(event.argument(2, "migration_name"));
    if (*command == "migrate" && target != nullptr && *target == "zero")
      return {CallEffect::TakesBack, "call_command(\"migrate\", …, \"zero\")"};
    return {};
  }
  const Value* task = name == "run_sync" ? event.argument(0) : nullptr;
  if (task != nullptr && task->path.ends_with(".drop_all")) return {CallEffect::DropsAll, task->path};
  if (name == "drop_all" || path == "sqlalchemy_utils.drop_database" ||
      path == "sqlalchemy_utils.functions.drop_database")
    return {CallEffect::DropsAll, path};
  static constexpr std::array runners =
      std::to_array<std::string_view>({"run", "call", "check_call", "check_output", "Popen"});
  if (path.starts_with("subprocess.") && host::is_among(name, runners)) {
    const std::vector<std::string> words = command_words(event);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      const bool is_tool = words[i] == "alembic" || words[i].ends_with("/alembic") || words[i] == "db";
      if (is_tool && host::is_among(std::string_view("downgrade"), words))
        return {CallEffect::TakesBack, "alembic downgrade"};
    }
    return {};
  }
  const bool sets = path == "os.environ.setdefault" || path == "os.putenv" || name == "setenv";
  if (sets) {
    const std::string* variable = constant_of(event.argument(0, "name"));
    const std::string* value = constant_of(event.argument(1, "value"));
    if (variable != nullptr && value != nullptr) return {CallEffect::SetsVariable, *variable, *value};
  }
  return {};
}

}  // namespace

Routines::Routines(const host::Program& program, std::string_view path, const host::HostProject& project)
    : program_(program),
      path_(path),
      project_(project),
      definitions_(program),
      is_migration_(is_alembic_revision(program)),
      checks_([this](const Function& function) { return guards_.check_made_by(function); }),
      guards_(program, definitions_, [this](std::string_view name) { return known_check(name); }),
      origins_(program, definitions_, [this](std::string_view name) { return known_origin(name); }),
      recorder_(definitions_, guards_, origins_,
                {.role_of = [this](const Function* function,
                                   const Class* klass) { return role_of(function, klass); },
                 .effect_of = effect_of}) {}

/// The file's own functions come first: they are the nearest ones.
std::optional<KnownCheck> Routines::known_check(std::string_view name) const {
  if (const Function* own = definitions_.function_named(name)) return checks_.of(*own);
  asked_.emplace(name);
  return project_.guards().check_named(name);
}

std::optional<DatabaseOrigin> Routines::known_origin(std::string_view name) const {
  if (name == "self" || name == "cls") return DatabaseOrigin::Unknown;
  asked_.emplace(name);
  return project_.guards().fixture_named(name);
}

RoutineKind Routines::kind_of(const Function& function) const {
  const bool is_at_top = function.owner == nullptr;
  if (is_migration_ && is_at_top) {
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

/// The fixtures that a test asks for, by parameter or by usefixtures, may check first.
GuardStrength Routines::guard_of_fixtures(const Function& function) const {
  GuardStrength strength = GuardStrength::None;
  const auto look = [&](std::string_view fixture) {
    if (const auto known = known_check(fixture)) strength = std::max(strength, known->refuses);
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
  if (function == nullptr)
    return {.kind = has_base(klass, "Migration") ? RoutineKind::Upgrade : RoutineKind::Other};
  RoutineRole role{.kind = kind_of(*function)};
  switch (role.kind) {
    case RoutineKind::Downgrade:
      role.guard = project_.guards().of_folder(FolderGuard::Of::Migrations, path_);
      role.run_by = project_.guards().runner_of(path_);
      break;
    case RoutineKind::Test:
    case RoutineKind::Fixture: {
      role.guard =
          std::max(project_.guards().of_folder(FolderGuard::Of::Tests, path_), guard_of_fixtures(*function));
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

void Routines::on_call(const CallEvent& event, std::span<const std::uint32_t> fragments) {
  recorder_.on_call(event, fragments);
  // A command of the project that takes migrations back: its check is made before each of them.
  const bool is_command = event.path.ends_with(".downgrade") && !is_test_path(path_) &&
                          effect_of(event).kind == CallEffect::TakesBack;
  if (is_command && guards_.before(event) == GuardStrength::Full)
    folder_guards_.push_back({FolderGuard::Of::Migrations, "", GuardStrength::Full});
  // env.py runs what stands below it; whatever is checked before is checked before each of them.
  if (event.path == "alembic.context.run_migrations") {
    const GuardStrength strength = std::max(guards_.before(event), guard_of_way_back(event.function));
    folder_guards_.push_back({FolderGuard::Of::Migrations, folder_of(path_), strength, std::string(path_)});
  }
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
  for (const Function& function : program_.functions()) {
    const KnownCheck check = known_check(function.name).value_or(KnownCheck{});
    const Expression* fixture = fixture_decorator(function);
    const bool runs_first =
        (fixture != nullptr && is_autouse(*fixture)) || host::is_among(function.name, session_hooks);
    if (is_conftest && runs_first) guards_tests(check.refuses);
    const bool checks = check.refuses != GuardStrength::None || check.tells != GuardStrength::None ||
                        (check.judges_argument && host::sounds_like_check(function.name));
    if (!checks && fixture == nullptr && !host::sounds_like_check(function.name)) continue;
    const DatabaseOrigin origin =
        fixture == nullptr ? DatabaseOrigin::Unknown : origins_.of_result(function).kind;
    facts.guards.functions.push_back({std::string(function.name), check, fixture != nullptr, origin});
  }
  facts.guards.folders.insert(facts.guards.folders.end(), folder_guards_.begin(), folder_guards_.end());
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
  if (!has_tests && !has_way_back && !has(RoutineKind::StartUp)) return;
  for (const std::string& name : asked_) facts.asks.push_back(host::GuardIndex::hash_of_function(name));
}

std::vector<HostRoutine> Routines::finish(host::HostFacts& facts) {
  add_variables();
  std::vector<HostRoutine> routines = recorder_.finish();
  add_asks(routines, facts);
  add_facts(facts);
  return routines;
}

}  // namespace floodwall::python
