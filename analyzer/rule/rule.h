#pragma once
#include <concepts>

#include "analyzer/catalog/project_lookup.h"
#include "analyzer/catalog/table_use.h"
#include "analyzer/diagnostics/finding.h"
#include "analyzer/rule/context.h"
#include "analyzer/rule/routine_facts.h"
#include "analyzer/rule/rule_value.h"
#include "analyzer/sql/nodes.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/suppressions.h"
#include "analyzer/text/sql_fragment.h"

namespace floodwall {
namespace detail {

template <class T>
constexpr Subject subject_of() {
  if constexpr (requires { requires std::same_as<T, Script>; }) {
    return Subject::Script;
  } else if constexpr (requires { requires std::same_as<T, RoutineFacts>; }) {
    return Subject::Routine;
  } else if constexpr (requires { requires std::same_as<T, StatementNames>; }) {
    return Subject::Names;
  } else if constexpr (requires { requires std::same_as<T, SyntaxError>; }) {
    return Subject::SyntaxError;
  } else if constexpr (requires { requires std::same_as<T, Suppression>; }) {
    return Subject::UnusedSuppression;
  } else {
    static_assert(tag_of<T> != T_Invalid,
                  "a check looks at a parse tree node, a Script, RoutineFacts, StatementNames, a SyntaxError "
                  "or a Suppression");
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
