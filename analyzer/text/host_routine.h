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
  Command,  ///< run by hand: a management command, a script's main
};

/// How much a check says about the database that a step will work on.
enum class GuardStrength : std::uint8_t {
  None,
  Weak,  ///< a setting was looked at, not the connection: `if os.environ["ENV"] == "test"`
  Full,  ///< the database's own name, or our library
};

/// Something that a routine does, in the order of execution.
struct RoutineStep {
  Span at;                                    ///< file bytes
  std::optional<std::uint32_t> fragment;      ///< the SQL that is run: its place among the file's fragments
  std::string call;                           ///< what is called, names resolved: "alembic.command.downgrade"
  GuardStrength guard = GuardStrength::None;  ///< of what is certain to have been checked before
  Span guard_at;                              ///< where, if it was
  std::string database;  ///< where its connection comes from, as far as known: "os.environ['DATABASE_URL']"
  bool is_throwaway = false;  ///< that database was made for the occasion, or nothing is committed
};

/// A function or a section that a rule may judge as a whole. Immutable once made.
struct HostRoutine {
  RoutineKind kind = RoutineKind::Other;
  std::string name;  ///< as the user calls it: "downgrade", "Command.handle"
  Span name_at;      ///< file bytes
  Span at;
  std::vector<RoutineStep> steps;
};

}  // namespace floodwall
