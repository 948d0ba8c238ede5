#include "analyzer/rule/registry.h"
#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

/// What to say about a name that is no rule's.
std::string unknown(const std::string& name) {
  if (is_group(name)) return name + " is a group of rules; a comment names each rule that it silences";
  const RegisteredRule* theirs = find_rule_by_alias(name);
  const std::string_view near = theirs == nullptr ? nearest_rule(name) : theirs->rule->meta.id;
  return "there is no rule " + name + (near.empty() ? "" : "; did you mean " + std::string(near) + "?");
}

void check(const Suppression& unused, RuleContext& ctx) {
  if (unused.names.empty()) {
    ctx.report({.at = unused.at, .message = "this ignore silences nothing"});
    return;
  }
  for (std::size_t i = 0; i < unused.names.size(); ++i) {
    const std::string& name = unused.names[i];
    std::string message = find_rule(name) == nullptr ? unknown(name) : "this ignore silences no " + name;
    ctx.report({.at = i < unused.name_spans.size() ? unused.name_spans[i] : unused.at,
                .message = std::move(message)});
  }
}

}  // namespace

extern constexpr Rule unused_suppression = {
    .meta = {.id = "unused-suppression",
             .summary = "A comment asks for silence about something that is not there",
             .severity = Severity::Warning,
             .since = "0.1"},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
