#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/text/span.h"

namespace floodwall {

enum class RoutineKind : std::uint8_t {
  Other,
  Upgrade,    ///< of a migration
  Downgrade,  ///< takes a migration back
  Test,
  Fixture,  ///< sets up or tears down what tests use
  StartUp,  ///< runs whenever the program does: nobody asks for it
  Command,  ///< run by hand: a management command, a script's main
};

/// How much a check says about the database that a step will work on.
enum class GuardStrength : std::uint8_t {
  None,
  Weak,  ///< a setting was looked at, not the connection: `if os.environ["ENV"] == "test"`
  Deny,  ///< the database's own name is none of some: `if "prod" in url.database: raise`. Others pass
  Full,  ///< the database's own name is one for tests, or our library says so
};

/// What a call does to a database beside the SQL that we see.
enum class CallEffect : std::uint8_t {
  None,
  TakesBack,       ///< runs migrations backwards: alembic.command.downgrade
  TakesAllBack,    ///< all of them, said in the source: downgrade(config, "base")
  RunsMigrations,  ///< those of its folder, in whatever direction: alembic.context.run_migrations
  DropsAll,        ///< drops every table: metadata.drop_all
  EmptiesAll,      ///< deletes the rows of every table: call_command("flush")
  CopiesAll,       ///< takes a copy of everything: pg_dump
  Replaces,        ///< drops or empties one table and fills it again: DataFrame.to_sql(if_exists="replace")
  SetsVariable,    ///< of the environment: `call` is its name, `database` the text it gets
};

/// Where the connection of a step comes from.
enum class DatabaseOrigin : std::uint8_t {
  Unknown,
  Ambient,    ///< a setting that names whatever database is meant today: DATABASE_URL, alembic.ini
  TestOnly,   ///< a setting that names a database for tests: TEST_DATABASE_URL
  ThrowAway,  ///< made for the occasion (a container, sqlite in memory), or nothing is committed
};

/// One of two ways that the program takes.
struct Branch {
  std::uint32_t condition = 0;  ///< where it stands: file bytes
  bool held = true;
};

/// Something that a routine does, in the order of execution.
struct RoutineStep {
  Span at;                                     ///< file bytes
  std::optional<std::uint32_t> fragment = {};  ///< the SQL that is run: its place among the file's fragments
  std::string call = {};  ///< what is called, names resolved: "alembic.command.downgrade"
  CallEffect effect = CallEffect::None;
  GuardStrength guard = GuardStrength::None;  ///< of what is certain to have been checked before
  DatabaseOrigin origin = DatabaseOrigin::Unknown;
  std::string database = {};          ///< what says so, for messages: `os.environ["DATABASE_URL"]`
  std::vector<Branch> branches = {};  ///< that lead here
  bool is_unreachable = false;        ///< behind a `raise`
};

/// A function or a section that a rule may judge as a whole. Immutable once made.
struct HostRoutine {
  RoutineKind kind = RoutineKind::Other;
  std::string name = {};  ///< as the user calls it: "downgrade", "Command.handle"
  Span name_at = {};      ///< file bytes
  Span at = {};           ///< with its decorators
  std::vector<RoutineStep> steps = {};
  /// Of what is checked by whoever runs it: env.py before a downgrade, an autouse fixture before a test.
  GuardStrength guard = GuardStrength::None;
  /// Of a way back: the path of the file that runs it, if the project has one (env.py).
  std::string run_by = {};
};

}  // namespace floodwall
