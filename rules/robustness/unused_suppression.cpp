#include "analyzer/rule/registry.h"
#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const Suppression& unused, RuleContext& ctx) {
  if (unused.names.empty()) {
    ctx.report({.at = unused.at, .message = "this ignore silences nothing"});
    return;
  }
  for (std::size_t i = 0; i < unused.names.size(); ++i) {
    const std::string& name = unused.names[i];
    std::string message = "this ignore silences no " + name;
    if (find_rule(name) == nullptr) {
      const std::string_view near = nearest_rule(name);
      message =
          "there is no rule " + name + (near.empty() ? "" : "; did you mean " + std::string(near) + "?");
    }
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
