#pragma once
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "analyzer/catalog/table_use.h"
#include "analyzer/diagnostics/finding.h"
#include "analyzer/rule/context.h"
#include "analyzer/rule/routine_facts.h"
#include "analyzer/sql/nodes.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/suppressions.h"
#include "analyzer/text/sql_fragment.h"

namespace floodwall {

enum class FixOffer : std::uint8_t { Never, Sometimes, Always };

/// Everything a machine needs to know about a rule. Prose lives in the .md beside it.
struct RuleMeta {
  std::string_view id;       ///< kebab-case spelling of the file name; names the pattern, not the remedy
  std::string_view summary;  ///< one sentence, no full stop
  Severity severity = Severity::Warning;
  FixOffer fix = FixOffer::Never;
  std::string_view since;
  bool on_by_default = true;
  bool is_specific =
      false;  ///< fires on nothing but plain SQL: also counts in a text that only looks like SQL
  bool judges_spelling = false;  ///< of SQL that a user wrote: not for SQL that stands for calls
  std::array<std::string_view, 3> formerly = {};  ///< ids this rule used to have
  std::array<std::string_view, 6> aliases = {};   ///< what other linters call it: "squawk:ban-drop-table"
};

/// What a check looks at.
enum class Subject : std::uint8_t {
  Node,     ///< every parse tree node of one type
  Script,   ///< a whole script or body, or all SQL of a routine of the host, after its last statement
  Routine,  ///< a routine of the host, or the way back of a migration script
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

namespace detail {

template <class T>
constexpr Subject subject_of() {
  if constexpr (requires { requires std::same_as<T, Script>; }) {
    return Subject::Script;
  } else if constexpr (requires { requires std::same_as<T, RoutineFacts>; }) {
    return Subject::Routine;
  } else if constexpr (requires { requires std::same_as<T, SyntaxError>; }) {
    return Subject::SyntaxError;
  } else if constexpr (requires { requires std::same_as<T, Suppression>; }) {
    return Subject::UnusedSuppression;
  } else {
    static_assert(
        tag_of<T> != T_Invalid,
        "a check looks at a parse tree node, a Script, RoutineFacts, a SyntaxError or a Suppression");
    return Subject::Node;
  }
}

template <auto Check, class T>
constexpr Trigger make_trigger(void (*)(const T&, RuleContext&)) {
  return {subject_of<T>(), tag_of<T>,
          [](const void* subject, RuleContext& ctx) { Check(*static_cast<const T*>(subject), ctx); }};
}

}  // namespace detail

/// `on<check>`: what it looks at is read off the check's first parameter. Several checks may share a rule.
template <auto... Checks>
inline constexpr Triggers on = {detail::make_trigger<Checks>(Checks)...};

}  // namespace floodwall
