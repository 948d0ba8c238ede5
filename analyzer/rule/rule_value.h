#pragma once
// What a rule is, for whoever lists, runs or describes rules. Who writes one includes rule.h.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "analyzer/diagnostics/severity.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

class RuleContext;

enum class FixOffer : std::uint8_t { Never, Sometimes, Always };

/// Everything a machine needs to know about a rule. Prose lives in the .md beside it.
struct RuleMeta {
  std::string_view id;       ///< kebab-case spelling of the file name; names the pattern, not the remedy
  std::string_view summary;  ///< one sentence, no full stop
  Severity severity = Severity::Warning;
  FixOffer fix = FixOffer::Never;
  std::string_view since;
  bool on_by_default = true;
  /// Fires on nothing but plain SQL: also counts in a text that only looks like SQL.
  bool is_specific = false;
  bool judges_spelling = false;  ///< of SQL that a user wrote: not for SQL that stands for calls
  /// Warns of what only hurts where the data matters: it has less to say in a test, and nothing where the
  /// database is known to be one for tests.
  bool is_about_live_data = false;
  /// Of many ways back that one file runs it speaks once, in that file.
  bool is_said_once = false;
  /// Ids of rules that say more about the same statement: where one of them speaks, this one does not.
  std::array<std::string_view, 4> yields_to = {};
  std::array<std::string_view, 3> formerly = {};  ///< ids this rule used to have
  std::array<std::string_view, 6> aliases = {};   ///< what other linters call it: "squawk:ban-drop-table"
};

/// What a check looks at.
enum class Subject : std::uint8_t {
  Node,     ///< every parse tree node of one type
  Script,   ///< a whole script or body, or all SQL of a routine of the host, after its last statement
  Routine,  ///< a routine of the host, or the way back of a migration script
  Names,    ///< what a statement refers to, with what the project says of it
  SyntaxError,
  UnusedSuppression,
};

/// Runs a check on one kind of subject.
struct Trigger {
  Subject subject = Subject::Node;
  NodeTag tag = T_Invalid;
  void (*run)(const void* subject, RuleContext& ctx) = nullptr;
};

constexpr std::size_t most_triggers = 4;
using Triggers = std::array<Trigger, most_triggers>;  ///< the unused ones have no `run`

/// A rule is a value: metadata and functions. No base class, no registration call.
struct Rule {
  RuleMeta meta;
  Triggers trigger;
};

}  // namespace floodwall
